//! A message that somebody sent to us (<https://www.twilio.com/docs/messaging/guides/webhook-request>).

use crate::{Consent, Form, FormError, MessageSid};
use domain::PhoneNumber;

/// As long as a text may be; what is longer came another way than by SMS.
const LONGEST_TEXT: usize = 1_600;

/// A message to one of our numbers. Debug shows which one it is, and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Twilio's name for it. Twilio sends a request again where our answer did not arrive, with the same one.
    pub sid: MessageSid,
    /// Who sent it; `None` where that is no telephone number, such as a short code or a name, so nobody we know.
    pub from: Option<PhoneNumber>,
    /// What it says, as it was written, at most 1,600 characters of it.
    pub text: String,
    /// What Twilio has already done because of it. It lets no answer of ours through after [`Consent::Out`].
    pub consent: Option<Consent>,
}

impl Incoming {
    /// Out of a form that [`is_signed`](crate::is_signed).
    pub fn read(form: &Form) -> Result<Incoming, FormError> {
        let sid = form.get("MessageSid").and_then(MessageSid::parse).ok_or(FormError::Missing("MessageSid"))?;
        let from = form.get("From").ok_or(FormError::Missing("From"))?;
        let text: String = form.get("Body").unwrap_or_default().chars().take(LONGEST_TEXT).collect();
        let consent = Consent::of(form.get("OptOutType"), &text);
        Ok(Incoming { sid, from: PhoneNumber::parse(from).ok(), text, consent })
    }
}

impl std::fmt::Debug for Incoming {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Incoming({})", self.sid.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Result<Incoming, FormError> {
        Incoming::read(&Form::parse(form.as_bytes()).unwrap())
    }

    #[test]
    fn a_message_has_a_name_a_sender_and_a_text() {
        let message = read("MessageSid=SM1&From=%2B48123456789&To=%2B15005550006&Body=Yes+&NumMedia=0").unwrap();
        assert_eq!((message.sid.as_str(), message.text.as_str()), ("SM1", "Yes "));
        assert_eq!(message.from, PhoneNumber::parse("+48123456789").ok());
        assert_eq!(message.consent, Some(Consent::In));
        assert_eq!(format!("{message:?}"), "Incoming(SM1)");
    }

    #[test]
    fn who_has_no_number_is_nobody_and_a_picture_has_no_text() {
        for from in ["12345", "whatsapp:%2B48123456789", "ACME", ""] {
            assert_eq!(read(&format!("MessageSid=SM1&From={from}")).unwrap().from, None, "{from}");
        }
        assert_eq!(read("MessageSid=MM1&From=%2B48123456789&NumMedia=1").unwrap().text, "");
    }

    #[test]
    fn a_text_has_an_end_and_a_message_a_name() {
        let long = read(&format!("MessageSid=SM1&From=12345&Body={}", "ł".repeat(2_000))).unwrap();
        assert_eq!(long.text.chars().count(), LONGEST_TEXT);
        for form in ["From=%2B48123456789&Body=x", "MessageSid=&From=12345", "MessageSid=a+b&From=12345"] {
            assert_eq!(read(form), Err(FormError::Missing("MessageSid")), "{form}");
        }
        assert_eq!(read("MessageSid=SM1&Body=x"), Err(FormError::Missing("From")));
    }
}
