//! Reading: the log first, then the chunks of a range, batch by batch, the log replayed over each.
//!
//! ```text
//!   snapshot        layout number and log, once           what leaves the log is in the chunks read after it,
//!   pages           the chunks that begin inside           and what is in both replays to the same result
//!   floor           the chunk that holds the start
//!   batch           all points before the last chunk of a page; the rest waits for the next page
//! ```
//!
//! Whenever points may move between chunks, the metric's layout number rises, in the catalogue and in the chunks that are
//! written with it. A reader that finds a larger number than its snapshot's, in a chunk or, behind each page, in the
//! catalogue, begins again at the first point not yet given out.

use crate::Store;
use crate::chunk::Chunk;
use crate::error::Error;
use crate::expression::Query;
use crate::keys::{self, Lower};
use crate::log::Block;
use crate::table::Page;
use domain::{MetricName, UserId};
use series::{Columns, Op, Range};

/// How often a reader begins again before it gives up; each time a division must have happened meanwhile.
const TRIES: u32 = 10;
/// The chunks of the first page of a reader that wants few points; doubled from page to page.
const FEW_CHUNKS: i32 = 2;

/// Which end of the range comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The oldest first.
    Ascending,
    /// The newest first; each batch is still sorted by time, but batches come from the end.
    Descending,
}

/// A read in progress. Clones go on independently.
#[derive(Clone)]
pub struct Scan {
    store: Store,
    user: UserId,
    metric: MetricName,
    /// What has not been given out yet.
    range: Range,
    order: Order,
    page_chunks: Option<i32>,
    tries: u32,
    state: State,
}

#[derive(Clone)]
enum State {
    Begin,
    Pages(Box<Progress>),
    Done,
}

/// How far a reader came through the chunks.
#[derive(Clone)]
struct Progress {
    snapshot: Snapshot,
    /// Points that were read and are complete only with the next page.
    waiting: Columns,
    /// The last chunk that was read.
    read: Option<Lower>,
    /// How many were read since the snapshot.
    chunks: usize,
}

/// What a reader knows before it reads chunks.
#[derive(Clone)]
struct Snapshot {
    layout: u64,
    ops: Vec<Op>,
}

impl Store {
    /// Reads the points of `metric` inside `range`; nothing is read before the first [`Scan::next`].
    pub fn points_scan(&self, user: UserId, metric: MetricName, range: Range, order: Order) -> Scan {
        let (store, state) = (self.clone(), State::Begin);
        Scan { store, user, metric, range, order, page_chunks: None, tries: 0, state }
    }
}

impl Scan {
    /// Reads a few chunks at first: for a reader that will stop after a few points.
    pub fn of_few(self) -> Scan {
        Scan { page_chunks: Some(FEW_CHUNKS), ..self }
    }

    /// The next batch, perhaps empty, or `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Columns>, Error> {
        loop {
            match self.step().await? {
                Step::Batch(points) => return Ok(Some(points)),
                Step::End => return Ok(None),
                Step::More => {}
            }
        }
    }

    /// Reads the snapshot, unless it was read already: the point in time that the answer is true for.
    pub async fn begin(&mut self) -> Result<(), Error> {
        if matches!(self.state, State::Begin) {
            let snapshot = self.store.snapshot(self.user, &self.metric).await?;
            let progress = Progress { snapshot, waiting: Columns::default(), read: None, chunks: 0 };
            self.state = State::Pages(Box::new(progress));
        }
        Ok(())
    }

    async fn step(&mut self) -> Result<Step, Error> {
        match std::mem::replace(&mut self.state, State::Done) {
            State::Begin => {
                self.state = State::Begin;
                self.begin().await?;
                Ok(Step::More)
            }
            State::Pages(progress) => self.page(*progress).await,
            State::Done => Ok(Step::End),
        }
    }

    /// Reads one page and gives out what is complete with it.
    async fn page(&mut self, mut progress: Progress) -> Result<Step, Error> {
        let page = self.query(&progress).await?;
        let more = page.resume.is_some();
        let mut chunks = page.items.iter().map(Chunk::read).collect::<Result<Vec<_>, _>>()?;
        match self.order {
            Order::Ascending if progress.read.is_none() => drop(chunks.splice(0..0, self.floor().await?)),
            Order::Descending if !more => chunks.extend(self.floor().await?),
            _ => {}
        }
        progress.chunks += chunks.len();
        if self.moved(&progress, &chunks).await? {
            return self.again();
        }
        progress.read = chunks.last().map(|chunk| chunk.lower).or(progress.read);
        let points = joined(self.order, chunks, progress.waiting);
        if !more {
            return Ok(Step::Batch(progress.snapshot.replay(points, self.range)));
        }
        let (given, left) = self.divide(progress.read);
        progress.waiting = points.slice(points.positions(&left));
        let batch = progress.snapshot.replay(points, given);
        self.range = left;
        self.state = State::Pages(Box::new(progress));
        Ok(Step::Batch(batch))
    }

    /// Whether points have moved between chunks since the snapshot. A chunk that was read may say so itself; one that is
    /// gone cannot, so where several were read the catalogue is asked again.
    async fn moved(&self, progress: &Progress, chunks: &[Chunk]) -> Result<bool, Error> {
        let layout = progress.snapshot.layout;
        if chunks.iter().any(|chunk| layout < chunk.layout) {
            return Ok(true);
        }
        if progress.chunks < 2 {
            return Ok(false);
        }
        let entry = self.store.entry(self.user, &self.metric).await?;
        Ok(entry.is_some_and(|entry| layout < entry.layout))
    }

    /// The chunk that holds the start of the range though it begins before it. It is read after those behind it: what
    /// moved from it to them meanwhile, or from them to it, it then tells by its layout.
    async fn floor(&self) -> Result<Option<Chunk>, Error> {
        let Some(start) = self.range.start else { return Ok(None) };
        let chunks = Query::all(keys::chunks(self.user, &self.metric)).backward().limit(1);
        let page = self.store.table.query(&chunks.up_to(Lower::at(start).sk()), None).await?;
        page.items.first().map(Chunk::read).transpose()
    }

    /// A page of the chunks behind the floor, and behind what was read, that begin before the range ends.
    async fn query(&mut self, progress: &Progress) -> Result<Page, Error> {
        let mut from = self.range.start.map_or(Lower::MIN, |start| Lower::at(start).after());
        let mut to = self.range.end.map_or(Lower::MAX, Lower::last_before);
        match (self.order, progress.read) {
            (Order::Ascending, Some(read)) => from = from.max(read.after()),
            (Order::Descending, Some(read)) => to = to.min(read.before()),
            (_, None) => {}
        }
        if to < from {
            return Ok(Page { items: Vec::new(), resume: None });
        }
        let mut query = Query::all(keys::chunks(self.user, &self.metric)).between(from.sk(), to.sk());
        query.forward = self.order == Order::Ascending;
        query.limit = self.page_chunks;
        self.page_chunks = self.page_chunks.map(|chunks| chunks.saturating_mul(2));
        self.store.table.query(&query, None).await
    }

    /// What is complete when chunks up to `boundary` were read and more follow, and what is left for them.
    fn divide(&self, boundary: Option<Lower>) -> (Range, Range) {
        let Some(boundary) = boundary else { return (Range { end: self.range.start, ..self.range }, self.range) };
        match self.order {
            Order::Ascending => {
                let at = Some(self.range.start.map_or(boundary.time, |start| start.max(boundary.time)));
                (Range { end: at, ..self.range }, Range { start: at, ..self.range })
            }
            Order::Descending => {
                let whole = boundary.time.saturating_add(i64::from(boundary.ordinal > 0));
                let at = Some(self.range.end.map_or(whole, |end| end.min(whole)));
                (Range { start: at, ..self.range }, Range { end: at, ..self.range })
            }
        }
    }

    fn again(&mut self) -> Result<Step, Error> {
        self.tries += 1;
        if self.tries >= TRIES {
            return Err(Error::Contended);
        }
        self.state = State::Begin;
        Ok(Step::More)
    }
}

impl Snapshot {
    fn replay(&self, mut points: Columns, range: Range) -> Columns {
        points.clip(&range);
        let ops: Vec<&Op> = self.ops.iter().collect();
        series::apply(points, &ops, &range)
    }
}

/// The points of `chunks` (in the order of reading) and those `waiting` from earlier pages, sorted by time.
fn joined(order: Order, mut chunks: Vec<Chunk>, waiting: Columns) -> Columns {
    if order == Order::Descending {
        chunks.reverse();
    }
    let mut parts: Vec<Columns> = chunks.into_iter().map(|chunk| chunk.points).collect();
    match order {
        Order::Ascending => parts.insert(0, waiting),
        Order::Descending => parts.push(waiting),
    }
    parts.into_iter().filter(|part| !part.is_empty()).reduce(Columns::joined).unwrap_or_default()
}

enum Step {
    Batch(Columns),
    More,
    End,
}

impl Store {
    async fn snapshot(&self, user: UserId, metric: &MetricName) -> Result<Snapshot, Error> {
        let (entry, log) = futures::try_join!(self.entry(user, metric), self.log_read(user))?;
        let mut ops = Vec::new();
        for block in &log {
            ops.extend(block.ops_of(metric)?);
        }
        let size: usize = log.iter().map(Block::size).sum();
        if let Some(last) = log.last().filter(|_| self.policy.long_log_bytes < size) {
            self.seal_now(user, last.written() + self.policy.settle_ms + 1).await;
        }
        Ok(Snapshot { layout: entry.map_or(0, |entry| entry.layout), ops })
    }
}
