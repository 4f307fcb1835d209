//! A password as somebody typed it: bounded, and never shown.

use domain::{ErrorKind, Failure};

/// The longest password taken, in bytes: far beyond any passphrase, small enough that hashing it costs what any other does.
pub const LONGEST_PASSWORD_BYTES: usize = 1024;

/// A password in the clear. It has no Display, and Debug hides it.
pub struct Password(String);

/// Why a new password was refused; Display is fit for a client and never holds the password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PasswordRefused {
    /// Fewer characters than this installation asks for.
    #[error("Password must be at least {0} characters long")]
    TooShort(usize),
    /// More than [`LONGEST_PASSWORD_BYTES`].
    #[error("Password must be at most {LONGEST_PASSWORD_BYTES} bytes long")]
    TooLong,
}

impl Failure for PasswordRefused {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

impl Password {
    /// A password somebody wants to have from now on; `min_chars` counts Unicode scalar values (NIST SP 800-63B-4, 3.1.1.2).
    pub fn chosen(text: String, min_chars: usize) -> Result<Password, PasswordRefused> {
        if LONGEST_PASSWORD_BYTES < text.len() {
            return Err(PasswordRefused::TooLong);
        }
        if text.chars().count() < min_chars {
            return Err(PasswordRefused::TooShort(min_chars));
        }
        Ok(Password(text))
    }

    /// A password somebody claims to have. Any text may be claimed; one that is too long to be chosen is simply wrong.
    pub fn claimed(text: String) -> Password {
        Password(text)
    }

    /// The text, to show it once to its owner. The only other use is hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is hashed, or `None` when nobody can have such a password.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        (self.0.len() <= LONGEST_PASSWORD_BYTES).then_some(self.0.as_bytes())
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Password(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(), PasswordRefused>) {
        assert_eq!(Password::chosen(text.to_owned(), 8).map(|_| ()), expect, "{} bytes", text.len());
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_in_bytes() {
        check("", Err(PasswordRefused::TooShort(8)));
        check("seven77", Err(PasswordRefused::TooShort(8)));
        check("zażółćć!", Ok(()));
        check("ąąąąąąą", Err(PasswordRefused::TooShort(8)));
        check(&"x".repeat(1024), Ok(()));
        check(&"x".repeat(1025), Err(PasswordRefused::TooLong));
        check("nul\0 is a character", Ok(()));
    }

    #[test]
    fn no_password_is_shown() {
        assert_eq!(format!("{:?}", Password::claimed("tell nobody".into())), "Password(..)");
    }
}
