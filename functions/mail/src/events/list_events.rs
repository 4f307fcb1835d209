//! `GET /events`: events in the order of their starts.

use super::Known;
use super::cursor::Cursor;
use super::event_body::EventBody;
use super::wanted::{AskedEvents, Wanted};
use crate::MailState;
use access::Need;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use domain::UserId;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Error, Presented};

/// How many events one call of the table reads.
const READ_AT_ONCE: i32 = 200;
/// How many events one request looks at; where few of them are wanted, the page ends early.
const LOOKED_AT: usize = 1_000;

/// A page of events.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventsBody {
    /// In the order of their starts; those without one are last.
    events: Vec<EventBody>,
    /// To be sent as `cursor` for the next page; null on the last.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// Events that mails told of.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "list_events",
    tag = "mail",
    params(AskedEvents),
    responses(
        (status = 200, body = EventsBody),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("data_token" = []), ("bearer" = []), ("basic" = []), ("app_token" = []), ("session" = []))
)]
pub(crate) async fn list_events(
    State(state): State<MailState>,
    presented: Presented,
    asked: Result<Query<AskedEvents>, QueryRejection>,
) -> Result<Json<EventsBody>, Error> {
    let now = state.clock.now_ms();
    let user = state.user(presented, Need::Read, now).await?;
    let wanted = Wanted::read(asked)?;
    state.events(user, wanted).await.map(Json)
}

impl MailState {
    async fn events(&self, user: UserId, mut wanted: Wanted) -> Result<EventsBody, Error> {
        let (mut events, mut looked_at) = (Vec::new(), 0);
        loop {
            let after = wanted.cursor.as_ref().map(|cursor| (cursor.start_at, cursor.id.as_str()));
            let page = self.store.events_page(user, (wanted.from, wanted.to), after, READ_AT_ONCE).await?;
            let is_last = !page.has_more;
            let count = page.events.len();
            for (at, stored) in page.events.into_iter().enumerate() {
                looked_at += 1;
                wanted.cursor = Some(Cursor::after(&stored));
                let known = Known::read(stored)?;
                if wanted.fits(&known) {
                    events.push(EventBody::of(&known));
                }
                let is_full = wanted.limit <= events.len() || LOOKED_AT <= looked_at;
                if is_full && !(is_last && at + 1 == count) {
                    let next_cursor = wanted.cursor.map(|cursor| cursor.encode());
                    return Ok(EventsBody { events, next_cursor });
                }
            }
            if is_last {
                return Ok(EventsBody { events, next_cursor: None });
            }
        }
    }
}
