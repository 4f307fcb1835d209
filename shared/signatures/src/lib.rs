//! The signatures of JSON Web Tokens (RFC 7515), by ring, for the crate `jsonwebtoken`.
//!
//! That crate knows aws-lc and RustCrypto, and functions link neither: TLS has brought ring already. Just the two
//! algorithms that we meet are here: `EdDSA` with Ed25519, which we sign with and verify, and `RS256`, which Google signs
//! with and we verify. Any other is refused, whatever a token's header says.

mod ed25519;
pub use ed25519::{SEED_BYTES, ed25519_key};

mod rs256;

use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::jwk::ThumbprintHash;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use ring::digest;

/// Makes `jsonwebtoken` sign and verify by this crate, in this process. To be called before each use of it: it costs
/// nothing the second time.
pub fn install() {
    // An error says that somebody was here before, and nobody else installs any.
    let _ = PROVIDER.install_default();
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils {
        rsa_pub_components_from_private_key: |_| Err(ErrorKind::UnsupportedAlgorithm.into()),
        rsa_pub_components_from_public_key: |_| Err(ErrorKind::UnsupportedAlgorithm.into()),
        ec_pub_components_from_private_key: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
        ed_pub_components_from_private_key: ed25519::public_half,
        compute_digest: digest_of,
    },
};

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    match algorithm {
        Algorithm::EdDSA => Ok(Box::new(ed25519::Signer::new(key)?)),
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    match algorithm {
        Algorithm::EdDSA => Ok(Box::new(ed25519::Verifier::new(key)?)),
        Algorithm::RS256 => Ok(Box::new(rs256::Verifier::new(key)?)),
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

/// For the thumbprint of a key (RFC 7638), which is of SHA-256.
fn digest_of(data: &[u8], hash: ThumbprintHash) -> Result<Vec<u8>> {
    match hash {
        ThumbprintHash::SHA256 => Ok(digest::digest(&digest::SHA256, data).as_ref().to_vec()),
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}
