//! What somebody is called.

/// The longest name taken, in characters.
const LONGEST_CHARS: usize = 100;

/// A first or last name: 1 to 100 characters without control characters, and without space at its ends.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Not a name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a name of 1 to {LONGEST_CHARS} characters, none of them a control character")]
pub struct PersonNameError;

impl PersonName {
    /// Trims and checks.
    pub fn parse(text: &str) -> Result<PersonName, PersonNameError> {
        let text = text.trim();
        let length_fits = (1..=LONGEST_CHARS).contains(&text.chars().count());
        if !length_fits || text.chars().any(char::is_control) {
            return Err(PersonNameError);
        }
        Ok(PersonName(text.to_owned()))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name is personal: it shows in an answer to its owner, never in a log.
impl std::fmt::Debug for PersonName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PersonName(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        let parsed = |text: &str| PersonName::parse(text).map(|name| name.as_str().to_owned());
        assert_eq!(parsed(" Łucja "), Ok("Łucja".to_owned()));
        assert_eq!(parsed(&"x".repeat(100)), Ok("x".repeat(100)));
        for text in ["", "  ", "a\0b", "a\nb", &"x".repeat(101)] {
            assert_eq!(parsed(text), Err(PersonNameError), "{text:?}");
        }
    }
}
