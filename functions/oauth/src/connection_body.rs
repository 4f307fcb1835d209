//! A connection as clients see it.

use connections::{EventProblem, Polled, Shown, Status};
use serde::Serialize;
use utoipa::ToSchema;

/// A data token that is connected to a Google account. The first eight fields are those of the first API.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConnectionBody {
    /// `google`.
    provider: &'static str,
    /// `calendar` or `gmail`.
    product: &'static str,
    /// The data token's id, a UUID.
    token_id: String,
    /// What its owner calls it.
    token_name: String,
    /// Whether Google still lets us in, as far as we know.
    connected: bool,
    /// When the owner of the account consented last, in seconds.
    updated_at: i64,
    /// When Google's access token expires, in seconds; it is renewed by itself.
    token_expiry: i64,
    /// How far the first calendar was polled; null before its first poll.
    #[schema(required = true)]
    sync: Option<SyncBody>,
    /// `connected`, `failing`, `consent_needed` or `token_expired`. The last two are not polled.
    status: &'static str,
    /// Since when it fails or needs consent, in seconds.
    #[schema(required = true)]
    failing_since: Option<i64>,
    /// Why, in a word.
    #[schema(required = true)]
    failure: Option<String>,
    /// All calendars that are polled; none of a mailbox.
    calendars: Vec<PolledBody>,
    /// Lines in the events' descriptions that are not understood.
    problems: Vec<ProblemBody>,
}

/// How far a calendar was polled.
#[derive(Serialize, ToSchema)]
pub(crate) struct SyncBody {
    /// Google's id, or `primary`.
    calendar_id: String,
    /// The last poll that succeeded, in seconds.
    last_sync_at: i64,
    /// Whether the next poll only asks for changes.
    has_sync_token: bool,
}

/// A calendar that is polled.
#[derive(Serialize, ToSchema)]
pub(crate) struct PolledBody {
    /// Google's id, or `primary`.
    calendar_id: String,
    /// The last poll that succeeded, in seconds; null before that.
    #[schema(required = true)]
    last_sync_at: Option<i64>,
    /// Whether the next poll only asks for changes.
    has_sync_token: bool,
}

/// A line that is not understood. The event's points are made without it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// Google's id of the event.
    event_id: String,
    /// The line, cut if it is long.
    line: String,
    /// Why, in a word.
    reason: String,
}

impl ConnectionBody {
    /// What is shown of a connection.
    pub(crate) fn of(shown: Shown) -> ConnectionBody {
        ConnectionBody {
            provider: "google",
            product: shown.product.as_str(),
            token_id: shown.token.to_string(),
            token_name: shown.token_name,
            connected: matches!(shown.status, Status::Connected | Status::Failing),
            updated_at: shown.updated_at,
            token_expiry: shown.token_expiry,
            sync: shown.calendars.first().and_then(SyncBody::of),
            status: shown.status.as_str(),
            failing_since: shown.failing_since,
            failure: shown.failure,
            calendars: shown.calendars.into_iter().map(PolledBody::of).collect(),
            problems: shown.problems.into_iter().map(ProblemBody::of).collect(),
        }
    }
}

impl SyncBody {
    fn of(polled: &Polled) -> Option<SyncBody> {
        let Polled { calendar_id, last_sync_at, has_sync_token } = polled.clone();
        Some(SyncBody { calendar_id, last_sync_at: last_sync_at?, has_sync_token })
    }
}

impl PolledBody {
    fn of(polled: Polled) -> PolledBody {
        let Polled { calendar_id, last_sync_at, has_sync_token } = polled;
        PolledBody { calendar_id, last_sync_at, has_sync_token }
    }
}

impl ProblemBody {
    fn of(problem: EventProblem) -> ProblemBody {
        let EventProblem { event, line, reason } = problem;
        ProblemBody { event_id: event, line, reason }
    }
}
