//! Where somebody is signed in, and how they end it: here, there, and everywhere.

use crate::support::*;
use serde_json::{Value, json};

async fn sessions(app: &App, access: &str) -> Vec<Value> {
    let listed = app.send(Call::get("/user/sessions").bearer(access)).await;
    listed.ok().as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_user_sees_their_sessions_and_which_one_they_ask_by() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    app.signed_in("eve@example.org").await;
    let browser = login("ada@example.org", PASSWORD).header("user-agent", &"Mozilla ".repeat(50));
    let sid = app.send(browser).await.sid();
    app.hand.advance_s(60);
    let tokens = app.tokens("ada@example.org").await;
    let listed = sessions(&app, &tokens.access).await;
    let [program, browser] = &listed[..] else { panic!("two: {listed:?}") };
    assert_eq!((&program["kind"], &browser["kind"]), (&json!("token"), &json!("cookie")));
    assert_eq!((&program["current"], &browser["current"]), (&json!(true), &json!(false)));
    assert_eq!(browser["created_at"], "2026-11-21T00:00:00+00:00");
    assert_eq!(program["last_used_at"], "2026-11-21T00:01:00+00:00");
    assert_eq!(browser["user_agent"].as_str().unwrap().chars().count(), 200);
    assert_eq!(browser.as_object().unwrap().len(), 6);
    let by_cookie = app.send(Call::get("/user/sessions").sid(&sid)).await.ok();
    assert_eq!((&by_cookie[1]["id"], &by_cookie[1]["current"]), (&browser["id"], &json!(true)));
    let id = |list: &Value| list[1]["id"].clone();
    let refreshed = app.send(Call::post("/user/refresh").sid(&sid)).await.sid();
    let after = app.send(Call::get("/user/sessions").sid(&refreshed)).await.ok();
    assert!(after.as_array().unwrap().iter().any(|session| session["id"] == id(&by_cookie)), "it is the same session");
}

#[tokio::test]
async fn a_user_ends_one_of_their_sessions_and_nobody_elses() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    let (here, there) = (app.tokens("ada@example.org").await, app.tokens("ada@example.org").await);
    let eve = app.signed_in("eve@example.org").await;
    let listed = sessions(&app, &there.access).await;
    let id_of = |kind: &str, current: bool| {
        let found = listed.iter().find(|session| session["kind"] == kind && session["current"] == current);
        found.and_then(|session| session["id"].as_str()).expect("it is listed").to_owned()
    };
    let end = async |id: &str, sid: &str| app.send(Call::delete(&format!("/user/sessions/{id}")).sid(sid)).await;
    let not_found = (404, "Session not found".to_owned());
    assert_eq!(end(&id_of("token", false), &eve).await.refusal(), not_found);
    assert_eq!(end("no-id", &sid).await.refusal(), not_found);
    assert_eq!(end(&id_of("token", false), &sid).await.ok(), json!(null));
    assert!(!app.lets_in(&here.access).await && app.lets_in(&there.access).await);
    assert_eq!(end(&id_of("token", false), &sid).await.refusal(), not_found);
    let own = end(&id_of("cookie", false), &sid).await;
    assert!(own.status == 200 && own.cookies()[0].contains("Max-Age=0"), "the browser forgets it");
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.status, 401);
}

#[tokio::test]
async fn a_logout_everywhere_ends_cookies_access_and_refresh_tokens_at_once_and_no_data_token() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let other = app.login("ada@example.org", PASSWORD).await.sid();
    let tokens = app.tokens("ada@example.org").await;
    let data_token = app.token(&sid, "phone").await;
    let answer = app.send(Call::post("/user/logout-everywhere").sid(&sid)).await;
    assert_eq!(answer.ok(), json!({"status": "logged_out"}));
    assert!(answer.cookies()[0].contains("Max-Age=0"));
    for sid in [&sid, &other] {
        assert_eq!(app.send(Call::get("/user").sid(sid)).await.refusal(), (401, "Invalid session".into()));
    }
    assert!(!app.lets_in(&tokens.access).await);
    assert_eq!(app.renew(&tokens.refresh).await.status, 400);
    assert!(app.grants(&data_token["token_plaintext"]).await);
    let again = app.tokens("ada@example.org").await;
    assert!(app.lets_in(&again.access).await, "and one can sign in again");
    assert_eq!(sessions(&app, &again.access).await.len(), 1);
}

/// A session that begins while all are ended is written after they were listed: it is its epoch by which it is over.
#[tokio::test]
async fn a_session_of_an_older_epoch_is_over_though_nobody_has_deleted_it() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let tokens = app.tokens("ada@example.org").await;
    app.change("ada@example.org", |user| user.session_epoch += 1).await;
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.refusal(), (401, "Invalid session".into()));
    assert!(!app.lets_in(&tokens.access).await);
    assert_eq!(app.renew(&tokens.refresh).await.status, 400);
}

#[tokio::test]
async fn a_login_is_noted() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let email = domain::Email::parse("ada@example.org").unwrap();
    let noted = async || app.store().users_by_email(&email).await.unwrap().unwrap().last_login_at;
    assert_eq!(noted().await, None);
    app.login("ada@example.org", PASSWORD).await.ok();
    assert_eq!(noted().await, Some(testkit::NOW));
    app.hand.advance_s(1);
    app.tokens("ada@example.org").await;
    assert_eq!(noted().await, Some(testkit::NOW + 1_000));
}
