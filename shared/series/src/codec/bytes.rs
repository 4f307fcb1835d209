//! The small pieces of every encoding: bytes, variable-length integers, and an allowance for what a few bytes may
//! blow up to.
//!
//! A million equal numbers take a dozen bytes, so a count cannot be checked against the bytes that follow. What can be
//! bounded is their sum: writer and reader start with the same [`ALLOWANCE`] and spend it in the same order. A column
//! that it does not cover is written plainly, at least one byte a number, and only then may a reader allocate it.

use super::CodecError;

/// How many numbers one encoding may hold beyond what its bytes pay for: 32 MB of them, far more than a chunk or a
/// request has, far less than a function's memory.
const ALLOWANCE: usize = 1 << 22;

/// The most bytes a 64-bit number takes at seven bits a byte.
const VARINT_BYTES: u32 = 10;

/// Encoded bytes in the making.
pub(super) struct Writer {
    bytes: Vec<u8>,
    allowance: usize,
}

/// Encoded bytes not yet read.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    allowance: usize,
}

impl Writer {
    pub(super) fn new() -> Writer {
        Writer { bytes: Vec::new(), allowance: ALLOWANCE }
    }

    /// An empty writer with the same allowance, for an alternative that [`Writer::join`] may take.
    pub(super) fn branch(&self) -> Writer {
        Writer { bytes: Vec::new(), allowance: self.allowance }
    }

    /// Goes on where `branch` ended.
    pub(super) fn join(&mut self, branch: Writer) {
        self.raw(&branch.bytes);
        self.allowance = branch.allowance;
    }

    /// The same behind the branch's length, so that a reader may pass over it.
    pub(super) fn join_sized(&mut self, branch: Writer) {
        self.sized(&branch.bytes);
        self.allowance = branch.allowance;
    }

    /// Whether `numbers` may be written in fewer bytes than there are numbers.
    pub(super) fn allow(&mut self, numbers: usize) -> bool {
        spend(&mut self.allowance, numbers)
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Seven bits a byte, the lowest first, the high bit set on all but the last.
    pub(super) fn varint(&mut self, mut value: u64) {
        while value > 0x7F {
            self.byte((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.byte((value & 0x7F) as u8);
    }

    /// Numbers near zero on either side become small: 0, -1, 1, -2 are 0, 1, 2, 3.
    pub(super) fn zigzag(&mut self, value: i64) {
        self.varint((value << 1 ^ value >> 63).cast_unsigned());
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The length, then the bytes.
    pub(super) fn sized(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u64);
        self.raw(bytes);
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, allowance: ALLOWANCE }
    }

    /// Whether `numbers` may be read from fewer bytes than there are numbers.
    pub(super) fn allow(&mut self, numbers: usize) -> bool {
        spend(&mut self.allowance, numbers)
    }

    pub(super) fn byte(&mut self) -> Result<u8, CodecError> {
        let (&first, rest) = self.bytes.split_first().ok_or(CodecError::Malformed("it ends too early"))?;
        self.bytes = rest;
        Ok(first)
    }

    pub(super) fn varint(&mut self) -> Result<u64, CodecError> {
        let mut value = 0;
        for i in 0..VARINT_BYTES {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << (7 * i);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(CodecError::Malformed("a number is too long"))
    }

    pub(super) fn zigzag(&mut self) -> Result<i64, CodecError> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// A number that indexes or counts something in memory.
    pub(super) fn count(&mut self) -> Result<usize, CodecError> {
        usize::try_from(self.varint()?).map_err(|_| CodecError::Malformed("a count is too large"))
    }

    /// A count of things that take at least one byte each.
    pub(super) fn count_of_bytes(&mut self) -> Result<usize, CodecError> {
        let count = self.count()?;
        if count <= self.len() { Ok(count) } else { Err(CodecError::Malformed("a count exceeds the bytes")) }
    }

    pub(super) fn raw(&mut self, len: usize) -> Result<&'a [u8], CodecError> {
        let (taken, rest) = self.bytes.split_at_checked(len).ok_or(CodecError::Malformed("it ends too early"))?;
        self.bytes = rest;
        Ok(taken)
    }

    /// What [`Writer::sized`] wrote.
    pub(super) fn sized(&mut self) -> Result<&'a [u8], CodecError> {
        let len = self.count()?;
        self.raw(len)
    }

    /// A string that was written by [`Writer::sized`].
    pub(super) fn text(&mut self) -> Result<&'a str, CodecError> {
        std::str::from_utf8(self.sized()?).map_err(|_| CodecError::Malformed("a text is not UTF-8"))
    }

    /// A reader of what [`Writer::join_sized`] wrote, to be given back to [`Reader::rejoin`].
    pub(super) fn branch(&mut self) -> Result<Reader<'a>, CodecError> {
        Ok(Reader { bytes: self.sized()?, allowance: self.allowance })
    }

    /// Takes back the allowance of a branch that must be read to its end.
    pub(super) fn rejoin(&mut self, branch: &Reader<'_>) -> Result<(), CodecError> {
        self.allowance = branch.allowance;
        branch.finish()
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Passes over all that is left.
    pub(super) fn skip(&mut self) {
        self.bytes = &[];
    }

    /// An error where bytes are left.
    pub(super) fn finish(&self) -> Result<(), CodecError> {
        if self.bytes.is_empty() { Ok(()) } else { Err(CodecError::Malformed("bytes are left over")) }
    }
}

fn spend(allowance: &mut usize, numbers: usize) -> bool {
    let left = allowance.checked_sub(numbers);
    *allowance = left.unwrap_or(*allowance);
    left.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_size_come_back() {
        for value in [0, 1, -1, 63, 64, -64, -65, 1_760_000_000_000, i64::MAX, i64::MIN] {
            let mut writer = Writer::new();
            writer.zigzag(value);
            writer.varint(value.cast_unsigned());
            let bytes = writer.into_bytes();
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.zigzag(), Ok(value));
            assert_eq!(reader.varint(), Ok(value.cast_unsigned()));
            assert_eq!(reader.finish(), Ok(()));
        }
    }

    #[test]
    fn an_overlong_integer_is_refused() {
        assert!(Reader::new(&[0xFF; 11]).varint().is_err());
        assert!(Reader::new(&[0x80]).varint().is_err());
    }

    #[test]
    fn the_allowance_is_spent_once() {
        let mut writer = Writer::new();
        assert!(writer.allow(ALLOWANCE - 1));
        assert!(!writer.allow(2));
        assert!(writer.allow(1));
        assert!(!writer.allow(1));
    }
}
