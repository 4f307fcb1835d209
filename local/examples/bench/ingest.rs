//! A million points in requests of a thousand, one request a minute, sealed each hour: what it consumes, and where.
//!
//! The sealer is called as its job calls it; what the job itself consumes to be claimed and to end is not in the figures.

use crate::meter::{self, Tallies};
use crate::points::{MINUTE, Thermometer};
use crate::stage::Stage;
use anyhow::ensure;
use domain::{MetricName, UserId};
use serde::Serialize;
use series::Op;
use std::time::Instant;
use store::Store;
use uuid::Uuid;

/// Points of a request.
const REQUEST: usize = 1_000;
/// Requests between two runs of sealing: an hour of them.
const SEALED_EACH: usize = 60;
/// When it begins; time is an argument of the store, so nobody waits for it.
const BEGIN: i64 = 1_795_219_200_000;

/// What ingesting came to.
#[derive(Debug, Serialize)]
pub(crate) struct Ingest {
    /// How many metrics share each request.
    pub(crate) metrics: usize,
    pub(crate) points: usize,
    pub(crate) requests: usize,
    pub(crate) seals: usize,
    pub(crate) seconds: f64,
    pub(crate) write_units: f64,
    pub(crate) read_units: f64,
    /// The write units of the requests alone.
    pub(crate) appending_write_units: f64,
    /// Where appending's calls and units went.
    pub(crate) appending: Tallies,
    /// Where sealing's calls and units went.
    pub(crate) sealing: Tallies,
}

/// Ingests `points` points of `metrics` metrics.
pub(crate) async fn measure(stage: &Stage, metrics: usize, points: usize) -> anyhow::Result<Ingest> {
    let user = UserId(Uuid::from_u128(metrics as u128));
    let (appender, appending) = stage.metered();
    let (sealer, sealing) = stage.metered();
    let mut rooms = rooms(metrics)?;
    let (requests, mut seals, mut now) = (points / REQUEST, 0, BEGIN);
    let begun = Instant::now();
    for request in 1..=requests {
        appender.points_append(user, ops(&mut rooms), None, now).await?;
        now += MINUTE;
        if request % SEALED_EACH == 0 || request == requests {
            // The last blocks have settled two minutes later.
            let now = if request == requests { now + 2 * MINUTE } else { now };
            seals += seal(&sealer, user, now).await?;
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    let (appending, sealing) = (appending.take(), sealing.take());
    ensure!(stored(&sealer, user).await? == u64::try_from(points)?, "ingesting has lost or doubled points");
    let appending_write_units = meter::units(&appending, false);
    let write_units = appending_write_units + meter::units(&sealing, false);
    let read_units = meter::units(&appending, true) + meter::units(&sealing, true);
    Ok(Ingest {
        metrics,
        points,
        requests,
        seals,
        seconds,
        write_units,
        read_units,
        appending_write_units,
        appending,
        sealing,
    })
}

fn rooms(metrics: usize) -> anyhow::Result<Vec<(MetricName, Thermometer)>> {
    let room = |number: usize| {
        let name = MetricName::parse(&format!("temperature.{number}"))?;
        Ok((name, Thermometer::of_room(number as u64)))
    };
    (0..metrics).map(room).collect()
}

/// What one request holds: the same number of points of every metric.
fn ops(rooms: &mut [(MetricName, Thermometer)]) -> Vec<(MetricName, Op)> {
    let each = REQUEST / rooms.len();
    rooms.iter_mut().map(|(name, room)| (name.clone(), Op::Write(room.read(each)))).collect()
}

async fn seal(store: &Store, user: UserId, now: i64) -> anyhow::Result<usize> {
    let mut runs = 1;
    while store.seal(user, now).await?.more {
        runs += 1;
    }
    Ok(runs)
}

async fn stored(store: &Store, user: UserId) -> anyhow::Result<u64> {
    Ok(store.metrics_detail(user).await?.iter().map(|metric| metric.count).sum())
}
