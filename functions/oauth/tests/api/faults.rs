//! Faults of the first API that ours must not have, by their numbers in the contract.

use crate::support::*;
use domain::Capability;
use fakes::google::DEFAULT_ACCOUNT;
use serde_json::{Value, json};

/// Fault 32: metrics of deleted tokens stay for ever and cannot be deleted by the user.
#[tokio::test]
async fn what_a_connection_made_goes_with_it() {
    let app = App::new().await;
    let run = json!({"summary": "#!run", "description": "d=5", "start": {"dateTime": "2026-11-20T07:00:00Z"}});
    app.google.calendar(DEFAULT_ACCOUNT, "primary").insert(run);
    let metrics = async || {
        let names = app.store.metrics_list(app.user).await.unwrap();
        names.iter().map(ToString::to_string).filter(|name| name.starts_with("imp.")).collect::<Vec<_>>()
    };
    for by_deleting_the_token in [false, true] {
        let holder = app.connected().await;
        app.poll(&holder).await;
        assert!(metrics().await.contains(&"imp.events.custom.d".to_owned()));
        if by_deleting_the_token {
            assert!(app.store.tokens_delete(app.user, holder.id, app.clock.now_ms()).await.unwrap());
            app.poll(&holder).await;
        } else {
            assert_eq!(holder.caller.delete(&format!("{CONFIGS}/{}", holder.id)).await.status, 200);
        }
        assert_eq!(metrics().await, Vec::<String>::new(), "token deleted: {by_deleting_the_token}");
    }
}

/// Fault 33: OAuth denial is a 422 in the browser, no refresh_token a 500; exception texts leak into the redirect; whoever
/// opens the link connects their calendar to the token. (The exchange's failures are in `consent`.)
#[tokio::test]
async fn no_callback_ends_in_a_fault_of_ours_or_tells_a_secret() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    app.google.without_refresh_token(true);
    for back in [callback(&app.google.deny(&begun(&holder).await).await), app.approved(&holder).await] {
        let answer = app.nobody().get(&back).await;
        assert_eq!(answer.status, 307);
        let location = answer.header("location").unwrap();
        let (_, detail) = location.split_once("detail=").unwrap();
        assert!(detail.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{detail}");
    }
}

/// Fault 35: an installation with `{}` for a client starts, and then OAuth is a 500.
#[tokio::test]
async fn an_installation_that_lacks_something_says_so() {
    let told = (503, json!("Google OAuth is not configured"));
    let whole: &[(&str, &str)] = &[("ORIGIN", UI), ("ORIGIN_API", API)];
    for (variables, lacks) in [
        (whole, json!({"google_oauth2_creds": {}})),
        (whole, json!({"google_oauth2_creds": "{}"})),
        (whole, json!({"google_oauth2_creds": null})),
        (whole, json!({"google_oauth2_creds": "no JSON"})),
        (whole, json!({"google_oauth2_creds": {"web": {"client_id": "only"}}})),
        (whole, json!({"encryption_keys": {}})),
        (&[("ORIGIN", UI)], json!({})),
    ] {
        let app = App::with(variables, lacks.clone()).await;
        let holder = app.holder(Capability::Super).await;
        let answer = holder.caller.get(AUTH).await;
        assert_eq!(answer.refusal(), told, "{lacks}");
        assert_eq!(answer.header("retry-after"), None, "it does not pass by itself");
        assert_eq!(holder.caller.get(CONFIGS).await.json(), Value::Array(vec![]));
    }
}
