//! Check-ins as their user sees them: how they chose them, and how things are.

use crate::in_seconds;
use liveness::{AfterAlarm, Alarm, Reason, Watch};
use serde::Serialize;
use store::StoredWatch;
use utoipa::ToSchema;

/// How somebody is watched over.
#[derive(Serialize, ToSchema)]
pub struct ProbeSettings {
    /// That of the user.
    id: String,
    /// Whose they are.
    user_id: String,
    /// Whether they are asked on the schedule.
    active: bool,
    /// When they are asked: five fields of cron, or a word such as `@daily`.
    cron_expression: String,
    /// The IANA time zone in which that is meant.
    time_zone: String,
    /// How often they are asked again, 0 to 6.
    max_retries: u16,
    /// How long an answer is waited for each time, 5 to 120.
    wait_time_in_minutes: u16,
    /// What becomes of the schedule after an alarm: `disable` or `stay_armed`.
    after_alarm: &'static str,
    /// How long a contact has to acknowledge before the next one is asked, 5 to 240.
    acknowledge_time_in_minutes: u16,
    /// When they are asked next, in seconds, UTC; null while that is never.
    next_run_at: Option<String>,
    /// Until when the schedule rests; null where it does not.
    paused_until: Option<String>,
    /// The question that waits for an answer.
    pending_probe_id: Option<u64>,
    /// When a check-in comes that they asked for.
    asked_for_at: Option<String>,
    /// An alarm that no answer has ended.
    alarm: Option<AlarmBody>,
    /// The last drill.
    drill: Option<DrillBody>,
    /// Whether they take no messages from us.
    opted_out: bool,
    /// In seconds, UTC; null where nothing was ever chosen.
    created_at: Option<String>,
    /// In seconds, UTC; null where nothing was ever chosen.
    updated_at: Option<String>,
}

/// An alarm that goes on.
#[derive(Serialize, ToSchema)]
pub struct AlarmBody {
    /// The probe that raised it.
    probe_id: u64,
    /// `no_answer`, `unreachable` (messages do not arrive) or `bad` (they said so).
    reason: &'static str,
    /// In seconds, UTC.
    raised_at: String,
    /// The contact who looks after it; null while nobody does.
    acknowledged_by: Option<u32>,
}

/// A drill.
#[derive(Serialize, ToSchema)]
pub struct DrillBody {
    /// In seconds, UTC.
    at: String,
    /// The contacts who have confirmed it.
    confirmed_by: Vec<u32>,
}

impl ProbeSettings {
    /// What is shown of what is stored.
    pub fn of(stored: &StoredWatch) -> ProbeSettings {
        let Watch { settings, next_run_at, pending, asked, pause, alarm, drill, opted_out, .. } = &stored.watch;
        let was_chosen = 0 < stored.version;
        let id = stored.user.to_string();
        ProbeSettings {
            id: id.clone(),
            user_id: id,
            active: settings.active,
            cron_expression: settings.schedule.as_str().to_owned(),
            time_zone: settings.zone.as_str().to_owned(),
            max_retries: settings.max_retries.get(),
            wait_time_in_minutes: settings.wait.get(),
            after_alarm: word(settings.after_alarm),
            acknowledge_time_in_minutes: settings.acknowledge.get(),
            next_run_at: next_run_at.map(in_seconds),
            paused_until: pause.map(|pause| in_seconds(pause.until)),
            pending_probe_id: pending.as_ref().map(|pending| pending.probe.id.0),
            asked_for_at: asked.map(|asked| in_seconds(asked.at)),
            alarm: alarm.as_ref().map(AlarmBody::of),
            drill: drill.as_ref().map(|drill| DrillBody {
                at: in_seconds(drill.at),
                confirmed_by: drill.confirmed.iter().map(|contact| contact.0).collect(),
            }),
            opted_out: *opted_out,
            created_at: was_chosen.then(|| in_seconds(stored.created_at)),
            updated_at: was_chosen.then(|| in_seconds(stored.updated_at)),
        }
    }
}

impl AlarmBody {
    fn of(alarm: &Alarm) -> AlarmBody {
        AlarmBody {
            probe_id: alarm.probe.id.0,
            reason: match alarm.reason {
                Reason::NoAnswer => "no_answer",
                Reason::Unreachable => "unreachable",
                Reason::Bad => "bad",
            },
            raised_at: in_seconds(alarm.raised_at),
            acknowledged_by: alarm.acknowledged_by.map(|contact| contact.0),
        }
    }
}

fn word(after_alarm: AfterAlarm) -> &'static str {
    match after_alarm {
        AfterAlarm::Disable => "disable",
        AfterAlarm::StayArmed => "stay_armed",
    }
}
