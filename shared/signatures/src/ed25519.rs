//! `EdDSA` with Ed25519 (RFC 8037): our own tokens, signed and verified.

use jsonwebtoken::crypto::{JwtSigner, JwtVerifier};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::jwk::EllipticCurve;
use jsonwebtoken::signature::{self, Error};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// How long a private key is, in bytes (RFC 8032, 5.1.5). Any bytes are one, if they are random.
pub const SEED_BYTES: usize = 32;

/// What stands before the seed where a private key is a PKCS#8 document (RFC 8410, 7). `jsonwebtoken` takes no bare seed.
const BEFORE_SEED: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// The key that tokens are signed with. Its public half is `Jwk::from_encoding_key(&key, Algorithm::EdDSA)`, once
/// [`install`](crate::install) was called.
pub fn ed25519_key(seed: &[u8; SEED_BYTES]) -> EncodingKey {
    EncodingKey::from_ed_der(&[BEFORE_SEED.as_slice(), seed].concat())
}

/// The public half of a private key.
pub(crate) fn public_half(pkcs8: &[u8], curve: &EllipticCurve) -> Result<Vec<u8>> {
    match curve {
        EllipticCurve::Ed25519 => Ok(pair(pkcs8)?.public_key().as_ref().to_vec()),
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

fn pair(pkcs8: &[u8]) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8).map_err(|_| ErrorKind::InvalidEddsaKey.into())
}

pub(crate) struct Signer(Ed25519KeyPair);

impl Signer {
    pub(crate) fn new(key: &EncodingKey) -> Result<Signer> {
        if key.family() != AlgorithmFamily::Ed {
            return Err(ErrorKind::InvalidKeyFormat.into());
        }
        Ok(Signer(pair(key.as_bytes())?))
    }
}

impl signature::Signer<Vec<u8>> for Signer {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(self.0.sign(message).as_ref().to_vec())
    }
}

impl JwtSigner for Signer {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

pub(crate) struct Verifier(UnparsedPublicKey<Vec<u8>>);

impl Verifier {
    pub(crate) fn new(key: &DecodingKey) -> Result<Verifier> {
        if key.family() != AlgorithmFamily::Ed {
            return Err(ErrorKind::InvalidKeyFormat.into());
        }
        Ok(Verifier(UnparsedPublicKey::new(&ED25519, key.try_get_as_bytes()?.to_vec())))
    }
}

impl signature::Verifier<Vec<u8>> for Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        self.0.verify(message, signature).map_err(|_| Error::new())
    }
}

impl JwtVerifier for Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}
