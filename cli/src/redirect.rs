//! Where a browser is sent back to after a consent, and what stands in that address (RFC 6749, 4.1.2).

use anyhow::bail;
use url::form_urlencoded;

/// What a stranger sent back along with the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Redirect {
    /// A code, good once.
    Code(String),
    /// A word for why there is none.
    Declined(String),
}

impl Redirect {
    /// Reads the address, or what stands behind its `?`. `state` is what was sent along: an address with another one is of
    /// another consent.
    pub(crate) fn read(address: &str, state: &str) -> anyhow::Result<Redirect> {
        let address = address.trim();
        let query = address.split_once('?').map_or(address, |(_, query)| query);
        let query = query.split_once('#').map_or(query, |(query, _)| query);
        let find = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        match find("state") {
            None => bail!("this is not the whole address"),
            Some(other) if other != state => bail!("this address is of another consent"),
            Some(_) => {}
        }
        match (find("error"), find("code")) {
            (Some(word), _) => Ok(Redirect::Declined(word)),
            (None, Some(code)) => Ok(Redirect::Code(code)),
            (None, None) => bail!("this address has no code"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_whole_or_from_its_query_on() {
        let code = Redirect::Code("4/0A+b".to_owned());
        for (text, expect) in [
            (" http://127.0.0.1:9/?state=s%2F1&code=4%2F0A%2Bb&scope=x\n", Ok(&code)),
            ("state=s/1&code=4/0A%2Bb#", Ok(&code)),
            (
                "http://127.0.0.1:9/?state=s%2F1&error=access_denied",
                Ok(&Redirect::Declined("access_denied".to_owned())),
            ),
            ("http://127.0.0.1:9/?state=other&code=x", Err("this address is of another consent")),
            ("4/0A+b", Err("this is not the whole address")),
            ("http://127.0.0.1:9/?state=s%2F1", Err("this address has no code")),
        ] {
            let is = Redirect::read(text, "s/1").map_err(|error| error.to_string());
            assert_eq!(is.as_ref().map_err(String::as_str), expect, "{text}");
        }
    }
}
