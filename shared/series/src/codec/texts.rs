//! Lists of strings: their lengths as a column, their bytes together, compressed where that is shorter.

use super::bytes::{Reader, Writer};
use super::{CodecError, frame, integers};
use std::sync::Arc;

/// In place of a frame's length: the bytes follow as they are.
const STORED: usize = 0;

pub(super) fn write(writer: &mut Writer, texts: &[&str]) {
    let lengths: Vec<i64> = texts.iter().filter_map(|text| i64::try_from(text.len()).ok()).collect();
    integers::write(writer, &lengths);
    let bytes = texts.concat().into_bytes();
    let free = writer.allow(allocated(bytes.len()));
    match frame::deflate(&bytes).filter(|frame| free && frame.len() < bytes.len()) {
        Some(frame) => writer.sized(&frame),
        None => {
            writer.varint(STORED as u64);
            writer.raw(&bytes);
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Vec<Arc<str>>, CodecError> {
    let lengths = integers::read(reader, count)?;
    let lengths: Vec<usize> = lengths.into_iter().map(usize::try_from).collect::<Result<_, _>>().map_err(|_| LENGTH)?;
    let total = lengths.iter().try_fold(0_usize, |sum, &length| sum.checked_add(length)).ok_or(LENGTH)?;
    let free = reader.allow(allocated(total));
    let inflated;
    let bytes = match reader.count()? {
        STORED => reader.raw(total)?,
        len if free => {
            inflated = frame::inflate(reader.raw(len)?, total)?;
            &inflated
        }
        _ => return Err(CodecError::Malformed("a text is larger than its bytes allow")),
    };
    split(std::str::from_utf8(bytes).map_err(|_| CodecError::Malformed("a text is not UTF-8"))?, &lengths)
}

fn split(mut text: &str, lengths: &[usize]) -> Result<Vec<Arc<str>>, CodecError> {
    let next = |&length: &usize| {
        let (head, rest) = text.split_at_checked(length).ok_or(LENGTH)?;
        text = rest;
        Ok(Arc::from(head))
    };
    lengths.iter().map(next).collect()
}

/// The allowance counts numbers of eight bytes.
fn allocated(bytes: usize) -> usize {
    bytes.div_ceil(size_of::<u64>())
}

const LENGTH: CodecError = CodecError::Malformed("a text has an impossible length");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(texts: &[&str], at_most: usize) {
        let mut writer = Writer::new();
        write(&mut writer, texts);
        let bytes = writer.into_bytes();
        let read = read(&mut Reader::new(&bytes), texts.len()).expect("what was written");
        assert_eq!(read.iter().map(|text| &**text).collect::<Vec<_>>(), texts);
        assert!(bytes.len() <= at_most, "{} bytes", bytes.len());
    }

    #[test]
    fn texts_come_back() {
        check(&[], 1);
        check(&["room", "kitchen"], 17);
        check(&["", "", "ż", ""], 10);
        check(&["the same again"; 1000], 40);
    }

    proptest! {
        #[test]
        fn any_texts_come_back(texts in proptest::collection::vec(".*", 0..30)) {
            check(&texts.iter().map(String::as_str).collect::<Vec<_>>(), usize::MAX);
        }
    }
}
