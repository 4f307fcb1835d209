//! What administrators make of users: suspended, let in again, promoted and demoted. Faults are Kronus', by number.

use crate::managed_users::{installation, to};
use crate::support::*;
use serde_json::json;

#[tokio::test]
async fn whoever_is_suspended_is_out_at_once_and_their_tokens_with_them() {
    let (app, admin, ada, _) = installation().await;
    let token = app.token(&ada.sid, "phone").await["token_plaintext"].clone();
    let tokens = app.tokens("ada@example.org").await;
    let suspended = app.send(to(&ada, "deactivate").sid(&admin.sid)).await.ok()["data"].clone();
    assert_eq!((&suspended["state"], &suspended["is_active"]), (&json!("inactive"), &json!(false)));
    assert_eq!(app.send(Call::get("/user").sid(&ada.sid)).await.status, 401);
    assert!(!app.lets_in(&tokens.access).await && !app.grants(&token).await);
    assert_ne!(app.renew(&tokens.refresh).await.status, 200);
    assert_ne!(app.login("ada@example.org", PASSWORD).await.status, 200);
    // Twice is as good as once.
    app.send(to(&ada, "deactivate").sid(&admin.sid)).await.ok();

    assert_eq!(app.send(to(&ada, "activate").sid(&admin.sid)).await.ok()["data"]["state"], "active");
    assert!(app.grants(&token).await);
    assert_eq!(app.send(Call::get("/user").sid(&ada.sid)).await.status, 401, "sessions are begun anew");
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 200);
}

/// Fault 16: the last administrator could delete themselves, after which anybody could become one.
#[tokio::test]
async fn there_is_always_an_administrator() {
    let (app, admin, ada, _) = installation().await;
    let refused = |answer: &Answer| (answer.status, answer.json()["errors"][0].as_str().unwrap().to_owned());
    let demoted = app.send(to(&admin, "demote").sid(&admin.sid)).await;
    assert_eq!(refused(&demoted), (409, "The last active administrator cannot be suspended or demoted".to_owned()));
    assert_eq!(refused(&app.send(to(&admin, "deactivate").sid(&admin.sid)).await).0, 409);
    assert_eq!(refused(&app.send(Call::delete("/users/me").sid(&admin.sid)).await).0, 409);

    assert_eq!(app.send(to(&ada, "promote").sid(&admin.sid)).await.ok()["data"]["role"], "ADMIN");
    assert_eq!(app.send(Call::get("/users").sid(&ada.sid)).await.status, 200, "at once");
    assert_eq!(app.send(to(&admin, "demote").sid(&ada.sid)).await.ok()["data"]["role"], "STANDARD");
    assert_eq!(app.send(Call::get("/users").sid(&admin.sid)).await.status, 403, "at once");
    app.send(to(&admin, "promote").sid(&ada.sid)).await.ok();
    let (one, two) =
        tokio::join!(app.spawn(to(&admin, "demote").sid(&ada.sid)), app.spawn(to(&ada, "demote").sid(&admin.sid)));
    let mut statuses = [one.unwrap().status, two.unwrap().status];
    statuses.sort_unstable();
    assert!(statuses == [200, 409] || statuses == [200, 403], "{statuses:?}");
}
