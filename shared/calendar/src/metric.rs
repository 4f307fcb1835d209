//! The metrics that events become.

use domain::MetricName;

/// Below it stand the values that descriptions name.
const CUSTOM_PREFIX: &str = "imp.events.custom.";

/// How long events last, in ms.
pub(crate) fn duration() -> MetricName {
    MetricName::parse("imp.events.duration").expect("a name within the alphabet")
}

/// The metric of a value, or `None` where `name` is too long or not of the alphabet.
pub(crate) fn custom(name: &str) -> Option<MetricName> {
    MetricName::parse(&format!("{CUSTOM_PREFIX}{name}")).ok()
}
