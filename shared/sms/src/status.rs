//! How far a message is.

/// The states of a message that we send
/// (<https://www.twilio.com/docs/messaging/api/message-resource#message-status-values>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Twilio has it, and looks for a number of ours to send it from.
    Accepted,
    /// It is to go out later.
    Scheduled,
    /// It waits for its turn.
    Queued,
    /// It is being handed over.
    Sending,
    /// The next carrier has it.
    Sent,
    /// It has arrived, as far as the carrier says.
    Delivered,
    /// It was read.
    Read,
    /// It has not arrived, the carrier says.
    Undelivered,
    /// It could not be sent.
    Failed,
    /// It was called back.
    Canceled,
}

const WORDS: [(&str, Status); 10] = [
    ("accepted", Status::Accepted),
    ("scheduled", Status::Scheduled),
    ("queued", Status::Queued),
    ("sending", Status::Sending),
    ("sent", Status::Sent),
    ("delivered", Status::Delivered),
    ("read", Status::Read),
    ("undelivered", Status::Undelivered),
    ("failed", Status::Failed),
    ("canceled", Status::Canceled),
];

impl Status {
    /// Out of Twilio's word; `None` for one that we do not know.
    pub fn parse(word: &str) -> Option<Status> {
        WORDS.iter().find(|(known, _)| *known == word).map(|(_, status)| *status)
    }

    /// Twilio's word.
    pub fn as_str(self) -> &'static str {
        WORDS.iter().find(|(_, status)| *status == self).map_or("unknown", |(word, _)| word)
    }

    /// Whether it will never arrive.
    pub fn has_failed(self) -> bool {
        matches!(self, Status::Undelivered | Status::Failed | Status::Canceled)
    }

    /// Whether nothing more is to be told of it, but that it was read.
    pub fn is_final(self) -> bool {
        self.place() == Status::Delivered.place() || self == Status::Read
    }

    /// Whether this is later than `other`: reports overtake one another, and come twice.
    pub fn follows(self, other: Status) -> bool {
        let is_read = self == Status::Read && other == Status::Delivered;
        is_read || (other.place() < self.place() && !other.is_final())
    }

    fn place(self) -> u8 {
        match self {
            Status::Accepted | Status::Scheduled => 0,
            Status::Queued => 1,
            Status::Sending => 2,
            Status::Sent => 3,
            Status::Delivered | Status::Undelivered | Status::Failed | Status::Canceled => 4,
            Status::Read => 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_twilios_word() {
        for (word, status) in WORDS {
            assert_eq!((Status::parse(word), status.as_str()), (Some(status), word));
        }
        assert_eq!(Status::parse("receiving"), None);
    }

    #[test]
    fn a_message_only_goes_forward_and_what_is_final_stays() {
        let way = [Status::Accepted, Status::Queued, Status::Sending, Status::Sent, Status::Delivered, Status::Read];
        for (at, earlier) in way.iter().enumerate() {
            for (then, later) in way.iter().enumerate() {
                assert_eq!(later.follows(*earlier), at < then, "{later:?} after {earlier:?}");
            }
        }
        for end in [Status::Undelivered, Status::Failed, Status::Canceled] {
            assert!(end.follows(Status::Sent) && end.has_failed() && end.is_final());
            for (_, other) in WORDS {
                assert!(!other.follows(end), "{other:?} after {end:?}");
            }
        }
        assert!(!Status::Failed.follows(Status::Delivered) && !Status::Failed.follows(Status::Read));
    }
}
