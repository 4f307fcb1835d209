//! One calendar, up to now: what changed since the last poll, or everything where that cannot be told.

use crate::apply::Scope;
use crate::plan::{Place, Reported};
use crate::state::{Calendar, State, Sync};
use crate::{Connections, Error};
use google::{Changes, Credentials};
use jiff::tz::TimeZone;
use store::Connection;

/// The rules by which events are read and made points. Raise it whenever they change: every calendar is then listed and
/// made anew.
const RULES: u32 = 1;

impl Connections {
    /// Polls one calendar; answers how many changes were reported. Nothing is noted before everything is applied, so a poll
    /// that fails or dies anywhere is simply made again.
    pub(crate) async fn sync(
        &self,
        connection: &Connection,
        credentials: &Credentials,
        calendar: &mut Calendar,
        now: i64,
    ) -> Result<usize, Error> {
        let (changes, scope) = self.changes(credentials, calendar).await?;
        let zone = zone(&changes.time_zone);
        let mut reported = Reported::of(&changes.changes);
        let problems = std::mem::take(&mut reported.problems);
        let about: std::collections::BTreeSet<String> = reported.entries.keys().cloned().collect();
        let place = Place { token: connection.token, calendar: &calendar.id, zone: &zone, now };
        self.apply(connection, place, reported, scope).await?;
        calendar.note(|event| scope == Scope::Everything || about.contains(event), problems);
        calendar.sync = Some(Sync { token: changes.sync_token, zone: changes.time_zone, rules: RULES });
        calendar.last_sync_at = Some(now.div_euclid(1000));
        Ok(changes.changes.len())
    }

    /// Changes since the last poll; everything, where there was none, where Google no longer knows them, or where events
    /// were read by other rules or in another time zone.
    async fn changes(&self, credentials: &Credentials, calendar: &Calendar) -> Result<(Changes, Scope), Error> {
        let access = &credentials.access_token;
        if let Some(sync) = calendar.sync.as_ref().filter(|sync| sync.rules == RULES) {
            match self.google.changes(access, &calendar.id, Some(&sync.token)).await {
                Ok(changes) if changes.time_zone == sync.zone => return Ok((changes, Scope::Reported)),
                Ok(_) | Err(google::Error::SyncTokenGone) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok((self.google.changes(access, &calendar.id, None).await?, Scope::Everything))
    }

    /// Removes what calendars made that are no longer polled.
    pub(crate) async fn sweep(&self, connection: &Connection, state: &mut State, now: i64) -> Result<(), Error> {
        for calendar in std::mem::take(&mut state.dropped) {
            let place = Place { token: connection.token, calendar: &calendar, zone: &TimeZone::UTC, now };
            self.apply(connection, place, Reported::default(), Scope::Everything).await?;
        }
        Ok(())
    }
}

/// A zone that our database does not know yet is taken for UTC; the next version knows it, and lists everything anew.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
