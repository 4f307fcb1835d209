//! Sending people to Google, and what it sends back where they did not consent.

use domain::Product;
use google::{Client, Error, consent, declined};
use url::Url;

use crate::stub::client;

const REDIRECT: &str = "https://api.example.com/oauth2/google/callback";

/// The URL up to the challenge, and the challenge's method.
fn parts(client: &Client) -> (String, String) {
    let begun = consent(client, Product::Calendar, REDIRECT, "state-1").expect("a consent");
    let (before, challenge) = begun.url.split_once("&code_challenge=").expect("a challenge");
    let (challenge, method) = challenge.split_once('&').expect("a method");
    let verifier = oauth2::PkceCodeVerifier::new(begun.verifier);
    let expect = oauth2::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    assert_eq!(challenge, expect.as_str());
    (before.to_owned(), method.to_owned())
}

#[test]
fn the_address_is_the_one_that_existing_installations_have_and_a_challenge() {
    let (before, method) = parts(&client("https://accounts.example.com"));
    assert_eq!(
        before,
        "https://accounts.example.com/o/oauth2/auth?response_type=code&client_id=our-id\
         &redirect_uri=https%3A%2F%2Fapi.example.com%2Foauth2%2Fgoogle%2Fcallback\
         &scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcalendar.readonly\
         +https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fuserinfo.email\
         &access_type=offline&prompt=consent&state=state-1"
    );
    assert_eq!(method, "code_challenge_method=S256");
}

#[test]
fn an_address_with_a_query_keeps_it() {
    let json = r#"{"web":{"client_id":"i","client_secret":"s","auth_uri":"http://127.0.0.1:1/auth?hd=example.com"}}"#;
    let (before, _) = parts(&Client::from_json(json).expect("a client"));
    assert!(before.starts_with("http://127.0.0.1:1/auth?hd=example.com&response_type=code&client_id=i&"), "{before}");
}

#[test]
fn every_consent_has_a_verifier_of_its_own_and_shows_none() {
    let client = client("https://accounts.example.com");
    let begin = || consent(&client, Product::Calendar, REDIRECT, "state-1").expect("a consent");
    let (one, other) = (begin(), begin());
    assert_ne!(one.verifier, other.verifier);
    assert!((43..=128).contains(&one.verifier.len()), "RFC 7636, 4.1");
    assert!(!Url::parse(&one.url).expect("an address").query().unwrap_or_default().contains(&one.verifier));
    assert_eq!(format!("{one:?}"), "Consent(..)");
}

#[test]
fn where_we_are_has_to_be_an_address() {
    for wrong in ["", "/oauth2/google/callback", "javascript:alert(1)"] {
        let is = consent(&client("https://accounts.example.com"), Product::Calendar, wrong, "state-1");
        assert!(matches!(is, Err(Error::Misconfigured(_))), "{wrong}");
    }
}

#[test]
fn a_consent_that_was_not_given_has_a_reason() {
    for (error, expect) in [
        ("access_denied", "access_denied"),
        ("temporarily_unavailable", "google_unavailable"),
        ("server_error", "google_unavailable"),
        ("invalid_scope", "exchange_refused"),
        ("<script>", "exchange_refused"),
    ] {
        let is = declined(error);
        assert_eq!(is.code(), expect, "{error}");
        assert!(!is.to_string().contains('<'));
    }
}
