//! `GET /user/sessions`: where somebody is signed in.

use crate::AccountsState;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::SessionRef;
use serde::Serialize;
use store::ListedSession;
use utoipa::ToSchema;
use views::in_seconds;
use web::{Error, Visitor};

/// A session, without anything by which it could be shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// A UUID, the same for the session's whole life.
    id: String,
    /// `cookie`: a browser's. `token`: a program's, with access tokens.
    kind: &'static str,
    /// In seconds, UTC: `2026-11-21T01:44:58+00:00`.
    created_at: String,
    /// When its life was last made longer: of a cookie at most a third of its life ago, of a program when it last renewed its
    /// tokens.
    last_used_at: String,
    /// With what they signed in, as their client said; at most 200 characters, perhaps none.
    user_agent: String,
    /// Whether it is the one by which this was asked.
    current: bool,
}

/// The sessions of who is signed in, the last used first.
#[utoipa::path(
    get,
    path = "/user/sessions",
    operation_id = "list_sessions",
    tag = "accounts",
    responses(
        (status = 200, body = Vec<SessionBody>),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_sessions(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let sessions = state.store.sessions_list(&me.user, now).await?;
    let bodies: Vec<SessionBody> = sessions.into_iter().map(|listed| SessionBody::of(listed, me.session.id)).collect();
    Ok(me.answer(Json(bodies)))
}

impl SessionBody {
    /// What is shown of a session.
    pub(crate) fn of(listed: ListedSession, current: SessionRef) -> SessionBody {
        SessionBody {
            id: listed.session.id.to_string(),
            kind: listed.kind.as_str(),
            created_at: in_seconds(listed.created_at),
            last_used_at: in_seconds(listed.last_used_at),
            user_agent: listed.user_agent,
            current: listed.session.id == current,
        }
    }
}
