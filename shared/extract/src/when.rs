//! When something begins or ends: what clocks there show, in which zone, and which instant that is.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// A day or a moment.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// All day, wherever one is.
    Date(Date),
    /// A moment.
    Time {
        /// What clocks show there.
        wall: DateTime,
        /// The IANA zone of those clocks; none where only their distance from UTC is known.
        zone: Option<String>,
        /// The instant.
        at: Timestamp,
    },
}

impl When {
    /// The moment at which clocks in a zone show `wall`. One that they skip counts as if they had not been put forward,
    /// of two it is the first (RFC 5545, 3.3.5). `None` beyond the year 9999.
    pub fn in_zone(wall: DateTime, zone: &TimeZone) -> Option<When> {
        let at = zone.to_ambiguous_timestamp(wall).compatible().ok()?;
        Some(When::Time { wall, zone: zone.iana_name().map(str::to_owned), at })
    }

    /// The moment at which clocks so far from UTC show `wall`. They are those of `home` if these show that too.
    pub fn at_offset(wall: DateTime, offset: Offset, home: &TimeZone) -> Option<When> {
        let at = offset.to_timestamp(wall).ok()?;
        let is_home = home.to_offset(at) == offset;
        Some(When::Time { wall, zone: is_home.then(|| home.iana_name().map(str::to_owned)).flatten(), at })
    }

    /// An instant, as clocks of `home` show it.
    pub fn at(at: Timestamp, home: &TimeZone) -> When {
        When::Time { wall: home.to_datetime(at), zone: home.iana_name().map(str::to_owned), at }
    }

    /// Reads ISO 8601: `2026-12-05`, `2026-12-05T19:00`, `2026-12-05T19:00:00-05:00`. A time without an offset is one
    /// of `home`; one in UTC is shown there.
    pub fn parse(text: &str, home: &TimeZone) -> Option<When> {
        let text = text.trim();
        let pieces = Pieces::parse(text).ok()?;
        let Some(time) = pieces.time() else { return Some(When::Date(pieces.date())) };
        let wall = DateTime::from_parts(pieces.date(), time);
        match pieces.offset() {
            None => When::in_zone(wall, home),
            Some(PiecesOffset::Numeric(offset)) => When::at_offset(wall, offset.offset(), home),
            // Zulu, and what may come to be added.
            Some(_) => Some(When::at(Offset::UTC.to_timestamp(wall).ok()?, home)),
        }
    }

    /// The instant; of a day, when it begins in `home`.
    pub fn instant(&self, home: &TimeZone) -> Option<Timestamp> {
        match self {
            When::Date(date) => home.to_ambiguous_timestamp(date.to_datetime(Time::midnight())).compatible().ok(),
            When::Time { at, .. } => Some(*at),
        }
    }

    /// Whether this is earlier than another of its kind; of a day and a moment the days are compared.
    pub(crate) fn is_before(&self, other: &When) -> bool {
        match (self, other) {
            (When::Time { at, .. }, When::Time { at: other, .. }) => at < other,
            _ => self.date() < other.date(),
        }
    }

    /// What it has in identities: the same moment in two zones is one.
    pub(crate) fn token(&self) -> String {
        match self {
            When::Date(date) => date.to_string(),
            When::Time { at, .. } => at.as_second().to_string(),
        }
    }

    fn date(&self) -> Date {
        match self {
            When::Date(date) => *date,
            When::Time { wall, .. } => wall.date(),
        }
    }
}
