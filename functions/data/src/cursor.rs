//! Where a page of points ended: the opaque `cursor` of the next one.
//!
//! A position is a time and how many points of that time lie before it in ascending order. What is written meanwhile
//! goes behind the points of its time, so it never shifts what a reader has seen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The last point of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) timestamp: i64,
    /// Its place among the points of its time, in ascending order.
    pub(crate) place: u64,
}

impl Cursor {
    pub(crate) fn encode(self) -> String {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.timestamp.to_be_bytes());
        bytes[8..].copy_from_slice(&self.place.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(crate) fn decode(text: &str) -> Option<Cursor> {
        let bytes: [u8; 16] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (timestamp, place) = bytes.split_at(8);
        let timestamp = i64::from_be_bytes(timestamp.try_into().ok()?);
        Some(Cursor { timestamp, place: u64::from_be_bytes(place.try_into().ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_nonsense_is_none() {
        let cursor = Cursor { timestamp: -5, place: 3 };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        for nonsense in ["", "x", "AAAA", "====", &"A".repeat(100)] {
            assert_eq!(Cursor::decode(nonsense), None);
        }
    }
}
