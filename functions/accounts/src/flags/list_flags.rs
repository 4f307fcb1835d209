//! `GET /feature-flags`: which flags there are.

use super::flag_body::{FlagBody, PublicFlag};
use crate::AccountsState;
use crate::entity_tag::tagged;
use axum::extract::{Query, State};
use axum::response::Response;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Error, Visitor};

/// How many flags a page has where nobody says otherwise.
const PAGE_SIZE: usize = 50;
/// The largest page: as the lists of users have it.
const LARGEST_PAGE: usize = 100;

/// What is to be listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListFlags {
    /// `true`: all flags and everything of them, for administrators.
    detail: Option<bool>,
    /// With `detail`: which page, from 1 on.
    page: Option<usize>,
    /// With `detail`: flags on a page, 1 to 100; 50 if absent.
    page_size: Option<usize>,
}

/// A page of all flags.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlagPage {
    /// How many there are.
    total: usize,
    /// Those of the page, by codename.
    results: Vec<FlagBody>,
}

/// The public flags, by codename: an array of objects with exactly these four fields, for whoever asks. With `detail=true` an
/// administrator gets `{"total", "results"}`, with all flags and all of each. `If-None-Match` with the `ETag` of an earlier
/// answer is answered 304 where nothing has changed.
#[utoipa::path(
    get,
    path = "/feature-flags",
    operation_id = "list_flags",
    tag = "flags",
    params(ListFlags, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of an earlier answer")),
    responses(
        (status = 200, body = Vec<PublicFlag>, headers(("ETag" = String, description = "of this answer"))),
        (status = 304, description = "Nothing has changed"),
        (status = 401, body = web::ErrorBody, description = "`detail` without being signed in"),
        (status = 403, body = web::ErrorBody, description = "`detail` without being an administrator"),
        (status = 422, body = web::ErrorBody), (status = 503, body = web::ErrorBody),
    ),
    security((), ("session" = []), ("bearer" = []))
)]
pub(crate) async fn list_flags(
    State(state): State<AccountsState>,
    visitor: Visitor,
    query: Result<Query<ListFlags>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let now = state.clock.now_ms();
    let Query(asked) = query.map_err(|_| Error::invalid("detail is true or false, page and page_size are numbers"))?;
    if asked.detail != Some(true) {
        let flags = state.flags(now).await?;
        let public: Vec<_> = flags.iter().filter(|stored| stored.flag.public).map(PublicFlag::of).collect();
        return tagged(&public, &headers);
    }
    let me = state.administrator(visitor, now).await?;
    let page = state.page_of_flags(&asked, now).await;
    Ok(me.answer(page.and_then(|page| tagged(&page, &headers))))
}

impl AccountsState {
    async fn page_of_flags(&self, asked: &ListFlags, now: i64) -> Result<FlagPage, Error> {
        let (page, size) = (asked.page.unwrap_or(1), asked.page_size.unwrap_or(PAGE_SIZE));
        if page == 0 || !(1..=LARGEST_PAGE).contains(&size) {
            return Err(Error::invalid("page must be at least 1, and page_size from 1 to 100"));
        }
        let all = self.store.flags_list().await?;
        let results = all.iter().skip((page - 1).saturating_mul(size)).take(size);
        Ok(FlagPage { total: all.len(), results: results.map(|stored| FlagBody::of(stored, now)).collect() })
    }
}
