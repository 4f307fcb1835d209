//! The calendars of an account
//! (<https://developers.google.com/workspace/calendar/api/v3/reference/calendarList/list>).

use google_calendar3::api::{CalendarList, CalendarListEntry};

use crate::api::{Hub, Listener, call};
use crate::http::CALL_TIMEOUT;
use crate::pages::Pages;
use crate::{Error, Google};

/// As many as a page may hold.
const PAGE: i32 = 250;
/// All that is read of an answer.
const FIELDS: &str = "nextPageToken,items(id,summary,summaryOverride,timeZone,primary)";
/// The time zone of a calendar of which Google tells none.
pub(crate) const TIME_ZONE: &str = "UTC";

/// A calendar that an account has in its list.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarListed {
    /// What the API calls it.
    pub id: String,
    /// Its title, as its reader named it, else as its owner did.
    pub summary: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// Whether it is the account's own, which `primary` stands for as well.
    pub primary: bool,
}

shows_nothing!(CalendarListed);

impl Google {
    /// The calendars of the account, in the order of Google; not those that it hides.
    pub async fn calendars(&self, access_token: &str) -> Result<Vec<CalendarListed>, Error> {
        let hub = self.hub(access_token)?;
        let (mut calendars, mut pages) = (Vec::new(), Pages::default());
        loop {
            let page = page(&hub, pages.next()).await?;
            calendars.extend(page.items.into_iter().flatten().filter_map(listed));
            match page.next_page_token {
                Some(next) => pages.turn(next)?,
                None => return Ok(calendars),
            }
        }
    }
}

async fn page(hub: &Hub, page: Option<&str>) -> Result<CalendarList, Error> {
    let mut listener = Listener::default();
    let mut list = hub.calendar_list().list().max_results(PAGE).param("fields", FIELDS).delegate(&mut listener);
    if let Some(page) = page {
        list = list.page_token(page);
    }
    call(CALL_TIMEOUT, list.doit()).await?.map_err(|error| listener.heard(error))
}

fn listed(entry: CalendarListEntry) -> Option<CalendarListed> {
    Some(CalendarListed {
        id: entry.id?,
        summary: entry.summary_override.or(entry.summary).unwrap_or_default(),
        time_zone: entry.time_zone.unwrap_or_else(|| TIME_ZONE.to_owned()),
        primary: entry.primary.unwrap_or_default(),
    })
}
