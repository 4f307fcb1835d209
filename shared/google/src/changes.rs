//! What has changed in a calendar, or all of it
//! (<https://developers.google.com/workspace/calendar/api/guides/sync>).

use std::fmt;
use std::time::Duration;

use calendar::Change;
use google_calendar3::Error as ApiError;

use crate::Google;
use crate::api::{Hub, Listener, call, fits, path_part};
use crate::calendars::TIME_ZONE;
use crate::error::{Error, Outage};
use crate::page::{FIELDS, Page};
use crate::pages::Pages;

/// As many as a page may hold.
const PAGE: i32 = 2_500;
/// A full page takes seconds. Only jobs ask for it, which have minutes.
const PAGE_TIMEOUT: Duration = Duration::from_secs(25);

/// A whole listing of a calendar.
pub struct Changes {
    /// In the order of Google: where an id comes again, the later is how it is now.
    pub changes: Vec<Change>,
    /// Where the next listing begins.
    pub sync_token: String,
    /// IANA name of the calendar's time zone.
    pub time_zone: String,
    /// How many events Google described in a way that nobody can read.
    pub unreadable: usize,
}

impl fmt::Debug for Changes {
    /// Counts, no titles.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Changes({}, and {} unreadable)", self.changes.len(), self.unreadable)
    }
}

impl Google {
    /// What has changed in the calendar since the listing that gave `sync_token`. Without one it is all that is there,
    /// and events that were deleted are not mentioned.
    ///
    /// Recurring events come as they are stored: the series, and its exceptions beside it. Either all pages are read, up
    /// to the one with the next sync token, or it is an error, and `sync_token` is good still unless that is
    /// [`Error::SyncTokenGone`].
    pub async fn changes(
        &self,
        access_token: &str,
        calendar_id: &str,
        sync_token: Option<&str>,
    ) -> Result<Changes, Error> {
        if !fits(calendar_id) {
            return Err(Error::NotFound);
        }
        if !sync_token.is_none_or(fits) {
            return Err(Error::SyncTokenGone);
        }
        let hub = self.hub(access_token)?;
        let (mut found, mut pages) = (Found::default(), Pages::default());
        loop {
            let page = page(&hub, calendar_id, sync_token, pages.next()).await;
            let page = page.map_err(|error| if sync_token.is_none() { without_token(error) } else { error })?;
            found.changes.extend(page.changes);
            found.unreadable += page.unreadable;
            found.time_zone = found.time_zone.or(page.time_zone);
            match (page.next_page, page.sync_token) {
                (Some(next), _) => pages.turn(next)?,
                (None, Some(sync_token)) => return Ok(found.whole(sync_token)),
                (None, None) => return Err(Error::Unavailable(Outage::Incomplete("it ends without a sync token"))),
            }
        }
    }
}

/// What the pages up to here told.
#[derive(Default)]
struct Found {
    changes: Vec<Change>,
    time_zone: Option<String>,
    unreadable: usize,
}

impl Found {
    fn whole(self, sync_token: String) -> Changes {
        let time_zone = self.time_zone.unwrap_or_else(|| TIME_ZONE.to_owned());
        Changes { changes: self.changes, sync_token, time_zone, unreadable: self.unreadable }
    }
}

/// Every page is asked for with the same parameters, the sync token among them.
async fn page(hub: &Hub, calendar: &str, sync_token: Option<&str>, page: Option<&str>) -> Result<Page, Error> {
    let mut listener = Listener::default();
    let list = hub.events().list(&path_part(calendar)).max_results(PAGE);
    let mut list = list.param("fields", FIELDS).delegate(&mut listener);
    if let Some(sync_token) = sync_token {
        list = list.sync_token(sync_token);
    }
    if let Some(page) = page {
        list = list.page_token(page);
    }
    match call(PAGE_TIMEOUT, list.doit()).await? {
        Ok(events) => Ok(Page::of(events)),
        Err(ApiError::JsonDecodeError(body, _)) => Page::mended(&body),
        Err(error) => Err(listener.heard(error)),
    }
}

/// Who sent no sync token cannot be told to begin again: they would for ever.
fn without_token(error: Error) -> Error {
    match error {
        Error::SyncTokenGone => Error::Unavailable(Outage::Incomplete("it has no beginning")),
        error => error,
    }
}
