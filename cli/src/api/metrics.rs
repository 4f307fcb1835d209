//! Metrics over the API: which there are, their points page by page, aggregates, and writing.

use super::{Api, Refused};
use crate::exit::Exit;
use crate::points::Point;
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

/// Points asked for at once; halved where so many do not fit into an answer.
const PAGE: usize = 50_000;

/// What is known of a metric, as the API lists it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Metric {
    /// Its name.
    pub(crate) name: String,
    /// How many points it has.
    pub(crate) count: u64,
    /// The time of its first point, in ms.
    pub(crate) first: Option<i64>,
    /// The time of its last point, in ms.
    pub(crate) last: Option<i64>,
    /// When it was last written to, in ms.
    pub(crate) last_write: i64,
    /// The dimension keys its points have had.
    pub(crate) dimension_keys: Vec<String>,
}

/// Parameters of a read, in the API's own words.
pub(crate) type Query = Vec<(&'static str, String)>;

impl Api {
    /// All metrics, in order of first write.
    pub(crate) fn metrics(&self) -> anyhow::Result<Vec<Metric>> {
        self.call(Method::GET, &["data"]).query(&[("detail", "true".to_owned())]).send()?.json()
    }

    /// A metric by its name.
    pub(crate) fn metric(&self, name: &str) -> anyhow::Result<Metric> {
        let mut known = self.metrics()?.into_iter().filter(|metric| metric.name == name);
        known.next().ok_or_else(|| Exit::NotFound.because(format!("there is no metric {name}")))
    }

    /// Rows in one answer: aggregates, of which there are no pages.
    pub(crate) fn rows(&self, metric: &str, query: &Query) -> anyhow::Result<Vec<serde_json::Value>> {
        self.call(Method::GET, &["data", metric]).query(query).send()?.json()
    }

    /// Points of a metric, `most` of them or all, page by page: each is handed on before the next is asked for.
    pub(crate) fn points(
        &self,
        metric: &str,
        query: &Query,
        most: Option<usize>,
        mut each: impl FnMut(Vec<Point>) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let (mut page, mut cursor, mut left) = (PAGE, None, most.unwrap_or(usize::MAX));
        while 0 < left {
            let mut asked = query.clone();
            asked.push(("limit", page.min(left).to_string()));
            asked.extend(cursor.clone().map(|cursor| ("cursor", cursor)));
            let answer = match self.call(Method::GET, &["data", metric]).query(&asked).send() {
                Err(error) if is_too_large(&error) && 1 < page => {
                    page = page.min(left) / 2;
                    continue;
                }
                answer => answer?,
            };
            let points: Vec<Point> = answer.json()?;
            left = left.saturating_sub(points.len());
            cursor = self.cursor(answer.next())?;
            each(points)?;
            if cursor.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// Writes points of any metrics, all or none. A repeat with the same key does nothing.
    pub(crate) fn write(&self, points: &[Point], key: &str) -> anyhow::Result<()> {
        self.call(Method::POST, &["data"]).json(&points)?.keyed(key).send().map(drop)
    }

    /// The cursor in the address of a next page. The address itself would keep the size of this one.
    fn cursor(&self, next: Option<&str>) -> anyhow::Result<Option<String>> {
        let Some(next) = next else { return Ok(None) };
        let url = self.base.join(next)?;
        let mut cursors = url.query_pairs().filter(|(name, _)| name == "cursor");
        Ok(cursors.next().map(|(_, cursor)| cursor.into_owned()))
    }
}

fn is_too_large(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Refused>().is_some_and(|refused| refused.status == StatusCode::PAYLOAD_TOO_LARGE)
}
