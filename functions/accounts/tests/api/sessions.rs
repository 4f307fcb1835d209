//! Sessions: the cookie `sid`, how long it lives, and who is told what without one.

use crate::support::*;
use serde_json::json;

/// Every operation that wants a session.
fn guarded() -> [Call; 7] {
    [
        Call::get("/user"),
        Call::delete("/user"),
        Call::post("/user/logout"),
        Call::post("/user/refresh"),
        Call::get("/token"),
        Call::post("/token").json(json!({})),
        Call::delete("/token/7a1c8e0e-0000-4000-8000-000000000000"),
    ]
}

#[tokio::test]
async fn without_a_session_nobody_is_let_in() {
    let app = App::new().await;
    for call in guarded() {
        assert_eq!(app.send(call).await.refusal(), (401, "No session".into()));
    }
    for sid in ["", "\"\""] {
        assert_eq!(app.send(Call::get("/user").sid(sid)).await.refusal(), (401, "No session".into()));
    }
}

#[tokio::test]
async fn an_unknown_session_lets_nobody_in() {
    let app = App::new().await;
    for call in guarded() {
        assert_eq!(app.send(call.sid(&"x".repeat(64))).await.refusal(), (401, "Invalid session".into()));
    }
}

#[tokio::test]
async fn a_login_sets_the_cookie_and_shows_the_user() {
    let app = App::new().await;
    let user = app.register("a@example.org").await.ok();
    let answer = app.login("a@example.org", PASSWORD).await;
    assert_eq!(answer.ok(), json!({"user": user}));
    let sid = answer.sid();
    assert!(sid.len() == 64 && sid.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(answer.cookies(), [format!("sid={sid}; HttpOnly; Path=/; SameSite=lax; Max-Age=1800")]);
}

#[tokio::test]
async fn cookies_are_secure_where_we_are_reached_over_https() {
    for (origin_api, secure) in [("https://api.example", true), ("http://127.0.0.1:8000", false)] {
        let app = App::with(&[("FF_ENABLE_REGISTRATION", "true"), ("ORIGIN_API", origin_api)]).await;
        app.register("a@example.org").await.ok();
        let login = app.login("a@example.org", PASSWORD).await;
        let logout = app.send(Call::post("/user/logout").sid(&login.sid())).await;
        for answer in [login, logout] {
            assert_eq!(answer.cookies()[0].ends_with("; Secure"), secure, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_logout_ends_its_own_session_only() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let other = app.login("a@example.org", PASSWORD).await.sid();
    let answer = app.send(Call::post("/user/logout").sid(&sid)).await;
    assert_eq!(answer.ok(), json!({"status": "logged_out"}));
    let cleared = "sid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Max-Age=0; Path=/; SameSite=lax";
    assert_eq!(answer.cookies(), [cleared]);
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.refusal(), (401, "Invalid session".into()));
    app.send(Call::get("/user").sid(&other)).await.ok();
}

#[tokio::test]
async fn a_refresh_gives_a_new_session_and_ends_the_old_one() {
    let app = App::new().await;
    let old = app.signed_in("a@example.org").await;
    app.hand.advance_s(500);
    let answer = app.send(Call::post("/user/refresh").sid(&old)).await;
    assert_eq!(answer.ok()["user"]["email"], "a@example.org");
    let new = answer.sid();
    assert_ne!(new, old);
    for call in [Call::get("/user"), Call::post("/user/refresh")] {
        assert_eq!(app.send(call.sid(&old)).await.refusal(), (401, "Invalid session".into()));
    }
    app.hand.advance_s(1_799);
    app.send(Call::get("/user").sid(&new)).await.ok();
}

#[tokio::test]
async fn a_session_ends_when_it_was_not_used_for_its_whole_life() {
    let app = App::with(&[("FF_ENABLE_REGISTRATION", "true"), ("SESSION_TTL_SEC", "60")]).await;
    let sid = app.signed_in("a@example.org").await;
    app.hand.advance_s(60);
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.refusal(), (401, "Invalid session".into()));
}

#[tokio::test]
async fn two_refreshes_at_once_give_one_session() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let refresh = || app.send(Call::post("/user/refresh").sid(&sid));
    let (one, two) = tokio::join!(refresh(), refresh());
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}
