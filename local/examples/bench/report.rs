//! Everything that was measured: the JSON document of `--json`.

use crate::check_ins::{self, CheckIns};
use crate::goals::{self, Goal};
use crate::ingest::{self, Ingest};
use crate::items;
use crate::options::Plan;
use crate::process::{self, Memory};
use crate::sizes::{self, Size};
use crate::stage::Stage;
use crate::startup::{self, Startup};
use crate::stored::{self, Stored};
use crate::writers::{self, Writers};
use crate::year::{self, Year};
use serde::Serialize;
use std::thread::available_parallelism;
use std::time::Instant;

/// Metrics that share each request of an ingest: one alone, what a household's gateway sends, what a server sends.
const SHARING: [usize; 3] = [1, 20, 100];

/// Ticks beside one another: one alone, and as many as overlap where each takes its whole five minutes.
const INVOCATIONS: [usize; 2] = [1, 5];

/// What one run of the bench came to.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) plan: Plan,
    pub(crate) cores: usize,
    pub(crate) startup: Vec<Startup>,
    /// After the start over an empty file, and at the end; between them the process was client and engine too.
    pub(crate) memory_started: Memory,
    pub(crate) memory_ended: Memory,
    pub(crate) sizes: Vec<Size>,
    pub(crate) year: Year,
    pub(crate) ingest: Vec<Ingest>,
    pub(crate) stored: Vec<Stored>,
    pub(crate) writers: Vec<Writers>,
    pub(crate) check_ins: Vec<CheckIns>,
    pub(crate) goals: Vec<Goal>,
    pub(crate) seconds: f64,
}

impl Report {
    /// Measures everything; what it is at goes to standard error.
    pub(crate) async fn make(plan: &Plan) -> anyhow::Result<Report> {
        let begun = Instant::now();
        let stage = Stage::set().await?;
        let memory_started = process::memory();
        items::create_table(&stage.client()).await?;
        let mut sizes = Vec::new();
        for &points in &plan.sizes {
            eprintln!("a metric of {points} points, in both layouts");
            sizes.extend(sizes::measure(&stage, plan, points).await?);
        }
        eprintln!("a year, several kinds of data, {} writers", plan.writers);
        let year = year::measure(&stage, plan).await?;
        let stored = stored::measure(&stage, plan).await?;
        let writers = writers::measure(&stage, plan).await?;
        let mut ingest = Vec::new();
        for metrics in SHARING {
            eprintln!("{} points of {metrics} metrics in requests of a thousand", plan.ingested);
            ingest.push(ingest::measure(&stage, metrics, plan.ingested).await?);
        }
        let check_ins = check_ins(&stage, plan).await?;
        let memory_ended = process::memory();
        eprintln!("starting and stopping");
        let directory = stage.end().await?;
        let mut startup: Vec<Startup> = startup::first(plan.starts).await?.into();
        startup.push(startup::again(plan.starts, directory.path()).await?);
        let cores = available_parallelism().map_or(1, usize::from);
        let (plan, goals, seconds) = (plan.clone(), Vec::new(), begun.elapsed().as_secs_f64());
        let mut report = Report {
            plan,
            cores,
            startup,
            memory_started,
            memory_ended,
            sizes,
            year,
            ingest,
            stored,
            writers,
            check_ins,
            goals,
            seconds,
        };
        report.goals = goals::goals(&report);
        Ok(report)
    }

    /// Whether the writers' points are all there, in both layouts.
    pub(crate) fn every_point_counted(&self) -> bool {
        self.writers.iter().all(Writers::every_point_counted)
    }
}

/// What it costs to ask many at once.
pub(crate) async fn check_ins(stage: &Stage, plan: &Plan) -> anyhow::Result<Vec<CheckIns>> {
    let mut measured = Vec::new();
    for invocations in INVOCATIONS {
        eprintln!("{} users are asked in the same minute, by {invocations} ticks at once", plan.users);
        measured.push(check_ins::measure(stage, plan.users, invocations).await?);
    }
    Ok(measured)
}
