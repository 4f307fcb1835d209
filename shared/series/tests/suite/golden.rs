//! Encodings of the past stay readable for ever.
//!
//! Each file in `tests/golden` was written by the encoder of its day and is never written again. A new one is added by
//! adding its content below and running the tests once with `GOLDEN=write`, which writes the files that are absent and
//! touches no other. Encoders may come to write something shorter; nothing compares their bytes with these.

use crate::samples;
use series::{Columns, Dimensions, Filter, Op, Range, decode_block, decode_chunk, encode_block, encode_chunk};
use std::path::PathBuf;

/// The bytes of a golden file, made first where it is absent and the environment says `GOLDEN=write`.
fn golden(name: &str, encode: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    if !path.exists() && std::env::var("GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&path, encode()).expect("tests/golden is a directory");
    }
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}; GOLDEN=write makes new files"));
    assert!(bytes.len() <= 2048, "{name} has {} bytes; golden files are small", bytes.len());
    bytes
}

fn check_chunk(name: &str, points: &Columns) {
    assert_eq!(decode_chunk(&golden(name, || encode_chunk(points))).as_ref(), Ok(points), "{name}");
}

fn check_block(name: &str, entries: &[(String, Op)]) {
    assert_eq!(decode_block(&golden(name, || encode_block(entries))).as_deref(), Ok(entries), "{name}");
}

/// Two spellings of one set, a set without keys, a set with one key more, and extremes of time.
fn spellings() -> Columns {
    let sets = [
        Dimensions::new([("room", "kitchen"), ("kind", "air")]),
        Dimensions::new([("kind", "air"), ("room", "kitchen")]),
        Dimensions::default(),
        Dimensions::new([("room", "łazienka"), ("kind", ""), ("floor", "2")]),
    ];
    let times = [i64::MIN, -1, 0, 1_760_000_000_000, i64::MAX];
    times.into_iter().zip(sets.iter().cycle()).map(|(timestamp, set)| (timestamp, set, 21.5)).collect()
}

#[test]
fn a_single_point() {
    let room = Dimensions::new([("room", "kitchen")]);
    check_chunk("chunk-1-point.bin", &[(1_760_000_000_123, &room, 21.5)].into_iter().collect());
}

#[test]
fn no_points() {
    check_chunk("chunk-1-empty.bin", &Columns::default());
}

#[test]
fn one_set_each_minute() {
    check_chunk("chunk-1-temperature.bin", &samples::temperature(3_000));
}

#[test]
fn many_sets_in_turn() {
    check_chunk("chunk-1-rooms.bin", &samples::rooms(200));
}

#[test]
fn sets_in_all_spellings() {
    check_chunk("chunk-1-spellings.bin", &spellings());
}

#[test]
fn a_different_src_for_each_point() {
    check_chunk("chunk-1-calendar.bin", &samples::calendar(100, true));
}

#[test]
fn values_that_are_not_decimals() {
    let nothing = Dimensions::default();
    let values = (0..150_u32).map(|i| (i64::from(i) * 977, &nothing, f64::from(i).sqrt()));
    let odd = [-0.0, f64::MAX, f64::MIN_POSITIVE, 5e-324].map(|value| (200_000, &nothing, value));
    check_chunk("chunk-1-floats.bin", &values.chain(odd).collect());
}

#[test]
fn a_block_with_every_operation() {
    let filter = Filter::parse(["room=~kitchen|bath", "kind!=", "src!~a.*"]).expect("valid matchers");
    let whole = Range::default();
    let part = Range { start: Some(-5), end: Some(1_760_000_000_000) };
    let entries = [
        ("temperature", Op::Write(samples::temperature(20))),
        ("weight", Op::Write(samples::weight(5))),
        ("temperature", Op::DeletePoints(vec![(1_759_708_800_000, samples::temperature(1).sets.get(0).clone())])),
        ("temperature", Op::DeleteWhere(part, filter)),
        ("weight", Op::DeleteWhere(whole, Filter::default())),
        ("steps/%ż", Op::Drop),
        ("new", Op::Write(Columns::default())),
    ];
    check_block("block-2-operations.bin", &entries.map(|(metric, op)| (metric.to_owned(), op)));
}

#[test]
fn a_block_of_many_metrics() {
    let host = Dimensions::new([("host", "gateway.home.example"), ("region", "living room")]);
    let point = |i: i32| Op::Write([(1_760_000_000_123, &host, f64::from(i))].into_iter().collect());
    check_block("block-2-metrics.bin", &(0..60).map(|i| (format!("router.{i}.octets"), point(i))).collect::<Vec<_>>());
}
