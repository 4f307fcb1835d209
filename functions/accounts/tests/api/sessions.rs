//! Sessions: the cookie `sid`, how long it lives, and who is told what without one.

use crate::support::*;
use domain::UserState;
use serde_json::json;

/// Every operation that wants a session.
fn guarded() -> [Call; 12] {
    [
        Call::get("/user/sessions"),
        Call::delete("/user/sessions/7a1c8e0e-0000-4000-8000-000000000000"),
        Call::post("/user/logout-everywhere"),
        Call::post("/auth/logout"),
        Call::get("/_authenticated"),
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
async fn a_data_token_is_no_session() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let token = app.token(&sid, "t").await["token_plaintext"].as_str().unwrap().to_owned();
    for call in guarded() {
        assert_eq!(app.send(call.bearer(&token)).await.refusal(), (401, "No session".into()));
    }
}

/// Whoever is recognised by the one and by the other asks for everything that a session is asked for.
#[tokio::test]
async fn cookie_and_access_token_lead_to_the_same_principal_on_every_route() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    for (index, call) in guarded().into_iter().enumerate() {
        let email = format!("user{index}@example.org");
        let (sid, tokens) = (app.signed_in(&email).await, app.tokens(&email).await);
        let by_cookie = app.send(call.sid(&sid)).await;
        let by_token = app.send(guarded().into_iter().nth(index).unwrap().bearer(&tokens.access)).await;
        assert!(by_token.cookies().is_empty(), "{by_token:?}");
        match by_cookie.status {
            // What ended all sessions or the user with the first request has left the second nobody.
            200 if by_token.status == 401 => assert!(!app.lets_in(&tokens.access).await),
            status => assert_eq!((by_token.status, by_token.json().is_array()), (status, by_cookie.json().is_array())),
        }
    }
    let (sid, tokens) = (app.signed_in("same@example.org").await, app.tokens("same@example.org").await);
    for path in ["/user", "/token", "/_authenticated"] {
        let by_token = app.send(Call::get(path).bearer(&tokens.access)).await;
        assert_eq!(by_token.ok(), app.send(Call::get(path).sid(&sid)).await.ok(), "{path}");
    }
    let both = app.send(Call::post("/user/logout").sid(&sid).bearer(&tokens.access)).await;
    assert_eq!((both.status, both.cookies().len()), (200, 0), "the access token counts");
    app.send(Call::get("/user").sid(&sid)).await.ok();
}

#[tokio::test]
async fn who_is_shut_out_or_not_verified_yet_has_no_session_of_any_kind() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    for state in [UserState::Inactive, UserState::Pending] {
        let email = format!("{}@example.org", state.as_str());
        let (sid, tokens) = (app.signed_in(&email).await, app.tokens(&email).await);
        app.change(&email, |user| user.state = state).await;
        assert_eq!(app.send(Call::get("/user").sid(&sid)).await.refusal(), (401, "Invalid session".into()));
        assert!(!app.lets_in(&tokens.access).await);
        assert_eq!(app.renew(&tokens.refresh).await.refusal(), (400, "ErrorCode.REFRESH_TOKEN_INVALID".into()));
        assert_eq!(app.login(&email, PASSWORD).await.refusal(), (401, "Invalid credentials".into()));
        app.change(&email, |user| user.state = UserState::Active).await;
        assert_eq!(app.renew(&tokens.refresh).await.status, 400, "that session is over");
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
