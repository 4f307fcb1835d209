//! Bytes in another charset than they say. Programs write `charset=utf-8` above what Windows calls ANSI; read so, each
//! accented letter would be a replacement character for ever.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessagePart};
use std::borrow::Cow;

/// What stands where bytes could not be read.
const UNREADABLE: char = '\u{fffd}';

/// The text of a part, read anew as windows-1252 where the charset that it names does not fit and that does: no part
/// that is really in UTF-8 has a byte which is not.
pub(crate) fn mended<'a>(message: &Message<'_>, part: &MessagePart<'_>, text: &'a str) -> Cow<'a, str> {
    if !text.contains(UNREADABLE) {
        return text.into();
    }
    match raw(message, part) {
        // It really holds that character, or is in a charset of another kind, which this would make worse.
        Some(bytes) if std::str::from_utf8(&bytes).is_err() && is_mostly_ascii(&bytes) => {
            decoded(&bytes).into_owned().into()
        }
        _ => text.into(),
    }
}

/// A mail whose headers are in UTF-8. Some programs write them as they are, in the charset of their machine.
pub(crate) fn with_readable_headers(mail: &[u8]) -> Cow<'_, [u8]> {
    let end = mail.windows(2).zip(1..).find(|(pair, at)| is_blank_line(pair, &mail[*at..])).map(|(_, at)| at);
    let (headers, rest) = mail.split_at(end.unwrap_or(mail.len()));
    if std::str::from_utf8(headers).is_ok() {
        return mail.into();
    }
    [decoded(headers).as_bytes(), rest].concat().into()
}

/// Whether a line ends where another, blank one does.
fn is_blank_line(pair: &[u8], after: &[u8]) -> bool {
    pair == b"\n\n" || pair[0] == b'\n' && after.starts_with(b"\r\n")
}

/// Bytes without a charset: UTF-8, or else windows-1252, in which all bytes are letters.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

fn raw(message: &Message<'_>, part: &MessagePart<'_>) -> Option<Vec<u8>> {
    let (from, to) = (usize::try_from(part.offset_body).ok()?, usize::try_from(part.offset_end).ok()?);
    let bytes = message.raw_message.get(from..to)?;
    match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
        Encoding::Base64 => base64_decode(bytes),
    }
}

fn is_mostly_ascii(bytes: &[u8]) -> bool {
    let ascii = bytes.iter().filter(|byte| byte.is_ascii()).count();
    bytes.len() < ascii * 2
}
