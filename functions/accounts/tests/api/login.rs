//! `POST /user/login`: who gets in, and how wrong passwords slow down.

use crate::support::*;
use serde_json::json;

const WRONG: &str = "wrong horse";

fn invalid() -> (u16, String) {
    (401, "Invalid credentials".into())
}

fn throttled() -> (u16, String) {
    (429, "Too many failed logins; try again later".into())
}

#[tokio::test]
async fn the_right_password_is_let_in_and_no_other() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    for email in ["ada@example.org", " ADA@Example.org"] {
        app.login(email, PASSWORD).await.ok();
    }
    for (email, password) in [
        ("ada@example.org", WRONG),
        ("ada@example.org", ""),
        ("ada@example.org", &PASSWORD.repeat(1_000)),
        ("eve@example.org", PASSWORD),
        ("no e-mail", PASSWORD),
        ("", ""),
    ] {
        let answer = app.login(email, password).await;
        assert_eq!(answer.refusal(), invalid(), "{email}");
        assert!(answer.cookies().is_empty());
    }
}

#[tokio::test]
async fn a_login_without_its_fields_is_refused() {
    let app = App::new().await;
    let answer = app.send(Call::post("/user/login").json(json!({"email": 5}))).await;
    assert_eq!(answer.refusal(), (422, "string_type email, missing password".into()));
    assert_eq!(app.send(Call::post("/user/login")).await.refusal(), (422, "missing body".into()));
}

#[tokio::test]
async fn a_hash_of_the_older_server_is_accepted_and_upgraded() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let email = domain::Email::parse("ada@example.org").unwrap();
    let user = app.store().users_by_email(&email).await.unwrap().unwrap();
    let old = domain::PasswordHash::new(bcrypt::hash(PASSWORD, 4).unwrap());
    app.store().users_set_password(&user, &old).await.unwrap();
    app.login("ada@example.org", WRONG).await.refusal();
    for _ in 0..2 {
        app.login("ada@example.org", PASSWORD).await.ok();
    }
    let user = app.store().users_get(user.id).await.unwrap().unwrap();
    assert!(user.password.as_str().starts_with("$argon2id$"));
}

#[tokio::test]
async fn after_some_wrong_passwords_each_further_one_waits_longer() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    for _ in 0..5 {
        assert_eq!(app.login("ada@example.org", WRONG).await.refusal(), invalid());
    }
    for (wait_s, password) in [(1, WRONG), (2, WRONG), (4, PASSWORD)] {
        let before = app.hashing.begun();
        let refused = app.login("ada@example.org", PASSWORD).await;
        assert_eq!(refused.refusal(), throttled());
        assert_eq!(refused.header("retry-after"), wait_s.to_string());
        assert_eq!(app.hashing.begun(), before, "a try that waits costs no work");
        app.hand.advance_s(wait_s);
        let status = app.login("ada@example.org", password).await.status;
        assert_eq!(status, if password == PASSWORD { 200 } else { 401 });
    }
    assert_eq!(app.login("ada@example.org", WRONG).await.refusal(), invalid(), "success forgets the failures");
}

#[tokio::test]
async fn a_stranger_does_not_lock_out_the_owner_elsewhere() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    for _ in 0..6 {
        app.send(login("ada@example.org", WRONG).from("192.0.2.66")).await;
    }
    assert_eq!(app.send(login("ada@example.org", WRONG).from("192.0.2.66")).await.refusal(), throttled());
    app.send(login("ada@example.org", PASSWORD).from("192.0.2.1")).await.ok();
}

#[tokio::test]
async fn the_throttle_holds_across_processes() {
    let mut app = App::new().await;
    for _ in 0..5 {
        assert_eq!(app.login("nobody@example.org", WRONG).await.refusal(), invalid());
    }
    app.restart();
    assert_eq!(app.login("nobody@example.org", WRONG).await.refusal(), throttled());
}
