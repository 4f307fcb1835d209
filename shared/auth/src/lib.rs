//! Proofs of who somebody is (passwords, data tokens, session ids, one-time codes), and the keys under which credentials are kept.
//!
//! CPU and randomness only. There is no store here, no clock and no async: whoever hashes a password says where it runs
//! (`runtime::CpuWork`), because one hash takes tens of milliseconds of a core.

mod password;
pub use password::{LONGEST_PASSWORD_BYTES, Password, PasswordRefused};

mod hash;
pub use hash::{HashError, Verdict, hash, verify};

mod secret;
pub use secret::{ConsentState, DataToken, SessionId};

mod one_time_code;
pub use one_time_code::{CodeHandle, Digits, OneTimeCode};

mod digest;
pub use digest::Digest;

mod keyring;
pub use keyring::{Keyring, KeyringError, Sealed};

mod random;
pub use random::{NoEntropy, readable_password};
