//! The command line, and how much work it asks for.

use clap::Parser;
use serde::Serialize;

/// Measures Impulses' layout beside one item per point.
#[derive(Parser, Debug)]
pub(crate) struct Options {
    /// Print one JSON document in place of tables.
    #[arg(long)]
    pub(crate) json: bool,

    /// Points of the largest metric.
    #[arg(long, default_value_t = 500_000)]
    points: usize,

    /// Users who are asked in the same minute.
    #[arg(long, default_value_t = 10_000)]
    users: usize,

    /// Measure nothing but what it costs to ask them.
    #[arg(long)]
    pub(crate) check_ins_only: bool,

    /// Little of everything: shows that the bench runs, not how fast Impulses is.
    #[arg(long)]
    quick: bool,
}

/// How much of everything is done.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Plan {
    /// Whether the figures are of less work than the goals speak of.
    pub(crate) quick: bool,
    /// Points of each metric of the comparison.
    pub(crate) sizes: Vec<usize>,
    /// How often operations are repeated on our layout.
    pub(crate) chunks: Often,
    /// How often where each point is an item, which takes longer.
    pub(crate) items: Often,
    /// Points that are ingested in requests of a thousand.
    pub(crate) ingested: usize,
    /// Days of a point a minute.
    pub(crate) year_days: i64,
    /// Points of the kinds of data that are dense in time.
    pub(crate) dense_points: usize,
    /// Writers at once.
    pub(crate) writers: usize,
    /// Requests of each writer.
    pub(crate) requests_a_writer: usize,
    /// How often Impulses is started.
    pub(crate) starts: usize,
    /// Users who are asked in the same minute.
    pub(crate) users: usize,
}

/// How often operations are repeated.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Often {
    /// Writes of one point.
    pub(crate) writes: usize,
    /// Writes of a thousand.
    pub(crate) large_writes: usize,
    /// Reads of a day.
    pub(crate) reads: usize,
    /// Reads that go through everything.
    pub(crate) reads_of_all: usize,
}

/// Enough for several looks at what is due.
const QUICK_USERS: usize = 200;

impl Options {
    pub(crate) fn plan(&self) -> Plan {
        if self.quick { quick(self.points) } else { Plan { users: self.users, ..full(self.points) } }
    }
}

fn full(points: usize) -> Plan {
    Plan {
        quick: false,
        sizes: sizes(&[0, 10_000, 100_000], points),
        chunks: Often { writes: 30, large_writes: 30, reads: 30, reads_of_all: 10 },
        items: Often { writes: 30, large_writes: 3, reads: 10, reads_of_all: 3 },
        ingested: 1_000_000,
        year_days: 365,
        dense_points: 100_000,
        writers: 8,
        requests_a_writer: 200,
        starts: 5,
        users: QUICK_USERS,
    }
}

fn quick(points: usize) -> Plan {
    Plan {
        quick: true,
        sizes: sizes(&[0, 1_000], points.min(10_000)),
        chunks: Often { writes: 5, large_writes: 5, reads: 3, reads_of_all: 3 },
        items: Often { writes: 5, large_writes: 1, reads: 3, reads_of_all: 1 },
        ingested: 50_000,
        year_days: 30,
        dense_points: 10_000,
        requests_a_writer: 10,
        starts: 2,
        ..full(points)
    }
}

/// Those of `usual` that are smaller than the largest, and the largest.
fn sizes(usual: &[usize], largest: usize) -> Vec<usize> {
    usual.iter().copied().filter(|&size| size < largest).chain([largest]).collect()
}
