//! One calendar, up to now: what changed since the last poll, or everything where that cannot be told.

use crate::apply::Scope;
use crate::plan::Place;
use crate::problem::EventProblem;
use crate::reported::Reported;
use crate::state::{Calendar, State, Sync};
use crate::{Connections, Error};
use google::{Changes, Credentials};
use jiff::tz::TimeZone;
use runtime::Clock;
use std::collections::BTreeSet;
use store::Connection;

/// The rules by which events are read and made points. Raise it whenever they change: every calendar is then listed and
/// made anew.
const RULES: u32 = 1;

impl Connections {
    /// Polls one calendar; answers how many changes were reported, and of how much. Nothing is noted before everything is
    /// applied, so a poll that fails or dies anywhere is simply made again.
    pub(crate) async fn sync(
        &self,
        connection: &Connection,
        credentials: &Credentials,
        calendar: &mut Calendar,
        (now, clock): (i64, &Clock),
    ) -> Result<(usize, Scope), Error> {
        let (changes, scope) = self.changes(credentials, calendar).await?;
        let zone = zone(&changes.time_zone);
        let mut reported = Reported::of(&changes.changes);
        let about = std::mem::take(&mut reported.about);
        let mut problems = std::mem::take(&mut reported.problems);
        let place = Place { token: connection.token, calendar: &calendar.id, zone: &zone, now, clock };
        let seen = self.apply(connection, place, reported, scope).await?;
        for (event, lacks) in &seen {
            let lacks = lacks.iter().flatten();
            problems.extend(lacks.map(|reason| EventProblem::of_event(event, *reason)));
        }
        if 0 < changes.unreadable {
            problems.push(EventProblem::of_unreadable(changes.unreadable));
        }
        let is_over = |problem: &EventProblem| match seen.get(&problem.event) {
            _ if scope == Scope::Everything || about.contains(&problem.event) => true,
            _ if problem.event.is_empty() => 0 < changes.unreadable,
            Some(None) => true,
            Some(Some(_)) => problem.is_of_making(),
            None => false,
        };
        calendar.note(is_over, problems);
        calendar.sync = Some(Sync { token: changes.sync_token, zone: changes.time_zone, rules: RULES });
        calendar.last_sync_at = Some(now.div_euclid(1000));
        Ok((changes.changes.len(), scope))
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
    pub(crate) async fn sweep(&self, connection: &Connection, state: &mut State, clock: &Clock) -> Result<(), Error> {
        if state.dropped.is_empty() {
            return Ok(());
        }
        let dropped: BTreeSet<&String> = state.dropped.iter().collect();
        self.withdraw(connection, |record| dropped.contains(&record.calendar), clock).await?;
        state.dropped.clear();
        Ok(())
    }
}

/// A zone that our database does not know is taken for UTC, until [`RULES`] rises with a database that knows it.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
