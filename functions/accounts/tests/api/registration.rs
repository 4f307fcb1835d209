//! From registration to the first login: what everybody sees, and what nobody may.

use crate::support::*;
use serde_json::{Value, json};

/// `PASSWORD` is whoever registers first; this is somebody else's.
pub(crate) const OTHER_PASSWORD: &str = "battery staple";

pub(crate) fn registration_of(email: &str, password: &str) -> Call {
    let body = json!({"email": email, "password": password, "first_name": "Ada", "last_name": "Lovelace"});
    Call::post("/register").json(body)
}

pub(crate) async fn token_for(app: &App, email: &str) -> String {
    let call = Call::post("/auth/request-verification-token").json(json!({"email": email}));
    app.send(call).await.ok()["verification_token"].as_str().expect("a token").to_owned()
}

pub(crate) fn verification(token: &str, digits: &str) -> Call {
    Call::post("/auth/verify").json(json!({"token": token, "registration_code": digits}))
}

/// Registered and confirmed; the letters are read.
pub(crate) async fn confirmed(app: &App, email: &str) -> String {
    assert_eq!(app.send(registration_of(email, PASSWORD)).await.status, 201);
    let link = app.one_mail().await.path();
    let answer =
        app.send(Call::post("/account/verify").form(&[("code", &code_in(&link)), ("password", PASSWORD)])).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    app.mail().await;
    app.login(email, PASSWORD).await.sid()
}

pub(crate) fn code_in(path: &str) -> String {
    path.split_once("?code=").expect("a code").1.to_owned()
}

#[tokio::test]
async fn who_registers_confirms_with_six_digits_and_logs_in() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    let answer = app.send(registration_of(" Ada@Example.org ", PASSWORD)).await;
    answer.has_keys(&["id", "email", "first_name", "last_name"]);
    assert_eq!((answer.status, answer.json()["email"].clone()), (201, json!("ada@example.org")));
    assert_eq!(app.one_mail().await.brief(), "ada@example.org verify_address");
    assert_ne!(app.login("ada@example.org", PASSWORD).await.status, 200, "not before the address is confirmed");

    let token = token_for(&app, "ada@example.org").await;
    let letter = app.one_mail().await;
    assert_eq!((letter.brief().as_str(), letter.greets()), ("ada@example.org verify_address", None));
    let verified = app.send(verification(&token, &letter.digits())).await;
    assert_eq!(verified.ok(), json!({"verified": true}));
    let welcome = app.one_mail().await;
    assert_eq!((welcome.brief().as_str(), welcome.greets()), ("ada@example.org welcome", Some("Ada".to_owned())));
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    let user = app.send(Call::get("/user").sid(&sid)).await.ok();
    assert_eq!((&user["id"], &user["role"]), (&answer.json()["id"], &json!("STANDARD")));
}

#[tokio::test]
async fn who_registers_confirms_by_the_link_and_the_password() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    let link = app.one_mail().await.path();
    let before = app.world.items().await;
    let page = app.send(Call::get(&link)).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(app.world.items().await, before, "to open a link changes nothing");
    let send =
        |password: &str| Call::post("/account/verify").form(&[("code", &code_in(&link)), ("password", password)]);
    assert_eq!(app.send(send(OTHER_PASSWORD)).await.status, 403, "a click alone confirms nothing");
    assert_eq!(app.send(send(PASSWORD)).await.status, 200);
    app.login("ada@example.org", PASSWORD).await.ok();
    assert_eq!(app.send(send(PASSWORD)).await.status, 400, "a link is good once");
    assert_eq!(app.send(Call::get(&link)).await.status, 400);
}

#[tokio::test]
async fn registrations_are_read_with_care() {
    let app = App::new().await;
    let with = |change: Value| {
        let mut body = json!({"email": "a@example.org", "password": PASSWORD, "first_name": "A", "last_name": "B"});
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        Call::post("/register").json(body)
    };
    for (change, expect) in [
        (json!({"email": 1, "password": null}), "string_type email, string_type password"),
        (json!({"email": "not-an-email"}), "value_error email"),
        (json!({"first_name": " "}), "value_error first_name"),
        (json!({"last_name": "x".repeat(101)}), "value_error last_name"),
    ] {
        assert_eq!(app.send(with(change)).await.refusal(), (422, expect.to_owned()));
    }
    for (password, reason) in [
        ("seven77", "TOO_SHORT"),
        (&"xy".repeat(513) as &str, "TOO_LONG"),
        ("Password1", "TOO_COMMON"),
        ("a@example.org", "PERSONAL"),
    ] {
        let refused = app.send(with(json!({"password": password}))).await.coded();
        assert_eq!(refused, (400, format!("ErrorCode.REGISTER_INVALID_PASSWORD {reason}")));
    }
    assert!(app.world.items().await.is_empty());
}

#[tokio::test]
async fn while_registration_is_closed_there_is_no_such_route() {
    let app = App::with(&[]).await;
    let refused = app.send(registration_of("ada@example.org", PASSWORD)).await;
    assert_eq!(refused.refusal(), (404, "Not Found".to_owned()));
    assert!(app.world.items().await.is_empty());
}

#[tokio::test]
async fn whoever_registers_first_is_no_administrator_and_is_counted() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    let owner = app.register("owner@example.org").await.ok();
    assert_eq!(owner["role"], "ADMIN", "nobody ran it yet");
    let sid = app.login("owner@example.org", PASSWORD).await.sid();
    let answer = app.send(Call::delete("/user").sid(&sid)).await;
    assert_eq!(answer.status, 409, "they are the only administrator, and there is another user");
}

#[tokio::test]
async fn a_newer_letter_voids_the_older_one() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    let first = app.one_mail().await;
    let old_token = token_for(&app, "ada@example.org").await;
    let old = app.one_mail().await;
    let token = token_for(&app, "ada@example.org").await;
    let newest = app.one_mail().await;
    assert_eq!(app.send(Call::get(&first.path())).await.status, 400);
    assert_eq!(app.send(Call::get(&old.path())).await.status, 400);
    let bad = (400, "ErrorCode.VERIFY_USER_BAD_TOKEN".to_owned());
    assert_eq!(app.send(verification(&old_token, &old.digits())).await.coded(), bad);
    assert_eq!(app.send(verification(&old_token, &newest.digits())).await.coded(), bad);
    app.send(verification(&token, &newest.digits())).await.ok();
    assert_eq!(app.send(verification(&token, &newest.digits())).await.coded(), bad, "good once");
}

#[tokio::test]
async fn a_code_is_good_for_half_an_hour() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    app.mail().await;
    let token = token_for(&app, "ada@example.org").await;
    let letter = app.one_mail().await;
    app.hand.advance_s(30 * 60);
    assert_eq!(app.send(verification(&token, &letter.digits())).await.status, 400);
    assert_eq!(app.send(Call::get(&letter.path())).await.status, 400);
}

#[tokio::test]
async fn five_wrong_digits_void_a_code() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    app.mail().await;
    let token = token_for(&app, "ada@example.org").await;
    let digits = app.one_mail().await.digits();
    let wrong = if digits == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(app.send(verification(&token, wrong)).await.status, 400);
    }
    assert_eq!(app.send(verification(&token, &digits)).await.status, 400, "the right ones come too late");
}
