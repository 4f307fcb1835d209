//! Times as clients see them.

use jiff::Timestamp;

/// In seconds, UTC, as users have theirs, with the offset in digits: `2026-11-21T01:44:58+00:00`.
pub(crate) fn in_seconds(ms: i64) -> String {
    let time = Timestamp::from_millisecond(ms).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
