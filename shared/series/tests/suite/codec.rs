//! What every encoding must hold, whatever the points and whatever the bytes.

use crate::samples;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use series::{
    CodecError, Columns, Dimensions, Filter, Op, Range, decode_block, decode_block_of, decode_chunk, encode_block,
    encode_chunk,
};

/// Few keys and values, so that sets repeat, also in other spellings.
fn dimensions() -> impl Strategy<Value = Dimensions> {
    let key = select(vec!["room", "kind", "src", ""]);
    let value = prop_oneof![3 => "[ab]{0,1}", 1 => "\\PC{0,8}"];
    vec((key, value), 0..4).prop_map(Dimensions::new)
}

fn timestamp() -> impl Strategy<Value = i64> {
    let minute = (0..10_000_i64).prop_map(|minute| 1_760_000_000_000 + minute * 60_000);
    prop_oneof![4 => minute, 1 => any::<i64>()]
}

fn value() -> impl Strategy<Value = f64> {
    let tenths = (-500..500).prop_map(|tenths| f64::from(tenths) / 10.0);
    prop_oneof![6 => tenths, 1 => any::<u64>().prop_map(f64::from_bits)]
}

/// Decimals only in one half of the cases: one odd value changes the way of a whole column.
fn columns() -> impl Strategy<Value = Columns> {
    let plain = (0..10_000_i64, (-500..500).prop_map(f64::from));
    let points = prop_oneof![vec((timestamp(), value()), 0..80), vec(plain, 0..400)];
    (points, vec(dimensions(), 1..12), any::<u64>()).prop_map(|(points, sets, seed)| {
        let mut random = samples::Random(seed);
        let mut columns = Columns::default();
        for (timestamp, value) in points {
            let set = usize::try_from(random.next() % sets.len() as u64).expect("a place in a list");
            columns.push(timestamp, &sets[set], value);
        }
        columns
    })
}

fn op() -> impl Strategy<Value = Op> {
    let range = (any::<Option<i64>>(), any::<Option<i64>>()).prop_map(|(start, end)| Range { start, end });
    let filter = vec(select(vec!["room=a", "kind!=", "src=~a|b", "room!~.+"]), 0..3)
        .prop_map(|sources| Filter::parse(sources).expect("valid filters"));
    prop_oneof![
        columns().prop_map(Op::Write),
        vec((timestamp(), dimensions()), 0..20).prop_map(Op::DeletePoints),
        (range, filter).prop_map(|(range, filter)| Op::DeleteWhere(range, filter)),
        Just(Op::Drop),
    ]
}

fn entries() -> impl Strategy<Value = Vec<(String, Op)>> {
    vec((select(vec!["temperature", "weight", "ż/%2F", ""]).prop_map(str::to_owned), op()), 0..6)
}

/// Bytes that were right, and then were not: cut, or with bits flipped, or with a stretch from elsewhere.
fn damaged(mut bytes: Vec<u8>, flips: &[(Index, u8)], cut: Option<Index>) -> Vec<u8> {
    for (at, mask) in flips {
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
    }
    bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len() + 1)));
    bytes
}

/// The same bytes with a right checksum, so that what is behind it gets to see the damage.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len().saturating_sub(4);
    bytes.truncate(body);
    let checksum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
    bytes
}

fn damage() -> impl Strategy<Value = (Vec<(Index, u8)>, Option<Index>)> {
    (vec((any::<Index>(), 1_u8..), 1..4), proptest::option::weighted(0.2, any::<Index>()))
}

proptest! {
    #[test]
    fn chunks_come_back_point_by_point(points in columns()) {
        prop_assert_eq!(decode_chunk(&encode_chunk(&points)), Ok(points));
    }

    #[test]
    fn blocks_come_back_operation_by_operation(entries in entries()) {
        let bytes = encode_block(&entries);
        for metric in ["temperature", "", "absent"] {
            let of_metric = entries.iter().filter(|(name, _)| name == metric).map(|(_, op)| op.clone()).collect();
            prop_assert_eq!(decode_block_of(&bytes, metric), Ok(of_metric));
        }
        prop_assert_eq!(decode_block(&bytes), Ok(entries));
    }

    #[test]
    fn any_damage_is_an_error((points, entries, (flips, cut)) in (columns(), entries(), damage())) {
        let (chunk, block) = (encode_chunk(&points), encode_block(&entries));
        let (bad_chunk, bad_block) = (damaged(chunk.clone(), &flips, cut), damaged(block.clone(), &flips, cut));
        prop_assert!(bad_chunk == chunk || decode_chunk(&bad_chunk).is_err());
        prop_assert!(bad_block == block || decode_block(&bad_block).is_err());
    }

    #[test]
    fn damage_that_passes_the_checksum_does_no_harm((points, entries, (flips, cut)) in (columns(), entries(), damage())) {
        let chunk = resealed(damaged(encode_chunk(&points), &flips, cut));
        let block = resealed(damaged(encode_block(&entries), &flips, cut));
        if let Ok(points) = decode_chunk(&chunk) {
            prop_assert_eq!(decode_chunk(&encode_chunk(&points)), Ok(points));
        }
        let _ = decode_block(&block);
        let _ = decode_block_of(&block, "weight");
    }

    #[test]
    fn any_bytes_do_no_harm(version in 0_u8..4, bytes in vec(any::<u8>(), 0..300)) {
        let bytes = resealed([&[version], &bytes[..], &[0; 4]].concat());
        let _ = decode_chunk(&bytes);
        let _ = decode_block(&bytes);
    }
}

#[test]
fn errors_tell_what_is_wrong() {
    let chunk = encode_chunk(&samples::weight(3));
    let mut flipped = chunk.clone();
    flipped[5] ^= 1;
    assert_eq!(decode_chunk(&flipped), Err(CodecError::Checksum));
    assert_eq!(decode_block(&chunk), Err(CodecError::Version(1)));
    assert!(matches!(decode_chunk(&chunk[..4]), Err(CodecError::Malformed(_))));
    assert!(matches!(decode_chunk(&[]), Err(CodecError::Malformed(_))));
    assert!(matches!(decode_chunk(&resealed([&chunk[..], &[0]].concat())), Err(CodecError::Malformed(_))));
}

#[test]
fn a_few_bytes_cannot_ask_for_much_memory() {
    let claims = |count: u64| {
        let mut body = vec![1];
        let mut left = count;
        while 0x7F < left {
            body.push((left & 0x7F) as u8 | 0x80);
            left >>= 7;
        }
        body.push((left & 0x7F) as u8);
        body.extend([0; 40]);
        resealed(body)
    };
    for count in [1 << 23, 1 << 40, u64::MAX] {
        assert!(matches!(decode_chunk(&claims(count)), Err(CodecError::Malformed(_))), "{count} points");
    }
}

#[test]
fn more_points_than_anyone_sends_still_come_back() {
    let nothing = Dimensions::default();
    let points: Columns = (0..1_500_000).map(|i| (i / 2, &nothing, 1.0)).collect();
    assert_eq!(decode_chunk(&encode_chunk(&points)), Ok(points));
}

#[test]
fn sets_that_no_point_uses_are_not_written() {
    let mut points = samples::calendar(500, true);
    points.clip(&Range { start: None, end: Some(points.timestamps[2]) });
    assert!(encode_chunk(&points).len() < 150);
    assert_eq!(decode_chunk(&encode_chunk(&points)).map(|points| points.sets.len()), Ok(2));
}
