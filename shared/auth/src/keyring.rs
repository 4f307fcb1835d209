//! Encryption at rest of what must be had back in clear: credentials at strangers. AES-256-GCM (NIST SP 800-38D).
//!
//! A ring holds keys by version. The highest encrypts, each decrypts: so a key is rotated by adding the next version, and
//! an old one may go once nothing is sealed with it any more.

use crate::key_versions::{KEY_BYTES, read_key, read_version};
use crate::{NoEntropy, random};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{ErrorKind, Failure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The size of a nonce in bytes. It is drawn at random, so that a key is good for 2^32 messages (SP 800-38D, 8.3), far more
/// than an installation seals within a key's life.
const NONCE_BYTES: usize = 12;

/// The keys of an installation, by version. Debug shows nothing of them.
#[derive(Clone)]
pub struct Keyring(BTreeMap<u32, Aes256Gcm>);

/// Something that was encrypted, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which key it was.
    pub version: u32,
    /// Nonce (12 bytes), ciphertext, and tag (16 bytes).
    pub bytes: Vec<u8>,
}

/// Why nothing was sealed or opened. It never tells a key or a text.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// There is no key.
    #[error("no encryption key is configured")]
    NoKeys,
    /// Not an object of versions (1, 2, ...) and base64 of 32 bytes.
    #[error("the encryption keys must be an object of versions and base64 of 32 bytes")]
    Malformed,
    /// Sealed with a key that is not in the ring.
    #[error("the encryption key of version {0} is missing")]
    UnknownVersion(u32),
    /// Sealed with another key or for another context, or changed since.
    #[error("sealed bytes are not authentic")]
    NotAuthentic,
    /// More than can be sealed at once, which is 64 GB.
    #[error("there is too much to be sealed")]
    TooLong,
    /// No nonce.
    #[error("could not make a nonce")]
    Nonce(#[from] NoEntropy),
}

impl Failure for KeyringError {
    fn kind(&self) -> ErrorKind {
        match self {
            KeyringError::NoKeys => ErrorKind::Unavailable,
            _ => ErrorKind::Bug,
        }
    }
}

impl Keyring {
    /// From `{"1": "<base64 of 32 bytes>", "2": ...}`; fails with [`KeyringError::NoKeys`] where there is none in it.
    pub fn from_json(keys: &Value) -> Result<Keyring, KeyringError> {
        let keys = keys.as_object().ok_or(KeyringError::Malformed)?;
        let keys = keys.iter().map(|(version, key)| read(version, key));
        let ring: BTreeMap<u32, Aes256Gcm> = keys.collect::<Option<_>>().ok_or(KeyringError::Malformed)?;
        if ring.is_empty() { Err(KeyringError::NoKeys) } else { Ok(Keyring(ring)) }
    }

    /// Whether it has the key of this version.
    pub fn has(&self, version: u32) -> bool {
        self.0.contains_key(&version)
    }

    /// One new key, version 1, for a new installation: what [`Keyring::from_json`] reads.
    pub fn generate() -> Result<Value, NoEntropy> {
        Ok(json!({ "1": STANDARD.encode(random::bytes::<KEY_BYTES>()?) }))
    }

    /// Encrypts with the newest key. `context` says whose and what for; it is not kept, and has to be given again to
    /// [`Keyring::open`], so that what was sealed for one place is of no use in another.
    pub fn seal(&self, plain: &[u8], context: &str) -> Result<Sealed, KeyringError> {
        let (version, key) = self.0.last_key_value().ok_or(KeyringError::NoKeys)?;
        let nonce = random::bytes::<NONCE_BYTES>()?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let encrypted = key.encrypt(&nonce.into(), payload).map_err(|_| KeyringError::TooLong)?;
        Ok(Sealed { version: *version, bytes: [&nonce[..], &encrypted[..]].concat() })
    }

    /// What was sealed for this context.
    pub fn open(&self, sealed: &Sealed, context: &str) -> Result<Vec<u8>, KeyringError> {
        let key = self.0.get(&sealed.version).ok_or(KeyringError::UnknownVersion(sealed.version))?;
        let (nonce, encrypted) = sealed.bytes.split_first_chunk::<NONCE_BYTES>().ok_or(KeyringError::NotAuthentic)?;
        let payload = Payload { msg: encrypted, aad: context.as_bytes() };
        key.decrypt(&(*nonce).into(), payload).map_err(|_| KeyringError::NotAuthentic)
    }
}

fn read(version: &str, key: &Value) -> Option<(u32, Aes256Gcm)> {
    Some((read_version(version)?, Aes256Gcm::new(&read_key(key)?.into())))
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Keyring(..)")
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Sealed(version {}, {} bytes)", self.version, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"refresh token";
    const CONTEXT: &str = "credentials of u1/t1";

    /// A key of 32 bytes, all the same, in base64.
    fn key(byte: u8) -> String {
        STANDARD.encode([byte; KEY_BYTES])
    }

    fn ring(keys: Value) -> Keyring {
        Keyring::from_json(&keys).unwrap()
    }

    fn sealed() -> (Keyring, Sealed) {
        let ring = ring(json!({"1": key(1)}));
        let sealed = ring.seal(PLAIN, CONTEXT).unwrap();
        (ring, sealed)
    }

    fn is_refused(ring: &Keyring, sealed: &Sealed, context: &str) -> bool {
        matches!(ring.open(sealed, context), Err(KeyringError::NotAuthentic))
    }

    #[test]
    fn what_was_sealed_opens_again_and_no_two_sealings_are_alike() {
        let (ring, sealed) = sealed();
        assert_eq!(ring.open(&sealed, CONTEXT).unwrap(), PLAIN);
        assert_eq!((sealed.version, sealed.bytes.len()), (1, NONCE_BYTES + PLAIN.len() + 16));
        assert_ne!(ring.seal(PLAIN, CONTEXT).unwrap(), sealed);
        assert_eq!(ring.open(&ring.seal(b"", "").unwrap(), "").unwrap(), b"");
    }

    /// Test case 14 of the GCM specification by McGrew and Viega, on which SP 800-38D rests.
    #[test]
    fn it_is_aes_256_gcm() {
        let key = Aes256Gcm::new_from_slice(&[0; KEY_BYTES]).unwrap();
        let ring = Keyring(BTreeMap::from([(7, key)]));
        let encrypted = b"\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18";
        let tag = b"\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19";
        let bytes = [&[0; NONCE_BYTES][..], encrypted, tag].concat();
        assert_eq!(ring.open(&Sealed { version: 7, bytes }, "").unwrap(), [0; 16]);
    }

    #[test]
    fn another_context_or_another_key_opens_nothing() {
        let (right, sealed) = sealed();
        for context in ["", "credentials of u1/t2", "credentials of u1/t1 "] {
            assert!(is_refused(&right, &sealed, context), "{context}");
        }
        assert!(is_refused(&ring(json!({"1": key(2)})), &sealed, CONTEXT));
    }

    #[test]
    fn bytes_that_are_cut_or_flipped_open_nothing() {
        let (ring, sealed) = sealed();
        for length in 0..sealed.bytes.len() {
            let cut = Sealed { bytes: sealed.bytes[..length].to_vec(), ..sealed };
            assert!(is_refused(&ring, &cut, CONTEXT), "cut to {length}");
            let mut flipped = sealed.clone();
            flipped.bytes[length] ^= 1;
            assert!(is_refused(&ring, &flipped, CONTEXT), "flipped at {length}");
        }
    }

    #[test]
    fn the_newest_key_seals_and_the_old_ones_still_open() {
        let (old, sealed) = sealed();
        let both = ring(json!({"10": key(10), "2": key(2), "1": key(1)}));
        assert_eq!(both.open(&sealed, CONTEXT).unwrap(), PLAIN);
        let renewed = both.seal(PLAIN, CONTEXT).unwrap();
        assert_eq!(renewed.version, 10, "by number, not by spelling");
        assert_eq!(both.open(&renewed, CONTEXT).unwrap(), PLAIN);
        assert!(matches!(old.open(&renewed, CONTEXT), Err(KeyringError::UnknownVersion(10))));
    }

    #[test]
    fn keys_that_are_no_keys_are_refused_and_not_shown() {
        for keys in [
            json!(null),
            json!(key(1)),
            json!([key(1)]),
            json!({"one": key(1)}),
            json!({"01": key(1)}),
            json!({"-1": key(1)}),
            json!({"1": 5}),
            json!({"1": "hush"}),
            json!({"1": STANDARD.encode([1; 16])}),
            json!({"1": key(1), "2": ""}),
        ] {
            let error = Keyring::from_json(&keys).unwrap_err();
            let shown = "the encryption keys must be an object of versions and base64 of 32 bytes Malformed";
            assert_eq!(format!("{error} {error:?}"), shown, "{keys}");
        }
        assert!(matches!(Keyring::from_json(&json!({})), Err(KeyringError::NoKeys)));
    }

    #[test]
    fn a_generated_key_is_new_each_time_and_good() {
        let made = Keyring::generate().unwrap();
        assert_ne!(made, Keyring::generate().unwrap());
        assert_eq!(ring(made).seal(PLAIN, CONTEXT).unwrap().version, 1);
    }

    #[test]
    fn debug_shows_neither_key_nor_text() {
        let (ring, sealed) = sealed();
        assert_eq!(format!("{ring:?} {sealed:?}"), "Keyring(..) Sealed(version 1, 41 bytes)");
    }
}
