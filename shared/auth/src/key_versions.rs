//! Keys of the installation's secret: an object of versions, and base64 of 32 bytes for each.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The size of every key in bytes: an AES-256 key, an Ed25519 seed.
pub(crate) const KEY_BYTES: usize = 32;

/// A version, in the one spelling that a number has, so that no two texts are one version.
pub(crate) fn read_version(text: &str) -> Option<u32> {
    let version: u32 = text.parse().ok()?;
    (version.to_string() == text).then_some(version)
}

/// A key.
pub(crate) fn read_key(key: &Value) -> Option<[u8; KEY_BYTES]> {
    STANDARD.decode(key.as_str()?).ok()?.try_into().ok()
}
