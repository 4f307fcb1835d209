//! Where a page of events ended: the opaque `cursor` of the next one. It is the start and the id of the last event that was
//! looked at, so an event that is put to another time meanwhile is seen there or not at all, and never twice on one page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::StoredEvent;

/// The longest id there is, with room.
const LONGEST_ID: usize = 64;
/// Stands for no start.
const UNDATED: &str = "-";

/// The last event that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) start_at: Option<i64>,
    pub(crate) id: String,
}

impl Cursor {
    pub(crate) fn after(event: &StoredEvent) -> Cursor {
        Cursor { start_at: event.start_at, id: event.id.clone() }
    }

    pub(crate) fn encode(&self) -> String {
        let start = self.start_at.map_or_else(|| UNDATED.to_owned(), |at| at.to_string());
        URL_SAFE_NO_PAD.encode(format!("{start} {}", self.id))
    }

    pub(crate) fn decode(text: &str) -> Option<Cursor> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (start, id) = text.split_once(' ')?;
        let is_id = id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let start_at = if start == UNDATED { None } else { Some(start.parse().ok()?) };
        is_id.then(|| Cursor { start_at, id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_nonsense_is_none() {
        for start_at in [None, Some(-5), Some(1_795_219_200_000)] {
            let cursor = Cursor { start_at, id: "0a1b".to_owned() };
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        for nonsense in ["", "x", "AAAA", "====", &URL_SAFE_NO_PAD.encode("5 a#b"), &URL_SAFE_NO_PAD.encode("x a")] {
            assert_eq!(Cursor::decode(nonsense), None, "{nonsense}");
        }
    }
}
