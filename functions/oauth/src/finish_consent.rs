//! `GET /oauth2/google/callback`: the browser comes back from Google.

use crate::OauthState;
use crate::landing::{Landed, land};
use crate::refusal::refusal;
use axum::extract::{OriginalUri, State};
use axum::response::Response;
use connections::{Answer, Error as Failed};
use domain::{ErrorKind, Failure};
use serde_json::Value;
use url::form_urlencoded;
use web::{Error, SessionCookie, Violation};

/// Ends a consent: connects the account, or takes note that its owner declined.
///
/// Nobody but a browser that comes from Google has a use for it. It is sent to the web page, with
/// `google_oauth2=authorized`, `token_id` and `token_name`, or with `google_oauth2=error` and a word in `detail`.
#[utoipa::path(
    get,
    path = "/oauth2/google/callback",
    operation_id = "finish_consent",
    tag = "google",
    params(
        ("code" = Option<String>, Query, description = "what Google gives where its user consented"),
        ("state" = String, Query, description = "as in the address that the consent began with"),
        ("error" = Option<String>, Query, description = "what Google says where its user did not"),
    ),
    responses(
        (status = 307, description = "To the web page"),
        (status = 400, body = web::ErrorBody, description = "The state is unknown, used or too old"),
        (status = 401, body = web::ErrorBody, description = "The data token has expired or was deleted"),
        (status = 403, body = web::ErrorBody, description = "Somebody else is signed in here than who began"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    )
)]
pub(crate) async fn finish_consent(
    State(state): State<OauthState>,
    OriginalUri(uri): OriginalUri,
    cookie: SessionCookie,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let sent = Sent::read(uri.query().unwrap_or_default()).map_err(Error::violations)?;
    let visitor = state.visitor(cookie, now).await?;
    let landed = match state.connections.complete(&sent.state, sent.answer(), visitor, now).await {
        Ok(connected) => Landed::Connected(connected),
        Err(Failed::Denied) => Landed::Failed(sent.declined()),
        Err(failed @ (Failed::UnknownState | Failed::TokenGone | Failed::OtherVisitor)) => return Err(refusal(failed)),
        Err(failed) => failure(&failed),
    };
    land(&state.page, &landed)
}

/// What Google sent along with the browser.
#[derive(Default)]
struct Sent {
    state: String,
    code: Option<String>,
    error: Option<String>,
}

impl Sent {
    /// Of a parameter that stands there twice, the first counts.
    fn read(query: &str) -> Result<Sent, Vec<Violation>> {
        let find = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        let (code, state, error) = (find("code"), find("state"), find("error"));
        let missing = |name: &'static str| Violation::missing(["query".into(), name.into()], Value::Null);
        let no_answer = (code.is_none() && error.is_none()).then(|| missing("code"));
        let no_state = state.is_none().then(|| missing("state"));
        let violations: Vec<Violation> = no_answer.into_iter().chain(no_state).collect();
        if violations.is_empty() { Ok(Sent { state: state.unwrap_or_default(), code, error }) } else { Err(violations) }
    }

    fn answer(&self) -> Answer<'_> {
        match (&self.error, &self.code) {
            (None, Some(code)) => Answer::Code(code),
            _ => Answer::Denied,
        }
    }

    /// What Google's word for it is among ours: a redirect carries no text that somebody else chose.
    fn declined(&self) -> &'static str {
        google::declined(self.error.as_deref().unwrap_or_default()).code()
    }
}

/// A failure that is told in a word. It is logged here, because nothing else answers it.
fn failure(failed: &Failed) -> Landed {
    let (code, cause) = (failed.code(), failed as &dyn std::error::Error);
    match failed.kind() {
        ErrorKind::Bug => tracing::error!(code, error = cause, "a consent could not be completed"),
        _ => tracing::warn!(code, error = cause, "a consent could not be completed"),
    }
    Landed::Failed(code)
}
