//! Whether a request that a browser's cookie vouches for was made by a page of ours (cross-site request forgery).
//!
//! A browser says of every request that changes something where it comes from, and no page can make it say otherwise
//! (<https://www.w3.org/TR/fetch-metadata/>, and `Origin` in the Fetch standard). What says nothing of either is no browser,
//! and nobody is deceived by it. A request that shows a token of its own needs no cookie, so it is not looked at.

use crate::{Error, SessionCookie};
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, ORIGIN};
use http::{HeaderValue, Method};

/// How a browser names the relation between the page that asks and us.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// From ourselves, and from nobody: an address that somebody typed.
const OURS: [&str; 2] = ["same-origin", "none"];
/// What a page elsewhere can send only if it may call us at all, which CORS decides.
const TOKENS: [HeaderName; 2] = [HeaderName::from_static("x-data-token"), HeaderName::from_static("x-token")];
/// And this scheme of `Authorization`. Others a browser sends by itself, as where an address has a name and a password in it.
const BEARER: &str = "bearer ";

/// Knows our pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Forgery {
    origins: Vec<HeaderValue>,
}

impl Forgery {
    /// Our pages are those of the one origin that may call us, and those of our own address.
    pub(crate) fn new(origin: Option<&str>, public_base: Option<&str>) -> Forgery {
        let origins = [origin, public_base].into_iter().flatten().map(origin_of);
        Forgery { origins: origins.filter_map(|origin| HeaderValue::from_str(origin).ok()).collect() }
    }

    /// 403 for a request that may change something, shows a session's cookie, and was made by somebody else's page.
    pub(crate) fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Error> {
        if method.is_safe() || shows_token(headers) || SessionCookie::from_headers(headers).0.is_none() {
            return Ok(());
        }
        let (site, origin) = (headers.get(FETCH_SITE), headers.get(ORIGIN));
        let is_ours = site.is_some_and(|site| OURS.iter().any(|ours| site == ours))
            || origin.is_some_and(|origin| self.origins.contains(origin))
            || (site.is_none() && origin.is_none());
        if is_ours { Ok(()) } else { Err(Error::forbidden("This request comes from a page of another site")) }
    }
}

fn shows_token(headers: &HeaderMap) -> bool {
    let scheme = |value: &HeaderValue| value.as_bytes().get(..BEARER.len()).map(<[u8]>::to_ascii_lowercase);
    TOKENS.iter().any(|name| headers.contains_key(name))
        || headers.get(AUTHORIZATION).and_then(scheme).is_some_and(|scheme| scheme == BEARER.as_bytes())
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + "://".len());
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    &address[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: (&str, &str) = ("cookie", "sid=s");

    fn passes(method: &Method, sent: &[(&'static str, &'static str)]) -> bool {
        let forgery = Forgery::new(Some("https://ui.example/"), Some("https://api.example:8443/v1"));
        let headers = sent.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        forgery.check(method, &headers.collect()).is_ok()
    }

    #[test]
    fn only_our_pages_change_something_by_a_cookie() {
        for (sent, expected) in [
            (&[COOKIE][..], true),
            (&[COOKIE, ("sec-fetch-site", "same-origin")], true),
            (&[COOKIE, ("sec-fetch-site", "none")], true),
            (&[COOKIE, ("sec-fetch-site", "same-site")], false),
            (&[COOKIE, ("sec-fetch-site", "cross-site")], false),
            (&[COOKIE, ("sec-fetch-site", "cross-site"), ("origin", "https://ui.example")], true),
            (&[COOKIE, ("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")], false),
            (&[COOKIE, ("sec-fetch-site", "")], false),
            (&[COOKIE, ("origin", "https://ui.example")], true),
            (&[COOKIE, ("origin", "https://api.example:8443")], true),
            (&[COOKIE, ("origin", "https://api.example")], false),
            (&[COOKIE, ("origin", "http://ui.example")], false),
            (&[COOKIE, ("origin", "https://ui.example.evil")], false),
            (&[COOKIE, ("origin", "null")], false),
            (&[("origin", "https://evil.example")], true),
            (&[("cookie", "theme=dark"), ("origin", "https://evil.example")], true),
            (&[COOKIE, ("authorization", "Bearer a.b.c"), ("origin", "https://evil.example")], true),
            (&[COOKIE, ("authorization", "bearer a.b.c"), ("origin", "https://evil.example")], true),
            (&[COOKIE, ("authorization", "Basic YTpi"), ("origin", "https://evil.example")], false),
            (&[COOKIE, ("authorization", "Basic YTpi")], true),
            (&[COOKIE, ("x-data-token", "t"), ("sec-fetch-site", "cross-site")], true),
        ] {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert_eq!(passes(&method, sent), expected, "{method} {sent:?}");
            }
            assert!(passes(&Method::GET, sent), "{sent:?}");
        }
    }

    #[test]
    fn where_no_page_is_known_only_the_browsers_own_word_counts() {
        let headers = [(http::header::COOKIE, "sid=s"), (ORIGIN, "https://api.example")];
        let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect();
        assert!(Forgery::new(None, None).check(&Method::POST, &headers).is_err());
    }
}
