//! What Twilio's codes mean to us (<https://www.twilio.com/docs/api/errors>): the same where it refuses a message at
//! once and where a message that it took has failed, because a messaging service finds out many of them only then.

/// A message that does not arrive, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text message was refused: {}, code {code}", .why.as_str())]
pub struct Refused {
    /// Twilio's code; 0 if it gave none.
    pub code: u32,
    /// What it means.
    pub why: Refusal,
}

/// Why a message does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Who has the number told Twilio to be left alone (STOP), and has to text START before anything reaches them.
    OptedOut,
    /// There is no such number.
    NoSuchNumber,
    /// It is no mobile one, or none that texts can be sent to from ours.
    CannotReceive,
    /// Our account may not send to that country.
    Country,
    /// Our account is on trial, and the number not verified in its console.
    Trial,
    /// Our account or our number may not send it: suspended, not registered, not verified.
    Sender,
    /// The phone is switched off or out of reach.
    Unreachable,
    /// Its carrier or owner blocks our messages.
    Blocked,
    /// What it says was taken for spam.
    Filtered,
    /// It is empty, or too long.
    Text,
    /// It was lost on the way, or waited too long to go out.
    Carrier,
    /// A code that we do not know.
    Unknown,
}

impl Refused {
    /// What a code means; `None` stands for a failure without one.
    pub fn of(code: Option<u32>) -> Refused {
        let code = code.unwrap_or_default();
        Refused { code, why: Refusal::of(code).unwrap_or(Refusal::Unknown) }
    }
}

impl Refusal {
    /// What a code means, if we know it.
    pub(crate) fn of(code: u32) -> Option<Refusal> {
        Some(match code {
            21610 => Refusal::OptedOut,
            21211 | 21217 | 30005 => Refusal::NoSuchNumber,
            21265 | 21266 | 21612 | 21614 | 21635 | 30006 => Refusal::CannotReceive,
            21408 => Refusal::Country,
            21608 => Refusal::Trial,
            30002 | 30032 | 30034 => Refusal::Sender,
            30003 => Refusal::Unreachable,
            30004 => Refusal::Blocked,
            30007 => Refusal::Filtered,
            21602 | 21617 | 21619 => Refusal::Text,
            30001 | 30008 | 30017 | 30021 | 30036 => Refusal::Carrier,
            _ => return None,
        })
    }

    /// Whether the same message may arrive another time without anybody having done something about it.
    pub fn may_pass(self) -> bool {
        matches!(self, Refusal::Unreachable | Refusal::Carrier | Refusal::Unknown)
    }

    /// A word for it, for the store, answers and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Refusal::OptedOut => "opted_out",
            Refusal::NoSuchNumber => "no_such_number",
            Refusal::CannotReceive => "cannot_receive",
            Refusal::Country => "country",
            Refusal::Trial => "trial",
            Refusal::Sender => "sender",
            Refusal::Unreachable => "unreachable",
            Refusal::Blocked => "blocked",
            Refusal::Filtered => "filtered",
            Refusal::Text => "text",
            Refusal::Carrier => "carrier",
            Refusal::Unknown => "unknown",
        }
    }
}
