//! Points as a client sent them: their shape is right, their names are not checked yet.

use domain::{DimensionKey, ErrorKind, Failure, MetricName, NameError};
use series::{Columns, Dimensions};
use std::collections::HashMap;

/// Whether the points name their metric themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The path names it.
    One,
    /// Each point names it.
    Many,
}

/// What identifies points: timestamps and dimensions.
pub(crate) type Identities = Vec<(i64, Dimensions)>;

/// Points by metric, in the order in which the metrics first came.
pub(crate) struct Sent {
    target: Target,
    writes: Vec<(Option<String>, Columns)>,
    places: HashMap<String, usize>,
}

impl Sent {
    pub(crate) fn new(target: Target) -> Sent {
        let writes = match target {
            Target::One => vec![(None, Columns::default())],
            Target::Many => Vec::new(),
        };
        Sent { target, writes, places: HashMap::new() }
    }

    pub(crate) fn target(&self) -> Target {
        self.target
    }

    pub(crate) fn push(&mut self, metric: Option<&str>, timestamp: i64, dimensions: &Dimensions, value: f64) {
        let place = metric.map_or(0, |metric| self.place(metric));
        self.writes[place].1.push(timestamp, dimensions, value);
    }

    fn place(&mut self, metric: &str) -> usize {
        if let Some(&place) = self.places.get(metric) {
            return place;
        }
        self.places.insert(metric.to_owned(), self.writes.len());
        self.writes.push((Some(metric.to_owned()), Columns::default()));
        self.writes.len() - 1
    }

    #[cfg(test)]
    pub(crate) fn writes(&self) -> &[(Option<String>, Columns)] {
        &self.writes
    }

    /// The points of the metric that the path names.
    pub(crate) fn into_one(self) -> Columns {
        self.writes.into_iter().next().map(|(_, points)| points).unwrap_or_default()
    }

    /// The points by the metrics they name.
    pub(crate) fn into_many(self) -> Result<Vec<(MetricName, Columns)>, NameError> {
        let named = self.writes.into_iter();
        named.map(|(name, points)| Ok((MetricName::parse(&name.unwrap_or_default())?, points))).collect()
    }
}

/// The most bytes that the dimensions of one point may take: many points must fit into one item of the table.
const LARGEST_DIMENSIONS: usize = 16 * 1024;

/// Why points with the right shape are refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum PointError {
    #[error(transparent)]
    Name(#[from] NameError),
    #[error("The dimensions of a point are larger than {LARGEST_DIMENSIONS} bytes")]
    LargeDimensions,
}

impl Failure for PointError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

/// Checks keys and sizes of dimensions, each distinct set once.
pub(crate) fn check_points(points: &Columns) -> Result<(), PointError> {
    for set in 0..u32::try_from(points.sets.len()).unwrap_or(u32::MAX) {
        let pairs = points.sets.get(set).pairs();
        for (key, _) in pairs {
            DimensionKey::parse(key)?;
        }
        if LARGEST_DIMENSIONS < pairs.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() {
            return Err(PointError::LargeDimensions);
        }
    }
    Ok(())
}
