//! Where a page of points ended: the opaque `cursor` of the next one.
//!
//! A position is a time and how many points of that time lie before it in ascending order. What is written meanwhile goes
//! behind the points of its time, so it never shifts what a reader has seen; what is deleted does, so the cursor also knows
//! the last point by a digest of its dimensions.

use auth::Digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use series::Dimensions;

/// The last point of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) timestamp: i64,
    /// Its place among the points of its time, in ascending order.
    pub(crate) place: u64,
    /// A digest of its dimensions.
    pub(crate) identity: u64,
}

/// The first eight bytes of the SHA-256 of a set of dimensions.
pub(crate) fn identity(dimensions: &Dimensions) -> u64 {
    let canonical = dimensions.canonical();
    let pairs =
        canonical.pairs().iter().flat_map(|(key, value)| [key.len().to_string(), key.to_string(), value.to_string()]);
    let digest = Digest::of(pairs.collect::<Vec<_>>().join("\n")).to_hex();
    u64::from_str_radix(&digest[..16], 16).unwrap_or_default()
}

impl Cursor {
    pub(crate) fn encode(self) -> String {
        let parts = [self.timestamp.to_be_bytes(), self.place.to_be_bytes(), self.identity.to_be_bytes()];
        URL_SAFE_NO_PAD.encode(parts.concat())
    }

    pub(crate) fn decode(text: &str) -> Option<Cursor> {
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let part = |at: usize| bytes[at..at + 8].try_into().ok();
        Some(Cursor {
            timestamp: i64::from_be_bytes(part(0)?),
            place: u64::from_be_bytes(part(8)?),
            identity: u64::from_be_bytes(part(16)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_nonsense_is_none() {
        let cursor = Cursor { timestamp: -5, place: 3, identity: 7 };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        for nonsense in ["", "x", "AAAA", "====", &"A".repeat(100)] {
            assert_eq!(Cursor::decode(nonsense), None);
        }
    }
}
