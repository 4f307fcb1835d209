//! Headers that list wishes with weights: `gzip, zstd;q=0.5` (RFC 9110, 12.4.2).

use http::{HeaderMap, HeaderName};

/// One element of the list.
#[derive(Debug, PartialEq)]
pub(crate) struct Wish {
    /// The coding or media range, in lower case and without parameters.
    pub(crate) name: String,
    /// From 0 (not acceptable) to 1; 1 where nothing is said, 0 where it cannot be read.
    pub(crate) weight: f32,
}

/// All elements in the order sent, over all headers of that name.
pub(crate) fn wishes(headers: &HeaderMap, name: HeaderName) -> Vec<Wish> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).filter_map(wish).collect()
}

fn wish(element: &str) -> Option<Wish> {
    let mut parts = element.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let weight = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    Some(Wish { name, weight: if (0.0..=1.0).contains(&weight) { weight } else { 0.0 } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header::{ACCEPT, HeaderValue};

    #[test]
    fn lists_are_read_with_their_weights() {
        let cases: [(&str, &[(&str, f32)]); 6] = [
            ("", &[]),
            ("gzip", &[("gzip", 1.0)]),
            ("GZip ; q=0.5 , zstd;Q=0", &[("gzip", 0.5), ("zstd", 0.0)]),
            ("text/csv;charset=utf-8;q=0.1", &[("text/csv", 0.1)]),
            (", ,*/*", &[("*/*", 1.0)]),
            ("a;q=x, b;q=7, c;q=NaN", &[("a", 0.0), ("b", 0.0), ("c", 0.0)]),
        ];
        for (sent, expected) in cases {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_str(sent).unwrap())]);
            let read = wishes(&headers, ACCEPT);
            let read: Vec<_> = read.iter().map(|wish| (wish.name.as_str(), wish.weight)).collect();
            assert_eq!(read, expected, "{sent}");
        }
    }
}
