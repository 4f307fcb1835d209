//! Where somebody can be called or texted.

use std::ops::RangeInclusive;

/// How many digits a number has: at most 15 (ITU-T E.164, 6.1), and below 7 nobody is reached from abroad.
const DIGITS: RangeInclusive<usize> = 7..=15;
/// What people write between digits.
const SEPARATORS: [char; 6] = [' ', '\u{a0}', '-', '.', '(', ')'];

/// A telephone number as ITU-T E.164 writes it: `+`, a country code, digits. Country codes do not begin with 0.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// Not a telephone number.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("must be a telephone number with its country code, such as +48123456789")]
pub struct PhoneNumberError;

impl PhoneNumber {
    /// Drops what people write between digits, and checks. One number has one form.
    pub fn parse(text: &str) -> Result<PhoneNumber, PhoneNumberError> {
        let digits = text.trim().strip_prefix('+').ok_or(PhoneNumberError)?.replace(SEPARATORS, "");
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        match is_number && DIGITS.contains(&digits.len()) {
            true => Ok(PhoneNumber(format!("+{digits}"))),
            false => Err(PhoneNumberError),
        }
    }

    /// As text, in its one form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number is personal: it shows in an answer to its owner, never in a log.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PhoneNumber(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_form_however_it_is_written() {
        for text in ["+48123456789", " +48 123-456-789 ", "+48 (12) 345.67.89"] {
            assert_eq!(PhoneNumber::parse(text).expect("a number").as_str(), "+48123456789", "{text}");
        }
    }

    #[test]
    fn what_nobody_can_call_is_refused() {
        let too_long = format!("+{}", "1".repeat(16));
        for text in
            ["", "+", "48123456789", "+0123456789", "+123456", too_long.as_str(), "+48 12 ext 5", "+４８１２３４５６７"]
        {
            assert_eq!(PhoneNumber::parse(text), Err(PhoneNumberError), "{text}");
        }
    }
}
