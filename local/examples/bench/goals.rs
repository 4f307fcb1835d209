//! The goals of design/storage.md, the only figures here that are typed in, beside what was measured.

use crate::ingest::Ingest;
use crate::operations::{READ_ALL, READ_BY_DAY, WRITE_MANY, WRITE_ONE};
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
    /// Whether it is reached; nobody knows where nothing was measured.
    pub(crate) met: Option<bool>,
}

impl Goal {
    fn new(what: impl Into<String>, items: Option<f64>, at_most: f64, measured: Option<f64>) -> Goal {
        Goal { what: what.into(), items, at_most, measured, met: measured.map(|measured| measured <= at_most) }
    }
}

/// All goals, in the order of the design.
pub(crate) fn goals(report: &Report) -> Vec<Goal> {
    let mut goals: Vec<Goal> = report.ingest.iter().map(|ingest| of_an_ingest(report, ingest)).collect();
    let one = one_point(report, THEIRS);
    goals.push(Goal::new("write units of a 1-point request, at every size", one, 1.0, one_point(report, OURS)));
    goals.extend(report.stored.iter().map(|stored| {
        let what = format!("stored bytes a point, {}", stored.kind);
        Goal::new(what, Some(stored.item_bytes_a_point), stored.goal, Some(stored.bytes_a_point))
    }));
    goals.extend(of_a_year(report));
    goals
}

fn of_a_year(report: &Report) -> [Goal; 3] {
    let items = |operation| largest(report).and_then(|points| find(&report.sizes, THEIRS, points, operation));
    let (units, pages) = items(READ_ALL).map(|all| (all.cost.read_units, all.cost.calls as f64)).unzip();
    let by_day = items(READ_BY_DAY).map(|days| days.p50_ms);
    let year = Some(&report.year).filter(|year| year.days == YEAR_DAYS);
    [
        Goal::new("read units for a year at a point a minute *", units, 400.0, year.map(|year| year.read_units)),
        Goal::new("pages of queries for that year *", pages, 3.0, year.map(|year| year.pages as f64)),
        Goal::new("ms to the body, that year by day (p50) *", by_day, 150.0, year.map(|year| year.by_day.p50_ms)),
    ]
}

/// The goal does not say how many metrics share a request, so it is held against each.
fn of_an_ingest(report: &Report, ingest: &Ingest) -> Goal {
    let what = format!("write units to ingest 1 M points of {} metrics, sealed", ingest.metrics);
    let measured = Some(ingest.write_units).filter(|_| ingest.points == INGESTED);
    Goal::new(what, items_of_million(report), 15_000.0, measured)
}

/// What the other layout's large write comes to for as many points.
fn items_of_million(report: &Report) -> Option<f64> {
    let many = find(&report.sizes, THEIRS, largest(report)?, WRITE_MANY)?;
    Some(many.cost.write_units / many.points as f64 * INGESTED as f64)
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
