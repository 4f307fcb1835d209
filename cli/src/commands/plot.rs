//! `impulses plot`: a metric as a chart in the terminal.

use super::get::Chosen;
use crate::api::{Api, Metric, Query, Target};
use crate::chart::{self, Frame, Series};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::times::Times;
use jiff::Zoned;
use serde_json::{Value, json};
use terminal_size::{Height, Width};

/// Where nobody tells how wide a terminal is.
const WIDTH: usize = 80;
/// Lines of a chart: enough for its shape, and the commands before it stay in sight.
const HEIGHT: usize = 16;
/// What a chart has beside its lines: title, axis, labels, the prompt below.
const AROUND: usize = 5;
/// Fewer show no shape; more than this draws nothing finer.
const HEIGHTS: std::ops::RangeInclusive<usize> = 4..=100;
/// Wider is no terminal.
const WIDEST: usize = 1_000;

/// Steps to choose from, with their length in seconds.
const STEPS: [(&str, i64); 19] = [
    ("1s", 1),
    ("5s", 5),
    ("15s", 15),
    ("30s", 30),
    ("1m", 60),
    ("5m", 300),
    ("15m", 900),
    ("30m", 1_800),
    ("1h", 3_600),
    ("3h", 10_800),
    ("6h", 21_600),
    ("12h", 43_200),
    ("1d", 86_400),
    ("1w", 604_800),
    ("1mo", 2_592_000),
    ("3mo", 7_776_000),
    ("1y", 31_536_000),
    ("10y", 315_360_000),
    ("100y", 3_153_600_000),
];

/// Draw a metric in the terminal.
///
/// Without --start all of it is drawn. Each dot is the average of a step of time; --agg sum, count or max draws
/// something else, and --group-by a line for each value of a dimension.
#[derive(clap::Args, Debug)]
pub(crate) struct Plot {
    /// The metric.
    metric: String,

    #[command(flatten)]
    chosen: Chosen,

    /// The length of a step, as in 15m, 1h, 1d, 1w; by default what the width has room for.
    #[arg(long)]
    step: Option<String>,

    /// What is drawn of the points of a step: avg, sum, count, min, max, last, p95 ...
    #[arg(long, default_value = "avg", value_parser = one)]
    agg: String,

    /// Dimension keys, parted by commas: a line for each of their values.
    #[arg(long)]
    group_by: Option<String>,

    /// Draw dots, not lines.
    #[arg(long)]
    dots: bool,

    /// Characters a line; by default the terminal's width.
    #[arg(long)]
    width: Option<usize>,

    /// Lines.
    #[arg(long)]
    height: Option<usize>,
}

impl Plot {
    /// Draws it; with --json prints what would be drawn.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let api = target.api()?;
        let (width, height) = self.size();
        let (start, end) = self.range(&api.metric(&self.metric)?, times)?;
        let step = self.step.clone().unwrap_or_else(|| step_for(end - start, width).to_owned());
        let rows = self.rows(&api, (start, end), &step, times)?;
        if output.is_json() {
            return output.json(&json!({ "metric": self.metric, "agg": self.agg, "step": step, "rows": rows }));
        }
        let series = self.series(&rows, output);
        if series.is_empty() {
            output.say(format!("{} has no points there.", self.metric));
            return Ok(());
        }
        let beyond = || Exit::Usage.because("these times are beyond the calendar");
        let (start, end) = (times.zoned(start).ok_or_else(beyond)?, times.zoned(end).ok_or_else(beyond)?);
        output.line(format!("{}  {} each {step}, {}", self.metric, self.agg, period(&start, &end)))?;
        let frame = Frame { start, end, width, height, colours: output.has_colours(), dots: self.dots };
        chart::draw(&series, &frame).iter().try_for_each(|line| output.line(line))?;
        Ok(())
    }

    fn size(&self) -> (usize, usize) {
        let terminal = terminal_size::terminal_size();
        let told = || std::env::var("COLUMNS").ok()?.parse().ok();
        let width = terminal.map(|(Width(width), _)| usize::from(width)).or_else(told).unwrap_or(WIDTH);
        let room = terminal.map_or(HEIGHT, |(_, Height(height))| usize::from(height).saturating_sub(AROUND));
        let height = self.height.unwrap_or(HEIGHT.min(room)).clamp(*HEIGHTS.start(), *HEIGHTS.end());
        (self.width.unwrap_or(width).min(WIDEST), height)
    }

    /// From when to when, in ms: as asked, else where the metric has points. What is recent reaches to now.
    fn range(&self, metric: &Metric, times: &Times) -> anyhow::Result<(i64, i64)> {
        let read = |time: &Option<String>| {
            time.as_deref().map(|time| times.parse(time).map_err(|words| Exit::Usage.because(words))).transpose()
        };
        let (start, end) = (read(&self.chosen.start)?, read(&self.chosen.end)?);
        let last = metric.last.unwrap_or_default();
        let end = end.unwrap_or(if start.is_some() { last.max(times.now_ms()) } else { last });
        let start = start.or(metric.first).unwrap_or_default();
        if end < start {
            return Err(Exit::Usage.because("the range ends before it begins"));
        }
        Ok((start, end))
    }

    fn rows(&self, api: &Api, (start, end): (i64, i64), step: &str, times: &Times) -> anyhow::Result<Vec<Value>> {
        let mut query: Query = vec![
            ("start", start.to_string()),
            ("end", end.saturating_add(1).to_string()),
            ("step", step.to_owned()),
            ("agg", self.agg.clone()),
            ("tz", times.zone_name().to_owned()),
        ];
        query.extend(self.group_by.clone().map(|keys| ("group_by", keys)));
        query.extend(self.chosen.conditions.iter().map(|condition| ("where", condition.clone())));
        api.rows(&self.metric, &query)
    }

    /// Rows by their group, in order of first appearance. More than can be told apart are left out, and that is said.
    fn series(&self, rows: &[Value], output: Output) -> Vec<Series> {
        let mut series: Vec<Series> = Vec::new();
        for row in rows {
            let (Some(time), Some(value)) = (row["timestamp"].as_i64(), row["value"].as_f64()) else { continue };
            let name = self.name(row);
            match series.iter_mut().find(|series| series.name == name) {
                Some(known) => known.points.push((time, value)),
                None => series.push(Series { name, points: vec![(time, value)] }),
            }
        }
        if chart::MOST_SERIES < series.len() {
            let shown = chart::MOST_SERIES;
            output.say(format!("{shown} of {} lines are drawn; choose others with --where.", series.len()));
            series.truncate(shown);
        }
        series
    }

    /// The values of what was grouped by; nothing where nothing was.
    fn name(&self, row: &Value) -> String {
        let keys = self.group_by.iter().flat_map(|keys| keys.split(','));
        let labels = keys.map(|key| match row["dimensions"][key].as_str() {
            Some(value) => format!("{key}={value}"),
            None => format!("no {key}"),
        });
        harmless(&labels.collect::<Vec<_>>().join(" ")).into_owned()
    }
}

/// Days, or within one day its hours.
fn period(start: &Zoned, end: &Zoned) -> String {
    let day = start.strftime("%Y-%m-%d");
    if start.date() != end.date() {
        return format!("{day} to {}", end.strftime("%Y-%m-%d"));
    }
    let (from, to) = (start.strftime("%H:%M").to_string(), end.strftime("%H:%M").to_string());
    if from == to { format!("{day} {from}") } else { format!("{day}, {from} to {to}") }
}

/// The shortest step of which a line has room for two a character.
fn step_for(span_ms: i64, width: usize) -> &'static str {
    let most = i64::try_from(width).unwrap_or(1).saturating_mul(2).max(1);
    let fits = STEPS.iter().find(|(_, seconds)| span_ms / (seconds * 1000) <= most);
    fits.map_or(STEPS[STEPS.len() - 1].0, |(name, _)| name)
}

/// A chart has one.
fn one(agg: &str) -> Result<String, String> {
    if agg.contains(',') { Err("a chart draws one aggregate".to_owned()) } else { Ok(agg.to_owned()) }
}
