//! What people connect, and what it takes.

/// A product of Google that can be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Calendars, read only.
    Calendar,
    /// A mailbox, read only.
    Gmail,
}

/// Reading calendars and the list of them (<https://developers.google.com/workspace/calendar/api/auth>).
const CALENDAR: &str = "https://www.googleapis.com/auth/calendar.readonly";
/// Reading mails and labels (<https://developers.google.com/workspace/gmail/api/auth/scopes>).
const GMAIL: &str = "https://www.googleapis.com/auth/gmail.readonly";
/// Makes Google add an id_token, which tells whose account it is.
const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";

impl Product {
    /// All of them.
    pub const ALL: [Product; 2] = [Product::Calendar, Product::Gmail];

    /// Its word, in the API and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Product::Calendar => "calendar",
            Product::Gmail => "gmail",
        }
    }

    /// The product of this word.
    pub fn parse(word: &str) -> Option<Product> {
        Product::ALL.into_iter().find(|product| product.as_str() == word)
    }

    /// The scopes to ask for; all of them must be granted.
    pub(crate) fn scopes(self) -> &'static [&'static str] {
        match self {
            Product::Calendar => &[CALENDAR, EMAIL],
            Product::Gmail => &[GMAIL, EMAIL],
        }
    }
}
