//! Chunks: sealed points of one metric between two times.

use crate::error::Error;
use crate::item::{Item, Read, b, item, n};
use crate::keys::{self, Key, Lower};
use domain::{MetricName, UserId};
use series::Columns;

/// A chunk as it was read.
pub(crate) struct Chunk {
    pub(crate) lower: Lower,
    /// The metric's layout number when this chunk was written.
    pub(crate) layout: u64,
    pub(crate) points: Columns,
}

impl Chunk {
    pub(crate) fn read(item: &Item) -> Result<Chunk, Error> {
        Ok(Chunk {
            lower: Lower::parse(item.text("sk")?).ok_or(Error::Malformed("sk"))?,
            layout: item.number("layout")?,
            points: series::decode_chunk(item.bytes("d")?)?,
        })
    }

    pub(crate) fn key(user: UserId, metric: &MetricName, lower: Lower) -> Key {
        Key::new(keys::chunks(user, metric), lower.sk())
    }
}

/// What is stored of a chunk; `first` and `last` answer for the metric's bounds without decoding.
pub(crate) fn chunk_item(key: &Key, points: &Columns, bytes: Vec<u8>, layout: u64) -> Item {
    let first = points.timestamps.first().copied().unwrap_or_default();
    let last = points.timestamps.last().copied().unwrap_or_default();
    item(key, [("d", b(bytes)), ("layout", n(layout)), ("n", n(points.len())), ("t0", n(first)), ("t1", n(last))])
}
