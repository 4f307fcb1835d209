//! The goals of design/storage.md, the only figures here that are typed in, beside what was measured.

use crate::operations::WRITE_ONE;
use crate::report::Report;
use crate::sizes::{OURS, Size, THEIRS, find};
use serde::Serialize;

/// Points of the ingest that its goal speaks of.
const INGESTED: usize = 1_000_000;
/// Days of the year that its goals speak of.
const YEAR_DAYS: i64 = 365;

/// A goal, and how far it is.
#[derive(Debug, Serialize)]
pub(crate) struct Goal {
    pub(crate) what: String,
    /// Where each point is an item, in this run.
    pub(crate) items: Option<f64>,
    pub(crate) at_most: f64,
    /// What was measured; nothing where less was done than the goal speaks of.
    pub(crate) measured: Option<f64>,
}

impl Goal {
    /// Whether it is reached; nobody knows where nothing was measured.
    pub(crate) fn is_met(&self) -> Option<bool> {
        self.measured.map(|measured| measured <= self.at_most)
    }
}

/// All goals, in the order of the design.
pub(crate) fn goals(report: &Report) -> Vec<Goal> {
    let goal = |what: &str, items, at_most, measured| Goal { what: what.to_owned(), items, at_most, measured };
    let mut goals = vec![
        goal(
            "write units to ingest 1 M points, sealing included",
            items_of_million(report),
            15_000.0,
            ingested(report),
        ),
        goal(
            "write units of a 1-point request, at every size",
            one_point(report, THEIRS),
            1.0,
            one_point(report, OURS),
        ),
    ];
    goals.extend(report.stored.iter().map(|stored| {
        let what = format!("stored bytes a point, {}", stored.kind);
        Goal {
            what,
            items: Some(stored.item_bytes_a_point),
            at_most: stored.goal,
            measured: Some(stored.bytes_a_point),
        }
    }));
    let year = Some(&report.year).filter(|year| year.days == YEAR_DAYS);
    let all = largest(report).and_then(|points| find(&report.sizes, THEIRS, points, "read all, gzip"));
    let by_day = largest(report).and_then(|points| find(&report.sizes, THEIRS, points, "read a year by day"));
    goals.extend([
        goal(
            "read units for a year at a point a minute *",
            all.map(|all| all.cost.read_units),
            400.0,
            year.map(|year| year.read_units),
        ),
        goal(
            "pages of queries for that year *",
            all.map(|all| all.cost.calls as f64),
            3.0,
            year.map(|year| year.pages as f64),
        ),
        goal(
            "ms from request to body, that year by day (p50) *",
            by_day.map(|days| days.p50_ms),
            150.0,
            year.map(|year| year.by_day.p50_ms),
        ),
    ]);
    goals
}

fn ingested(report: &Report) -> Option<f64> {
    report
        .ingest
        .iter()
        .find(|ingest| ingest.metrics == 1 && ingest.points == INGESTED)
        .map(|ingest| ingest.write_units)
}

/// What the other layout took to be filled, for as many points.
fn items_of_million(report: &Report) -> Option<f64> {
    let filled = report.sizes.iter().rfind(|size| size.layout == THEIRS && 0 < size.points)?;
    Some(filled.filling.write_units / filled.points as f64 * INGESTED as f64)
}

/// The dearest size's.
fn one_point(report: &Report, layout: &str) -> Option<f64> {
    let sizes = report.sizes.iter().filter(|size| size.layout == layout);
    sizes
        .filter_map(|size| find(&report.sizes, layout, size.points, WRITE_ONE))
        .map(|one| one.cost.write_units)
        .reduce(f64::max)
}

fn largest(report: &Report) -> Option<usize> {
    report.sizes.iter().map(|Size { points, .. }| *points).max()
}
