//! The letters there are, with what each of them needs to know.

use domain::LetterKind;
use serde::{Deserialize, Serialize};

/// A letter. Links are whole, with the code in them where one is needed; a `code` is for typing.
///
/// No name stands in a letter to an address of which nobody has shown yet that it is theirs: a stranger has chosen it, and
/// would have us send what they wrote. Debug shows the kind alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// [`LetterKind::VerifyAddress`].
    VerifyAddress {
        /// Where the address is confirmed.
        link: String,
        /// What is typed instead, if anything can be.
        code: Option<String>,
    },
    /// [`LetterKind::Welcome`].
    Welcome {
        /// What its reader is called.
        first_name: Option<String>,
        /// Where one signs in.
        link: String,
    },
    /// [`LetterKind::AlreadyRegistered`].
    AlreadyRegistered {
        /// Where one signs in.
        link: String,
        /// Where one asks for a new password.
        reset_link: String,
    },
    /// [`LetterKind::ResetPassword`].
    ResetPassword {
        /// What its reader is called.
        first_name: Option<String>,
        /// Where one chooses the new password.
        link: String,
    },
    /// [`LetterKind::PasswordChanged`].
    PasswordChanged {
        /// What its reader is called.
        first_name: Option<String>,
        /// Where one asks for a new password.
        link: String,
    },
    /// [`LetterKind::ChangeAddress`].
    ChangeAddress {
        /// Where the address is confirmed.
        link: String,
        /// What is typed instead, if anything can be.
        code: Option<String>,
    },
    /// [`LetterKind::AddressChanged`].
    AddressChanged {
        /// What its reader is called.
        first_name: Option<String>,
        /// Where the change is undone, if it can be.
        link: Option<String>,
    },
    /// [`LetterKind::AccountDeleted`].
    AccountDeleted {
        /// What its reader is called.
        first_name: Option<String>,
    },
    /// [`LetterKind::Invitation`].
    Invitation {
        /// Where one chooses a password.
        link: String,
    },
}

impl Letter {
    /// What it is about.
    pub fn kind(&self) -> LetterKind {
        match self {
            Letter::VerifyAddress { .. } => LetterKind::VerifyAddress,
            Letter::Welcome { .. } => LetterKind::Welcome,
            Letter::AlreadyRegistered { .. } => LetterKind::AlreadyRegistered,
            Letter::ResetPassword { .. } => LetterKind::ResetPassword,
            Letter::PasswordChanged { .. } => LetterKind::PasswordChanged,
            Letter::ChangeAddress { .. } => LetterKind::ChangeAddress,
            Letter::AddressChanged { .. } => LetterKind::AddressChanged,
            Letter::AccountDeleted { .. } => LetterKind::AccountDeleted,
            Letter::Invitation { .. } => LetterKind::Invitation,
        }
    }
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Letter({})", self.kind().as_str())
    }
}
