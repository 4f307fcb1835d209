//! Impulses as a client reaches it: over HTTP, with gzip, on connections that stay open.

use anyhow::bail;
use flate2::read::GzDecoder;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::{Client, Response};
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use series::{Columns, Dimensions};

/// A client with the owner's token.
#[derive(Clone)]
pub(crate) struct Api {
    client: Client,
    url: String,
    token: String,
}

/// A body as it came over the wire.
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    gzip: bool,
}

impl Api {
    /// A client of its own, with a connection of its own.
    pub(crate) fn new(url: &str, token: &str) -> Api {
        Api { client: Client::new(), url: url.to_owned(), token: token.to_owned() }
    }

    /// Writes points of one metric.
    pub(crate) async fn write(&self, metric: &str, points: &Columns) -> anyhow::Result<()> {
        let request = self.client.post(format!("{}/data/{metric}", self.url)).header("X-Data-Token", &self.token);
        let answer = request.header(CONTENT_TYPE, "application/json").body(body(points)).send().await?;
        checked(answer).await.map(drop)
    }

    /// Reads `query` (empty, or with its `?`) of one metric.
    pub(crate) async fn read(&self, metric: &str, query: &str) -> anyhow::Result<Body> {
        let request = self.client.get(format!("{}/data/{metric}{query}", self.url)).header("X-Data-Token", &self.token);
        let answer = checked(request.header(ACCEPT_ENCODING, "gzip").send().await?).await?;
        let gzip = answer.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding == "gzip");
        Ok(Body { bytes: answer.bytes().await?.to_vec(), gzip })
    }
}

impl Body {
    /// How many points (or buckets) it lists; they are not kept.
    pub(crate) fn count(&self) -> anyhow::Result<usize> {
        let listed: Vec<IgnoredAny> = match self.gzip {
            true => serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&self.bytes[..])))?,
            false => serde_json::from_slice(&self.bytes)?,
        };
        Ok(listed.len())
    }
}

async fn checked(answer: Response) -> anyhow::Result<Response> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    bail!("{status}: {}", answer.text().await?)
}

/// Points as clients send them.
fn body(points: &Columns) -> String {
    let point = |(timestamp, dimensions, value): (i64, &Dimensions, f64)| {
        let pairs = dimensions.pairs().iter().map(|(key, value)| (key.to_string(), value.as_ref().into()));
        let dimensions: Map<String, Value> = pairs.collect();
        json!({ "timestamp": timestamp, "dimensions": dimensions, "value": value })
    };
    Value::Array(points.iter().map(point).collect()).to_string()
}
