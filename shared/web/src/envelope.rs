//! Lambda's limit on an answer, and what a body takes of it.
//!
//! A function answers with one JSON object in which the body is a string: text as it is, with `"`, `\` and control
//! characters escaped; anything else in base64. Which of the two, `lambda_http` decides by the headers.

use crate::{Coding, Format};

/// The most that a function may answer at once: 6 MB and the 100 bytes that Lambda's error message for it (`exceeded maximum
/// allowed payload size (6291556 bytes)`) counts.
const LONGEST_ENVELOPE: usize = 6_291_556;
/// What stands round the body: status, headers and braces. A `Link` repeats the address that was asked for, of at most
/// 10,240 bytes at API Gateway; nothing else there is long.
const ROOM_FOR_HEADERS: usize = 16 * 1024;
/// The most that a body may take inside the envelope.
pub(crate) const LONGEST_BODY: usize = LONGEST_ENVELOPE - ROOM_FOR_HEADERS;

/// How a body travels inside the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Travel {
    /// As a JSON string.
    Text,
    /// As base64.
    Base64,
}

impl Travel {
    /// As `lambda_http` decides: whatever has a content encoding is binary, and so is `application/x-ndjson`, which it does
    /// not know as text.
    pub(crate) fn of(format: Format, coding: Coding) -> Travel {
        match (coding, format) {
            (Coding::Identity, Format::Json | Format::Csv) => Travel::Text,
            _ => Travel::Base64,
        }
    }
}

/// The length of so many bytes in base64, with padding.
pub(crate) fn base64_length(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}

/// The length of a text inside a JSON string, as serde_json escapes it.
pub(crate) fn escaped_length(text: &[u8]) -> usize {
    text.iter().map(|byte| usize::from(ESCAPED[usize::from(*byte)])).sum()
}

/// For each byte how many it takes inside a JSON string.
const ESCAPED: [u8; 256] = {
    let mut table = [1; 256];
    let mut control = 0;
    while control < 0x20 {
        table[control] = 6;
        control += 1;
    }
    let short = *b"\"\\\n\r\t\x08\x0c";
    let mut index = 0;
    while index < short.len() {
        table[short[index] as usize] = 2;
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;

    #[test]
    fn lengths_are_those_of_the_real_encoders() {
        let all: String = (0..=0x2ff).filter_map(char::from_u32).chain("🎈".chars()).collect();
        assert_eq!(escaped_length(all.as_bytes()) + 2, serde_json::to_string(&all).unwrap().len());
        for length in 0..10 {
            let encoded = base64::engine::general_purpose::STANDARD.encode(vec![0; length]);
            assert_eq!(base64_length(length), encoded.len());
        }
    }
}
