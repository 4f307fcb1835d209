//! Codes, tokens and identities.

use crate::support::{CHALLENGE, Client, NOW, REDIRECT, SCOPE, VERIFIER};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fakes::google::{BadIdToken, Call, DEFAULT_ACCOUNT};
use serde_json::{Value, json};

fn text<'a>(tokens: &'a Value, name: &str) -> &'a str {
    tokens[name].as_str().unwrap()
}

#[tokio::test]
async fn a_code_becomes_tokens_once() {
    let client = Client::new().await;
    let code = client.code(&[]).await;
    let (status, tokens) = client.exchange(&code).await;
    assert_eq!(status, 200);
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3599), &json!("Bearer")));
    assert_eq!(tokens["scope"], format!("{SCOPE} openid"));
    assert!(text(&tokens, "refresh_token").starts_with("1//0"));
    assert_eq!(client.exchange(&code).await, (400, grant_error("Malformed auth code.")));
}

fn grant_error(description: &str) -> Value {
    json!({ "error": "invalid_grant", "error_description": description })
}

#[tokio::test]
async fn a_code_needs_its_redirect_its_verifier_and_its_time() {
    let client = Client::new().await;
    let cases = [
        ("http://127.0.0.1:8080/elsewhere", VERIFIER, "redirect_uri_mismatch"),
        (REDIRECT, CHALLENGE, "invalid_grant"),
        (REDIRECT, "", "invalid_grant"),
    ];
    for (redirect_uri, verifier, error) in cases {
        let code = client.code(&[]).await;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        let (status, answer) = client.token(&form).await;
        assert_eq!((status, &answer["error"]), (400, &json!(error)));
    }
    let code = client.code(&[]).await;
    client.google.set_now(NOW + 600_000);
    assert_eq!(client.exchange(&code).await.0, 400);
}

#[tokio::test]
async fn only_the_client_gets_tokens() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", text(&tokens, "refresh_token"))];
    let (status, answer) = client.token_with_basic("wrong", &form).await;
    assert_eq!((status, &answer["error"]), (401, &json!("invalid_client")));
    assert_eq!(client.token_with_basic(client.web("client_secret"), &form).await.0, 200);
    let (status, answer) = client.token(&[("grant_type", "password")]).await;
    assert_eq!((status, &answer["error"]), (400, &json!("unsupported_grant_type")));
}

#[tokio::test]
async fn a_refresh_token_is_given_only_for_offline_access_with_consent() {
    let client = Client::new().await;
    for parameter in ["access_type", "prompt"] {
        let (_, tokens) = client.exchange(&client.code(&[(parameter, "")]).await).await;
        assert!(tokens["access_token"].is_string() && tokens["refresh_token"].is_null(), "{parameter}");
    }
    client.google.without_refresh_token(true);
    assert!(client.connected().await["refresh_token"].is_null());
}

#[tokio::test]
async fn a_refresh_gives_another_access_token_and_no_refresh_token() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    let (status, fresh) = client.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(status, 200);
    assert_ne!(fresh["access_token"], tokens["access_token"]);
    assert!(fresh["refresh_token"].is_null());
    assert_eq!(client.refresh("1//0unknown").await, (400, grant_error("Token has been expired or revoked.")));
}

#[tokio::test]
async fn a_rotated_refresh_token_replaces_the_one_that_was_used() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    client.google.rotate_refresh_tokens(true);
    let (_, fresh) = client.refresh(text(&tokens, "refresh_token")).await;
    assert_eq!(client.refresh(text(&tokens, "refresh_token")).await.0, 400);
    assert_eq!(client.refresh(text(&fresh, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn an_access_token_ends_with_its_time_or_when_told() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    let token = text(&tokens, "access_token");
    let path = "calendars/primary/events";
    client.google.set_now(NOW + 3_598_999);
    assert_eq!(client.api(token, path).await.0, 200);
    client.google.set_now(NOW + 3_599_000);
    let (status, body) = client.api(token, path).await;
    assert_eq!(
        (status, &body["error"]["code"], &body["error"]["errors"][0]["reason"]),
        (401, &json!(401), &json!("authError"))
    );

    let (_, fresh) = client.refresh(text(&tokens, "refresh_token")).await;
    client.google.expire_access_tokens();
    assert_eq!(client.api(text(&fresh, "access_token"), path).await.0, 401);
    assert_eq!(client.refresh(text(&tokens, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn revoking_one_token_takes_back_the_whole_consent_of_its_account() {
    for revoked in ["refresh_token", "access_token"] {
        let client = Client::new().await;
        let (one, other) = (client.connected().await, client.connected().await);
        assert_eq!(client.google.grants(DEFAULT_ACCOUNT), 2);
        assert_eq!(client.revoke(text(&one, revoked)).await, 200);
        assert_eq!(client.refresh(text(&other, "refresh_token")).await.0, 400);
        assert_eq!(client.api(text(&other, "access_token"), "users/me/calendarList").await.0, 401);
        assert_eq!(client.google.revoked(), [DEFAULT_ACCOUNT]);
        assert_eq!(client.google.grants(DEFAULT_ACCOUNT), 0);
        assert_eq!(client.revoke(text(&one, revoked)).await, 400);
    }
}

#[tokio::test]
async fn an_owner_takes_consents_back_and_may_consent_again() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    client.google.revoke_grants(DEFAULT_ACCOUNT);
    assert_eq!(client.refresh(text(&tokens, "refresh_token")).await.1["error"], "invalid_grant");
    assert!(client.google.revoked().is_empty());
    let again = client.connected().await;
    assert_eq!(client.refresh(text(&again, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn what_is_granted_may_be_less_than_what_is_asked_for() {
    let client = Client::new().await;
    client.google.granting(&["openid", "email"]);
    let tokens = client.connected().await;
    assert_eq!(tokens["scope"], "openid https://www.googleapis.com/auth/userinfo.email");
    let (status, body) = client.api(text(&tokens, "access_token"), "calendars/primary/events").await;
    assert_eq!((status, &body["error"]["errors"][0]["reason"]), (403, &json!("insufficientPermissions")));
}

#[tokio::test]
async fn an_identity_is_signed_with_a_published_key() {
    let client = Client::new().await;
    let (_, tokens) = client.exchange(&client.code(&[("nonce", "once")]).await).await;
    let (header, claims) = verified(&client, text(&tokens, "id_token")).await.unwrap();
    assert_eq!(header["alg"], "RS256");
    let now = NOW / 1000;
    assert_eq!(
        claims,
        json!({
            "iss": "https://accounts.google.com", "azp": client.web("client_id"), "aud": client.web("client_id"),
            "sub": client.google.subject(DEFAULT_ACCOUNT), "email": DEFAULT_ACCOUNT, "email_verified": true,
            "iat": now, "exp": now + 3600, "nonce": "once",
        })
    );
    client.google.rotate_keys();
    let (rotated, _) = verified(&client, text(&client.connected().await, "id_token")).await.unwrap();
    assert_ne!(rotated["kid"], header["kid"]);
    assert!(verified(&client, text(&tokens, "id_token")).await.is_some());
}

#[tokio::test]
async fn keys_may_change_before_any_is_used() {
    let client = Client::new().await;
    client.google.rotate_keys();
    let keys: Value = serde_json::from_str(&client.try_get(&client.google.jwks_url()).await.unwrap()).unwrap();
    let ids: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| &key["kid"]).collect();
    assert_eq!(ids, ["key-2", "key-1"]);
}

#[tokio::test]
async fn an_identity_can_be_bad_in_many_ways() {
    let client = Client::new().await;
    let verifies = [
        (BadIdToken::WrongAudience, "aud", json!("another.apps.googleusercontent.com")),
        (BadIdToken::WrongIssuer, "iss", json!("https://accounts.example.com")),
        (BadIdToken::Expired, "exp", json!(NOW / 1000 - 3600)),
        (BadIdToken::NoSubject, "sub", Value::Null),
    ];
    for (bad, claim, value) in verifies {
        client.google.bad_id_token(Some(bad));
        let (_, claims) = verified(&client, text(&client.connected().await, "id_token")).await.unwrap();
        assert_eq!(claims[claim], value, "{bad:?}");
    }
    for bad in [BadIdToken::Garbage, BadIdToken::WrongKey, BadIdToken::UnknownKey, BadIdToken::Unsigned] {
        client.google.bad_id_token(Some(bad));
        let tokens = client.connected().await;
        assert!(verified(&client, text(&tokens, "id_token")).await.is_none(), "{bad:?}");
    }
    client.google.bad_id_token(Some(BadIdToken::Missing));
    assert!(client.connected().await["id_token"].is_null());
    client.google.bad_id_token(None);
    assert!(client.connected().await["id_token"].is_string());
}

#[tokio::test]
async fn requests_are_kept_for_whoever_wants_to_know() {
    let client = Client::new().await;
    let tokens = client.connected().await;
    client.google.forget_requests();
    client.api("nonsense", "calendars/primary/events?maxResults=5").await;
    client.api(text(&tokens, "access_token"), "calendars/primary/events?q=a%20b").await;
    let requests = client.google.requests_of(Call::Events);
    assert_eq!(requests.iter().map(|request| request.authorized).collect::<Vec<_>>(), [false, true]);
    assert_eq!(requests[0].parameter("maxResults"), Some("5"));
    assert_eq!(requests[1].query, [("q".to_owned(), "a b".to_owned())]);
    assert_eq!(requests[1].path, "/calendar/v3/calendars/primary/events");
    client.refresh("1//0unknown").await;
    let refresh = client.google.requests().pop().unwrap();
    assert_eq!((refresh.call, refresh.field("refresh_token")), (Some(Call::Token), Some("1//0unknown")));
}

/// Header and claims of a token whose signature is that of a published key.
async fn verified(client: &Client, token: &str) -> Option<(Value, Value)> {
    let keys: Value = serde_json::from_str(&client.try_get(&client.google.jwks_url()).await.unwrap()).unwrap();
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let part = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    let (header, claims) = (part(header), part(claims));
    let key = keys["keys"].as_array()?.iter().find(|key| key["kid"] == header["kid"])?;
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).ok()?;
    Some((header, claims))
}
