//! What is an access token and what is none.

use super::*;
use jsonwebtoken::EncodingKey;
use serde_json::{Value, json};

const ISSUER: &str = "https://api.example";
const NOW: i64 = 1_795_219_200_000;
const SECOND: i64 = 1000;

fn keys(versions: &[(&str, u8)]) -> SigningKeys {
    use base64::engine::general_purpose::STANDARD;
    let keys = versions.iter().map(|(version, byte)| ((*version).to_owned(), STANDARD.encode([*byte; 32]).into()));
    SigningKeys::from_json(&Value::Object(keys.collect())).unwrap()
}

fn ours() -> SigningKeys {
    keys(&[("1", 1)])
}

fn who() -> AccessClaims {
    let id = |number| uuid::Uuid::from_u128(number);
    AccessClaims { user: UserId(id(1)), session: SessionRef(id(2)), epoch: 3 }
}

fn minted() -> AccessToken {
    AccessToken::mint(&who(), &ours(), ISSUER, NOW).unwrap()
}

/// The parts of a token, read.
fn part(token: &str, index: usize) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap()).unwrap()
}

fn good_header() -> Value {
    json!({"typ": "at+jwt", "alg": "EdDSA", "kid": "1"})
}

fn good_claims() -> Value {
    part(minted().reveal(), 1)
}

/// A token of this header and these claims, signed with our key whatever the header says.
fn signed(header: &Value, claims: &Value) -> String {
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let key = &ours();
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key.newest().unwrap().1.private, Algorithm::EdDSA);
    format!("{message}.{}", signature.unwrap())
}

fn changed(mut of: Value, name: &str, value: Value) -> Value {
    match value {
        Value::Null => drop(of.as_object_mut().unwrap().remove(name)),
        value => of[name] = value,
    }
    of
}

fn verified(text: &str) -> Result<AccessClaims, AccessTokenRefused> {
    AccessToken::verify(text, &ours(), ISSUER, NOW)
}

#[test]
fn a_token_says_what_rfc_9068_wants_and_leads_back_to_its_session() {
    let token = minted();
    assert_eq!(verified(token.reveal()), Ok(who()));
    assert_eq!(token.expires_at, NOW + 900 * SECOND);
    assert_eq!(part(token.reveal(), 0), good_header());
    let claims = good_claims();
    for (name, value) in [
        ("iss", json!(ISSUER)),
        ("aud", json!("impulses")),
        ("client_id", json!("impulses")),
        ("sub", json!("00000000-0000-0000-0000-000000000001")),
        ("sid", json!("00000000-0000-0000-0000-000000000002")),
        ("iat", json!(NOW / 1000)),
        ("exp", json!(NOW / 1000 + 900)),
        ("epoch", json!(3)),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
    assert_eq!(claims["jti"].as_str().unwrap().len(), 22);
    assert_ne!(claims["jti"], part(minted().reveal(), 1)["jti"]);
    assert_eq!(claims.as_object().unwrap().len(), 9, "and nothing about anybody: {claims}");
}

#[test]
fn only_a_token_of_the_right_kind_for_us_and_by_us_is_taken() {
    assert_eq!(verified(&signed(&good_header(), &good_claims())), Ok(who()));
    for (name, value) in [
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("typ", json!("application/at+jwt")),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("alg", Value::Null),
        ("kid", Value::Null),
    ] {
        let text = signed(&changed(good_header(), name, value.clone()), &good_claims());
        assert_eq!(verified(&text), Err(AccessTokenRefused::Invalid), "{name} {value}");
    }
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", Value::Null),
        ("aud", json!("another")),
        ("aud", Value::Null),
        ("sub", json!("ada")),
        ("sub", Value::Null),
        ("sid", Value::Null),
        ("epoch", Value::Null),
        ("epoch", json!(-1)),
        ("exp", Value::Null),
        ("exp", json!("never")),
        ("iat", Value::Null),
        ("iat", json!(NOW / 1000 + 6)),
    ] {
        let text = signed(&good_header(), &changed(good_claims(), name, value.clone()));
        assert_eq!(verified(&text), Err(AccessTokenRefused::Invalid), "{name} {value}");
    }
    for kid in ["2", "01", "../1", ""] {
        let text = signed(&changed(good_header(), "kid", json!(kid)), &good_claims());
        assert_eq!(verified(&text), Err(AccessTokenRefused::UnknownKey), "{kid}");
    }
}

#[test]
fn it_expires_on_time_up_to_a_little_leeway() {
    let token = minted();
    let at = |seconds: i64| AccessToken::verify(token.reveal(), &ours(), ISSUER, NOW + seconds * SECOND);
    for (seconds, expect) in [
        (-6, Err(AccessTokenRefused::Invalid)),
        (-5, Ok(who())),
        (904, Ok(who())),
        (905, Err(AccessTokenRefused::Expired)),
        (i64::from(u32::MAX), Err(AccessTokenRefused::Expired)),
    ] {
        assert_eq!(at(seconds), expect, "{seconds}");
    }
}

#[test]
fn nobody_signs_with_the_public_key_or_with_none_or_with_another() {
    let x = &ours().public()[0].x;
    let header = changed(good_header(), "alg", json!("HS256"));
    let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encoded(&header), encoded(&good_claims()));
    // Any signature will do: HMAC is refused by its name, before anybody looks at it.
    let of_public_key = format!("{message}.{}", URL_SAFE_NO_PAD.encode(crate::Digest::of(x).to_hex()));
    let header = changed(good_header(), "alg", json!("none"));
    let unsigned = format!("{}.{}.", encoded(&header), encoded(&good_claims()));
    let stripped = format!("{}.{}.", encoded(&good_header()), encoded(&good_claims()));
    let others = AccessToken::mint(&who(), &keys(&[("1", 2)]), ISSUER, NOW).unwrap();
    for text in [&of_public_key, &unsigned, &stripped, others.reveal(), "", "..", "a.b.c"] {
        assert_eq!(verified(text), Err(AccessTokenRefused::Invalid), "{text}");
    }
    let hmac = EncodingKey::from_secret(b"guess");
    assert!(encode(&Header::new(Algorithm::HS256), &good_claims(), &hmac).is_err(), "HMAC is not even linked");
}

#[test]
fn a_changed_token_is_refused_wherever_it_was_changed() {
    let token = minted();
    for place in 0..token.reveal().len() {
        let mut bytes = token.reveal().as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // The last character of a part has bits that mean nothing; those that mean something are all guarded.
        assert!(verified(&changed).is_err() || changed.len() == place + 1, "{place}");
    }
}

#[test]
fn the_newest_key_signs_and_the_older_ones_are_believed_until_they_go() {
    let (old, both, new) = (ours(), keys(&[("1", 1), ("2", 2)]), keys(&[("2", 2)]));
    let before = minted();
    let after = AccessToken::mint(&who(), &both, ISSUER, NOW).unwrap();
    assert_eq!(part(after.reveal(), 0)["kid"], "2");
    let verify = |token: &AccessToken, keys: &SigningKeys| AccessToken::verify(token.reveal(), keys, ISSUER, NOW);
    assert_eq!((verify(&before, &both), verify(&after, &both)), (Ok(who()), Ok(who())));
    assert_eq!(verify(&after, &old), Err(AccessTokenRefused::UnknownKey));
    assert_eq!((verify(&before, &new), verify(&after, &new)), (Err(AccessTokenRefused::UnknownKey), Ok(who())));
}

#[test]
fn debug_shows_nothing_of_a_token() {
    assert_eq!(format!("{:?}", minted()), "AccessToken(..)");
}
