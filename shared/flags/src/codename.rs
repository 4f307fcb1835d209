//! What programs call a flag.

/// The longest codename, in characters.
const LONGEST: usize = 100;
/// The punctuation that a codename may hold beside ASCII letters and digits.
const PUNCTUATION: &str = "_.-";

/// A flag's name, kept as it was sent: 1 to 100 ASCII letters, digits, `_`, `.` and `-`. Unique, and case counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Codename(String);

/// Not a codename.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be 1 to {LONGEST} characters long, ASCII letters, digits and {PUNCTUATION}, and not of dots alone")]
pub struct CodenameError;

impl Codename {
    /// Checks alphabet and length. Names of dots alone cannot be addressed: clients resolve them as path segments
    /// (RFC 3986, 5.2.4).
    pub fn parse(text: &str) -> Result<Codename, CodenameError> {
        let is_known = |char: char| char.is_ascii_alphanumeric() || PUNCTUATION.contains(char);
        let fits = (1..=LONGEST).contains(&text.len()) && text.chars().all(is_known);
        match fits && text != "." && text != ".." {
            true => Ok(Codename(text.to_owned())),
            false => Err(CodenameError),
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Codename {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}
