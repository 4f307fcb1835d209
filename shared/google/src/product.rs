//! What it takes to connect a product.

use domain::Product;

/// Reading calendars and the list of them (<https://developers.google.com/workspace/calendar/api/auth>).
const CALENDAR: &str = "https://www.googleapis.com/auth/calendar.readonly";
/// Reading mails and labels (<https://developers.google.com/workspace/gmail/api/auth/scopes>).
const GMAIL: &str = "https://www.googleapis.com/auth/gmail.readonly";
/// Makes Google add an id_token, which tells whose account it is.
const EMAIL: &str = "https://www.googleapis.com/auth/userinfo.email";

/// The scopes to ask for; all of them must be granted.
pub(crate) fn scopes(product: Product) -> &'static [&'static str] {
    match product {
        Product::Calendar => &[CALENDAR, EMAIL],
        Product::Gmail => &[GMAIL, EMAIL],
    }
}
