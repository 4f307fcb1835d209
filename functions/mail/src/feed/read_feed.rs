//! `GET /events.ics`: a user's events for a calendar program (RFC 5545).

use super::calendar::calendar;
use crate::MailState;
use crate::events::Known;
use auth::{Digest, FeedSecret};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::UserId;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Deserialize;
use store::Review;
use utoipa::IntoParams;
use web::Error;

/// Events that began longer ago are left out, in ms: half a year.
const LOOK_BACK_MS: i64 = 183 * 86_400_000;
/// Those that recur may have begun earlier; ten years, which is more than calendars are kept.
const RECURRING_BACK_MS: i64 = 3_650 * 86_400_000;
/// The most events of a feed: together they stay far below Lambda's 6 MB.
const MOST_EVENTS: usize = 1_000;
/// How many events one call of the table reads.
const READ_AT_ONCE: i32 = 500;
/// Hex digits of the digest that are the tag: 64 bits, and nobody gains by a collision.
const TAG_DIGITS: usize = 16;
const CALENDAR: HeaderValue = HeaderValue::from_static("text/calendar; charset=utf-8");
/// Kept by whoever subscribes, and asked for anew each time.
const REVALIDATED: HeaderValue = HeaderValue::from_static("private, no-cache");

/// What stands in a feed's address.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskedFeed {
    /// The secret.
    key: Option<String>,
}

/// The events of whoever has given this address away, from half a year ago on, without those that they have rejected.
#[utoipa::path(
    get,
    path = "/events.ics",
    operation_id = "read_feed",
    tag = "mail",
    params(AskedFeed),
    responses(
        (status = 200, content_type = "text/calendar", body = String, description = "A calendar, as RFC 5545 has it"),
        (status = 304, description = "It is the one that `If-None-Match` names"),
        (status = 404, body = web::ErrorBody, description = "There is no such feed"),
        (status = 503, body = web::ErrorBody),
    ),
)]
pub(crate) async fn read_feed(
    State(state): State<MailState>,
    headers: HeaderMap,
    asked: Result<Query<AskedFeed>, QueryRejection>,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let not_found = || Error::not_found("Not Found");
    let key = asked.ok().and_then(|Query(asked)| asked.key).ok_or_else(not_found)?;
    let user = state.store.feeds_find(&FeedSecret::presented(key).stored()).await?.ok_or_else(not_found)?;
    let body = calendar(&state.subscribed(user, now).await?).map_err(Error::bug)?;
    tagged(body, &headers)
}

impl MailState {
    async fn subscribed(&self, user: UserId, now: i64) -> Result<Vec<Known>, Error> {
        let from = Some((now - RECURRING_BACK_MS).max(0));
        let mut events: Vec<Known> = Vec::new();
        let mut after: Option<(Option<i64>, String)> = None;
        loop {
            let last = after.as_ref().map(|(at, id)| (*at, id.as_str()));
            let page = self.store.events_page(user, (from, None), last, READ_AT_ONCE).await?;
            after = page.events.last().map(|event| (event.start_at, event.id.clone()));
            for stored in page.events {
                let known = Known::read(stored)?;
                if is_shown(&known, now) {
                    events.push(known);
                }
            }
            if !page.has_more || after.is_none() {
                break;
            }
        }
        // The latest ones, where there are too many.
        let surplus = events.len().saturating_sub(MOST_EVENTS);
        Ok(events.split_off(surplus))
    }
}

fn is_shown(known: &Known, now: i64) -> bool {
    let is_recent = known.stored.start_at.is_some_and(|at| now - LOOK_BACK_MS <= at);
    known.stored.review != Review::Rejected && (is_recent || !known.facts.recurrence.is_empty())
}

/// The body with its tag, or 304 where the client has it (RFC 9110, 8.8.3).
fn tagged(body: String, headers: &HeaderMap) -> Result<Response, Error> {
    let tag = format!("\"{}\"", &Digest::of(&body).to_hex()[..TAG_DIGITS]);
    let shown = [(ETAG, HeaderValue::try_from(&tag).map_err(Error::bug)?), (CACHE_CONTROL, REVALIDATED)];
    let lists = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    // Weak comparison: compression on the way makes a tag weak.
    let known = |one: &str| one == "*" || one.trim_start_matches("W/") == tag;
    if lists.flat_map(|list| list.split(',')).map(str::trim).any(known) {
        return Ok((StatusCode::NOT_MODIFIED, shown).into_response());
    }
    Ok((shown, [(CONTENT_TYPE, CALENDAR)], Body::from(body)).into_response())
}
