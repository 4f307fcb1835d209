//! A forgotten password, and what a new one ends.

use crate::registration::{OTHER_PASSWORD, code_in, confirmed, registration_of};
use crate::support::*;
use serde_json::json;

pub(crate) fn forgotten(email: &str) -> Call {
    Call::post("/auth/forgot-password").json(json!({"email": email}))
}

pub(crate) fn reset(token: &str, password: &str) -> Call {
    Call::post("/auth/reset-password").json(json!({"token": token, "password": password}))
}

#[tokio::test]
async fn whoever_reads_the_letter_chooses_a_new_password() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let data_token = app.token(&sid, "phone").await;
    assert_eq!(app.send(forgotten(" ADA@example.org")).await.ok(), json!({"token_sent": true}));
    let letter = app.one_mail().await;
    assert_eq!((letter.brief().as_str(), letter.greets()), ("ada@example.org reset_password", Some("Ada".into())));
    app.login("ada@example.org", PASSWORD).await.ok();
    let body = json!({"email": "Ada@example.org", "token": letter.code(), "password": OTHER_PASSWORD});
    let answer = app.send(Call::post("/auth/reset-password").json(body)).await;
    assert_eq!(answer.ok(), json!({"password_reset": true}));
    assert_eq!(app.mail_brief().await, ["ada@example.org password_changed"]);
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 401);
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.status, 401, "sessions have ended");
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
    assert!(app.grants(&data_token["token_plaintext"]).await, "programs of a confirmed account go on");
}

#[tokio::test]
async fn the_page_does_what_the_route_does() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    assert_eq!(app.send(Call::get("/account/forgot")).await.status, 200);
    let asked = |email: &str| Call::post("/account/forgot").form(&[("email", email)]);
    let known = app.send(asked("ada@example.org")).await;
    let unknown = app.send(asked("eve@example.org")).await;
    assert_eq!((known.status, &known.body), (200, &unknown.body));
    let link = app.one_mail().await.path();
    assert!(app.send(Call::get(&link)).await.body.contains("New password"));
    let send = |password: &str| Call::post("/account/reset").form(&[("code", &code_in(&link)), ("password", password)]);
    let refused = app.send(send("password1")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("too common") && !refused.body.contains("password1"), "{}", refused.body);
    assert_eq!(app.send(send(OTHER_PASSWORD)).await.status, 200, "a refused password has spent nothing");
    assert_eq!(app.send(send(OTHER_PASSWORD)).await.status, 400);
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
}

#[tokio::test]
async fn a_reset_opens_an_account_that_waits() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    app.mail().await;
    app.send(forgotten("ada@example.org")).await.ok();
    let letter = app.one_mail().await;
    assert_eq!(letter.greets(), None, "a stranger may have chosen the name");
    app.send(reset(&letter.code(), OTHER_PASSWORD)).await.ok();
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
}

#[tokio::test]
async fn another_accounts_address_does_not_go_with_a_token() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let token = app.one_mail().await.code();
    let body = json!({"email": "eve@example.org", "token": token, "password": OTHER_PASSWORD});
    let refused = app.send(Call::post("/auth/reset-password").json(body)).await.coded();
    assert_eq!(refused, (400, "ErrorCode.RESET_PASSWORD_BAD_TOKEN".into()));
    app.send(reset(&token, OTHER_PASSWORD)).await.ok();
}

#[tokio::test]
async fn a_shut_out_user_stays_shut_out() {
    let app = App::new().await;
    app.register("owner@example.org").await.ok();
    confirmed(&app, "ada@example.org").await;
    let email = domain::Email::parse("ada@example.org").unwrap();
    let user = app.store().users_by_email(&email).await.unwrap().unwrap();
    let inactive = store::User { state: domain::UserState::Inactive, ..user.clone() };
    app.store().users_update(&user, inactive, app.now()).await.unwrap();
    app.send(forgotten("ada@example.org")).await.ok();
    app.send(reset(&app.one_mail().await.code(), OTHER_PASSWORD)).await.ok();
    let user = app.store().users_by_email(&email).await.unwrap().unwrap();
    assert_eq!(user.state, domain::UserState::Inactive);
    assert_ne!(app.login("ada@example.org", OTHER_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_refused_password_is_no_wrong_code() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let code = app.one_mail().await.code();
    for _ in 0..30 {
        assert_eq!(app.send(reset(&code, "password1")).await.status, 400, "it is not slowed down");
    }
    app.send(reset(&code, OTHER_PASSWORD)).await.ok();
}
