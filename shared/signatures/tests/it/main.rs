//! Signatures as `jsonwebtoken` makes and verifies them, against the examples of the RFCs.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, crypto, decode, encode};
use serde_json::{Value, json};

/// RFC 8037, appendix A: the private key, its public half, the public half's thumbprint, and what is signed in A.4.
const SEED: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
const PUBLIC: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
const THUMBPRINT: &str = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k";
const SIGNED: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
const SIGNATURE: &str = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

fn key() -> EncodingKey {
    signatures::install();
    let seed = URL_SAFE_NO_PAD.decode(SEED).expect("base64");
    signatures::ed25519_key(&seed.try_into().expect("32 bytes"))
}

fn public() -> DecodingKey {
    DecodingKey::from_ed_components(PUBLIC).expect("a key")
}

/// Content with any claims, since none is checked here.
fn validation(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    validation
}

#[test]
fn ed25519_signs_and_verifies_as_rfc_8037_shows() {
    assert_eq!(crypto::sign(SIGNED.as_bytes(), &key(), Algorithm::EdDSA).as_deref(), Ok(SIGNATURE));
    assert_eq!(crypto::verify(SIGNATURE, SIGNED.as_bytes(), &public(), Algorithm::EdDSA), Ok(true));
    assert_eq!(crypto::verify(SIGNATURE, b"another message", &public(), Algorithm::EdDSA), Ok(false));
}

#[test]
fn a_private_key_tells_its_public_half_and_thumbprint() {
    let jwk = Jwk::from_encoding_key(&key(), Algorithm::EdDSA).expect("a key");
    assert!(matches!(&jwk.algorithm, AlgorithmParameters::OctetKeyPair(pair) if pair.x == PUBLIC));
    assert_eq!(jwk.thumbprint(ThumbprintHash::SHA256).as_deref(), Ok(THUMBPRINT));
}

#[test]
fn a_token_goes_round() {
    let claims = json!({"sub": "somebody"});
    let token = encode(&Header::new(Algorithm::EdDSA), &claims, &key()).expect("a token");
    assert_eq!(decode::<Value>(&token, &public(), &validation(Algorithm::EdDSA)).expect("it is good").claims, claims);
    let (rest, _) = token.rsplit_once('.').expect("three parts");
    assert!(decode::<Value>(format!("{rest}.{SIGNATURE}"), &public(), &validation(Algorithm::EdDSA)).is_err());
}

/// RFC 7515, appendix A.2.
#[test]
fn rs256_verifies_as_rfc_7515_shows() {
    signatures::install();
    let [modulus, signed, signature] = include_str!("rfc7515_a2.txt").lines().collect::<Vec<_>>()[..] else {
        panic!("three lines");
    };
    let key = DecodingKey::from_rsa_components(modulus, "AQAB").expect("a key");
    assert_eq!(crypto::verify(signature, signed.as_bytes(), &key, Algorithm::RS256), Ok(true));
    assert_eq!(crypto::verify(signature, b"another message", &key, Algorithm::RS256), Ok(false));
}

#[test]
fn any_other_algorithm_is_refused_and_so_is_a_key_of_another() {
    let secret = EncodingKey::from_secret(b"secret");
    let rsa = DecodingKey::from_rsa_components("AQAB", "AQAB").expect("a key");
    signatures::install();
    for (algorithm, key) in [(Algorithm::HS256, &secret), (Algorithm::RS256, &secret), (Algorithm::EdDSA, &secret)] {
        assert!(crypto::sign(b"message", key, algorithm).is_err(), "{algorithm:?} signs");
    }
    let any = [Algorithm::HS256, Algorithm::RS384, Algorithm::PS256, Algorithm::ES256];
    for (algorithm, key) in any.map(|algorithm| (algorithm, &rsa)).into_iter().chain([(Algorithm::EdDSA, &rsa)]) {
        assert!(crypto::verify(SIGNATURE, b"message", key, algorithm).is_err(), "{algorithm:?} verifies");
    }
    assert!(crypto::verify(SIGNATURE, b"message", &public(), Algorithm::RS256).is_err(), "a key of Ed25519 for RSA");
    assert_eq!(crypto::verify(SIGNATURE, b"message", &rsa, Algorithm::RS256), Ok(false), "a key of 24 bits");
}
