//! Whether a request is Twilio's: HMAC-SHA1 by an auth token over the address that it called, and all fields
//! (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>).
//!
//! The address is the one that Twilio was told, with its query, as it was told. Whether it has a port is signed
//! inconsistently: with one and without one both count, as in Twilio's own libraries.

use crate::Form;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use runtime::TwilioAccount;

/// The header that has the signature.
pub const SIGNATURE_HEADER: &str = "x-twilio-signature";

/// Whether one of the account's tokens has made this signature of a request to `url` with these fields: those of the
/// body of a POST, none of a GET. How long it takes does not depend on how far the signature is right.
pub fn is_signed(account: &TwilioAccount, url: &str, form: &Form, signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    let fields: String = form.sorted().into_iter().flat_map(|(name, value)| [name, value]).collect();
    let addresses = [Some(url.to_owned()), other_spelling(url)];
    let messages: Vec<_> = addresses.iter().flatten().map(|address| format!("{address}{fields}")).collect();
    let tokens = account.auth_tokens.iter().filter(|token| !token.is_empty());
    tokens.fold(false, |signed, token| {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
        let verifies = |message: &String| hmac::verify(&key, message.as_bytes(), &signature).is_ok();
        messages.iter().fold(signed, |signed, message| signed | verifies(message))
    })
}

/// The address without its port, or with its scheme's where it has none.
fn other_spelling(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let has_port = |(_, port): &(&str, &str)| port.bytes().all(|byte| byte.is_ascii_digit());
    let authority = match authority.rsplit_once(':').filter(has_port) {
        Some((host, _)) => host.to_owned(),
        None if scheme == "https" => format!("{authority}:443"),
        None => format!("{authority}:80"),
    };
    Some(format!("{scheme}://{authority}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_added_or_taken_away() {
        for (url, expect) in [
            ("https://api.example/webhook/sms?a=b:1", "https://api.example:443/webhook/sms?a=b:1"),
            ("https://api.example:443/webhook/sms", "https://api.example/webhook/sms"),
            ("http://127.0.0.1:8080", "http://127.0.0.1"),
            ("http://localhost?a", "http://localhost:80?a"),
            ("https://[::1]/x", "https://[::1]:443/x"),
            ("https://[::1]:8443/x", "https://[::1]/x"),
        ] {
            assert_eq!(other_spelling(url).as_deref(), Some(expect), "{url}");
        }
        assert_eq!(other_spelling("api.example"), None);
    }
}
