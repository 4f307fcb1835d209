//! Sending people to Google to consent.

use domain::Product;
use oauth2::{PkceCodeChallenge, RedirectUrl};

use crate::Client;
use crate::client::web_address;
use crate::error::{Error, Outage, Word};
use crate::product::scopes;

/// A consent that was begun.
pub struct Consent {
    /// Where the browser is to go.
    pub url: String,
    /// The PKCE verifier (RFC 7636): who exchanges the code must have it. Keep it secret, beside the state.
    pub verifier: String,
}

shows_nothing!(Consent);

/// Begins a consent to `product`. Google sends the browser back to `redirect_uri` with `state` and a code.
///
/// `access_type=offline` asks for a refresh token, and `prompt=consent` for one each time, not only the first
/// (<https://developers.google.com/identity/protocols/oauth2/web-server>).
pub fn consent(client: &Client, product: Product, redirect_uri: &str, state: &str) -> Result<Consent, Error> {
    consent_to(client, scopes(product), redirect_uri, state)
}

/// The same, to these scopes: for whoever uses an account of their own.
pub fn consent_to(
    client: &Client,
    scopes: &[impl AsRef<str>],
    redirect_uri: &str,
    state: &str,
) -> Result<Consent, Error> {
    let scopes: Vec<&str> = scopes.iter().map(AsRef::as_ref).collect();
    let redirect_uri = redirect(redirect_uri)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut url = client.auth_uri.clone();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &client.id)
        .append_pair("redirect_uri", &redirect_uri)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("access_type", "offline")
        .append_pair("prompt", "consent")
        .append_pair("state", state)
        .append_pair("code_challenge", challenge.as_str())
        .append_pair("code_challenge_method", challenge.method());
    Ok(Consent { url: url.into(), verifier: verifier.into_secret() })
}

/// What it means that Google sent the browser back with `error` instead of a code (RFC 6749, 4.1.2.1).
pub fn declined(error: &str) -> Error {
    match error {
        "access_denied" => Error::Denied,
        "server_error" | "temporarily_unavailable" => Error::Unavailable(Outage::Said(Word::of(error))),
        _ => Error::Refused(Word::of(error)),
    }
}

/// `text` as it is, if it is an address.
pub(crate) fn redirect(text: &str) -> Result<RedirectUrl, Error> {
    let wrong = Error::Misconfigured("our own, to which Google is to send the browser back");
    if web_address(text).is_none() {
        return Err(wrong);
    }
    RedirectUrl::new(text.to_owned()).map_err(|_| wrong)
}
