//! What a step comes to: the watch as it is then, and what is to be stored and sent with it.

use crate::{Message, Probe, Watch};

/// Something that an operator has to know. Nothing of it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concern {
    /// There is nobody to tell of an alarm.
    NobodyToTell,
    /// All contacts were asked, and nobody has acknowledged.
    NobodyAcknowledges,
    /// The last round is over, and nobody has acknowledged.
    GivenUp,
    /// The provider has taken no message of an alarm for long.
    AlarmStuck,
}

impl Concern {
    /// Its word in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Concern::NobodyToTell => "nobody_to_tell",
            Concern::NobodyAcknowledges => "nobody_acknowledges",
            Concern::GivenUp => "given_up",
            Concern::AlarmStuck => "alarm_stuck",
        }
    }
}

/// What a step comes to. All of it is stored together, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The watch as it is now.
    pub watch: Watch,
    /// Probes that are new or have changed, each once, as they are now.
    pub probes: Vec<Probe>,
    /// What is to be sent.
    pub messages: Vec<Message>,
    /// What to answer whoever it came from, where it was a message.
    pub answer: Option<String>,
    /// What an operator has to know.
    pub concerns: Vec<Concern>,
    /// Of [`crate::Event::Begin`]: whether the message is to be sent. It is not where an answer was first.
    pub is_wanted: bool,
}
