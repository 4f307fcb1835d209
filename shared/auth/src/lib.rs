//! Proofs of who somebody is (passwords, data tokens, session ids, access and refresh tokens, one-time codes), and the keys
//! under which credentials are kept and access tokens signed.
//!
//! CPU and randomness only. There is no store here, no clock and no async: whoever hashes a password says where it runs
//! (`runtime::CpuWork`), because one hash takes tens of milliseconds of a core.

mod password;
pub use password::{LONGEST_PASSWORD_BYTES, Password, PasswordRefused};

mod hash;
pub use hash::{HashError, Verdict, hash, verify};

mod secret;
pub use secret::{ConsentState, DataToken, FeedSecret, SessionId};

mod one_time_code;
pub use one_time_code::{CodeHandle, Digits, OneTimeCode};

mod digest;
pub use digest::Digest;

mod refresh_token;
pub use refresh_token::RefreshToken;

mod signing_keys;
pub use signing_keys::{PublicKey, SigningKeys, SigningKeysError};

mod access_token;
pub use access_token::{ACCESS_TOKEN_LIFE_MS, AccessClaims, AccessToken, AccessTokenError, AccessTokenRefused};

mod key_versions;

mod keyring;
pub use keyring::{Keyring, KeyringError, Sealed};

mod random;
pub use random::{NoEntropy, readable_password};
