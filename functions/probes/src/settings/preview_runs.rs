//! `GET /users/{id}/probe_settings/preview`: when would somebody be asked?

use crate::ProbesState;
use crate::paging::query;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use liveness::{Schedule, Zone};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use utoipa::{IntoParams, ToSchema};
use views::in_seconds;
use web::{Envelope, Error, Violation, Visitor, failed};

/// How many runs are shown where nobody says.
const SHOWN: usize = 5;
/// The most that are: a month of daily ones, and some.
const MOST_SHOWN: usize = 50;

/// A schedule to look at, as it was sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskedPreview {
    /// As in the settings; those of now if absent.
    cron_expression: Option<String>,
    /// As in the settings; that of now if absent.
    time_zone: Option<String>,
    /// How many runs, 1 to 50; 5 if absent.
    #[param(value_type = Option<usize>)]
    count: Option<String>,
}

/// The next runs of a schedule.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewBody {
    /// Which schedule.
    cron_expression: String,
    /// In which time zone it is meant.
    time_zone: String,
    /// When it comes next, in seconds, UTC, whether or not it is on; fewer than asked for where it ends.
    next_runs: Vec<String>,
}

/// The next runs of a schedule that somebody has, or thinks of.
#[utoipa::path(
    get,
    path = "/users/{id}/probe_settings/preview",
    operation_id = "preview_runs",
    tag = "check-ins",
    params(("id" = String, Path, description = "one's own id, or `me`"), AskedPreview),
    responses(
        (status = 200, body = Envelope<PreviewBody>),
        (status = 401, body = web::ErrorBody), (status = 403, body = web::ErrorBody, description = "It is somebody else"),
        (status = 422, body = web::ViolationsBody), (status = 503, body = web::ErrorBody),
    ),
    security(("session" = []), ("bearer" = []))
)]
pub(crate) async fn preview_runs(
    State(state): State<ProbesState>,
    visitor: Visitor,
    Path(id): Path<String>,
    asked: Result<Query<AskedPreview>, QueryRejection>,
) -> Result<Json<Envelope<PreviewBody>>, Error> {
    state.previewed(visitor, &id, asked).await.map(Envelope::of).map(Json).map_err(failed)
}

impl ProbesState {
    async fn previewed(
        &self,
        visitor: Visitor,
        id: &str,
        asked: Result<Query<AskedPreview>, QueryRejection>,
    ) -> Result<PreviewBody, Error> {
        let now = self.clock.now_ms();
        let user = self.myself(visitor, id, now).await?;
        let AskedPreview { cron_expression, time_zone, count } = query(asked)?;
        let settings = self.store.watches_get(user).await?.watch.settings;
        let schedule = parsed("cron_expression", cron_expression, Schedule::parse)?.unwrap_or(settings.schedule);
        let zone = parsed("time_zone", time_zone, Zone::parse)?.unwrap_or(settings.zone);
        let count = parsed("count", count, count_of)?.unwrap_or(SHOWN);
        Ok(PreviewBody {
            cron_expression: schedule.as_str().to_owned(),
            time_zone: zone.as_str().to_owned(),
            next_runs: schedule.preview(now, &zone, count).into_iter().map(in_seconds).collect(),
        })
    }
}

fn count_of(text: &str) -> Result<usize, &'static str> {
    let count = text.trim().parse().ok().filter(|count| (1..=MOST_SHOWN).contains(count));
    count.ok_or("must be a whole number from 1 to 50")
}

fn parsed<T, E: Display>(
    name: &'static str,
    sent: Option<String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Error> {
    let parsed = sent.map(|text| parse(&text)).transpose();
    parsed.map_err(|error| Violation::value_error(["query".into(), name.into()], error.to_string()).into())
}
