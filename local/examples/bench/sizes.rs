//! The same operations on metrics of several sizes, in both layouts.

use crate::chunks::Chunks;
use crate::items::Items;
use crate::measure::{Cost, Measured, millis};
use crate::operations::{self, Metric, Run};
use crate::options::{Often, Plan};
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
    pub(crate) filling_ms: f64,
    /// What filling and sealing consumed, where there is a log.
    pub(crate) log: Option<Log>,
    pub(crate) operations: Vec<Run>,
    /// Resident before that; what the allocator keeps of earlier work is in it.
    pub(crate) memory_before: Memory,
    /// The process while the operations ran: server, engine and client in one.
    pub(crate) memory: Memory,
}

/// From requests into chunks.
#[derive(Debug, Serialize)]
pub(crate) struct Log {
    pub(crate) filling: Cost,
    pub(crate) sealing_ms: f64,
    pub(crate) sealing: Cost,
}

/// Measures a metric of `points` points, ours first.
pub(crate) async fn measure(stage: &Stage, plan: &Plan, points: usize) -> anyhow::Result<[Size; 2]> {
    let name = format!("temperature-{points}");
    let chunks = Chunks::new(stage, MetricName::parse(&name)?);
    let items = Items::new(stage.client(), &name);
    Ok([measure_chunks(&chunks, &plan.chunks, points).await?, measure_items(&items, &plan.items, points).await?])
}

async fn measure_chunks(chunks: &Chunks, often: &Often, points: usize) -> anyhow::Result<Size> {
    let mut metric = Metric { filled: points, points, room: Thermometer::of_room(1) };
    let begun = Instant::now();
    let filling = chunks.fill(&mut metric.room, points).await?;
    let filled = Instant::now();
    let sealing = chunks.seal().await?;
    let sealing_ms = millis(filled.elapsed());
    let memory_before = process::forget_peak();
    let operations = operations::run(often, &mut metric, async |asked| chunks.answer(asked).await).await?;
    let memory = process::memory();
    chunks.seal().await?;
    let filling_ms = millis(filled - begun);
    let log = Some(Log { filling, sealing_ms, sealing });
    Ok(Size { points, layout: OURS, filling_ms, log, operations, memory_before, memory })
}

async fn measure_items(items: &Items, often: &Often, points: usize) -> anyhow::Result<Size> {
    let mut metric = Metric { filled: points, points, room: Thermometer::of_room(1) };
    let begun = Instant::now();
    items.fill(&mut metric.room, points).await?;
    let filling_ms = millis(begun.elapsed());
    let memory_before = process::forget_peak();
    let operations = operations::run(often, &mut metric, async |asked| items.answer(asked).await).await?;
    Ok(Size { points, layout: THEIRS, filling_ms, log: None, operations, memory_before, memory: process::memory() })
}

/// What an operation on a metric of this size and layout came to.
pub(crate) fn find<'a>(sizes: &'a [Size], layout: &str, points: usize, operation: &str) -> Option<&'a Measured> {
    let size = sizes.iter().find(|size| size.layout == layout && size.points == points)?;
    size.operations.iter().find(|run| run.operation == operation).map(|run| &run.measured)
}
