//! A point as it travels, and what must hold before it does.

use super::Wrong;
use domain::{DimensionKey, MetricName};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The range of JavaScript's Date, in ms; the API takes no other.
const LARGEST_TIMESTAMP: i64 = 8_640_000_000_000_000;

/// A point, with the metric that it belongs to where that is not said elsewhere.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Point {
    /// The metric's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) metric: String,
    /// In ms since 1970.
    pub(crate) timestamp: i64,
    /// Labels, in the order in which they were written.
    #[serde(default)]
    pub(crate) dimensions: Map<String, Value>,
    /// Finite.
    pub(crate) value: f64,
}

impl Point {
    /// Whether the API will take it.
    pub(crate) fn check(&self) -> Result<(), Wrong> {
        let metric = MetricName::parse(&self.metric).map_err(|error| Wrong::Point(error.to_string()))?;
        if metric.is_reserved() {
            return Err(Wrong::Reserved);
        }
        if LARGEST_TIMESTAMP < self.timestamp.saturating_abs() {
            return Err(Wrong::Point(format!("{} is out of the range of timestamps, which are in ms", self.timestamp)));
        }
        if !self.value.is_finite() {
            return Err(Wrong::Point(format!("{} is no finite number", self.value)));
        }
        for (key, value) in &self.dimensions {
            DimensionKey::parse(key).map_err(|error| Wrong::Point(error.to_string()))?;
            if !value.is_string() {
                return Err(Wrong::Point(format!("the dimension {key} is no text")));
            }
        }
        Ok(())
    }

    /// A dimension's text.
    pub(crate) fn dimension(&self, key: &str) -> Option<&str> {
        self.dimensions.get(key)?.as_str()
    }
}
