//! What a webhook answers.

use super::twiml;

/// An answer of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// As it came.
    pub body: String,
}

impl Answer {
    /// The texts that Twilio is to send back.
    ///
    /// # Panics
    /// Where it is no TwiML: Twilio logs an error then, and nobody gets an answer
    /// (<https://www.twilio.com/docs/api/errors/12100>).
    pub fn replies(&self) -> Vec<String> {
        twiml::messages(&self.body).expect("TwiML")
    }
}
