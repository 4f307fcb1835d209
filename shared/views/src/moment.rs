//! Times of accounts and check-ins as clients see them.

use jiff::Timestamp;

/// A time (ms since 1970) in whole seconds, UTC: `2026-11-21T01:44:58+00:00`. Always with the offset in digits, never with
/// `Z`: so existing clients know it.
pub fn in_seconds(ms: i64) -> String {
    let time = Timestamp::from_millisecond(ms).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_in_utc() {
        assert_eq!(in_seconds(1_795_225_498_999), "2026-11-21T01:44:58+00:00");
        assert_eq!(in_seconds(0), "1970-01-01T00:00:00+00:00");
    }
}
