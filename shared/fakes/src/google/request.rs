//! A request as it came in, for the server's own use and for tests to look at afterwards.

use super::script::Call;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

/// A request that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which one it is; `None` for the consent page and for paths that do not exist.
    pub call: Option<Call>,
    /// `GET` or `POST`.
    pub method: String,
    /// As it was sent, percent-encoded.
    pub path: String,
    /// The query's pairs, decoded.
    pub query: Vec<(String, String)>,
    /// The pairs of a form in the body, decoded.
    pub form: Vec<(String, String)>,
    /// The header `Authorization`.
    pub authorization: Option<String>,
    /// Whether it showed an access token that was good then, or to `/token` the client's id and secret.
    pub authorized: bool,
}

impl Request {
    pub(super) fn new(method: &str, target: &str, authorization: Option<String>, body: &[u8]) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request {
            call: None,
            method: method.to_owned(),
            path: path.to_owned(),
            query: pairs(query.as_bytes()),
            form: pairs(body),
            authorization,
            authorized: false,
        };
        request.call = request.recognised();
        request
    }

    /// The value of a parameter of the query.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        value(&self.query, name)
    }

    /// The value of a field of the form.
    pub fn field(&self, name: &str) -> Option<&str> {
        value(&self.form, name)
    }

    /// The path's segments, decoded.
    pub(super) fn segments(&self) -> Vec<String> {
        let segments = self.path.trim_start_matches('/').split('/');
        segments.map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned()).collect()
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.authorization.as_deref()?.strip_prefix("Bearer ")
    }

    /// The client's id and secret, in the form or as Basic (RFC 6749, 2.3.1: each form-encoded before).
    pub(super) fn client(&self) -> Option<(String, String)> {
        if let Some((id, secret)) = self.field("client_id").zip(self.field("client_secret")) {
            return Some((id.to_owned(), secret.to_owned()));
        }
        let encoded = self.authorization.as_deref()?.strip_prefix("Basic ")?;
        let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((form_decoded(id), form_decoded(secret)))
    }

    fn recognised(&self) -> Option<Call> {
        let segments = self.segments();
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        match (self.method.as_str(), segments.as_slice()) {
            ("POST", ["token"]) => Some(Call::Token),
            ("POST", ["revoke"]) => Some(Call::Revoke),
            ("GET", ["jwks"]) => Some(Call::Jwks),
            ("GET", ["calendar", "v3", "users", "me", "calendarList"]) => Some(Call::CalendarList),
            ("GET", ["calendar", "v3", "calendars", _, "events"]) => Some(Call::Events),
            ("GET", ["gmail", "v1", "users", "me", rest @ ..]) => match rest {
                ["profile"] => Some(Call::GmailProfile),
                ["labels"] => Some(Call::GmailLabels),
                ["history"] => Some(Call::GmailHistory),
                ["messages"] => Some(Call::GmailList),
                ["messages", _] => Some(Call::GmailMail),
                _ => None,
            },
            _ => None,
        }
    }
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}
