//! Somebody who sees every request and answer, and remembers what nobody else should ever see.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http::HeaderMap;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Fields of bodies and queries that hold something secret or personal.
const FIELDS: [&str; 26] = [
    "access_token",
    "code",
    "current_password",
    "data_token",
    "description",
    "email",
    "first_name",
    "forgot_password_token",
    "key",
    "last_name",
    "new_password",
    "password",
    "phone_number",
    "q",
    "refresh_token",
    "registration_code",
    "search",
    "state",
    "targetingKey",
    "title",
    "token",
    "token_name",
    "token_plaintext",
    "url",
    "username",
    "verification_token",
];
/// Headers that do.
const HEADERS: [&str; 8] =
    ["authorization", "cookie", "idempotency-key", "location", "set-cookie", "x-api-key", "x-data-token", "x-token"];
/// What is shorter may stand in a log for other reasons.
const SHORTEST: usize = 6;
/// Words that are in such places and not secret; the last five in the address at which a consent ends.
const HARMLESS: [&str; 9] = [
    "Bearer",
    "HttpOnly",
    "Max-Age",
    "SameSite",
    "google_oauth2",
    "authorized",
    "access_denied",
    "token_id",
    "token_name",
];

/// What was overheard; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Eavesdropper(Arc<Mutex<BTreeSet<String>>>);

impl Eavesdropper {
    /// The router, with every request and answer overheard.
    pub(crate) fn around(&self, router: Router) -> Router {
        router.layer(from_fn_with_state(self.clone(), overhear))
    }

    /// Everything secret or personal that passed so far.
    pub(crate) fn heard(&self) -> BTreeSet<String> {
        self.0.lock().expect("nobody panicked").clone()
    }

    /// What else nobody may see.
    pub(crate) fn remember(&self, text: &str) {
        let separators = |c: char| c.is_whitespace() || ";=\"',?&#".contains(c);
        let words = text.split(separators).filter(|word| SHORTEST <= word.len() && !HARMLESS.contains(word));
        self.0.lock().expect("nobody panicked").extend(words.map(str::to_owned));
    }

    fn of_headers(&self, headers: &HeaderMap) {
        for value in HEADERS.into_iter().flat_map(|name| headers.get_all(name)) {
            self.remember(&String::from_utf8_lossy(value.as_bytes()));
        }
    }

    fn of_body(&self, body: &[u8]) {
        match serde_json::from_slice(body) {
            Ok(value) => self.of_value("", &value),
            Err(_) => self.of_pairs(&String::from_utf8_lossy(body)),
        }
    }

    fn of_value(&self, field: &str, value: &Value) {
        match value {
            Value::String(text) if FIELDS.contains(&field) => self.remember(text),
            Value::Array(values) => values.iter().for_each(|value| self.of_value(field, value)),
            Value::Object(fields) => fields.iter().for_each(|(field, value)| self.of_value(field, value)),
            _ => {}
        }
    }

    fn of_pairs(&self, text: &str) {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(field, _)| FIELDS.contains(field)).for_each(|(_, value)| self.remember(value));
    }
}

async fn overhear(State(ear): State<Eavesdropper>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = whole(body).await;
    ear.of_headers(&parts.headers);
    ear.of_pairs(parts.uri.query().unwrap_or_default());
    ear.of_body(&body);
    let (parts, body) = next.run(Request::from_parts(parts, Body::from(body))).await.into_parts();
    let body = whole(body).await;
    ear.of_headers(&parts.headers);
    ear.of_body(&body);
    Response::from_parts(parts, Body::from(body))
}

async fn whole(body: Body) -> Vec<u8> {
    axum::body::to_bytes(body, usize::MAX).await.expect("a whole body").to_vec()
}
