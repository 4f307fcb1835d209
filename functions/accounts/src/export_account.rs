//! `GET /user/export`: everything that is known of who is signed in, but for their points and calendars, which it says where to
//! get.

use crate::list_sessions::SessionBody;
use crate::update_profile::Profile;
use crate::{AccountsState, TokenBody};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use store::User;
use utoipa::ToSchema;
use views::in_seconds;
use web::{Error, Visitor};

/// Where the rest is. Whoever may ask this may ask those, with the same session. Points are not in the answer, because an
/// answer has a limit and they have none; their query is for a page, of which 600 bytes a point fit into an answer.
const ELSEWHERE: Elsewhere = Elsewhere {
    metrics: "/data?detail=true",
    points: "/data/{metric}?limit=10000",
    connections: "/oauth2/google/configs",
};

/// What is stored of a user.
#[derive(Serialize, ToSchema)]
pub(crate) struct Export {
    /// The account.
    account: Account,
    /// Data tokens, without their secrets.
    tokens: Vec<TokenBody>,
    /// Where the user is signed in.
    sessions: Vec<SessionBody>,
    /// Where everything else is.
    elsewhere: Elsewhere,
}

/// An account as its owner may see it. Of the password a hash is stored, which is nobody's to see.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    #[serde(flatten)]
    profile: Profile,
    /// E.164; null where nobody has told.
    phone_number: Option<String>,
    /// `ADMIN` or `STANDARD`.
    role: &'static str,
    /// `active`.
    state: &'static str,
    /// UTC.
    created_at: String,
    /// UTC.
    updated_at: String,
    /// When the address was confirmed, UTC; null where it never was.
    verified_at: Option<String>,
    /// UTC; null where that was never noted.
    last_login_at: Option<String>,
}

/// Addresses here, for what may be long.
#[derive(Serialize, ToSchema)]
pub(crate) struct Elsewhere {
    /// Names and counts of all metrics.
    metrics: &'static str,
    /// All points of a metric, whose name is percent-encoded and put into the place: a page, and where a `Link` header with
    /// `rel="next"` leads, the next one.
    points: &'static str,
    /// Connected Google accounts, without credentials.
    connections: &'static str,
}

/// The account, its data tokens and its sessions. Metrics and connections are listed where the answer says.
#[utoipa::path(
    get,
    path = "/user/export",
    operation_id = "export_account",
    tag = "accounts",
    responses(
        (status = 200, body = Export),
        (status = 401, body = web::ErrorBody), (status = 404, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn export_account(State(state): State<AccountsState>, visitor: Visitor) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let me = state.signed_in(visitor, now).await?;
    let tokens = state.store.tokens_list(me.user.id).await?;
    let sessions = state.store.sessions_list(&me.user, now).await?;
    let export = Export {
        account: Account::of(&me.user),
        tokens: tokens.iter().map(TokenBody::of).collect(),
        sessions: sessions.into_iter().map(|listed| SessionBody::of(listed, me.session.id)).collect(),
        elsewhere: ELSEWHERE,
    };
    Ok(me.answer(Json(export)))
}

impl Account {
    fn of(user: &User) -> Account {
        Account {
            profile: Profile::of(user),
            phone_number: user.phone_number.as_ref().map(|number| number.as_str().to_owned()),
            role: user.role.as_str(),
            state: user.state.as_str(),
            created_at: in_seconds(user.created_at),
            updated_at: in_seconds(user.updated_at),
            verified_at: user.verified_at.map(in_seconds),
            last_login_at: user.last_login_at.map(in_seconds),
        }
    }
}
