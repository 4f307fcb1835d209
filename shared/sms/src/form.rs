//! What a request of Twilio's says: fields and texts (<https://www.twilio.com/docs/messaging/guides/webhook-request>).

/// Far more than the largest message makes of its 1,600 characters and some thirty other fields.
const MOST_BYTES: usize = 64 << 10;
/// Several times what Twilio sends. It adds fields now and then.
const MOST_FIELDS: usize = 256;

/// The fields of a form, as they were sent, in their order. Debug shows none.
#[derive(Clone, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

/// Nothing that Twilio would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More bytes or fields than any message has.
    #[error("the form is too large")]
    TooLarge,
    /// It has no such field, or none that is what it should be.
    #[error("the form has no good {0}")]
    Missing(&'static str),
}

impl Form {
    /// Reads a body of `application/x-www-form-urlencoded`, or a query.
    pub fn parse(encoded: &[u8]) -> Result<Form, FormError> {
        if MOST_BYTES < encoded.len() {
            return Err(FormError::TooLarge);
        }
        let fields: Vec<_> = form_urlencoded::parse(encoded).into_owned().take(MOST_FIELDS + 1).collect();
        if MOST_FIELDS < fields.len() { Err(FormError::TooLarge) } else { Ok(Form(fields)) }
    }

    /// The value of a field; of several the first.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields with their values, each pair once, by name and then by value.
    pub(crate) fn sorted(&self) -> Vec<(&str, &str)> {
        let mut fields: Vec<_> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Form({} fields)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded_and_nothing_is_trimmed() {
        let form = Form::parse("Body=+a%2Bb+%F0%9F%99%82+&From=%2B48123456789&Empty=&Body=second".as_bytes()).unwrap();
        assert_eq!(form.get("Body"), Some(" a+b 🙂 "));
        assert_eq!((form.get("Empty"), form.get("Other")), (Some(""), None));
        assert_eq!(format!("{form:?}"), "Form(4 fields)");
    }

    #[test]
    fn what_is_too_large_is_refused() {
        assert_eq!(Form::parse(&vec![b'a'; MOST_BYTES + 1]), Err(FormError::TooLarge));
        assert!(Form::parse("a=1&".repeat(MOST_FIELDS).as_bytes()).is_ok());
        assert_eq!(Form::parse("a=1&".repeat(MOST_FIELDS + 1).as_bytes()), Err(FormError::TooLarge));
    }
}
