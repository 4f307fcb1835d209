//! What a text message means, from who is watched over or from a contact.
//!
//! Some words are the provider's own: STOP and its like end all messages, START and its like allow them, HELP is answered by
//! the provider (`sms`, `consent.rs`, has its page). None of them is a word of ours.

use crate::vocabulary::{Meaning, meaning, words};
use crate::{Command, CommandError};

/// The provider sends nothing more to whoever says one of these.
const OPTS_OUT: &[&str] = &["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"];
/// The provider sends again to whoever says one of these; so it does after "yes", which is also an answer.
const OPTS_IN: &[&str] = &["start", "unstop"];
/// The provider answers these itself.
const ASKS_PROVIDER: &[&str] = &["help", "info"];
/// What an alarm asks its contacts to say; who is watched over is asked for other words.
const OK: &[&str] = &["ok", "okay"];
/// With one of these a contact takes charge.
const ACKNOWLEDGES: &[&str] =
    &["ack", "acknowledged", "roger", "coming", "im coming", "going", "on it", "im on it", "on my way", "will do"];

/// What who is watched over has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerSaid {
    /// They are all right.
    Good,
    /// They are not; with `true` they call for help.
    Bad(bool),
    /// They tell us to do something, perhaps not as it can be done.
    Command(Result<Command, CommandError>),
    /// They want no messages. The provider has answered.
    OptOut,
    /// They want messages again. The provider has answered.
    OptIn,
    /// Nobody understands it.
    Unknown,
}

/// What a contact has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactSaid {
    /// They look after it, or agree.
    Acknowledge,
    /// They want no messages. The provider has answered.
    OptOut,
    /// They want messages again. The provider has answered.
    OptIn,
    /// Nobody understands it.
    Unknown,
}

/// What a text of who is watched over means. "Help" by itself is not understood, so that it is asked about.
pub fn owner_said(text: &str) -> OwnerSaid {
    match provider_word(text) {
        Some(ProviderWord::Out) => return OwnerSaid::OptOut,
        Some(ProviderWord::In) => return OwnerSaid::OptIn,
        Some(ProviderWord::Help) => return OwnerSaid::Unknown,
        None => {}
    }
    if let Some(command) = Command::read(text) {
        return OwnerSaid::Command(command);
    }
    match meaning(text) {
        Meaning::Good => OwnerSaid::Good,
        Meaning::Bad => OwnerSaid::Bad(false),
        Meaning::Distress => OwnerSaid::Bad(true),
        Meaning::Unknown => OwnerSaid::Unknown,
    }
}

/// What a text of a contact means.
pub fn contact_said(text: &str) -> ContactSaid {
    match provider_word(text) {
        Some(ProviderWord::Out) => return ContactSaid::OptOut,
        Some(ProviderWord::In) => return ContactSaid::OptIn,
        Some(ProviderWord::Help) => return ContactSaid::Unknown,
        None => {}
    }
    match ACKNOWLEDGES.contains(&words(text).join(" ").as_str()) || meaning(text) == Meaning::Good {
        true => ContactSaid::Acknowledge,
        false => ContactSaid::Unknown,
    }
}

/// Whether a text is what an alarm asks for, more than an answer to a check-in: for whoever may be meaning either.
pub fn is_acknowledgement(text: &str) -> bool {
    let said = words(text).join(" ");
    [OK, ACKNOWLEDGES].iter().any(|known| known.contains(&said.as_str()))
}

/// What a contact is told whom nobody understands.
pub fn contact_hint() -> String {
    crate::words::hint_to_contact()
}

enum ProviderWord {
    Out,
    In,
    Help,
}

/// The provider takes its words only where they are the whole message.
fn provider_word(text: &str) -> Option<ProviderWord> {
    let words = words(text);
    let [word] = &words[..] else { return None };
    let is_in = |list: &[&str]| list.contains(&word.as_str());
    match () {
        () if is_in(OPTS_OUT) => Some(ProviderWord::Out),
        () if is_in(OPTS_IN) => Some(ProviderWord::In),
        () if is_in(ASKS_PROVIDER) => Some(ProviderWord::Help),
        () => None,
    }
}
