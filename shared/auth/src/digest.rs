//! SHA-256 of a secret: what may be remembered in place of it.

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// A secret's SHA-256. Equality takes the same time wherever two digests differ.
///
/// No salt: only secrets with at least 128 bits of randomness may be kept so; a password may not.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of this text or these bytes.
    pub fn of(secret: impl AsRef<[u8]>) -> Digest {
        Digest(Sha256::digest(secret.as_ref()).into())
    }

    /// In lower-case hex, 64 characters.
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Digest) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

impl std::fmt::Debug for Digest {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Digest(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vector of FIPS 180-4 for the message `abc`.
    #[test]
    fn it_is_sha_256_in_hex() {
        let abc = Digest::of("abc");
        assert_eq!(abc.to_hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(abc, Digest::of("abc"));
        assert_ne!(abc, Digest::of("abd"));
    }
}
