//! Killed at any moment, it has lost no acknowledged point.

use crate::process::{Process, client};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

const ROUNDS: usize = 10;
const WRITERS: i64 = 8;
/// Acknowledgements after which the process is killed, in the middle of the others.
const ENOUGH: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_point_survives_ten_kills_in_a_row() {
    let directory = tempfile::tempdir().expect("a directory");
    let next = Arc::new(AtomicI64::new(0));
    let mut acknowledged = BTreeSet::new();
    let mut token = None;
    for round in 0..ROUNDS {
        let process = Process::start(directory.path(), &[]);
        let token = token.get_or_insert_with(|| process.text("token")).clone();
        assert_holds(&process, &token, &acknowledged, round).await;
        acknowledged.extend(write_until_killed(process, &token, &next).await);
    }
    let process = Process::start(directory.path(), &[]);
    assert_holds(&process, &token.expect("there was a round"), &acknowledged, ROUNDS).await;
    assert!(ROUNDS * ENOUGH <= acknowledged.len());
    process.kill();
}

/// Eight writers, one point a request; answers the timestamps that were acknowledged.
async fn write_until_killed(process: Process, token: &str, next: &Arc<AtomicI64>) -> Vec<i64> {
    let count = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (url, token) = (process.url("/data/m"), token.to_owned());
            let (next, count) = (next.clone(), count.clone());
            tokio::spawn(async move {
                let client = client();
                let mut acknowledged = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    let body =
                        format!("[{{\"timestamp\":{at},\"dimensions\":{{\"writer\":\"{writer}\"}},\"value\":1}}]");
                    let request =
                        client.post(&url).header("x-data-token", &token).header("content-type", "application/json");
                    match request.body(body).send().await {
                        Ok(answer) if answer.status() == 200 => acknowledged.push(at),
                        Ok(answer) => panic!("{}", answer.status()),
                        Err(_) => return acknowledged,
                    }
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    while count.load(Ordering::SeqCst) < ENOUGH {
        tokio::task::yield_now().await;
    }
    process.kill();
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.expect("a writer sees no other status than 200"));
    }
    acknowledged
}

async fn assert_holds(process: &Process, token: &str, acknowledged: &BTreeSet<i64>, round: usize) {
    let answer = client().get(process.url("/data/m")).header("x-data-token", token).send().await.expect("it answers");
    let points: Vec<serde_json::Value> = answer.json().await.expect("a list");
    let stored: Vec<i64> = points.iter().filter_map(|point| point["timestamp"].as_i64()).collect();
    let distinct: BTreeSet<i64> = stored.iter().copied().collect();
    assert_eq!(distinct.len(), stored.len(), "round {round}: no point is doubled");
    assert!(
        acknowledged.is_subset(&distinct),
        "round {round}: {} points are lost",
        acknowledged.difference(&distinct).count()
    );
}
