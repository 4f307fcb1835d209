//! `Vary`, in one header: which request headers the answer depends on.

use http::header::VARY;
use http::{HeaderMap, HeaderValue};

/// Adds a name to those that are there, once.
pub(crate) fn vary_by(headers: &mut HeaderMap, name: &'static str) {
    let there: Vec<&str> = headers.get_all(VARY).iter().filter_map(|value| value.to_str().ok()).collect();
    let there = there.join(", ");
    if there.split(',').any(|known| known.trim().eq_ignore_ascii_case(name)) {
        return;
    }
    let merged = if there.is_empty() { name.to_owned() } else { format!("{there}, {name}") };
    headers.insert(VARY, HeaderValue::from_str(&merged).unwrap_or(HeaderValue::from_static("*")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_merged_into_one_header() {
        let mut headers = HeaderMap::new();
        for (name, expected) in [
            ("Accept-Encoding", "Accept-Encoding"),
            ("Origin", "Accept-Encoding, Origin"),
            ("origin", "Accept-Encoding, Origin"),
        ] {
            vary_by(&mut headers, name);
            assert_eq!(headers.get_all(VARY).iter().collect::<Vec<_>>(), [expected]);
        }
    }
}
