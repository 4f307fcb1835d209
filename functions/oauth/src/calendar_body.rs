//! A calendar of an account, as clients see it.

use google::CalendarListed;
use serde::Serialize;
use utoipa::ToSchema;

/// A calendar that an account can read.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarBody {
    /// Google's id.
    id: String,
    /// What its reader calls it.
    summary: String,
    /// IANA name of its time zone.
    time_zone: String,
    /// Whether it is the account's own, which `primary` stands for as well.
    primary: bool,
}

impl CalendarBody {
    /// What is shown of a calendar.
    pub(crate) fn of(listed: CalendarListed) -> CalendarBody {
        let CalendarListed { id, summary, time_zone, primary } = listed;
        CalendarBody { id, summary, time_zone, primary }
    }
}
