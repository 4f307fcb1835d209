//! What the encodings cost, in bytes a point, on data as people have it.

use crate::samples;

use series::{Columns, Dimensions, Op, decode_block, decode_chunk, encode_block, encode_chunk};

fn check(name: &str, points: &Columns, goal: f64) {
    let bytes = encode_chunk(points);
    assert_eq!(decode_chunk(&bytes).as_ref(), Ok(points));
    let cost = bytes.len() as f64 / points.len() as f64;
    println!("{name:32} {:7} points {:8} bytes {cost:7.3} bytes a point (at most {goal})", points.len(), bytes.len());
    assert!(cost <= goal, "{name}: {cost} bytes a point, at most {goal}");
}

#[test]
fn a_point_costs_no_more_than_the_goals_allow() {
    check("temperature each minute", &samples::temperature(24_000), 1.2);
    check("heart rate", &samples::heart_rate(12_000), 2.4);
    check("weight", &samples::weight(365), 4.0);
    check("calendar durations without src", &samples::calendar(4_000, false), 3.0);
    check("calendar durations with src", &samples::calendar(4_000, true), 3.0 + 16.5);
}

#[test]
fn rooms_that_report_in_turn_cost_little_more_than_one_after_the_other() {
    check("eight rooms in turn", &samples::rooms(3_000), 0.25);
}

#[test]
fn one_point_is_small() {
    let dimensions = Dimensions::new([("room", "kitchen"), ("kind", "air")]);
    let point: Columns = [(1_759_708_800_123, &dimensions, 21.5)].into_iter().collect();
    let strings = "roomkitchenkindair".len();
    assert!(encode_chunk(&point).len() < 60 + strings, "{} bytes", encode_chunk(&point).len());
    let block = encode_block(&[("temperature".to_owned(), Op::Write(point))]);
    assert!(block.len() < 120, "{} bytes", block.len());
    println!("one point in a block: {} bytes", block.len());
}

#[test]
fn a_request_of_1000_points_is_one_write_unit() {
    let entries = [("temperature".to_owned(), Op::Write(samples::temperature(1_000)))];
    let block = encode_block(&entries);
    assert_eq!(decode_block(&block).as_deref(), Ok(&entries[..]));
    println!("1,000 points in a block: {} bytes", block.len());
    assert!(block.len() <= 1024, "{} bytes", block.len());
}

#[test]
fn a_request_of_100_metrics_does_not_repeat_their_dimensions() {
    let host = Dimensions::new([("host", "gateway.home.example"), ("region", "living room")]);
    let entries: Vec<(String, Op)> = (0..100)
        .map(|i| {
            let point = [(1_759_708_800_123, &host, f64::from(i))].into_iter().collect();
            (format!("router.interface.{i}.octets"), Op::Write(point))
        })
        .collect();
    let block = encode_block(&entries);
    assert_eq!(decode_block(&block), Ok(entries));
    println!("100 metrics with a point each: {} bytes", block.len());
    assert!(block.len() <= 1024, "{} bytes", block.len());
}
