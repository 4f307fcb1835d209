//! Points on their way: in batches, one after the other, each with a key so that a repeated request does nothing twice.

use super::Point;
use crate::api::Api;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use uuid::Uuid;

/// Points of a batch: a request takes some tens of ms, and its body stays far below what Lambda takes (6 MB).
const BATCH_POINTS: usize = 5_000;
/// Bytes of a batch where points are large.
const BATCH_BYTES: usize = 2_000_000;
/// What a point takes beside its name and dimensions, at most: the field names, a timestamp and a value.
const POINT_BYTES: usize = 100;
/// What the bar shows.
const BAR: &str = "{wide_bar} {human_pos}/{human_len} points, {eta} left";
/// The same where nobody knows how many there are.
const COUNTER: &str = "{spinner} {human_pos} points";

/// What an upload has done.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
pub(crate) struct Uploaded {
    /// Points that are stored.
    pub(crate) points: u64,
    /// Points of metrics that Impulses alone writes; they were left out.
    pub(crate) reserved: u64,
    /// Points that are none: without a value, or out of range. Only an old server has them.
    pub(crate) unusable: u64,
}

/// An upload under way.
pub(crate) struct Upload<'a> {
    api: &'a Api,
    /// Of this run: a key that came of the points themselves would do nothing after somebody deleted them.
    run: Uuid,
    batches: u32,
    waiting: Vec<Point>,
    bytes: usize,
    done: Uploaded,
    bar: ProgressBar,
}

impl<'a> Upload<'a> {
    /// Begins; `expected` points, if that is known. The bar is on stderr, and only if that is a terminal.
    pub(crate) fn begin(api: &'a Api, expected: Option<u64>) -> Upload<'a> {
        let bar = expected.map_or_else(ProgressBar::no_length, ProgressBar::new).with_finish(ProgressFinish::AndClear);
        let style = ProgressStyle::with_template(if expected.is_some() { BAR } else { COUNTER });
        if let Ok(style) = style {
            bar.set_style(style);
        }
        let (waiting, done) = (Vec::new(), Uploaded::default());
        Upload { api, run: Uuid::new_v4(), batches: 0, waiting, bytes: 0, done, bar }
    }

    /// Takes a point; sends a batch once there is one.
    pub(crate) fn add(&mut self, point: Point) -> anyhow::Result<()> {
        let dimensions = point.dimensions.iter().map(|(key, value)| key.len() + value.as_str().map_or(0, str::len) + 6);
        self.bytes += POINT_BYTES + point.metric.len() + dimensions.sum::<usize>();
        self.waiting.push(point);
        if self.waiting.len() < BATCH_POINTS && self.bytes < BATCH_BYTES {
            return Ok(());
        }
        self.send()
    }

    /// Counts a point that is left out because Impulses alone writes its metric.
    pub(crate) fn leave_reserved(&mut self) {
        self.done.reserved += 1;
    }

    /// Counts a point that is none.
    pub(crate) fn leave_unusable(&mut self) {
        self.done.unusable += 1;
    }

    /// Sends the rest.
    pub(crate) fn finish(mut self) -> anyhow::Result<Uploaded> {
        if !self.waiting.is_empty() {
            self.send()?;
        }
        Ok(self.done)
    }

    fn send(&mut self) -> anyhow::Result<()> {
        let key = format!("{}-{}", self.run, self.batches);
        self.api.write(&self.waiting, &key)?;
        self.batches += 1;
        self.done.points += self.waiting.len() as u64;
        self.bar.set_position(self.done.points);
        self.waiting.clear();
        self.bytes = 0;
        Ok(())
    }
}
