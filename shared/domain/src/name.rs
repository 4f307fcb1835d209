//! Names of metrics and of dimensions: one alphabet, one length.

use crate::{ErrorKind, Failure};
use std::sync::Arc;

/// The punctuation that a name may hold beside ASCII letters and digits.
const PUNCTUATION: &str = "!$%&*+,-.:;<=>?@_()[]{}";
/// The longest name, in characters.
const LONGEST: usize = 99;
/// Metrics below this prefix are made by Impulses itself; clients may only read them.
const RESERVED_PREFIX: &str = "imp.";

/// Why a name was refused; Display is fit for a client.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NameError {
    /// Wrong alphabet, or empty, or too long.
    #[error(
        "{what} ({name}) is invalid. It must be 1 to {LONGEST} characters long and can only contain ASCII letters, \
         digits and {PUNCTUATION}"
    )]
    Alphabet {
        /// `Metric name` or `Dimension key`.
        what: &'static str,
        /// As sent.
        name: String,
    },
    /// `.` and `..` cannot be addressed: clients resolve them as path segments before they send (RFC 3986, 5.2.4).
    #[error("Metric name ({0}) is invalid. A name of dots alone cannot be part of a URL")]
    Dots(String),
}

impl Failure for NameError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
}

/// The name of a metric.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricName(Arc<str>);

impl MetricName {
    /// Checks alphabet and length.
    pub fn parse(name: &str) -> Result<MetricName, NameError> {
        if name == "." || name == ".." {
            return Err(NameError::Dots(name.to_owned()));
        }
        checked("Metric name", name).map(MetricName)
    }

    /// Whether only Impulses itself writes it.
    pub fn is_reserved(&self) -> bool {
        self.0.starts_with(RESERVED_PREFIX)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for MetricName {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// The key of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DimensionKey(Arc<str>);

impl DimensionKey {
    /// Checks alphabet and length.
    pub fn parse(key: &str) -> Result<DimensionKey, NameError> {
        checked("Dimension key", key).map(DimensionKey)
    }

    /// As shared text.
    pub fn into_inner(self) -> Arc<str> {
        self.0
    }
}

fn checked(what: &'static str, name: &str) -> Result<Arc<str>, NameError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || PUNCTUATION.as_bytes().contains(&byte);
    if name.is_empty() || name.len() > LONGEST || !name.bytes().all(allowed) {
        return Err(NameError::Alphabet { what, name: name.chars().take(LONGEST).collect() });
    }
    Ok(name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_alphabet() {
        let longest = "x".repeat(99);
        for name in ["a", "imp", "Imp.x", "%2F", "a?b", "!$%&*+,-.:;<=>?@_()[]{}", longest.as_str()] {
            assert!(MetricName::parse(name).is_ok(), "{name}");
        }
        let too_long = "x".repeat(100);
        for name in ["", " ", "a b", "a/b", "#", "\"", "'", "~", "^", "|", "\\", "`", "ż", "a\0", ".", "..", &too_long]
        {
            assert!(MetricName::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_reserved_prefix_has_a_dot_and_minds_case() {
        let reserved = |name| MetricName::parse(name).map(|name| name.is_reserved());
        assert_eq!(reserved("imp.x"), Ok(true));
        assert_eq!(reserved("imp"), Ok(false));
        assert_eq!(reserved("Imp.x"), Ok(false));
    }
}
