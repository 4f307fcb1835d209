//! One-time codes: what they are good for.

use crate::account::{UnknownWord, words};
use std::str::FromStr;

/// What a one-time code lets its holder do, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePurpose {
    /// Show that the address of an account is theirs.
    Verify,
    /// Choose a new password.
    Reset,
    /// Give an account another address.
    ChangeEmail,
    /// Take over an account that was made for them, or make one.
    Invitation,
}

impl CodePurpose {
    /// All there are.
    pub const ALL: [CodePurpose; 4] =
        [CodePurpose::Verify, CodePurpose::Reset, CodePurpose::ChangeEmail, CodePurpose::Invitation];
}

words!(CodePurpose { Verify = "verify", Reset = "reset", ChangeEmail = "change_email", Invitation = "invitation" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for purpose in CodePurpose::ALL {
            assert_eq!(purpose.as_str().parse(), Ok(purpose));
        }
        assert_eq!("login".parse::<CodePurpose>(), Err(UnknownWord));
    }
}
