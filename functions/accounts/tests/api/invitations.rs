//! Invitations: how an installation gets its first owner.

use crate::registration::code_in;
use crate::support::*;
use auth::OneTimeCode;
use domain::Role;
use serde_json::json;

const DAY_S: i64 = 24 * 60 * 60;

/// The path of a link that whoever runs the installation hands out.
async fn handed_out(app: &App) -> String {
    let code = OneTimeCode::mint().expect("entropy");
    let store = app.store();
    let made = store.invitations_create(code.handle().stored(), code.proof(), Role::Admin, app.now()).await;
    made.expect("the engine answers");
    format!("/account/claim?code={}", code.reveal())
}

fn accepted(link: &str, email: &str, password: &str) -> Call {
    let fields = [("email", email), ("first_name", "Ada"), ("last_name", "Lovelace"), ("password", password)];
    Call::post("/account/claim").form(&[&fields[..], &[("code", &code_in(link))]].concat())
}

#[tokio::test]
async fn the_first_owner_comes_in_by_a_link_once() {
    let app = App::with(&[]).await;
    let link = handed_out(&app).await;
    let before = app.world.items().await;
    let page = app.send(Call::get(&link)).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("E-mail address") && page.body.contains("ADMIN"));
    assert_eq!(app.world.items().await, before, "to open it changes nothing");
    assert_eq!(app.send(accepted(&link, "ada@example.org", "password1")).await.status, 422);
    assert_eq!(app.send(accepted(&link, "nobody", PASSWORD)).await.status, 422);
    assert_eq!(app.send(accepted(&link, "Ada@example.org", PASSWORD)).await.status, 200);
    let owner = app.store().users_owner().await.unwrap().unwrap();
    assert_eq!((owner.email.as_str(), owner.role), ("ada@example.org", Role::Admin));
    assert!(owner.verified_at.is_some());
    app.login("ada@example.org", PASSWORD).await.ok();
    assert_eq!(app.send(accepted(&link, "eve@example.org", PASSWORD)).await.status, 400, "once");
}

#[tokio::test]
async fn an_address_that_somebody_has_spends_no_invitation() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let link = handed_out(&app).await;
    let taken = app.send(accepted(&link, "ada@example.org", PASSWORD)).await;
    assert_eq!(taken.status, 409);
    assert!(taken.body.contains("value=\"ada@example.org\""), "what was typed is there again");
    assert_eq!(app.send(accepted(&link, "another@example.org", PASSWORD)).await.status, 200);
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    assert_eq!(app.send(Call::delete("/user").sid(&sid)).await.status, 200, "there are two administrators");
}

/// It may be opened in a browser in which somebody else is signed in: a shared one, or that of whoever made it.
#[tokio::test]
async fn whoever_is_signed_in_stays_who_they_are_when_an_invitation_is_accepted() {
    let app = App::new().await;
    let sid = app.signed_in("admin@example.org").await;
    let link = handed_out(&app).await;
    assert_eq!(app.send(Call::get(&link).sid(&sid)).await.status, 200);
    let elsewhere = accepted(&link, "ada@example.org", PASSWORD).sid(&sid).header("sec-fetch-site", "cross-site");
    assert_eq!(app.send(elsewhere).await.status, 403, "no other site sends this form");
    let here = accepted(&link, "ada@example.org", PASSWORD).sid(&sid).header("sec-fetch-site", "same-origin");
    let answer = app.send(here).await;
    assert_eq!((answer.status, answer.cookies().len()), (200, 0), "nobody is signed in by it");
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.ok()["email"], "admin@example.org");
    app.login("ada@example.org", PASSWORD).await.ok();
}

#[tokio::test]
async fn who_has_an_account_is_neither_invited_nor_changed() {
    let app = App::new().await;
    let admin = app.signed_in("admin@example.org").await;
    let sid = app.signed_in("ada@example.org").await;
    let before = app.world.items().await;
    let invite = |email: &str| {
        let body = json!({"email": email, "first_name": "Eve", "last_name": "Adams"});
        Call::post("/users").sid(&admin).json(body)
    };
    for email in ["ada@example.org", " Ada@Example.ORG", "admin@example.org"] {
        assert_eq!(app.send(invite(email)).await.status, 409, "{email}");
    }
    assert_eq!(app.world.items().await, before);
    app.send(Call::get("/user").sid(&sid)).await.ok();
    assert_eq!(app.send(invite("eve@example.org")).await.status, 201);
    let letter = app.one_mail().await;
    let accept =
        |password: &str| Call::post("/account/claim").form(&[("code", &letter.code()), ("password", password)]);
    assert_eq!(app.send(accept("password1")).await.status, 422, "a refused password spends nothing");
    assert_eq!(app.send(accept(PASSWORD)).await.status, 200);
    assert_eq!(app.send(accept("another choice")).await.status, 400, "once");
    app.login("eve@example.org", PASSWORD).await.ok();
}

#[tokio::test]
async fn an_invitation_is_good_for_a_day() {
    let app = App::with(&[]).await;
    let link = handed_out(&app).await;
    app.hand.advance_s(DAY_S - 1);
    assert_eq!(app.send(Call::get(&link)).await.status, 200);
    app.hand.advance_s(1);
    assert_eq!(app.send(Call::get(&link)).await.status, 400);
    assert_eq!(app.send(accepted(&link, "ada@example.org", PASSWORD)).await.status, 400);
}

#[tokio::test]
async fn two_who_use_one_invitation_at_once_make_one_user() {
    let app = App::with(&[]).await;
    let link = handed_out(&app).await;
    let (one, two) = tokio::join!(
        app.send(accepted(&link, "one@example.org", PASSWORD)),
        app.send(accepted(&link, "two@example.org", PASSWORD))
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    assert_eq!(app.store().users_list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn pages_tell_browsers_what_not_to_do() {
    let app = App::new().await;
    let link = handed_out(&app).await;
    for call in [Call::get(&link), Call::get("/account/forgot"), Call::get("/account/verify?code=x")] {
        let page = app.send(call).await;
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"));
        assert!(!page.body.contains("<script"));
    }
}
