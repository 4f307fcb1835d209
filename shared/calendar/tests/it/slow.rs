//! tmp
use crate::support::*;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
#[test]
fn slow() {
    let mut runner = TestRunner::default();
    for _ in 0..1200 {
        let e = crate::laws::a_series().new_tree(&mut runner).unwrap().current();
        let t = std::time::Instant::now();
        let m = made_in("Europe/Warsaw", &e, &[], ms("2015-12-20T00:30:00Z"));
        let d = t.elapsed().as_millis();
        if d > 300 {
            println!("{d} {:?} {:?} {:?} {}", e.recurrence, e.start, e.end, spans(&m).len());
        }
    }
}
