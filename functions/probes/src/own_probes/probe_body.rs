//! A probe as clients see one.

use domain::UserId;
use liveness::{Alarmed, Probe, ProbeState};
use serde::Serialize;
use utoipa::ToSchema;
use views::in_seconds;

/// A probe: one question whether somebody is all right, and what came of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProbeBody {
    /// A number among its user's probes, 1 for the first.
    id: u64,
    /// Whose it is.
    user_id: String,
    /// The same as `status`, as Kronus numbers it.
    probe_status_id: u8,
    status: ProbeStatusBody,
    /// Why they were asked: `scheduled`, `asked` (they wanted to be), `early` or `distress` (they were not, and said so).
    origin: &'static str,
    /// What they said last, understood or not; its beginning.
    last_response: Option<String>,
    /// How often they were asked again.
    retry_count: u16,
    /// How often they would be.
    max_retries: u16,
    /// How long an answer is waited for each time.
    wait_time_in_minutes: u16,
    /// How long the answer took, in ms; null where there was none.
    response_time_ms: Option<i64>,
    /// The first who was alarmed because of it.
    emergency_probe: Option<AlarmedBody>,
    /// Everybody who was alarmed because of it, in order; once in each round.
    alarmed: Vec<AlarmedBody>,
    /// When those who were alarmed could be told that all is well, in seconds, UTC.
    cleared_at: Option<String>,
    /// When it was settled, in seconds, UTC; null while it is pending.
    settled_at: Option<String>,
    /// When they were asked first, in seconds, UTC.
    created_at: String,
    /// In seconds, UTC.
    updated_at: String,
}

/// Where a probe stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProbeStatusBody {
    /// As Kronus numbers them, 1 to 5.
    id: u8,
    /// `pending`, `good`, `bad`, `unavailable` or `cancelled`.
    name: &'static str,
}

/// A contact who was to be told.
#[derive(Serialize, ToSchema)]
pub(crate) struct AlarmedBody {
    /// The contact's number.
    contact_id: u32,
    /// Because of which probe.
    probe_id: u64,
    /// In seconds, UTC.
    created_at: String,
}

impl ProbeBody {
    pub(crate) fn of(user: UserId, probe: &Probe) -> ProbeBody {
        let status = ProbeStatusBody { id: number(probe.state), name: probe.state.as_str() };
        ProbeBody {
            id: probe.id.0,
            user_id: user.to_string(),
            probe_status_id: status.id,
            status,
            origin: probe.origin.as_str(),
            last_response: probe.last_response.clone(),
            retry_count: probe.retry_count,
            max_retries: probe.max_retries.get(),
            wait_time_in_minutes: probe.wait.get(),
            response_time_ms: probe.response_ms(),
            emergency_probe: probe.alarmed.first().map(|first| AlarmedBody::of(probe, first)),
            alarmed: probe.alarmed.iter().map(|alarmed| AlarmedBody::of(probe, alarmed)).collect(),
            cleared_at: probe.cleared_at.map(in_seconds),
            settled_at: probe.settled_at.map(in_seconds),
            created_at: in_seconds(probe.created_at),
            updated_at: in_seconds(probe.updated_at),
        }
    }
}

impl AlarmedBody {
    fn of(probe: &Probe, alarmed: &Alarmed) -> AlarmedBody {
        AlarmedBody { contact_id: alarmed.contact.0, probe_id: probe.id.0, created_at: in_seconds(alarmed.at) }
    }
}

fn number(state: ProbeState) -> u8 {
    match state {
        ProbeState::Pending => 1,
        ProbeState::Good => 2,
        ProbeState::Bad => 3,
        ProbeState::Unavailable => 4,
        ProbeState::Cancelled => 5,
    }
}
