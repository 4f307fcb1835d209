//! `impulses get`: points of a metric, or aggregates of them.

use crate::api::{Api, Query, Target};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::points::Point;
use crate::times::Times;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Read points of a metric, or aggregates of them.
#[derive(clap::Args, Debug)]
pub(crate) struct Get {
    /// The metric.
    metric: String,

    #[command(flatten)]
    chosen: Chosen,

    /// The length of a bucket of time: 15m, 1h, 1d, 1w, 1mo, 1y. Days and longer follow your time zone's calendar.
    #[arg(long, requires = "agg")]
    step: Option<String>,

    /// Aggregates, parted by commas: count, sum, avg, min, max, first, last, stddev, rate, p50, p99.9.
    #[arg(long)]
    agg: Option<String>,

    /// Dimension keys, parted by commas: an aggregate for each of their values.
    #[arg(long, requires = "agg")]
    group_by: Option<String>,

    /// At most so many points.
    #[arg(long, conflicts_with = "agg")]
    limit: Option<usize>,

    /// The last points first.
    #[arg(long, conflicts_with = "agg")]
    reverse: bool,
}

/// Which points are meant.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Chosen {
    /// The first moment inside: -7d, today, 2026-11-21, 2026-11-21T08:00, RFC 3339 with an offset, or ms since 1970.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) start: Option<String>,

    /// The first moment outside.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) end: Option<String>,

    /// Only points of these labels: KEY=VALUE, KEY!=VALUE, KEY=~REGEX or KEY!~REGEX; repeatable, all must hold.
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
}

impl Chosen {
    /// In the API's words.
    pub(crate) fn query(&self, times: &Times) -> anyhow::Result<Query> {
        let mut query = Query::new();
        for (name, time) in [("start", &self.start), ("end", &self.end)] {
            let Some(time) = time else { continue };
            query.push((name, times.parse(time).map_err(|words| Exit::Usage.because(words))?.to_string()));
        }
        query.extend(self.conditions.iter().map(|condition| ("where", condition.clone())));
        Ok(query)
    }
}

impl Get {
    /// Prints rows: a time, a value (or several, each with its name), and labels.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let api = target.api()?;
        let query = self.chosen.query(times)?;
        let any = if self.agg.is_some() {
            self.aggregates(&api, query, times, output)?
        } else {
            self.points(&api, query, times, output)?
        };
        // A metric that nobody has is told from one that has nothing in the range.
        if any { Ok(()) } else { api.metric(&self.metric).map(drop) }
    }

    fn aggregates(&self, api: &Api, mut query: Query, times: &Times, output: Output) -> anyhow::Result<bool> {
        let given = [("step", &self.step), ("agg", &self.agg), ("group_by", &self.group_by)];
        query.extend(given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
        query.push(("tz", times.zone_name().to_owned()));
        let rows = api.rows(&self.metric, &query)?;
        if output.is_json() {
            output.json(&rows)?;
        } else {
            output.table(&rows.iter().map(|row| cells(row, times)).collect::<Vec<_>>())?;
        }
        Ok(!rows.is_empty())
    }

    /// A page is printed before the next is asked for, so a metric need not fit into memory.
    fn points(&self, api: &Api, mut query: Query, times: &Times, output: Output) -> anyhow::Result<bool> {
        if self.reverse {
            query.push(("order", "desc".to_owned()));
        }
        let mut printed = Printed { any: false, json: output.is_json() };
        api.points(&self.metric, &query, self.limit, |points| printed.page(&points, times))?;
        printed.end()?;
        Ok(printed.any)
    }
}

/// Points as they go to stdout: lines, or one list of JSON.
struct Printed {
    any: bool,
    json: bool,
}

impl Printed {
    fn page(&mut self, points: &[Point], times: &Times) -> anyhow::Result<()> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        for point in points {
            if self.json {
                out.write_all(if self.any { b",\n" } else { b"[" })?;
                serde_json::to_writer(&mut out, point)?;
            } else {
                let labels = labels(&point.dimensions);
                writeln!(out, "{}", format!("{}  {}  {labels}", times.show(point.timestamp), point.value).trim_end())?;
            }
            self.any = true;
        }
        Ok(out.flush()?)
    }

    fn end(&self) -> io::Result<()> {
        match (self.json, self.any) {
            (false, _) => Ok(()),
            (true, true) => writeln!(io::stdout(), "]"),
            (true, false) => writeln!(io::stdout(), "[]"),
        }
    }
}

/// An aggregate's row.
fn cells(row: &Value, times: &Times) -> Vec<String> {
    let number = |value: &Value| value.as_f64().map_or_else(|| "-".to_owned(), |number| number.to_string());
    let mut cells = vec![times.show(row["timestamp"].as_i64().unwrap_or_default())];
    match row["values"].as_object() {
        Some(values) => cells.extend(values.iter().map(|(name, value)| format!("{name} {}", number(value)))),
        None => cells.push(number(&row["value"])),
    }
    cells.extend(row["dimensions"].as_object().map(labels));
    cells
}

/// `key=value key=value`.
fn labels(dimensions: &Map<String, Value>) -> String {
    let label = |(key, value): (&String, &Value)| format!("{key}={}", value.as_str().unwrap_or_default());
    harmless(&dimensions.iter().map(label).collect::<Vec<_>>().join(" ")).into_owned()
}
