//! zstd, kept within bounds: the reader knows how long the result must be before it allocates.

use super::CodecError;

/// Measured on dictionaries: 300 titles of meetings take 951 bytes, 500 host names 1,305. Level 3 takes 1,745 and 1,551;
/// level 19 takes 893 and 1,031, and twenty to fifty times as long. Ids of random letters are the same at all levels.
const LEVEL: i32 = 9;

/// The bytes as one frame.
pub(super) fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    zstd::bulk::compress(bytes, LEVEL).ok()
}

/// Exactly `len` bytes; the caller has made sure that so many may be allocated.
pub(super) fn inflate(frame: &[u8], len: usize) -> Result<Vec<u8>, CodecError> {
    let bytes = zstd::bulk::decompress(frame, len).map_err(|_| MALFORMED)?;
    if bytes.len() == len { Ok(bytes) } else { Err(MALFORMED) }
}

const MALFORMED: CodecError = CodecError::Malformed("a compressed part does not inflate");
