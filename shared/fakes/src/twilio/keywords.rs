//! The words that Twilio acts upon by itself.

/// What one of them asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Stop,
    Start,
    Help,
}

/// (<https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out>)
const STOP: [&str; 8] = ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"];
/// (<https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering->)
const START: [&str; 3] = ["START", "YES", "UNSTOP"];
const HELP: [&str; 2] = ["HELP", "INFO"];

impl Keyword {
    /// Only a text that is the word and nothing else is one, in any case.
    pub(super) fn of(text: &str) -> Option<Keyword> {
        let word = text.trim().to_ascii_uppercase();
        let lists = [(&STOP[..], Keyword::Stop), (&START[..], Keyword::Start), (&HELP[..], Keyword::Help)];
        lists.into_iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, keyword)| keyword)
    }

    /// `OptOutType`, where Advanced Opt-Out is on.
    pub(super) fn opt_out_type(self) -> &'static str {
        match self {
            Keyword::Stop => "STOP",
            Keyword::Start => "START",
            Keyword::Help => "HELP",
        }
    }

    /// What Twilio answers by itself, in words of ours.
    pub(super) fn own_answer(self) -> &'static str {
        match self {
            Keyword::Stop => "You get no more messages from this number. START brings them back.",
            Keyword::Start => "You get messages from this number again. HELP helps, STOP ends them.",
            Keyword::Help => "STOP ends messages from this number. Message and data rates may apply.",
        }
    }
}
