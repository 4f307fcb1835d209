//! How long a start takes, from nothing to the first answer.

use crate::measure::{millis, percentile};
use crate::stage::settings;
use local::App;
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Starts of one kind.
#[derive(Debug, Serialize)]
pub(crate) struct Startup {
    pub(crate) kind: &'static str,
    pub(crate) repeated: usize,
    pub(crate) p50_ms: f64,
    pub(crate) worst_ms: f64,
}

impl Startup {
    fn of(kind: &'static str, millis: &[f64]) -> Startup {
        Startup { kind, repeated: millis.len(), p50_ms: percentile(millis, 50), worst_ms: percentile(millis, 100) }
    }
}

/// First starts, which make the table and the owner.
pub(crate) async fn first(repeat: usize) -> anyhow::Result<[Startup; 2]> {
    let (mut in_memory, mut on_file) = (Vec::new(), Vec::new());
    for _ in 0..repeat {
        in_memory.push(start(None).await?);
        on_file.push(start(Some(tempfile::tempdir()?.path())).await?);
    }
    Ok([Startup::of("first, in memory", &in_memory), Startup::of("first, on a new file", &on_file)])
}

/// Starts over the data that is there.
pub(crate) async fn again(repeat: usize, directory: &Path) -> anyhow::Result<Startup> {
    let mut millis = Vec::new();
    for _ in 0..repeat {
        millis.push(start(Some(directory)).await?);
    }
    Ok(Startup::of("again, on the bench's file", &millis))
}

/// Until `/healthz` has answered, in ms; then it is stopped.
async fn start(directory: Option<&Path>) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let app = App::start(&settings(directory)).await?;
    reqwest::get(format!("{}/healthz", app.url())).await?.error_for_status()?;
    let took = millis(begun.elapsed());
    app.stop().await?;
    Ok(took)
}
