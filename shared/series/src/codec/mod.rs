//! Points as bytes: chunks of a sealed series, and blocks of the log.
//!
//! ```text
//!   chunk  1, points, crc32           block  2, operations by metric, crc32
//! ```
//!
//! The first byte is the version and tells chunk from block; a version, once written, is read for ever (the golden
//! files of the tests hold us to that). The checksum makes a flipped bit an error in place of a wrong number; what
//! passes it is still read with suspicion, so no bytes can make a reader panic or allocate without bound.

mod block;
mod by_set;
mod bytes;
mod floats;
mod frame;
mod integers;
mod labels;
mod packed;
mod points;
mod texts;

pub use block::{decode_block, decode_block_of, encode_block};

use crate::columns::Columns;
use bytes::{Reader, Writer};

const CHUNK_VERSION: u8 = 1;

/// Why bytes are not a chunk, or not a block.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum CodecError {
    /// They begin with a version that this program does not know, perhaps a later one's.
    #[error("the encoding has the unknown version {0}")]
    Version(u8),
    /// They are not what was written.
    #[error("the checksum does not match")]
    Checksum,
    /// They contradict themselves or end too early.
    #[error("the encoding is malformed: {0}")]
    Malformed(&'static str),
}

/// Encodes points in their order; sets that no point uses are left out.
pub fn encode_chunk(points: &Columns) -> Vec<u8> {
    let mut writer = Writer::new();
    points::write(&mut writer, points);
    seal(CHUNK_VERSION, &writer.into_bytes())
}

/// The points that [`encode_chunk`] was given, in the same order, with the same spelling of their dimensions.
pub fn decode_chunk(bytes: &[u8]) -> Result<Columns, CodecError> {
    let mut reader = Reader::new(unseal(CHUNK_VERSION, bytes)?);
    let points = points::read(&mut reader)?;
    reader.finish()?;
    Ok(points)
}

/// Version, body and checksum of both.
fn seal(version: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + body.len() + size_of::<u32>());
    bytes.push(version);
    bytes.extend_from_slice(body);
    let checksum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

/// The body, where version and checksum are right.
fn unseal(version: u8, bytes: &[u8]) -> Result<&[u8], CodecError> {
    let (sealed, checksum) = bytes.split_last_chunk().ok_or(CodecError::Malformed("it ends too early"))?;
    let (&first, body) = sealed.split_first().ok_or(CodecError::Malformed("it ends too early"))?;
    if first != version {
        return Err(CodecError::Version(first));
    }
    if crc32fast::hash(sealed) != u32::from_le_bytes(*checksum) {
        return Err(CodecError::Checksum);
    }
    Ok(body)
}
