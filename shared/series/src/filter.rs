//! Which points a request is about: matchers over dimensions, in the spelling of Prometheus.
//!
//! `key=value`, `key!=value`, `key=~regex`, `key!~regex`; all must hold. A dimension that a point does not have counts
//! as the empty string, and a regex must match the whole value, both as in Prometheus
//! (<https://prometheus.io/docs/prometheus/latest/querying/basics/#time-series-selectors>).

use crate::dimensions::Dimensions;
use regex::{Regex, RegexBuilder};

/// The most memory one compiled pattern may take; a pattern beyond it is refused, so that nobody can exhaust a function.
const PATTERN_BYTES: usize = 256 * 1024;

/// Matchers that must all hold. The empty filter lets every point through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    matchers: Vec<Matcher>,
}

#[derive(Clone, Debug)]
struct Matcher {
    source: String,
    key: String,
    test: Test,
    negated: bool,
}

#[derive(Clone, Debug)]
enum Test {
    Equal(String),
    Pattern(Regex),
}

/// Why a matcher was refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FilterError {
    /// There is no operator, or no key before it.
    #[error("expected key=value, key!=value, key=~regex or key!~regex")]
    Syntax,
    /// The pattern does not compile, or compiles to something too large.
    #[error("the pattern is not a valid regular expression, or is too large")]
    Pattern,
}

impl Filter {
    /// Parses each of `sources` as one matcher.
    pub fn parse<S: AsRef<str>>(sources: impl IntoIterator<Item = S>) -> Result<Filter, FilterError> {
        let matchers = sources.into_iter().map(|source| Matcher::parse(source.as_ref())).collect::<Result<_, _>>()?;
        Ok(Filter { matchers })
    }

    /// What [`Filter::parse`] was given.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.matchers.iter().map(|matcher| matcher.source.as_str())
    }

    /// Whether all matchers hold.
    pub fn matches(&self, dimensions: &Dimensions) -> bool {
        self.matchers.iter().all(|matcher| matcher.matches(dimensions))
    }

    /// True where every point matches.
    pub fn is_empty(&self) -> bool {
        self.matchers.is_empty()
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.sources().eq(other.sources())
    }
}

impl Matcher {
    /// The key ends at the first operator; a key may itself hold `=`, `!` or `~` only where no operator is read earlier.
    fn parse(source: &str) -> Result<Matcher, FilterError> {
        let at = source.find(['=', '!']).filter(|&at| at > 0).ok_or(FilterError::Syntax)?;
        let (key, rest) = source.split_at(at);
        let (negated, pattern, value) = if let Some(value) = rest.strip_prefix("=~") {
            (false, true, value)
        } else if let Some(value) = rest.strip_prefix("!~") {
            (true, true, value)
        } else if let Some(value) = rest.strip_prefix("!=") {
            (true, false, value)
        } else if let Some(value) = rest.strip_prefix('=') {
            (false, false, value)
        } else {
            return Err(FilterError::Syntax);
        };
        let test = if pattern { Test::Pattern(whole(value)?) } else { Test::Equal(value.to_owned()) };
        Ok(Matcher { source: source.to_owned(), key: key.to_owned(), test, negated })
    }

    fn matches(&self, dimensions: &Dimensions) -> bool {
        let value = dimensions.get(&self.key).unwrap_or("");
        let holds = match &self.test {
            Test::Equal(expected) => value == expected,
            Test::Pattern(pattern) => pattern.is_match(value),
        };
        holds != self.negated
    }
}

/// The pattern must be whole by itself: `a)|(b` would close our anchors' group and escape them.
fn whole(pattern: &str) -> Result<Regex, FilterError> {
    bounded(pattern)?;
    bounded(&format!("^(?s:{pattern})$"))
}

fn bounded(pattern: &str) -> Result<Regex, FilterError> {
    RegexBuilder::new(pattern)
        .size_limit(PATTERN_BYTES)
        .dfa_size_limit(PATTERN_BYTES)
        .build()
        .map_err(|_| FilterError::Pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(matcher: &str, expect: Result<bool, FilterError>) {
        let dimensions = Dimensions::new([("room", "kitchen"), ("note", "a=b\nc")]);
        assert_eq!(Filter::parse([matcher]).map(|filter| filter.matches(&dimensions)), expect, "{matcher}");
    }

    #[test]
    fn matchers_read_as_in_prometheus() {
        check("room=kitchen", Ok(true));
        check("room=kit", Ok(false));
        check("room!=kitchen", Ok(false));
        check("room=~kit.*", Ok(true));
        check("room=~kit", Ok(false));
        check("room=~kit|bath|kitchen", Ok(true));
        check("room!~bath", Ok(true));
        check("absent=", Ok(true));
        check("absent!=", Ok(false));
        check("absent=~.+", Ok(false));
        check("note=a=b\nc", Ok(true));
        check("note=~a.*c", Ok(true));
        check("=x", Err(FilterError::Syntax));
        check("room", Err(FilterError::Syntax));
        check("room!kitchen", Err(FilterError::Syntax));
        check("room=~x)|(kitchen", Err(FilterError::Pattern));
        check("room=~(", Err(FilterError::Pattern));
        check("room=~(a{1000}){1000}", Err(FilterError::Pattern));
    }
}
