//! Log blocks: what one request did to a user's metrics, in ULID order, until it is sealed.

use crate::error::Error;
use crate::expression::Query;
use crate::item::{Item, Read, b, item, n};
use crate::keys::{self, Key};
use crate::table::Action;
use crate::{Policy, Store};
use domain::{MetricName, UserId};
use series::Op;
use std::time::{Duration, SystemTime};
use ulid::Ulid;

/// The most blocks of one request: DynamoDB takes 100 actions a transaction, and some are not blocks.
const MOST_BLOCKS: usize = 90;
/// The most operations of a block: sealing makes some calls for each metric, and a run has minutes.
const MOST_OPS: usize = 500;
/// What an operation weighs beside its points, so that a run of sealing also takes about [`MOST_OPS`] at the most.
const OP_WEIGHT: usize = 1_000;

/// The most blocks one run of sealing takes, unless an earlier one has begun with more...
const TAKEN_BLOCKS: i32 = 1_000;
/// ...and about the most bytes: what they come to must fit into a transaction a metric...
const TAKEN_BYTES: usize = 500_000;
/// ...and about the most points (or as much text), which may compress to nearly nothing: they must fit into memory.
const TAKEN_POINTS: usize = 500_000;

/// The most that one request may come to once it is encoded: DynamoDB takes 4 MB a transaction.
const LARGEST_REQUEST: usize = 3_500_000;

/// A block as it is stored; decoded only as far as somebody asks.
pub(crate) struct Block {
    pub(crate) id: Ulid,
    bytes: Vec<u8>,
    points: usize,
}

impl Block {
    fn read(item: &Item) -> Result<Block, Error> {
        Ok(Block { id: item.parsed("sk")?, bytes: item.bytes("d")?.to_vec(), points: item.number("n")? })
    }

    /// Everything in it, in the order of the request.
    pub(crate) fn ops(&self) -> Result<Vec<(String, Op)>, Error> {
        Ok(series::decode_block(&self.bytes)?)
    }

    /// What it does to one metric.
    pub(crate) fn ops_of(&self, metric: &MetricName) -> Result<Vec<Op>, Error> {
        Ok(series::decode_block_of(&self.bytes, metric.as_str())?)
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// When it was written, in ms.
    pub(crate) fn written(&self) -> i64 {
        i64::try_from(self.id.timestamp_ms()).unwrap_or(i64::MAX)
    }

    pub(crate) fn key(&self, user: UserId) -> Key {
        Key::new(keys::log(user), self.id.to_string())
    }
}

impl Store {
    /// The whole log, oldest first.
    ///
    /// It is read from its end. A sealer deletes blocks from the beginning, one after the other, so what is seen of them
    /// is always a suffix: a write never without the later one that corrects it, which replay would then undo.
    pub(crate) async fn log_read(&self, user: UserId) -> Result<Vec<Block>, Error> {
        let items = self.table.query_all(&Query::all(keys::log(user)).backward()).await?;
        items.iter().rev().map(Block::read).collect()
    }

    /// What a sealer takes: the oldest blocks that were written before `settled`, as many as one run can bear; but all
    /// up to `through`, which an earlier sealer has begun with. Also whether settled blocks are left.
    pub(crate) async fn log_take(
        &self,
        user: UserId,
        settled: i64,
        through: Option<Ulid>,
    ) -> Result<(Vec<Block>, bool), Error> {
        let end = through.map_or(String::new(), |id| id.to_string()).max(keys::block_before(settled));
        let query = Query::all(keys::log(user)).up_to(end).limit(TAKEN_BLOCKS);
        let mut taken = Taken::default();
        let mut resume = None;
        loop {
            let page = self.table.query(&query, resume).await?;
            for item in &page.items {
                let block = Block::read(item)?;
                if taken.is_enough() && through < Some(block.id) {
                    return Ok((taken.blocks, true));
                }
                taken.add(block);
            }
            resume = page.resume;
            if resume.is_none() {
                return Ok((taken.blocks, false));
            }
        }
    }

    /// When what is left of the log is to be sealed, in ms; `None` where nothing is left.
    pub async fn seal_due(&self, user: UserId) -> Result<Option<i64>, Error> {
        let page = self.table.query(&Query::all(keys::log(user)).limit(1), None).await?;
        let oldest = page.items.first().map(Block::read).transpose()?;
        Ok(oldest.map(|block| block.written() + self.policy.seal_after_ms))
    }

    /// Puts that together append `ops`: one block, or several where one would be too large.
    pub(crate) fn log_puts(&self, user: UserId, ops: Vec<(MetricName, Op)>, now: i64) -> Result<Vec<Action>, Error> {
        if ops.is_empty() {
            return Ok(Vec::new());
        }
        let ops = ops.into_iter().map(|(metric, op)| (metric.as_str().to_owned(), op)).collect();
        let blocks = encode_within(&self.policy, ops);
        if MOST_BLOCKS < blocks.len() || LARGEST_REQUEST < blocks.iter().map(|(bytes, _)| bytes.len()).sum() {
            return Err(Error::TooLarge);
        }
        Ok(blocks.into_iter().map(|(bytes, points)| Action::Put(self.block_item(user, bytes, points, now))).collect())
    }

    fn block_item(&self, user: UserId, bytes: Vec<u8>, points: usize, now: i64) -> Item {
        let key = Key::new(keys::log(user), self.next_id(now).to_string());
        item(&key, [("d", b(bytes)), ("n", n(points))])
    }

    /// The time of ids, in ms, that this process has given out by now: none is later.
    pub(crate) fn written_at(&self, now: i64) -> i64 {
        i64::try_from(self.next_id(now).timestamp_ms()).unwrap_or(i64::MAX)
    }

    /// Larger than every id this process gave out before, even within one ms or when the clock steps back.
    pub(crate) fn next_id(&self, now: i64) -> Ulid {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now).unwrap_or(0));
        let mut ids = self.ids.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        ids.generate_from_datetime(now).unwrap_or_else(ulid::Overflow::commit_overflow_increment)
    }
}

/// Blocks on their way into a run of sealing.
#[derive(Default)]
struct Taken {
    blocks: Vec<Block>,
    bytes: usize,
    points: usize,
}

impl Taken {
    fn is_enough(&self) -> bool {
        let blocks = i32::try_from(self.blocks.len()).unwrap_or(i32::MAX);
        TAKEN_BLOCKS <= blocks || TAKEN_BYTES <= self.bytes || TAKEN_POINTS <= self.points
    }

    fn add(&mut self, block: Block) {
        self.bytes += block.bytes.len();
        self.points += block.points;
        self.blocks.push(block);
    }
}

/// Encodes operations with how many points they write. Halves what does not fit, first between metrics and then within
/// one metric's points.
fn encode_within(policy: &Policy, mut ops: Vec<(String, Op)>) -> Vec<(Vec<u8>, usize)> {
    let bytes = series::encode_block(&ops);
    let points = ops.iter().map(|(_, op)| OP_WEIGHT + op.weight()).sum();
    if bytes.len() <= policy.block_bytes && ops.len() <= MOST_OPS {
        return vec![(bytes, points)];
    }
    let tail = match &mut ops[..] {
        [(metric, op)] => halve(op).map(|tail| vec![(metric.clone(), tail)]),
        _ => Some(ops.split_off(ops.len() / 2)),
    };
    let Some(tail) = tail else { return vec![(bytes, points)] };
    let mut blocks = encode_within(policy, ops);
    blocks.extend(encode_within(policy, tail));
    blocks
}

/// Leaves the first half in `op` and answers the second, where it can be divided.
fn halve(op: &mut Op) -> Option<Op> {
    match op {
        Op::Write(points) if points.len() > 1 => {
            let middle = points.len() / 2;
            let tail = points.slice(middle..points.len());
            *points = points.slice(0..middle);
            Some(Op::Write(tail))
        }
        Op::DeletePoints(points) if points.len() > 1 => Some(Op::DeletePoints(points.split_off(points.len() / 2))),
        _ => None,
    }
}
