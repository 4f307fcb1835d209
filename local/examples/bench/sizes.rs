//! The same operations on metrics of several sizes, in both layouts.

use crate::chunks::Chunks;
use crate::items::Items;
use crate::measure::{Cost, Measured, millis};
use crate::operations::{self, Metric};
use crate::options::Plan;
use crate::points::Thermometer;
use crate::process::{self, Memory};
use crate::stage::Stage;
use domain::MetricName;
use serde::Serialize;
use std::time::Instant;

/// Our layout's name in what is printed.
pub(crate) const OURS: &str = "chunks";
/// The other's.
pub(crate) const THEIRS: &str = "items";

/// A metric of one size in one layout.
#[derive(Debug, Serialize)]
pub(crate) struct Size {
    pub(crate) points: usize,
    pub(crate) layout: &'static str,
    /// What filling it took, in calls that know only this metric.
    pub(crate) filling_ms: f64,
    pub(crate) filling: Cost,
    /// What moving its log into chunks took; nothing where there is no log.
    pub(crate) sealing_ms: f64,
    pub(crate) sealing: Cost,
    pub(crate) operations: Vec<(&'static str, Measured)>,
    /// The process while the operations ran: server, engine and client in one.
    pub(crate) memory: Memory,
}

/// Measures a metric of `points` points, ours first.
pub(crate) async fn measure(stage: &Stage, plan: &Plan, points: usize) -> anyhow::Result<[Size; 2]> {
    let name = format!("temperature-{points}");
    let chunks = Chunks::new(stage, MetricName::parse(&name)?);
    let items = Items::new(stage.client(), &name);
    Ok([measure_chunks(&chunks, plan, points).await?, measure_items(&items, plan, points).await?])
}

async fn measure_chunks(chunks: &Chunks, plan: &Plan, points: usize) -> anyhow::Result<Size> {
    let mut metric = Metric { filled: points, points, room: Thermometer::of_room(1) };
    let begun = Instant::now();
    let filling = chunks.fill(&mut metric.room, points).await?;
    let filled = Instant::now();
    let sealing = chunks.seal().await?;
    let sealing_ms = millis(filled.elapsed());
    process::forget_peak();
    let operations = operations::run(plan, plan.reads, &mut metric, async |asked| chunks.answer(asked).await).await?;
    let memory = process::memory();
    chunks.seal().await?;
    let filling_ms = millis(filled - begun);
    Ok(Size { points, layout: OURS, filling_ms, filling, sealing_ms, sealing, operations, memory })
}

async fn measure_items(items: &Items, plan: &Plan, points: usize) -> anyhow::Result<Size> {
    let mut metric = Metric { filled: points, points, room: Thermometer::of_room(1) };
    let begun = Instant::now();
    let filling = items.fill(&mut metric.room, points).await?;
    let filling_ms = millis(begun.elapsed());
    process::forget_peak();
    let operations =
        operations::run(plan, plan.slow_reads, &mut metric, async |asked| items.answer(asked).await).await?;
    let (memory, sealing) = (process::memory(), Cost::default());
    Ok(Size { points, layout: THEIRS, filling_ms, filling, sealing_ms: 0.0, sealing, operations, memory })
}

/// What an operation on a metric of this size and layout came to.
pub(crate) fn find<'a>(sizes: &'a [Size], layout: &str, points: usize, operation: &str) -> Option<&'a Measured> {
    let size = sizes.iter().find(|size| size.layout == layout && size.points == points)?;
    size.operations.iter().find(|(name, _)| *name == operation).map(|(_, measured)| measured)
}
