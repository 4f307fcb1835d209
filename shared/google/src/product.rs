//! What people connect, and what it takes.

/// A product of Google that can be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Calendars, read only.
    Calendar,
}

/// Reading calendars and the list of them (<https://developers.google.com/workspace/calendar/api/auth>).
const CALENDAR: &str = "https://www.googleapis.com/auth/calendar.readonly";
/// Makes Google add an id_token, which tells whose account it is.
const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";

impl Product {
    /// The scopes to ask for; all of them must be granted.
    pub(crate) fn scopes(self) -> &'static [&'static str] {
        match self {
            Product::Calendar => &[CALENDAR, EMAIL],
        }
    }
}
