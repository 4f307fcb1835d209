//! Words by which somebody tells Twilio, not us, whether they want messages at all.

/// What Twilio has done because of a message, and answered by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nothing reaches the sender any more.
    Out,
    /// Everything reaches the sender again. `YES` is such a word, and may answer a question of ours as well.
    In,
    /// The sender has asked for help, and got Twilio's.
    Help,
}

/// Twilio's own words, for long codes (<https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out>).
const OUT: [&str; 8] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];
/// (<https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering->)
const IN: [&str; 3] = ["START", "YES", "UNSTOP"];
const HELP: [&str; 2] = ["HELP", "INFO"];

impl Consent {
    /// Out of `OptOutType`, which a messaging service with Advanced Opt-Out tells; else out of the text, which must be
    /// the word and nothing else.
    pub(crate) fn of(opt_out_type: Option<&str>, text: &str) -> Option<Consent> {
        match opt_out_type {
            Some("STOP") => return Some(Consent::Out),
            Some("START") => return Some(Consent::In),
            Some("HELP") => return Some(Consent::Help),
            _ => {}
        }
        let is_among = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
        match text {
            _ if is_among(&OUT) => Some(Consent::Out),
            _ if is_among(&IN) => Some(Consent::In),
            _ if is_among(&HELP) => Some(Consent::Help),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_twilios_where_it_stands_alone() {
        for (kind, text, expect) in [
            (None, "STOP", Some(Consent::Out)),
            (None, " stop \n", Some(Consent::Out)),
            (None, "Unsubscribe", Some(Consent::Out)),
            (None, "stop it", None),
            (None, "yes", Some(Consent::In)),
            (None, "yes!", None),
            (None, "Info", Some(Consent::Help)),
            (None, "", None),
            (Some("STOP"), "nie chcę", Some(Consent::Out)),
            (Some("START"), "", Some(Consent::In)),
            (Some("HELP"), "pomocy", Some(Consent::Help)),
            (Some("NEW"), "start", Some(Consent::In)),
        ] {
            assert_eq!(Consent::of(kind, text), expect, "{kind:?} {text}");
        }
    }
}
