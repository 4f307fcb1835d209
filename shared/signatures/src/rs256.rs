//! `RS256` (RFC 7518, 3.3): verified, never signed.

use jsonwebtoken::crypto::JwtVerifier;
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{self, Error};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

/// A public key as key sets have it: modulus and exponent, big-endian.
pub(crate) struct Verifier(RsaPublicKeyComponents<Vec<u8>>);

impl Verifier {
    pub(crate) fn new(key: &DecodingKey) -> Result<Verifier> {
        match key.kind() {
            DecodingKeyKind::RsaModulusExponent { n, e } => {
                Ok(Verifier(RsaPublicKeyComponents { n: n.clone(), e: e.clone() }))
            }
            DecodingKeyKind::SecretOrDer(_) => Err(ErrorKind::InvalidKeyFormat.into()),
        }
    }
}

impl signature::Verifier<Vec<u8>> for Verifier {
    /// Also refuses keys of less than 2048 bits, as RFC 7518 demands.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).map_err(|_| Error::new())
    }
}

impl JwtVerifier for Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}
