//! A log block: what one request did, all metrics together.
//!
//! ```text
//!   version 2
//!   form        stored as it is, or one zstd frame of everything up to the checksum
//!   count of entries, and for each, in the order of the request:
//!     metric    sized text
//!     operation sized: kind, then points, identities, or range and filter
//!   crc32
//! ```
//!
//! The size before each operation is what lets a reader of one metric pass over all others.

use super::bytes::{Reader, Writer};
use super::{CodecError, frame, points, seal, unseal};
use crate::columns::Range;
use crate::filter::Filter;
use crate::merge::Op;

const VERSION: u8 = 2;

/// The entries follow as they are.
const STORED: u8 = 0;
/// The entries' length follows, and then one zstd frame: many metrics with a point each repeat their dimensions.
const COMPRESSED: u8 = 1;

const WRITE: u8 = 0;
const DELETE_POINTS: u8 = 1;
const DELETE_WHERE: u8 = 2;
const DROP: u8 = 3;

/// In the first byte of a range: which of its ends follow.
const HAS_START: u8 = 1;
const HAS_END: u8 = 2;

/// Encodes the operations of one request in their order.
pub fn encode_block(entries: &[(String, Op)]) -> Vec<u8> {
    let mut body = Writer::new();
    body.varint(entries.len() as u64);
    for (metric, op) in entries {
        body.sized(metric.as_bytes());
        let mut payload = body.branch();
        write_op(&mut payload, op);
        body.join_sized(payload);
    }
    let body = body.into_bytes();
    let mut block = Writer::new();
    let free = block.allow(body.len().div_ceil(size_of::<u64>()));
    match frame::deflate(&body).filter(|frame| free && frame.len() < body.len()) {
        Some(frame) => {
            block.byte(COMPRESSED);
            block.varint(body.len() as u64);
            block.raw(&frame);
        }
        None => {
            block.byte(STORED);
            block.raw(&body);
        }
    }
    seal(VERSION, &block.into_bytes())
}

/// All operations of a block in their order.
pub fn decode_block(bytes: &[u8]) -> Result<Vec<(String, Op)>, CodecError> {
    let mut entries = Vec::new();
    each_entry(bytes, |metric, payload| {
        entries.push((metric.to_owned(), read_op(payload)?));
        Ok(())
    })?;
    Ok(entries)
}

/// The operations of a block on one metric in their order; the others are not decoded.
pub fn decode_block_of(bytes: &[u8], metric: &str) -> Result<Vec<Op>, CodecError> {
    let mut ops = Vec::new();
    each_entry(bytes, |name, payload| {
        if name == metric {
            ops.push(read_op(payload)?);
        } else {
            payload.skip();
        }
        Ok(())
    })?;
    Ok(ops)
}

/// Calls `visit` with each metric and its operation, of which it must leave nothing.
fn each_entry(
    bytes: &[u8],
    mut visit: impl FnMut(&str, &mut Reader<'_>) -> Result<(), CodecError>,
) -> Result<(), CodecError> {
    let inflated;
    let (&form, entries) = unseal(VERSION, bytes)?.split_first().ok_or(CodecError::Malformed("it ends too early"))?;
    let mut reader = Reader::new(entries);
    if form == COMPRESSED {
        let len = reader.count()?;
        if !reader.allow(len.div_ceil(size_of::<u64>())) {
            return Err(CodecError::Malformed("a block is larger than its bytes allow"));
        }
        inflated = frame::inflate(reader.raw(reader.len())?, len)?;
        reader = Reader::new(&inflated);
    } else if form != STORED {
        return Err(CodecError::Malformed("a block has an unknown form"));
    }
    for _ in 0..reader.count_of_bytes()? {
        let metric = reader.text()?;
        let mut payload = reader.branch()?;
        visit(metric, &mut payload)?;
        reader.rejoin(&payload)?;
    }
    reader.finish()
}

fn write_op(writer: &mut Writer, op: &Op) {
    match op {
        Op::Write(columns) => {
            writer.byte(WRITE);
            points::write(writer, columns);
        }
        Op::DeletePoints(identities) => {
            writer.byte(DELETE_POINTS);
            points::write_deletes(writer, identities);
        }
        Op::DeleteWhere(range, filter) => {
            writer.byte(DELETE_WHERE);
            write_range(writer, range);
            writer.varint(filter.sources().count() as u64);
            filter.sources().for_each(|source| writer.sized(source.as_bytes()));
        }
        Op::Drop => writer.byte(DROP),
    }
}

fn read_op(reader: &mut Reader<'_>) -> Result<Op, CodecError> {
    match reader.byte()? {
        WRITE => Ok(Op::Write(points::read(reader)?)),
        DELETE_POINTS => Ok(Op::DeletePoints(points::read_deletes(reader)?)),
        DELETE_WHERE => Ok(Op::DeleteWhere(read_range(reader)?, read_filter(reader)?)),
        DROP => Ok(Op::Drop),
        _ => Err(CodecError::Malformed("an operation has an unknown kind")),
    }
}

fn write_range(writer: &mut Writer, range: &Range) {
    let start = if range.start.is_some() { HAS_START } else { 0 };
    let end = if range.end.is_some() { HAS_END } else { 0 };
    writer.byte(start | end);
    range.start.into_iter().chain(range.end).for_each(|bound| writer.zigzag(bound));
}

fn read_range(reader: &mut Reader<'_>) -> Result<Range, CodecError> {
    let present = reader.byte()?;
    let mut bound = |flag: u8| (present & flag == flag).then(|| reader.zigzag()).transpose();
    Ok(Range { start: bound(HAS_START)?, end: bound(HAS_END)? })
}

fn read_filter(reader: &mut Reader<'_>) -> Result<Filter, CodecError> {
    let count = reader.count_of_bytes()?;
    let sources = (0..count).map(|_| reader.text()).collect::<Result<Vec<_>, _>>()?;
    Filter::parse(sources).map_err(|_| CodecError::Malformed("a filter does not parse"))
}
