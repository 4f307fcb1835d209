//! What a unit of chunks becomes, and how that is done in several transactions where it is too much for one. Pure.
//!
//! ```text
//!   unit     [ a . . . . . . . . . . . )     one chunk, to become nine
//!   tail     [ a . . . . . )(7)(8)(9)        its last times go into chunks of their own, all that was written applied...
//!   tail     [ a . . )(4)(5)(6)(7)(8)(9)     ...and so on towards the front; what is not applied yet is still in the log
//!   rest     (1)(2)(3)(4)(5)(6)(7)(8)(9)
//! ```

use crate::Store;
use crate::keys::Lower;
use crate::partition::{Partition, Piece, partition};
use crate::units::Unit;
use series::{Op, Range};

/// How many chunks of a unit one transaction writes, if they can be parted.
const PIECES: usize = 40;

/// The chunks that replace those of a unit.
pub(crate) struct Change {
    pub(crate) unit: Unit,
    pub(crate) pieces: Vec<Piece>,
    /// Whether a point that was sealed before may now stand in another chunk.
    pub(crate) moves: bool,
}

impl Change {
    /// Replays `ops` over a unit; `None` where nothing changes.
    pub(crate) fn of(store: &Store, unit: Unit, ops: &[Op]) -> Option<Change> {
        let replayed = series::apply(unit.points.clone(), &ops.iter().collect::<Vec<_>>(), &unit.range());
        if replayed == unit.points {
            return None;
        }
        let Partition { pieces, moves } = partition(&store.policy, &unit, replayed);
        Some(Change { unit, pieces, moves })
    }

    /// Points more (or fewer) than the unit had.
    pub(crate) fn added(&self) -> i64 {
        let after: usize = self.pieces.iter().map(|piece| piece.points.len()).sum();
        signed(after) - signed(self.unit.points.len())
    }

    pub(crate) fn actions(&self) -> usize {
        self.pieces.len() + self.unit.lowers.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }

    /// Whether [`Change::tail`] can take something off: a single chunk becomes many, and they part somewhere between two
    /// times.
    pub(crate) fn is_divisible(&self) -> bool {
        self.cut().is_some()
    }

    /// Takes the last pieces off as a change of their own, which leaves the unit's chunk with what it had before them.
    /// Without a place to part, everything is taken.
    pub(crate) fn tail(&mut self) -> Change {
        let at = self.cut().unwrap_or(0);
        let mut pieces = self.pieces.split_off(at);
        let lowers = self.unit.lowers.clone();
        let Some(time) = pieces.first().filter(|_| 0 < at).map(|piece| piece.lower.time) else {
            let unit = Unit { lowers, points: std::mem::take(&mut self.unit.points), upper: self.unit.upper };
            return Change { unit, pieces, moves: self.moves };
        };
        let before = Range { start: None, end: Some(time) };
        let left = self.unit.points.slice(self.unit.points.positions(&before));
        let old = std::mem::take(&mut self.unit.points);
        if !left.is_empty() {
            let lower = lowers.first().copied().unwrap_or(Lower::MIN);
            pieces.insert(0, Piece { lower, bytes: series::encode_chunk(&left), points: left.clone() });
        }
        let moves = left.len() < old.len();
        let unit = Unit { lowers, points: old, upper: self.unit.upper };
        self.unit.upper = Some(time);
        self.unit.points = left;
        Change { unit, pieces, moves }
    }

    /// The first of the last pieces that begins with a time of its own.
    fn cut(&self) -> Option<usize> {
        if 1 < self.unit.lowers.len() || self.pieces.len() <= PIECES {
            return None;
        }
        let parts = |&at: &usize| self.pieces[at].lower.ordinal == 0;
        let wanted = self.pieces.len() - PIECES;
        (wanted..self.pieces.len()).find(parts).or_else(|| (1..wanted).rev().find(parts))
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
