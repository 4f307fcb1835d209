//! The way to the next page: a `Link` header (RFC 8288).

use crate::Error;
use http::{HeaderValue, Uri};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The parameter that a page is asked for by.
const CURSOR: &str = "cursor";
/// What is not escaped in a parameter (RFC 3986, 2.3).
const PARAMETER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What would end the address inside of `<` and `>`, or is no character of an address at all; `%` is one already.
const ADDRESS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'|');

/// `Link: <path?query>; rel="next"`: the address that was asked for, with another cursor and the other parameters as they
/// were. It has no scheme and host, so that it holds behind any proxy; clients resolve it against what they asked for.
pub fn next_page(asked: &Uri, cursor: &str) -> Result<HeaderValue, Error> {
    let kept = asked.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !is_cursor(pair));
    let mut address = format!("{}?", asked.path());
    for pair in kept {
        address.push_str(pair);
        address.push('&');
    }
    let cursor = utf8_percent_encode(cursor, PARAMETER);
    let address = utf8_percent_encode(&address, ADDRESS);
    HeaderValue::try_from(format!(r#"<{address}{CURSOR}={cursor}>; rel="next""#)).map_err(Error::bug)
}

fn is_cursor(pair: &str) -> bool {
    let key = pair.split('=').next().unwrap_or_default();
    percent_decode_str(key).eq(CURSOR.bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_replaced_and_the_rest_stays() {
        let cases = [
            ("/data/a", "x", "/data/a?cursor=x"),
            ("/data/a?", "x", "/data/a?cursor=x"),
            ("/data/a?limit=5&order=asc", "x", "/data/a?limit=5&order=asc&cursor=x"),
            ("/data/a?cursor=old&limit=5", "x", "/data/a?limit=5&cursor=x"),
            ("/data/a?limit=5&c%75rsor=old", "x", "/data/a?limit=5&cursor=x"),
            ("/data/a?where=a%3D~b%26c&where=d!=e", "x", "/data/a?where=a%3D~b%26c&where=d!=e&cursor=x"),
            ("/data/a%3Cb", "1 &+=/ż", "/data/a%3Cb?cursor=1%20%26%2B%3D%2F%C5%BC"),
            ("http://host:80/data/a?limit=5", "x-._~", "/data/a?limit=5&cursor=x-._~"),
        ];
        for (asked, cursor, expected) in cases {
            let link = next_page(&asked.parse().unwrap(), cursor).unwrap();
            assert_eq!(link, format!("<{expected}>; rel=\"next\""), "{asked}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_the_address() {
        let link = next_page(&"/data/\"ż\"?a=ż|".parse().unwrap(), "\">\r\n").unwrap();
        assert_eq!(link, "</data/%22%C5%BC%22?a=%C5%BC%7C&cursor=%22%3E%0D%0A>; rel=\"next\"");
    }
}
