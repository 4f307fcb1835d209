//! `/user`: who may become one, what is shown of one, and how one leaves.

use crate::support::*;
use domain::Pace;
use serde_json::json;

#[tokio::test]
async fn a_new_user_is_shown_without_the_password() {
    let app = App::new().await;
    let created = app.register("Ada@Example.org").await;
    created.has_keys(&["id", "email", "role", "created_at"]);
    let user = created.ok();
    assert_eq!(user["email"], "ada@example.org");
    assert_eq!(user["role"], "ADMIN");
    assert_eq!(user["created_at"], "2026-11-21T00:00:00+00:00");
    let id: uuid::Uuid = user["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(id.get_version_num(), 4);
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.ok(), user);
}

#[tokio::test]
async fn registrations_are_checked() {
    let app = App::new().await;
    app.register("taken@example.org").await.ok();
    let email = "email must be an e-mail address";
    let good = registration("new@example.org", PASSWORD, "STANDARD");
    let cases = [
        (json!({}), (422, "missing email, missing password, missing role")),
        (
            json!({"email": 1, "password": [], "role": null}),
            (422, "string_type email, string_type password, string_type role"),
        ),
        (json!([]), (422, "model_attributes_type body")),
        (registration("new@example.org", PASSWORD, "OWNER"), (422, "role must be ADMIN or STANDARD")),
        (registration("", PASSWORD, "STANDARD"), (422, email)),
        (registration("nobody", PASSWORD, "STANDARD"), (422, email)),
        (registration("Ada <ada@example.org>", PASSWORD, "STANDARD"), (422, email)),
        (registration("new@example.org", "", "STANDARD"), (422, "Password must be at least 8 characters long")),
        (registration("new@example.org", "seven77", "STANDARD"), (422, "Password must be at least 8 characters long")),
        (
            registration("new@example.org", &"x".repeat(1025), "STANDARD"),
            (422, "Password must be at most 1024 bytes long"),
        ),
        (registration("TAKEN@example.org", PASSWORD, "STANDARD"), (409, "User with this email already exists")),
        (registration("new@example.org", PASSWORD, "ADMIN"), (403, "Only the first user can be ADMIN")),
    ];
    for (body, (status, detail)) in cases {
        let answer = app.send(Call::post("/user").json(body.clone())).await;
        assert_eq!(answer.refusal(), (status, detail.to_owned()), "{body}");
    }
    let user = app.send(Call::post("/user").json(good)).await.ok();
    assert_eq!(user["role"], "STANDARD");
}

#[tokio::test]
async fn what_is_no_json_is_refused_before_anything_else() {
    let app = App::with(&[]).await;
    for call in [Call::post("/user"), Call::post("/user/login"), Call::post("/token")] {
        let (status, detail) = app.send(call.text("{\"email\": \"\\ud800\"}")).await.refusal();
        assert_eq!(status, 422);
        assert!(detail.starts_with("json_invalid "), "{detail}");
    }
}

#[tokio::test]
async fn a_refused_password_is_never_repeated() {
    let app = App::new().await;
    for password in [json!("hushhus"), json!(["hush"]), json!({"hush": 1}), json!("hush".repeat(1000))] {
        let body = json!({"email": "a@example.org", "password": password, "role": "STANDARD"});
        let answer = app.send(Call::post("/user").json(body)).await;
        assert_eq!(answer.status, 422);
        assert!(!answer.body.contains("hush"), "{}", answer.body);
    }
}

#[tokio::test]
async fn the_role_may_be_written_in_any_case() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    let answer = app.send(Call::post("/user").json(registration("a@example.org", PASSWORD, "standard"))).await;
    assert_eq!(answer.ok()["role"], "STANDARD");
}

#[tokio::test]
async fn registration_is_closed_unless_it_was_opened() {
    for variables in [&[][..], &[("FF_ENABLE_REGISTRATION", "1")]] {
        let app = App::with(variables).await;
        let closed = (503, "User registration is disabled".to_owned());
        assert_eq!(app.register("a@example.org").await.refusal(), closed);
        assert_eq!(app.send(Call::post("/user").json(json!({}))).await.status, 422);
    }
    let open = App::with(&[("FF_ENABLE_REGISTRATION", "TRUE")]).await;
    open.register("a@example.org").await.ok();
}

#[tokio::test]
async fn the_shortest_password_is_configured() {
    let app = App::with(&[("FF_ENABLE_REGISTRATION", "true"), ("PASSWORD_MIN_LENGTH", "15")]).await;
    let refused = (422, "Password must be at least 15 characters long".to_owned());
    assert_eq!(app.register("a@example.org").await.refusal(), refused);
}

#[tokio::test]
async fn a_user_who_leaves_is_gone_with_sessions_and_cookie() {
    let app = App::new().await;
    let sid = app.signed_in("a@example.org").await;
    let other = app.login("a@example.org", PASSWORD).await.sid();
    let answer = app.send(Call::delete("/user").sid(&sid)).await;
    assert_eq!((answer.ok(), answer.body.as_str()), (json!(null), "null"));
    assert!(answer.cookies()[0].contains("Max-Age=0"));
    for sid in [sid, other] {
        assert_eq!(app.send(Call::get("/user").sid(&sid)).await.refusal(), (401, "Invalid session".into()));
    }
    assert_eq!(app.login("a@example.org", PASSWORD).await.refusal(), (401, "Invalid credentials".into()));
}

/// Else whoever asks often enough learns who is here, and keeps the processors from those who sign in.
#[tokio::test]
async fn a_program_that_makes_accounts_without_end_is_slowed_down() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    // As if they had asked so often before: each request costs a hash, in which a test would spend its time.
    let subject = auth::Digest::of("account\nclient\n0.0.0.0").to_hex();
    let uncounted = Pace { free: 1_000, first_wait_ms: 1, longest_wait_ms: 1, forget_ms: 15 * testkit::MINUTE };
    for _ in 1..99 {
        app.store().tries_begin(&subject, &uncounted, app.now()).await.unwrap();
    }
    assert_eq!(app.register("ada@example.org").await.status, 409);
    let slowed = app.register("ada@example.org").await;
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "1"));
    let elsewhere = Call::post("/user").json(registration("eve@example.org", PASSWORD, "STANDARD")).from("10.0.0.9");
    app.send(elsewhere).await.ok();
}
