//! Hashing passwords with argon2id, and verifying argon2 and the older bcrypt.

use crate::{NoEntropy, Password, random};
use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::{ErrorKind, Failure, PasswordHash};

/// Memory for one hash in KiB, passes over it, and lanes: the first choice of OWASP's Password Storage Cheat Sheet for
/// argon2id. An eighth of the CPU of bcrypt at cost 12, and far dearer on a GPU.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The salt's length; RFC 9106 (3.1) recommends 16 bytes for passwords.
const SALT_BYTES: usize = 16;
/// bcrypt reads no further; two passwords that begin alike are one to it.
const BCRYPT_BYTES: usize = 72;
/// A hash with today's parameters that no known password has: the work for an e-mail that nobody registered.
const NOBODYS_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm8gb25lIGhhcyB0aGlzIQ$3q2+78r+ur4AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc";

/// What verifying a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not this password, or nobody to have it.
    Wrong,
    /// This password.
    Right {
        /// Whether the hash is not what [`hash`] would make today, so that it should be made anew.
        outdated: bool,
    },
}

/// Why nothing could be hashed or verified. It never tells a password or a hash.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// No salt.
    #[error("could not make a salt")]
    Salt(#[from] NoEntropy),
    /// The stored text is no hash that we know.
    #[error("the stored password hash cannot be read")]
    Unreadable,
    /// The algorithm gave up: no memory, most likely.
    #[error("could not hash the password")]
    Failed(#[source] argon2::password_hash::Error),
}

impl Failure for HashError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Bug
    }
}

/// Hashes with today's parameters and a new salt.
pub fn hash(password: &Password) -> Result<PasswordHash, HashError> {
    let salt = random::bytes::<SALT_BYTES>()?;
    let bytes = password.bytes().ok_or(HashError::Failed(argon2::password_hash::Error::PasswordInvalid))?;
    let hash: phc::PasswordHash = argon2id()?.hash_password_with_salt(bytes, &salt).map_err(HashError::Failed)?;
    Ok(PasswordHash::new(hash.to_string()))
}

/// Whether this is the password. With nothing stored (an unknown e-mail) it does the same work and finds it wrong.
pub fn verify(password: &Password, stored: Option<&PasswordHash>) -> Result<Verdict, HashError> {
    let (Some(bytes), Some(stored)) = (password.bytes(), stored) else {
        verify_argon2(b"", NOBODYS_HASH)?;
        return Ok(Verdict::Wrong);
    };
    if ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| stored.as_str().starts_with(prefix)) {
        return verify_bcrypt(bytes, stored.as_str());
    }
    verify_argon2(bytes, stored.as_str())
}

fn verify_argon2(password: &[u8], stored: &str) -> Result<Verdict, HashError> {
    let stored = phc::PasswordHash::new(stored).map_err(|_| HashError::Unreadable)?;
    let today = argon2id()?;
    match today.verify_password(password, &stored) {
        Ok(()) => Ok(Verdict::Right { outdated: is_outdated(&stored, today.params()) }),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verdict::Wrong),
        Err(error) => Err(HashError::Failed(error)),
    }
}

/// A password beyond what bcrypt reads is not hashed anew: whether its end is the owner's, bcrypt cannot tell.
fn verify_bcrypt(password: &[u8], stored: &str) -> Result<Verdict, HashError> {
    match bcrypt::verify(password, stored) {
        Ok(true) => Ok(Verdict::Right { outdated: password.len() <= BCRYPT_BYTES }),
        Ok(false) => Ok(Verdict::Wrong),
        Err(_) => Err(HashError::Unreadable),
    }
}

fn argon2id() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| HashError::Failed(error.into()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn is_outdated(stored: &phc::PasswordHash, today: &Params) -> bool {
    let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    let same_cost = Params::try_from(stored).is_ok_and(|params| cost(&params) == cost(today));
    let same_algorithm = stored.algorithm == argon2::ARGON2ID_IDENT && stored.version == Some(Version::V0x13.into());
    !(same_cost && same_algorithm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: Verdict = Verdict::Right { outdated: false };
    const OUTDATED: Verdict = Verdict::Right { outdated: true };
    /// The least that bcrypt knows, for speed.
    const BCRYPT_COST: u32 = 4;

    fn password(text: &str) -> Password {
        Password::claimed(text.to_owned())
    }

    fn check(claimed: &str, stored: &str, expect: Verdict) {
        let verdict = verify(&password(claimed), Some(&PasswordHash::new(stored))).unwrap();
        assert_eq!(verdict, expect, "{} bytes against {}", claimed.len(), &stored[..8]);
    }

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        for text in ["correct horse", "zażółć 🐎", "nul\0inside", "", &"x".repeat(1024)] {
            let stored = hash(&password(text)).unwrap();
            assert!(stored.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
            check(text, stored.as_str(), RIGHT);
            check(&format!("{text}!"), stored.as_str(), Verdict::Wrong);
        }
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        assert_ne!(hash(&password("same")).unwrap(), hash(&password("same")).unwrap());
    }

    #[test]
    fn bcrypt_in_all_its_spellings_is_right_but_outdated() {
        let parts = bcrypt::hash_with_result("correct horse", BCRYPT_COST).unwrap();
        for version in [bcrypt::Version::TwoA, bcrypt::Version::TwoB, bcrypt::Version::TwoY] {
            let stored = parts.format_for_version(version);
            check("correct horse", &stored, OUTDATED);
            check("wrong horse", &stored, Verdict::Wrong);
        }
    }

    #[test]
    fn beyond_72_bytes_bcrypt_neither_fails_nor_is_upgraded() {
        let long = "x".repeat(100);
        let stored = bcrypt::hash(&long, BCRYPT_COST).unwrap();
        check(&long, &stored, RIGHT);
        check(&"y".repeat(100), &stored, Verdict::Wrong);
    }

    #[test]
    fn a_cheaper_argon2_or_another_kind_is_outdated() {
        for (algorithm, memory) in [(Algorithm::Argon2id, 64), (Algorithm::Argon2i, MEMORY_KIB)] {
            let params = Params::new(memory, PASSES, LANES, None).unwrap();
            let argon2 = Argon2::new(algorithm, Version::V0x13, params);
            let stored: phc::PasswordHash = argon2.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap();
            check("correct horse", &stored.to_string(), OUTDATED);
        }
    }

    #[test]
    fn nobody_costs_what_somebody_does() {
        let nobody = phc::PasswordHash::new(NOBODYS_HASH).unwrap();
        assert!(!is_outdated(&nobody, argon2id().unwrap().params()));
        assert_eq!(nobody.hash.unwrap().len(), Params::DEFAULT_OUTPUT_LEN);
        assert_eq!(verify(&password("anything"), None).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn a_password_too_long_to_be_chosen_is_wrong() {
        let stored = hash(&password("correct horse")).unwrap();
        check(&"x".repeat(100_000), stored.as_str(), Verdict::Wrong);
    }

    #[test]
    fn an_unreadable_hash_is_an_error_that_does_not_show_it() {
        for stored in ["", "plain", "$2b$04$short", "$2x$04$aaaa"] {
            let verdict = verify(&password("x"), Some(&PasswordHash::new(stored)));
            assert!(matches!(verdict, Err(HashError::Unreadable)), "{stored}");
        }
        let error = verify(&password("x"), Some(&PasswordHash::new("plain"))).unwrap_err();
        assert_eq!(error.to_string(), "the stored password hash cannot be read");
    }
}
