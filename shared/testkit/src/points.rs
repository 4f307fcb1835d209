//! Builders of points.

use series::{Columns, Dimensions};

/// Points of (timestamp, value of dimension `n` or empty for none, value).
pub fn columns(points: &[(i64, &str, f64)]) -> Columns {
    let mut columns = Columns::default();
    for (timestamp, name, value) in points {
        columns.push(*timestamp, &named(name), *value);
    }
    columns
}

fn named(name: &str) -> Dimensions {
    if name.is_empty() { Dimensions::default() } else { Dimensions::new([("n", name)]) }
}

/// The reverse of [`columns`].
pub fn plain(columns: &Columns) -> Vec<(i64, String, f64)> {
    columns
        .iter()
        .map(|(timestamp, dimensions, value)| (timestamp, dimensions.get("n").unwrap_or_default().to_owned(), value))
        .collect()
}
