//! One line of a description: a dimension, or a value.
//!
//! The first `:` or `=` decides which. White space around both sides does not count.
//!
//! ```text
//!   where:new york         dimension `where` = `new york`
//!   url:https://x.org      dimension `url` = `https://x.org`
//!   distance=5 km          value 5 in the metric `imp.events.custom.distance` (see `number.rs`)
//!
//!   see you there          no_separator    neither sign
//!   key with space:v       bad_key         a key is 1 to 99 letters, digits and signs of ASCII (as any dimension's)
//!   10:30 start            bad_key         and holds a letter
//!   where:                 empty_value
//!   distance=1,5           not_a_number
//!   src:x  activity:x      reserved        a point has these from its event
//!   https://x.org          url
//! ```

use crate::metric;
use crate::number;
use crate::problem::Reason;
use domain::DimensionKey;

/// The longest value of a dimension, in characters: all that an event brings must fit into one item of the store.
pub(crate) const LONGEST_VALUE: usize = 1_000;
/// The longest key, in characters: as for any dimension.
const LONGEST_KEY: usize = 99;
/// The dimensions that an event's points have without any line.
const RESERVED: [&str; 2] = ["src", "activity"];

/// What a line says.
#[derive(Debug, PartialEq)]
pub(crate) enum Line<'a> {
    /// A label of all points of the event.
    Dimension(&'a str, &'a str),
    /// A point in a metric of that name; finite.
    Value(&'a str, f64),
}

/// Reads a line that is not blank.
pub(crate) fn parse(line: &str) -> Result<Line<'_>, Reason> {
    let at = line.find([':', '=']).ok_or(Reason::NoSeparator)?;
    let (key, value) = (line[..at].trim(), line[at + 1..].trim());
    check_key(key)?;
    if value.is_empty() {
        return Err(Reason::EmptyValue);
    }
    if line[at..].starts_with('=') { custom(key, value) } else { dimension(key, value) }
}

fn check_key(key: &str) -> Result<(), Reason> {
    if LONGEST_KEY < key.chars().count() {
        return Err(Reason::TooLong);
    }
    let named = DimensionKey::parse(key).is_ok() && key.contains(|c: char| c.is_ascii_alphabetic());
    if named { Ok(()) } else { Err(Reason::BadKey) }
}

fn dimension<'a>(key: &'a str, value: &'a str) -> Result<Line<'a>, Reason> {
    if value.starts_with("//") {
        return Err(Reason::Url);
    }
    if RESERVED.contains(&key) {
        return Err(Reason::Reserved);
    }
    if LONGEST_VALUE < value.chars().count() {
        return Err(Reason::TooLong);
    }
    Ok(Line::Dimension(key, value))
}

fn custom<'a>(name: &'a str, value: &str) -> Result<Line<'a>, Reason> {
    if metric::custom(name).is_none() {
        return Err(Reason::TooLong);
    }
    number::parse(value).map(|number| Line::Value(name, number)).ok_or(Reason::NotANumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_dimension_or_a_value() {
        let table = [
            ("where:park", Line::Dimension("where", "park")),
            ("where:new york", Line::Dimension("where", "new york")),
            ("  where :  new york ", Line::Dimension("where", "new york")),
            ("uni:zażółć", Line::Dimension("uni", "zażółć")),
            ("url:https://x.org/?a=b", Line::Dimension("url", "https://x.org/?a=b")),
            ("a-b:c", Line::Dimension("a-b", "c")),
            ("start:10:30", Line::Dimension("start", "10:30")),
            ("formula:a=b", Line::Dimension("formula", "a=b")),
            ("distance=10000", Line::Value("distance", 10_000.0)),
            (" distance = 5 km ", Line::Value("distance", 5.0)),
            ("body.weight=70.5", Line::Value("body.weight", 70.5)),
            ("src=5", Line::Value("src", 5.0)),
        ];
        for (text, line) in table {
            assert_eq!(parse(text), Ok(line), "{text}");
        }
    }

    #[test]
    fn every_other_line_tells_why_it_is_neither() {
        let table = [
            ("see you there", Reason::NoSeparator),
            ("pace<5", Reason::NoSeparator),
            ("10:30 start", Reason::BadKey),
            ("2026-01-05=5", Reason::BadKey),
            ("key with space:v", Reason::BadKey),
            ("Łódź:x", Reason::BadKey),
            (":x", Reason::BadKey),
            ("=5", Reason::BadKey),
            ("- distance=5", Reason::BadKey),
            ("where:", Reason::EmptyValue),
            ("distance= ", Reason::EmptyValue),
            ("distance=abc", Reason::NotANumber),
            ("distance=1,5", Reason::NotANumber),
            ("pace=5:30", Reason::NotANumber),
            ("a==5", Reason::NotANumber),
            ("src:x", Reason::Reserved),
            ("activity:x", Reason::Reserved),
            ("https://x.org", Reason::Url),
        ];
        for (text, reason) in table {
            assert_eq!(parse(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn what_could_not_be_stored_is_too_long() {
        let dimension = |key: usize, value: usize| parse(&format!("{}:{}", "k".repeat(key), "ż".repeat(value))).is_ok();
        assert!(dimension(99, 1_000));
        assert!(!dimension(100, 1));
        assert!(!dimension(1, 1_001));
        assert_eq!(parse(&format!("{}:x", "k".repeat(100))), Err(Reason::TooLong));
        assert!(parse(&format!("{}=5", "k".repeat(81))).is_ok());
        assert_eq!(parse(&format!("{}=5", "k".repeat(82))), Err(Reason::TooLong));
    }
}
