//! `POST /login`, the access tokens that it gives, and the keys by which anybody can verify them.

use crate::support::*;
use domain::UserState;
use serde_json::{Value, json};

const FORM: &str = "grant_type=password&username=ada%40example.org&password=correct+horse&scope=&client_id=";

/// A part of a JWT, read.
fn part(token: &str, index: usize) -> Value {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let part = token.split('.').nth(index).expect("a part");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

#[tokio::test]
async fn a_program_gets_tokens_however_it_was_written() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let body = json!({"email": "ada@example.org", "password": PASSWORD});
    for path in ["/login", "/login/", "/v1/login", "/v1/login/"] {
        for call in [Call::post(path).json(body.clone()), Call::post(path).form_text(FORM)] {
            let answer = app.send(call).await;
            answer.has_keys(&[
                "access_token",
                "refresh_token",
                "token_type",
                "access_token_expiration",
                "refresh_token_expiration",
                "expires_in",
                "data",
                "success",
            ]);
            let tokens = answer.ok();
            assert_eq!(tokens["data"], json!({"token": tokens["access_token"]}));
            assert_eq!((&tokens["token_type"], &tokens["success"]), (&json!("bearer"), &json!(true)));
            assert_eq!(tokens["expires_in"], 900);
            assert_eq!(tokens["access_token_expiration"], "2026-11-21T00:15:00+00:00");
            assert_eq!(tokens["refresh_token_expiration"], "2026-12-21T00:00:00+00:00");
            assert_eq!(tokens["refresh_token"].as_str().map(str::len), Some(64));
            assert!(answer.cookies().is_empty());
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(app.lets_in(tokens["access_token"].as_str().unwrap()).await);
        }
    }
}

#[tokio::test]
async fn whoever_is_not_let_in_learns_nothing_in_the_words_of_every_client() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    app.register("gone@example.org").await.ok();
    app.register("ada@example.org").await.ok();
    app.change("gone@example.org", |user| user.state = UserState::Inactive).await;
    for (email, password) in
        [("ada@example.org", "wrong horse"), ("eve@example.org", PASSWORD), ("gone@example.org", PASSWORD), ("", "")]
    {
        let before = app.hashing.begun();
        let answer = app.send(Call::post("/login").json(json!({"email": email, "password": password}))).await;
        let expected = json!({
            "detail": "ErrorCode.LOGIN_BAD_CREDENTIALS", "errors": ["email/password is invalid"], "success": false,
        });
        assert_eq!((answer.status, answer.json()), (401, expected), "{email}");
        assert_eq!(app.hashing.begun() - before, 1, "the same work: {email}");
    }
}

#[tokio::test]
async fn who_has_the_password_learns_that_the_address_is_not_verified() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    app.register("ada@example.org").await.ok();
    app.change("ada@example.org", |user| user.state = UserState::Pending).await;
    let login = |password: &str| Call::post("/login").json(json!({"email": "ada@example.org", "password": password}));
    assert_eq!(app.send(login(PASSWORD)).await.refusal(), (400, "ErrorCode.LOGIN_USER_NOT_VERIFIED".into()));
    assert_eq!(app.send(login("wrong horse")).await.refusal(), (401, "ErrorCode.LOGIN_BAD_CREDENTIALS".into()));
}

#[tokio::test]
async fn a_login_that_is_none_is_refused() {
    let app = App::new().await;
    for (call, expected) in [
        (Call::post("/login"), "missing body"),
        (Call::post("/login").json(json!({"email": 5})), "string_type email, missing password"),
        (Call::post("/login").form_text("username=a"), "missing password"),
        (Call::post("/login").form_text(&FORM.replace("password&", "client_credentials&")), "value_error grant_type"),
    ] {
        assert_eq!(app.send(call).await.refusal(), (422, expected.to_owned()));
    }
}

#[tokio::test]
async fn wrong_passwords_slow_down_both_ways_of_logging_in_together() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let wrong = || Call::post("/login").json(json!({"email": "ada@example.org", "password": "wrong horse"}));
    for _ in 0..3 {
        assert_eq!(app.send(wrong()).await.status, 401);
    }
    for _ in 0..2 {
        assert_eq!(app.login("ada@example.org", "wrong horse").await.status, 401);
    }
    assert_eq!(app.send(wrong()).await.status, 429);
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 429);
}

#[tokio::test]
async fn an_access_token_is_good_for_a_quarter_of_an_hour() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let tokens = app.tokens("ada@example.org").await;
    app.hand.advance_s(899);
    assert!(app.lets_in(&tokens.access).await);
    app.hand.advance_s(10);
    let refused = app.send(Call::get("/user").bearer(&tokens.access)).await;
    assert_eq!(refused.refusal(), (401, "Invalid or expired access token".into()));
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn what_is_no_token_of_ours_is_refused() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let (ours, theirs) = (app.tokens("ada@example.org").await.access, App::new().await);
    theirs.register("ada@example.org").await.ok();
    let theirs = theirs.tokens("ada@example.org").await.access;
    let parts: Vec<&str> = ours.split('.').collect();
    let unsigned = format!("{}.{}.", parts[0], parts[1]);
    let mixed = format!("{}.{}.{}", parts[0], theirs.split('.').nth(1).unwrap(), parts[2]);
    for token in ["a.b.c", "..", &theirs, &unsigned, &mixed] {
        let refused = app.send(Call::get("/user").bearer(token)).await;
        assert_eq!(refused.refusal(), (401, "Invalid or expired access token".into()), "{token}");
    }
}

#[tokio::test]
async fn the_key_set_is_a_standard_one_and_verifies_our_tokens() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let token = app.tokens("ada@example.org").await.access;
    for path in ["/jwks", "/.well-known/jwks.json"] {
        let answer = app.send(Call::get(path)).await;
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        let keys = answer.ok();
        let key = &keys["keys"][0];
        for (name, value) in [("kty", "OKP"), ("crv", "Ed25519"), ("alg", "EdDSA"), ("use", "sig"), ("kid", "1")] {
            assert_eq!(key[name], value, "{path}");
        }
        assert!(key.get("d").is_none(), "no private half");
        assert_eq!(part(&token, 0), json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "1"}));
        let key = jsonwebtoken::DecodingKey::from_ed_components(key["x"].as_str().unwrap()).unwrap();
        let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
        validation.validate_exp = false;
        validation.set_audience(&["impulses"]);
        validation.set_issuer(&[API]);
        let claims = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap().claims;
        let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
        assert_eq!(names, ["iss", "aud", "sub", "client_id", "iat", "exp", "jti", "sid", "epoch"]);
    }
}

#[tokio::test]
async fn a_key_is_rotated_while_tokens_of_the_old_one_are_still_about() {
    let (one, two) = (json!({"1": key(1)}), json!({"1": key(1), "2": key(2)}));
    let mut app = App::new().await;
    app.sign_with(&one);
    app.register("ada@example.org").await.ok();
    let before = app.tokens("ada@example.org").await;
    app.sign_with(&two);
    let after = app.tokens("ada@example.org").await;
    assert_eq!((&part(&before.access, 0)["kid"], &part(&after.access, 0)["kid"]), (&json!("1"), &json!("2")));
    assert!(app.lets_in(&before.access).await && app.lets_in(&after.access).await);
    let listed = app.send(Call::get("/jwks")).await.ok();
    assert_eq!((&listed["keys"][0]["kid"], &listed["keys"][1]["kid"]), (&json!("2"), &json!("1")));
    app.sign_with(&json!({"2": key(2)}));
    assert!(!app.lets_in(&before.access).await && app.lets_in(&after.access).await);
    assert_eq!(app.renew(&before.refresh).await.status, 200, "and nobody has to log in again");
}

#[tokio::test]
async fn without_keys_there_are_no_tokens_and_everything_else_goes_on() {
    let mut app = App::new().await;
    app.sign_with(&json!({}));
    let sid = app.signed_in("ada@example.org").await;
    let login = Call::post("/login").json(json!({"email": "ada@example.org", "password": PASSWORD}));
    assert_eq!(app.send(login).await.status, 503);
    assert_eq!(app.send(Call::get("/jwks")).await.ok(), json!({"keys": []}));
    let in_envelope = json!({"success": true, "data": {"keys": []}});
    assert_eq!(app.send(Call::get("/v1/jwks/?envelope=true")).await.ok(), in_envelope);
    assert_eq!(app.send(Call::get("/jwks?envelope=maybe")).await.status, 422);
    app.send(Call::get("/user").sid(&sid)).await.ok();
}

#[tokio::test]
async fn clients_of_an_earlier_server_find_out_whether_they_get_through() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    assert_eq!(app.send(Call::get("/_status")).await.ok(), json!({"status": "running"}));
    let token = app.tokens("ada@example.org").await.access;
    let hello = async || app.send(Call::get("/_authenticated").bearer(&token)).await.ok();
    assert_eq!(hello().await, json!({"message": "Hello!"}));
    app.change("ada@example.org", |user| user.first_name = domain::PersonName::parse("Ada").ok()).await;
    assert_eq!(hello().await, json!({"message": "Hello Ada!"}));
}

/// A key for tests, in base64.
fn key(byte: u8) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode([byte; 32])
}
