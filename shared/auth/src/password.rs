//! A password as somebody typed it: bounded, and never shown.

use domain::{ErrorKind, Failure};

/// The longest password taken, in bytes: far beyond any passphrase, small enough that hashing it costs what any other does.
pub const LONGEST_PASSWORD_BYTES: usize = 1024;

/// A password in the clear. It has no Display, and Debug hides it.
pub struct Password(String);

/// What nobody may have: lines, and those that begin with `#` tell where they are from.
const COMMON: &str = include_str!("common_passwords.txt");
/// What is known of a password's owner and is shorter than this is no part of a password that anybody would notice.
const SHORTEST_KNOWN: usize = 4;

/// Why a new password was refused; Display is fit for a client and never holds the password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PasswordRefused {
    /// Fewer characters than this installation asks for.
    #[error("Password must be at least {0} characters long")]
    TooShort(usize),
    /// More than [`LONGEST_PASSWORD_BYTES`].
    #[error("Password must be at most {LONGEST_PASSWORD_BYTES} bytes long")]
    TooLong,
    /// Among the first that anybody would try.
    #[error("Password is too common; choose another")]
    TooCommon,
    /// What is known of its owner, and nothing else.
    #[error("Password must not be your e-mail address or name")]
    Personal,
}

impl PasswordRefused {
    /// The reason in a word, which never changes.
    pub fn code(&self) -> &'static str {
        match self {
            PasswordRefused::TooShort(_) => "TOO_SHORT",
            PasswordRefused::TooLong => "TOO_LONG",
            PasswordRefused::TooCommon => "TOO_COMMON",
            PasswordRefused::Personal => "PERSONAL",
        }
    }
}

impl Failure for PasswordRefused {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

impl Password {
    /// A password somebody wants to have from now on; `min_chars` counts Unicode scalar values, and `known` is what is known
    /// of them, such as their address and names. No rule says of what characters it is (NIST SP 800-63B-4, 3.1.1.2).
    pub fn chosen(text: String, min_chars: usize, known: &[&str]) -> Result<Password, PasswordRefused> {
        if LONGEST_PASSWORD_BYTES < text.len() {
            return Err(PasswordRefused::TooLong);
        }
        if text.chars().count() < min_chars {
            return Err(PasswordRefused::TooShort(min_chars));
        }
        let lower = text.to_lowercase();
        if is_common(&lower) {
            return Err(PasswordRefused::TooCommon);
        }
        if is_personal(&lower, known) {
            return Err(PasswordRefused::Personal);
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

/// One of the list, or one character again and again.
fn is_common(lower: &str) -> bool {
    let mut chars = lower.chars();
    let first = chars.next();
    let repeated = chars.all(|other| Some(other) == first);
    repeated || COMMON.lines().any(|common| common == lower && !common.starts_with('#'))
}

/// Whether nothing is left of it but punctuation and digits without what is known: `ada@example.org`, `Lovelace1815`.
fn is_personal(lower: &str, known: &[&str]) -> bool {
    let words = known.iter().flat_map(|known| known.split(['@', ' ']).chain([*known]));
    let words = words.filter(|word| SHORTEST_KNOWN <= word.chars().count());
    words.map(str::to_lowercase).any(|word| {
        let mut rest = lower.split(word.as_str());
        rest.clone().nth(1).is_some() && rest.all(|rest| !rest.chars().any(char::is_alphabetic))
    })
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
        let known = ["ada@example.org", "Ada", "King Lovelace"];
        assert_eq!(Password::chosen(text.to_owned(), 8, &known).map(|_| ()), expect, "{} bytes", text.len());
    }

    #[test]
    fn length_is_counted_in_characters_and_bounded_in_bytes() {
        check("", Err(PasswordRefused::TooShort(8)));
        check("seven77", Err(PasswordRefused::TooShort(8)));
        check("zażółćć!", Ok(()));
        check("ąąąąąąć", Err(PasswordRefused::TooShort(8)));
        check(&"xy".repeat(512), Ok(()));
        check(&"x".repeat(1025), Err(PasswordRefused::TooLong));
        check("nul\0 is a character", Ok(()));
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        for common in ["password", "Password1", "12345678", "QWERTYUIOP", "iloveyou", "aaaaaaaaaa", "ąąąąąąąą"]
        {
            check(common, Err(PasswordRefused::TooCommon));
        }
        check("correct horse battery", Ok(()));
        check("# the 2,000 commonest", Ok(()));
        assert_eq!(COMMON.lines().filter(|line| !line.starts_with('#')).count(), 2_000);
        assert!(COMMON.lines().all(|line| line.starts_with('#') || 8 <= line.len()));
    }

    #[test]
    fn address_and_names_alone_are_no_password() {
        for personal in ["ada@example.org", "Ada@Example.org!", "example.org", "Lovelace1815", "lovelace-lovelace"] {
            check(personal, Err(PasswordRefused::Personal));
        }
        check("Lovelace sleeps", Ok(()));
        check("adaadaada", Ok(()));
    }

    #[test]
    fn no_password_is_shown() {
        assert_eq!(format!("{:?}", Password::claimed("tell nobody".into())), "Password(..)");
    }
}
