//! Letters: what mail we send people is about.

use crate::account::{UnknownWord, uuid_id, words};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

uuid_id! {
    /// A letter's public id, in the store and in logs; never given to another.
    LetterId
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// Whoever registered is to show that the address is theirs.
    VerifyAddress,
    /// The address is theirs, the account is open.
    Welcome,
    /// Somebody registered with an address that has an account.
    AlreadyRegistered,
    /// A new password can be chosen.
    ResetPassword,
    /// The password is another now.
    PasswordChanged,
    /// To the new address: whoever wants it for their account is to show that it is theirs.
    ChangeAddress,
    /// To the old address: the account has another now.
    AddressChanged,
    /// The account is gone.
    AccountDeleted,
    /// Somebody who runs the installation has made an account.
    Invitation,
}

words!(LetterKind {
    VerifyAddress = "verify_address",
    Welcome = "welcome",
    AlreadyRegistered = "already_registered",
    ResetPassword = "reset_password",
    PasswordChanged = "password_changed",
    ChangeAddress = "change_address",
    AddressChanged = "address_changed",
    AccountDeleted = "account_deleted",
    Invitation = "invitation"
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        for kind in [LetterKind::VerifyAddress, LetterKind::AccountDeleted, LetterKind::Invitation] {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("spam".parse::<LetterKind>(), Err(UnknownWord));
    }
}
