//! What a query string asks for, read strictly once it uses any parameter we know.
//!
//! Clients of the first API send none of these; what they send (and their servers ignored) stays ignored.

use crate::cursor::Cursor;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use series::{Aggregate, Buckets, Fill, Filter, Range, Step};
use web::Violation;

/// The times a timestamp may have: those of ECMAScript's Date, in ms.
pub(crate) const LARGEST_TIMESTAMP: i64 = 8_640_000_000_000_000;
/// The longest page; more is better had by several pages or by an aggregate.
const LONGEST_PAGE: usize = 1_000_000;

/// The most aggregates of a request, and the most keys to group by: each takes memory in every group of a bucket.
const LONGEST_LIST: usize = 32;

const READING: [&str; 12] =
    ["start", "end", "limit", "cursor", "order", "where", "step", "tz", "agg", "group_by", "fill", "shape"];
const SELECTING: [&str; 3] = ["start", "end", "where"];

/// Which points to read, and in what form.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) selection: Selection,
    pub(crate) limit: Option<usize>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) descending: bool,
    pub(crate) aggregation: Option<series::Plan>,
    pub(crate) columns: bool,
}

/// Which points a request is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    pub(crate) range: Range,
    pub(crate) filter: Filter,
}

/// The parameters of a request, decoded, in their order, and what was wrong with them.
struct Parameters {
    pairs: Vec<(String, String)>,
    violations: Vec<Violation>,
}

/// Reads the query string of a reading request.
pub(crate) fn reading(query: &str) -> Result<Reading, Vec<Violation>> {
    let mut parameters = Parameters::parse(query);
    if !parameters.knows_any(&READING) {
        return Ok(Reading::default());
    }
    parameters.refuse_others(&READING);
    let selection = parameters.selection();
    let aggregation = parameters.aggregation(selection.range);
    let reading = Reading {
        limit: parameters.limit(),
        cursor: parameters.read("cursor", "a cursor of an earlier answer", Cursor::decode),
        descending: parameters.read("order", "asc or desc", order).unwrap_or(false),
        columns: parameters.read("shape", "points or columns", shape).unwrap_or(false),
        selection,
        aggregation,
    };
    if reading.aggregation.is_some() {
        parameters.refuse_pages();
    }
    parameters.done(reading)
}

/// Reads the query string of a request that deletes points: it must say which.
pub(crate) fn deletion(query: &str) -> Result<Selection, Vec<Violation>> {
    let mut parameters = Parameters::parse(query);
    parameters.refuse_others(&SELECTING);
    if !parameters.knows_any(&SELECTING) {
        parameters.violate("start", "at least one of start, end and where is needed");
    }
    let selection = parameters.selection();
    parameters.done(selection)
}

/// Refuses what would select points on a request that drops a whole metric.
pub(crate) fn dropping(query: &str) -> Result<(), Vec<Violation>> {
    let mut parameters = Parameters::parse(query);
    let known: Vec<String> = parameters.names().filter(|name| READING.contains(name)).map(str::to_owned).collect();
    for name in known {
        parameters.violate(&name, "deleting some points is DELETE /data/{metric}/points");
    }
    parameters.done(())
}

/// Whether `GET /data` is asked for details.
pub(crate) fn detail(query: &str) -> Result<bool, Vec<Violation>> {
    let mut parameters = Parameters::parse(query);
    let detail = parameters.read("detail", "true or false", |word| word.parse().ok());
    parameters.done(detail.unwrap_or(false))
}

impl Parameters {
    fn parse(query: &str) -> Parameters {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        });
        Parameters { pairs: pairs.collect(), violations: Vec::new() }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.pairs.iter().map(|(name, _)| name.as_str())
    }

    fn knows_any(&self, known: &[&str]) -> bool {
        self.names().any(|name| known.contains(&name))
    }

    fn refuse_others(&mut self, known: &[&str]) {
        let unknown: Vec<String> = self.names().filter(|name| !known.contains(name)).map(str::to_owned).collect();
        let refused =
            unknown.into_iter().map(|name| Violation::extra_forbidden(["query".into(), name.into()], Value::Null));
        self.violations.extend(refused);
    }

    fn refuse_pages(&mut self) {
        for name in ["limit", "cursor"] {
            if self.all(name).next().is_some() {
                self.violate(name, "pages are of points; narrow an aggregate by start, end or a longer step");
            }
        }
    }

    fn violate(&mut self, name: &str, message: &str) {
        let given = self.all(name).next().map_or(Value::Null, |given| web::echo(&given.into()));
        let violation = Violation::value_error(["query".into(), name.to_owned().into()], message);
        self.violations.push(violation.with_input(given));
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter that may come once.
    fn read<T>(&mut self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let given: Vec<String> = self.all(name).map(str::to_owned).collect();
        let [value] = &given[..] else {
            if !given.is_empty() {
                self.violate(name, "it may be given once");
            }
            return None;
        };
        let parsed = parse(value);
        if parsed.is_none() {
            self.violate(name, &format!("expected {expected}"));
        }
        parsed
    }

    fn selection(&mut self) -> Selection {
        let expected = "milliseconds since 1970 or an RFC 3339 date and time";
        let range = Range { start: self.read("start", expected, time), end: self.read("end", expected, time) };
        if let (Some(start), Some(end)) = (range.start, range.end)
            && end < start
        {
            self.violate("end", "it lies before start");
        }
        let filter = Filter::parse(self.all("where"));
        let filter = filter.unwrap_or_else(|error| {
            self.violate("where", &error.to_string());
            Filter::default()
        });
        Selection { range, filter }
    }

    fn limit(&mut self) -> Option<usize> {
        let limit = |text: &str| text.parse().ok().filter(|limit| (1..=LONGEST_PAGE).contains(limit));
        self.read("limit", &format!("a whole number from 1 to {LONGEST_PAGE}"), limit)
    }

    fn aggregation(&mut self, range: Range) -> Option<series::Plan> {
        let step = self.read("step", "a number and s, m, h, d, w, mo or y, as in 15m", |text| Step::parse(text).ok());
        let zone = self.read("tz", "a time zone of the IANA database", |text| series::parse_zone(text).ok());
        let fill = self.read("fill", "none, null, zero or previous", Fill::parse);
        let group_by = self.short_list("group_by");
        let aggregates = self.aggregates();
        if aggregates.is_none() {
            for name in ["step", "tz", "fill", "group_by"] {
                if self.all(name).next().is_some() {
                    self.violate(name, "it needs agg, as in agg=avg");
                }
            }
        }
        let buckets = step.map(|step| Buckets::new(step, zone.unwrap_or(jiff::tz::TimeZone::UTC)));
        Some(series::Plan { aggregates: aggregates?, group_by, buckets, range, fill: fill.unwrap_or_default() })
    }

    fn aggregates(&mut self) -> Option<Vec<Aggregate>> {
        let names = self.short_list("agg");
        let mut aggregates: Vec<Aggregate> = Vec::new();
        for name in &names {
            match Aggregate::parse(name) {
                Ok(aggregate) if !aggregates.contains(&aggregate) => aggregates.push(aggregate),
                Ok(_) => {}
                Err(error) => self.violate("agg", &error.to_string()),
            }
        }
        Some(aggregates).filter(|_| !names.is_empty())
    }

    /// A parameter that may come several times or hold several values parted by commas.
    fn short_list(&mut self, name: &str) -> Vec<String> {
        let values = self.all(name).flat_map(|value| value.split(',')).filter(|value| !value.is_empty());
        let values: Vec<String> = values.map(str::to_owned).collect();
        if LONGEST_LIST < values.len() {
            self.violate(name, &format!("it may have at most {LONGEST_LIST} values"));
        }
        values
    }

    fn done<T>(self, read: T) -> Result<T, Vec<Violation>> {
        if self.violations.is_empty() { Ok(read) } else { Err(self.violations) }
    }
}

/// A `+` that was not percent-encoded arrives as a space; RFC 3339 has a `+` only before the offset, so it can be told.
fn time(text: &str) -> Option<i64> {
    let instant = |text: &str| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond);
    let ms = text.parse().ok().or_else(|| instant(text)).or_else(|| instant(&text.replace(' ', "+")));
    ms.filter(|ms: &i64| ms.unsigned_abs() <= LARGEST_TIMESTAMP.unsigned_abs())
}

fn order(word: &str) -> Option<bool> {
    match word {
        "asc" => Some(false),
        "desc" => Some(true),
        _ => None,
    }
}

fn shape(word: &str) -> Option<bool> {
    match word {
        "points" => Some(false),
        "columns" => Some(true),
        _ => None,
    }
}
