//! Where a body ceases to be JSON, told without repeating it.

use crate::Violation;
use serde_json::error::Category;

/// The violation for a body that `serde_json` refused: the byte at which it did, and why.
pub fn json_invalid(body: &[u8], error: &serde_json::Error) -> Violation {
    match error.classify() {
        Category::Eof => Violation::json_invalid(body.len(), reason(error)),
        Category::Syntax => Violation::json_invalid(offset(body, error.line(), error.column()), reason(error)),
        // A type's own refusal may quote what was sent, which may be a password.
        Category::Data | Category::Io => Violation::json_invalid(offset(body, error.line(), error.column()), "refused"),
    }
}

/// The sentence without its `at line 1 column 5`.
fn reason(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    sentence.split(" at line ").next().unwrap_or_default().to_owned()
}

/// `line` and `column` count from 1 as serde_json does; column 0 is the end of the line before.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let newlines = body.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(index, _)| index + 1);
    let start = std::iter::once(0).chain(newlines).nth(line.saturating_sub(1)).unwrap_or(body.len());
    (start + column.saturating_sub(1)).min(body.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_offset_is_that_of_the_first_wrong_byte() {
        let cases: [(&[u8], usize, &str); 9] = [
            (b"", 0, "EOF while parsing a value"),
            (b"[1,", 3, "EOF while parsing a value"),
            (b"nope", 1, "expected ident"),
            (b"[1, x]", 4, "expected value"),
            (b"[1,\n 2,\n NaN]", 9, "expected value"),
            (b"[1] x", 4, "trailing characters"),
            (b"[1e400]", 5, "number out of range"),
            (b"{\"a\":\"\xFF\"}", 6, "invalid unicode code point"),
            (b"[\"\\ud800\"]", 8, "unexpected end of hex escape"),
        ];
        for (body, offset, error) in cases {
            let refused = serde_json::from_slice::<Value>(body).unwrap_err();
            assert_eq!(json_invalid(body, &refused), Violation::json_invalid(offset, error), "{body:?}");
        }
    }

    #[test]
    fn a_refusal_never_quotes_what_was_sent() {
        let refused = serde_json::from_str::<u8>("\"my password\"").unwrap_err();
        assert!(!format!("{:?}", json_invalid(b"\"my password\"", &refused)).contains("password"));
    }
}
