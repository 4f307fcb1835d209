//! A code becomes credentials: what Google has to give, and what of an id_token is believed.

use domain::Product;
use google::{Error, Granted};
use serde_json::{Value, json};

use crate::signed::{Key, claims, header, id_token, key_set, sign};
use crate::stub::{NOW, Reply, Stub};

const SCOPES: &str =
    "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/calendar.readonly";
const REDIRECT: &str = "https://api.example.com/oauth2/google/callback";

/// What Google gives for a code.
fn answer() -> Value {
    json!({
        "access_token": "access-1", "refresh_token": "refresh-1", "expires_in": 3_599, "scope": SCOPES,
        "token_type": "Bearer", "id_token": id_token(),
    })
}

/// `of` with `change` laid over it; null takes a field away.
fn with(mut of: Value, change: Value) -> Value {
    for (name, value) in change.as_object().expect("an object") {
        of[name.as_str()] = value.clone();
    }
    of.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    of
}

async fn exchange(google: &Stub) -> Result<Granted, Error> {
    google.google().exchange(&google.client(), Product::Calendar, REDIRECT, "code-1", "verifier-1", NOW).await
}

async fn exchanged(answer: Value) -> Result<Granted, Error> {
    exchange(&Stub::saying([Reply::Json(200, answer), Reply::Json(200, key_set())]).await).await
}

/// What becomes of an answer with this `change`: `connected`, or an error's code.
async fn check(change: Value, expect: &str) {
    let is = exchanged(with(answer(), change.clone())).await;
    assert_eq!(is.map_or_else(|error| error.code(), |_| "connected"), expect, "{change}");
}

/// What becomes of this id_token, and why.
async fn believed(id_token: String) -> Result<String, String> {
    match exchanged(with(answer(), json!({ "id_token": id_token }))).await {
        Ok(granted) => Ok(granted.subject),
        Err(Error::IdentityUnverified(why)) => Err(why.to_owned()),
        Err(error) => panic!("{error}"),
    }
}

/// What becomes of an id_token whose claims have this `change`.
async fn claimed(change: Value) -> Result<String, String> {
    believed(sign(&with(claims(), change), &Key::published(), &header())).await
}

#[tokio::test]
async fn a_code_gives_credentials_and_whose_they_are() {
    let stub = Stub::saying([Reply::Json(200, answer()), Reply::Json(200, key_set())]).await;
    let granted = exchange(&stub).await.expect("a grant");
    assert_eq!(granted.subject, "account-1");
    let credentials = granted.credentials;
    assert_eq!((credentials.access_token.as_str(), credentials.refresh_token.as_str()), ("access-1", "refresh-1"));
    assert_eq!((credentials.scope.as_str(), credentials.expires_at), (SCOPES, NOW / 1_000 + 3_599));

    let asked = stub.asked();
    assert_eq!(asked.iter().map(|asked| asked.line.as_str()).collect::<Vec<_>>(), ["POST /oauth2/token", "GET /jwks"]);
    for (name, expect) in [
        ("grant_type", "authorization_code"),
        ("code", "code-1"),
        ("code_verifier", "verifier-1"),
        ("redirect_uri", REDIRECT),
        ("client_id", "our-id"),
        ("client_secret", "our-secret"),
    ] {
        assert_eq!(asked[0].parameter(name), Some(expect), "{name}");
    }
}

#[tokio::test]
async fn all_that_was_asked_for_must_be_there() {
    check(json!({}), "connected").await;
    check(json!({"token_type": null, "expires_in": null}), "connected").await;
    check(json!({"refresh_token": null}), "no_refresh_token").await;
    check(json!({"refresh_token": ""}), "no_refresh_token").await;
    check(json!({"id_token": null}), "identity_unverified").await;
    check(json!({"scope": null}), "scopes_missing").await;
    check(json!({"scope": ""}), "scopes_missing").await;
    check(json!({"scope": "openid https://www.googleapis.com/auth/userinfo.email"}), "scopes_missing").await;
    check(json!({"scope": format!("{SCOPES}.more").replace("readonly.", "")}), "scopes_missing").await;
    check(json!({"access_token": null}), "google_malformed").await;
    check(json!({"access_token": ""}), "google_malformed").await;
    check(json!({"token_type": "mac"}), "google_malformed").await;
}

#[tokio::test]
async fn without_a_lifetime_it_is_an_hour() {
    let granted = exchanged(with(answer(), json!({"expires_in": null}))).await.expect("a grant");
    assert_eq!(granted.credentials.expires_at, NOW / 1_000 + 3_600);
}

#[tokio::test]
async fn an_id_token_is_believed_if_it_is_googles_ours_and_fresh() {
    let now_s = NOW / 1_000;
    let ok = || Ok("account-1".to_owned());
    for (change, expect) in [
        (json!({}), ok()),
        (json!({"iss": "accounts.google.com"}), ok()),
        (json!({"azp": null, "iat": null}), ok()),
        (json!({"aud": ["our-id"]}), ok()),
        (json!({"exp": now_s - 59}), ok()),
        (json!({"iat": now_s + 60}), ok()),
        (json!({"iss": "https://accounts.example.com"}), Err("its issuer")),
        (json!({"aud": "another-id"}), Err("its audience")),
        (json!({"aud": ["our-id", "another-id"], "azp": null}), Err("its audience")),
        (json!({"aud": []}), Err("its audience")),
        (json!({"exp": now_s - 60}), Err("it has expired")),
        (json!({"iat": now_s + 61}), Err("it is from the future")),
        (json!({"azp": "another-id"}), Err("it was given to another party")),
        (json!({"sub": ""}), Err("its subject")),
        (json!({"sub": null}), Err("its form")),
        (json!({"exp": null}), Err("its form")),
        (json!({"iss": null}), Err("its form")),
        (json!({"aud": null}), Err("its form")),
    ] {
        assert_eq!(claimed(change.clone()).await, expect.map_err(str::to_owned), "{change}");
    }
}

#[tokio::test]
async fn an_id_token_that_google_did_not_sign_is_not_believed() {
    let key = Key::published();
    let headed = |change| with(header(), change);
    let tampered = {
        let (good, other) = (id_token(), sign(&with(claims(), json!({"sub": "account-2"})), &key, &header()));
        let (head, _) = other.rsplit_once('.').expect("three parts");
        let (_, signature) = good.rsplit_once('.').expect("three parts");
        format!("{head}.{signature}")
    };
    for (token, expect) in [
        (sign(&claims(), &Key::other(), &header()), "its signature"),
        (sign(&claims(), &Key::published_with_sha384(), &header()), "its signature"),
        (tampered, "its signature"),
        (sign(&claims(), &Key::published_with_sha384(), &headed(json!({"alg": "RS384"}))), "its algorithm"),
        (sign(&claims(), &Key::Secret(b"our-secret"), &headed(json!({"alg": "HS256"}))), "its algorithm"),
        (sign(&claims(), &key, &headed(json!({"alg": "none"}))), "its form"),
        (sign(&claims(), &key, &headed(json!({"kid": "key-9"}))), "its key"),
        (sign(&claims(), &key, &headed(json!({"kid": "key-0"}))), "its key"),
        (sign(&claims(), &key, &headed(json!({"kid": null}))), "its key"),
        ("garbage".to_owned(), "its form"),
        (String::new(), "its form"),
    ] {
        assert_eq!(believed(token).await, Err(expect.to_owned()));
    }
}

#[tokio::test]
async fn a_refused_code_is_told_by_googles_word() {
    for (status, body, expect) in [
        (400, json!({"error": "invalid_grant", "error_description": "Bad Request"}), "invalid_grant"),
        (401, json!({"error": "invalid_client"}), "exchange_refused"),
        (400, json!({"error": "redirect_uri_mismatch"}), "exchange_refused"),
        (404, json!("not here"), "exchange_refused"),
        (302, json!({}), "google_malformed"),
        (200, json!({}), "google_malformed"),
    ] {
        let is = exchange(&Stub::saying([Reply::Json(status, body.clone())]).await).await;
        assert_eq!(is.err().map(|error| error.code()), Some(expect), "{body}");
    }
}

#[tokio::test]
async fn without_its_keys_google_is_unavailable() {
    for (reply, expect) in [
        (Reply::Json(503, json!({})), "google_unavailable"),
        (Reply::Json(404, json!({})), "google_unavailable"),
        (Reply::CutOff, "google_unavailable"),
        (Reply::Text(200, "<html>".to_owned()), "google_malformed"),
        (Reply::Text(200, " ".repeat(2 << 20)), "google_malformed"),
    ] {
        let is = exchange(&Stub::saying([Reply::Json(200, answer()), reply]).await).await;
        assert_eq!(is.err().map(|error| error.code()), Some(expect));
    }
}

#[tokio::test]
async fn nothing_of_it_is_shown() {
    let granted = exchanged(answer()).await.expect("a grant");
    assert_eq!(format!("{granted:?} {:?}", granted.credentials), "Granted(..) Credentials(..)");
}
