//! Where Google's servers are.

use oauth2::TokenUrl;
use url::Url;

use crate::Error;
use crate::client::web_address;

/// Where the APIs are that are named `/calendar/v3/…`.
const API_URL: &str = "https://www.googleapis.com";
/// Where the API is that is named `/gmail/v1/…`.
const GMAIL_URL: &str = "https://gmail.googleapis.com";
/// The keys that sign id_tokens (<https://accounts.google.com/.well-known/openid-configuration>, `jwks_uri`).
const JWKS_URL: &str = "https://www.googleapis.com/oauth2/v3/certs";

/// Addresses other than the real ones, so that anything can be pointed at a server on loopback.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// The root of the APIs, as in `{root}/calendar/v3/…` and `{root}/gmail/v1/…`.
    pub api_url: Option<String>,
    /// The keys that sign id_tokens, as a JSON Web Key Set (RFC 7517).
    pub jwks_url: Option<String>,
    /// Where tokens are revoked. By default it is `revoke` beside the client's `token_uri`.
    pub revoke_url: Option<String>,
}

impl Endpoints {
    /// The Calendar API, with a slash at the end.
    pub(crate) fn calendar(&self) -> Result<String, Error> {
        let root = self.api_url.as_deref().unwrap_or(API_URL).trim_end_matches('/');
        let url = web_address(&format!("{root}/calendar/v3/")).ok_or(Error::Misconfigured("the API's"))?;
        Ok(url.into())
    }

    /// The Gmail API as of the mailbox that an access token is for, with a slash at the end.
    pub(crate) fn mailbox(&self) -> Result<Url, Error> {
        let root = self.api_url.as_deref().unwrap_or(GMAIL_URL).trim_end_matches('/');
        web_address(&format!("{root}/gmail/v1/users/me/")).ok_or(Error::Misconfigured("the API's"))
    }

    pub(crate) fn jwks(&self) -> Result<Url, Error> {
        web_address(self.jwks_url.as_deref().unwrap_or(JWKS_URL)).ok_or(Error::Misconfigured("the key set's"))
    }

    /// Where tokens that came from `token_uri` are revoked.
    pub(crate) fn revoke(&self, token_uri: &TokenUrl) -> Result<Url, Error> {
        match &self.revoke_url {
            Some(url) => web_address(url),
            None => token_uri.url().join("revoke").ok(),
        }
        .ok_or(Error::Misconfigured("that of revocation"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_ones_are_the_default() {
        let real = Endpoints::default();
        assert_eq!(real.calendar().unwrap(), "https://www.googleapis.com/calendar/v3/");
        assert_eq!(real.jwks().unwrap().as_str(), "https://www.googleapis.com/oauth2/v3/certs");
        assert_eq!(real.mailbox().unwrap().as_str(), "https://gmail.googleapis.com/gmail/v1/users/me/");
        let token_uri = TokenUrl::new("https://oauth2.googleapis.com/token".to_owned()).unwrap();
        assert_eq!(real.revoke(&token_uri).unwrap().as_str(), "https://oauth2.googleapis.com/revoke");
    }

    #[test]
    fn others_take_their_place_with_or_without_a_slash() {
        for root in ["http://127.0.0.1:4000", "http://127.0.0.1:4000/"] {
            let fake = Endpoints { api_url: Some(root.to_owned()), ..Endpoints::default() };
            assert_eq!(fake.calendar().unwrap(), "http://127.0.0.1:4000/calendar/v3/");
        }
    }

    #[test]
    fn what_is_no_address_is_an_error() {
        for wrong in ["", "localhost:4000", "not an address", "file:///etc/passwd"] {
            let endpoints = Endpoints { api_url: Some(wrong.to_owned()), ..Endpoints::default() };
            assert!(matches!(endpoints.calendar(), Err(Error::Misconfigured(_))), "{wrong}");
        }
    }
}
