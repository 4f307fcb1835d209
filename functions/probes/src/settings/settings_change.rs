//! What somebody wants to have otherwise.

use crate::sent::Sent;
use liveness::{AcknowledgeMinutes, AfterAlarm, MaxRetries, Schedule, Settings, WaitMinutes, Zone};
use utoipa::ToSchema;
use web::{Error, JsonObject};

/// What is to change. What is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `SettingsChange` is what is read")]
pub(crate) struct ChangeSettings {
    /// True needs a phone number of one's own, and an emergency contact.
    #[schema(required = false)]
    active: bool,
    /// Five fields of Unix cron (names, steps, lists, 7 for Sunday too), or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`,
    /// `@every 1h30m`. Runs are at least 15 minutes apart.
    #[schema(required = false)]
    cron_expression: String,
    /// An IANA time zone, such as `Europe/Warsaw`; the installation's until one is chosen.
    #[schema(required = false)]
    time_zone: String,
    /// 0 to 6.
    #[schema(required = false)]
    max_retries: u16,
    /// 5 to 120.
    #[schema(required = false)]
    wait_time_in_minutes: u16,
    /// `disable` (at first) or `stay_armed`.
    #[schema(required = false)]
    after_alarm: String,
    /// 5 to 240.
    #[schema(required = false)]
    acknowledge_time_in_minutes: u16,
}

/// What is to change; `None` stays.
pub(crate) struct SettingsChange {
    active: Option<bool>,
    schedule: Option<Schedule>,
    zone: Option<Zone>,
    max_retries: Option<MaxRetries>,
    wait: Option<WaitMinutes>,
    after_alarm: Option<AfterAlarm>,
    acknowledge: Option<AcknowledgeMinutes>,
}

impl SettingsChange {
    /// 422 with all that is wrong, or where nothing is to change.
    pub(crate) fn read(body: &JsonObject) -> Result<SettingsChange, Error> {
        let mut sent = Sent::of(body.object()?);
        let change = SettingsChange {
            active: sent.flag("active"),
            schedule: sent.text("cron_expression", Schedule::parse),
            zone: sent.text("time_zone", Zone::parse),
            max_retries: sent.number("max_retries", MaxRetries::new),
            wait: sent.number("wait_time_in_minutes", WaitMinutes::new),
            after_alarm: sent.text("after_alarm", after_alarm),
            acknowledge: sent.number("acknowledge_time_in_minutes", AcknowledgeMinutes::new),
        };
        let change = sent.whole(Some(change))?;
        if change.is_nothing() { Err(Error::invalid("Send at least one field of the settings")) } else { Ok(change) }
    }

    /// The settings as they are to be.
    pub(crate) fn made_to(&self, settings: &Settings) -> Settings {
        Settings {
            active: self.active.unwrap_or(settings.active),
            schedule: self.schedule.as_ref().unwrap_or(&settings.schedule).clone(),
            zone: self.zone.as_ref().unwrap_or(&settings.zone).clone(),
            max_retries: self.max_retries.unwrap_or(settings.max_retries),
            wait: self.wait.unwrap_or(settings.wait),
            after_alarm: self.after_alarm.unwrap_or(settings.after_alarm),
            acknowledge: self.acknowledge.unwrap_or(settings.acknowledge),
        }
    }

    fn is_nothing(&self) -> bool {
        let SettingsChange { active, schedule, zone, max_retries, wait, after_alarm, acknowledge } = self;
        let times = max_retries.is_none() && wait.is_none() && acknowledge.is_none();
        active.is_none() && schedule.is_none() && zone.is_none() && after_alarm.is_none() && times
    }
}

fn after_alarm(word: &str) -> Result<AfterAlarm, &'static str> {
    match word {
        "disable" => Ok(AfterAlarm::Disable),
        "stay_armed" => Ok(AfterAlarm::StayArmed),
        _ => Err("must be disable or stay_armed"),
    }
}
