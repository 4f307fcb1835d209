//! Twilio's name for a message.

/// Twilio's are 34 characters (<https://www.twilio.com/docs/glossary/what-is-a-sid>); the outbox's some more.
const LONGEST: usize = 64;
/// How the outbox's begin.
const IN_OUTBOX: &str = "outbox-";

/// The name that a message has at its carrier: `SM...`, or `MM...` where it has pictures. Nothing personal, and safe in
/// a key or a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageSid(String);

impl MessageSid {
    /// Letters, digits and hyphens; `None` for anything else.
    pub fn parse(text: &str) -> Option<MessageSid> {
        let good = !text.is_empty() && text.len() <= LONGEST && text.chars().all(belongs);
        good.then(|| MessageSid(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that a message of this id has in the outbox.
    pub(crate) fn in_outbox(id: &str) -> MessageSid {
        let id = id.chars().filter(|&character| belongs(character)).take(LONGEST - IN_OUTBOX.len());
        MessageSid(IN_OUTBOX.chars().chain(id).collect())
    }
}

fn belongs(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_safe_in_keys_and_logs() {
        assert!(MessageSid::parse("SM00000000000000000000000000000001").is_some());
        let too_long = "S".repeat(LONGEST + 1);
        for text in ["", "SM 1", "SM#1", "SM1\n", "SMé", too_long.as_str()] {
            assert_eq!(MessageSid::parse(text), None, "{text}");
        }
        assert_eq!(MessageSid::in_outbox("probe#7/1").as_str(), "outbox-probe71");
        assert!(MessageSid::parse(MessageSid::in_outbox(&too_long).as_str()).is_some());
    }
}
