//! Dividing the points of a unit into chunks of the right size. Pure.

use crate::Policy;
use crate::keys::Lower;
use crate::units::Unit;
use series::Columns;

/// A chunk to be written.
pub(crate) struct Piece {
    pub(crate) lower: Lower,
    pub(crate) points: Columns,
    pub(crate) bytes: Vec<u8>,
}

/// What a unit becomes.
pub(crate) struct Partition {
    pub(crate) pieces: Vec<Piece>,
    /// Whether a point that was sealed before may now stand in another chunk.
    pub(crate) moves: bool,
}

/// Divides `points`, which replace those of `unit`.
///
/// The last unit of a metric is filled from the front, so that what only grows at its end never moves: a full chunk
/// stays and a new one begins. Others are divided evenly, so that every piece has room.
pub(crate) fn partition(policy: &Policy, unit: &Unit, points: Columns) -> Partition {
    let first = unit.lowers.first().copied().unwrap_or(Lower::MIN);
    let pieces = pieces(policy, first, unit.upper.is_none(), points);
    let last_sealed = unit.points.timestamps.last();
    let moves = 1 < unit.lowers.len()
        || pieces.get(1).is_some_and(|second| last_sealed.is_some_and(|&last| second.lower.time <= last));
    Partition { pieces, moves }
}

fn pieces(policy: &Policy, first: Lower, filling: bool, points: Columns) -> Vec<Piece> {
    if points.is_empty() {
        return Vec::new();
    }
    let bytes = series::encode_chunk(&points);
    if fits(policy, &points, bytes.len()) {
        return vec![Piece { lower: first, points, bytes }];
    }
    let share = share(policy, &points, bytes.len(), filling);
    let mut pieces = Vec::new();
    let mut from = 0;
    while from < points.len() {
        let to = boundary(&points, from, (from + share).min(points.len()));
        let lower = if from == 0 { first } else { lower_of(&points, from, &pieces, first) };
        pieces.extend(within(policy, lower, &points, from..to));
        from = to;
    }
    pieces
}

/// A single point is a chunk, whatever its size.
fn fits(policy: &Policy, points: &Columns, bytes: usize) -> bool {
    points.len() < 2 || (bytes <= policy.chunk_bytes && points.weight() <= policy.chunk_points)
}

/// How many points a piece gets: as many as fill it, or as many as make all pieces equal.
fn share(policy: &Policy, points: &Columns, bytes: usize, filling: bool) -> usize {
    let (count, weight) = (points.len(), points.weight());
    let full = (count * policy.piece_bytes / bytes).min(count * (policy.chunk_points * 3 / 4) / weight).max(1);
    if filling { full } else { count.div_ceil(count.div_ceil(full)) }
}

/// A piece that came out larger than a chunk may be (its points compress less than the average) is halved.
fn within(policy: &Policy, lower: Lower, points: &Columns, at: std::ops::Range<usize>) -> Vec<Piece> {
    let part = points.slice(at.clone());
    let bytes = series::encode_chunk(&part);
    let middle = boundary(points, at.start, at.start + at.len() / 2);
    if fits(policy, &part, bytes.len()) || middle <= at.start || at.end <= middle {
        return vec![Piece { lower, points: part, bytes }];
    }
    let mut pieces = within(policy, lower, points, at.start..middle);
    let second = lower_of(points, middle, &pieces, lower);
    pieces.extend(within(policy, second, points, middle..at.end));
    pieces
}

/// Where to cut near `wanted`: before the first point of its time, so that ties stay together, unless they fill the
/// whole piece.
fn boundary(points: &Columns, from: usize, wanted: usize) -> usize {
    if points.len() <= wanted {
        return points.len();
    }
    let time = points.timestamps[wanted];
    let start = from + points.timestamps[from..wanted].partition_point(|&earlier| earlier < time);
    if from < start { start } else { wanted }
}

/// The key of a piece that begins at `at`: its first time, counted on where the piece before ends within that time.
fn lower_of(points: &Columns, at: usize, before: &[Piece], first: Lower) -> Lower {
    let time = points.timestamps[at];
    if points.timestamps[at - 1] < time {
        return Lower::at(time);
    }
    let previous = before.last().map_or(first, |piece| piece.lower);
    let ordinal = if previous.time == time { previous.ordinal + 1 } else { 1 };
    Lower { time, ordinal }
}

#[cfg(test)]
mod tests {
    use super::*;
    use series::Dimensions;

    const POLICY: Policy = Policy {
        block_bytes: 350_000,
        chunk_bytes: 400,
        chunk_points: 1_000,
        piece_bytes: 300,
        settle_ms: 0,
        seal_after_ms: 0,
        long_log_bytes: 0,
    };

    /// Points that compress badly enough to need several small chunks.
    fn points(times: impl Iterator<Item = i64>) -> Columns {
        let mut points = Columns::default();
        for (i, time) in times.enumerate() {
            let scattered = f64::from(u32::try_from(i).expect("few points").wrapping_mul(2_654_435_761));
            points.push(time, &Dimensions::new([("src", format!("{scattered:08x?}-{i}"))]), scattered.sqrt());
        }
        points
    }

    fn unit(sealed: Columns, upper: Option<i64>) -> Unit {
        Unit { lowers: vec![Lower::MIN], points: sealed, upper }
    }

    fn rejoined(partition: &Partition) -> Columns {
        partition.pieces.iter().map(|piece| piece.points.clone()).reduce(Columns::joined).unwrap_or_default()
    }

    #[test]
    fn pieces_hold_all_points_in_order_under_rising_keys() {
        for times in [(0..500).collect::<Vec<i64>>(), vec![7; 500], (0..500).map(|i| i / 100).collect()] {
            let all = points(times.into_iter());
            let divided = partition(&POLICY, &unit(Columns::default(), None), all.clone());
            assert!(1 < divided.pieces.len());
            assert!(divided.pieces.is_sorted_by(|a, b| a.lower < b.lower));
            assert_eq!(rejoined(&divided), all);
            assert!(!divided.moves, "nothing was sealed before");
        }
    }

    #[test]
    fn appending_fills_the_growing_chunk_and_moves_nothing() {
        let all = points(0..300);
        let grown = partition(&POLICY, &unit(Columns::default(), None), all.clone());
        let growing = grown.pieces.last().expect("a last piece");
        let sealed = growing.points.clone();
        let lower = growing.lower;
        let more = sealed.clone().joined(points(300..600));
        let again = partition(&POLICY, &Unit { lowers: vec![lower], points: sealed, upper: None }, more);
        assert!(!again.moves);
        assert_eq!(again.pieces[0].lower, lower);
    }

    #[test]
    fn however_well_points_compress_a_chunk_holds_only_so_many() {
        let constant: Columns = (0..2_500).map(|i| (i, 1.0)).fold(Columns::default(), |mut points, (at, value)| {
            points.push(at, &Dimensions::default(), value);
            points
        });
        let divided = partition(&POLICY, &unit(Columns::default(), None), constant.clone());
        assert!(divided.pieces.iter().all(|piece| piece.points.len() <= POLICY.chunk_points));
        assert_eq!(rejoined(&divided), constant);
    }

    #[test]
    fn dividing_what_was_sealed_moves_points() {
        let all = points(0..300);
        assert!(partition(&POLICY, &unit(all.clone(), Some(1000)), all).moves);
    }

    #[test]
    fn nothing_makes_no_piece() {
        assert!(partition(&POLICY, &unit(points(0..3), None), Columns::default()).pieces.is_empty());
    }
}
