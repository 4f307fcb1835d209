//! Bringing a plan about: loading what it needs, and committing it in bites, each of which leaves records and points in
//! agreement.

use crate::plan::{Group, Place, Reported, Stored, plan};
use crate::points::Difference;
use crate::{Connections, Error};
use calendar::Entry;
use domain::UserId;
use futures::{StreamExt, TryStreamExt};
use std::collections::{BTreeMap, BTreeSet};
use store::{Connection, Exception, Record, RecordChange, Tally};

/// DynamoDB takes 100 actions a transaction; some are blocks of points, the tally and the check of the connection.
const MOST_CHANGES: usize = 85 / RecordChange::MOST_ACTIONS;
/// About the most points that one transaction changes, so that their blocks fit into it.
const MOST_POINTS: usize = 50_000;
/// Queries that run side by side.
const SIDE_BY_SIDE: usize = 8;
/// How often a plan is made anew because another connection of the user changed the agenda meanwhile.
const TRIES: u32 = 5;

/// How much of what is stored a plan needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The reported events, and what hangs on them.
    Reported,
    /// Everything of the calendar: what is not reported is to go.
    Everything,
}

impl Connections {
    /// Makes the records of a calendar, and the points of its user, as reported and as of now.
    pub(crate) async fn apply(
        &self,
        connection: &Connection,
        place: Place<'_>,
        mut reported: Reported,
        scope: Scope,
    ) -> Result<(), Error> {
        let user = connection.user;
        for _ in 0..TRIES {
            let due = self.store.agenda_due(user, place.token, place.calendar, place.now).await?;
            if scope == Scope::Reported && reported.entries.is_empty() && due.is_empty() {
                return Ok(());
            }
            let tally = self.store.agenda_tally(user).await?;
            let stored = match scope {
                Scope::Everything => self.load_everything(user, place, &mut reported).await?,
                Scope::Reported => self.load_reported(user, place, &reported, &due).await?,
            };
            let groups = plan(place, &stored, &reported, &due)?;
            match self.commit(connection, tally, &stored.claims, groups, place.now).await {
                Err(Error::Store(store::Error::Conflict)) => self.still_ours(connection).await?,
                outcome => return outcome,
            }
        }
        Err(store::Error::Contended.into())
    }

    /// All records; those of this calendar that are not reported are reported as gone.
    async fn load_everything(&self, user: UserId, place: Place<'_>, reported: &mut Reported) -> Result<Stored, Error> {
        let mut stored = Stored::default();
        for record in self.store.agenda_records(user).await? {
            if (record.token, record.calendar.as_str()) == (place.token, place.calendar) {
                if let Some(origin) = &record.origin {
                    let listed = stored.exceptions.entry(origin.series.clone()).or_default();
                    listed.insert(record.event.clone(), origin.clone());
                }
                reported.entries.entry(record.event.clone()).or_insert(None);
            }
            stored.claims.entry(record.event.clone()).or_default().push(record);
        }
        Ok(stored)
    }

    /// The records of the reported and due events, of their series, and the lists of exceptions.
    async fn load_reported(
        &self,
        user: UserId,
        place: Place<'_>,
        reported: &Reported,
        due: &[String],
    ) -> Result<Stored, Error> {
        let first: BTreeSet<String> = reported.entries.keys().chain(due).cloned().collect();
        let mut claims = self.claims(user, first.clone()).await?;
        let of_records = claims.values().flatten().filter_map(|record| record.origin.as_ref());
        let of_reports = reported.entries.values().flatten().filter_map(Entry::origin);
        let series: BTreeSet<String> = of_records
            .map(|origin| origin.series.clone())
            .chain(of_reports.map(|origin| origin.series.clone()))
            .collect();
        let is_exception = |id: &String| {
            reported.entries.get(id).and_then(Option::as_ref).is_some_and(|entry| entry.origin().is_some())
        };
        let listing: BTreeSet<String> = first.iter().filter(|id| !is_exception(id)).chain(&series).cloned().collect();
        claims.append(&mut self.claims(user, series.difference(&first).cloned().collect()).await?);
        let exceptions = self.exceptions(user, place, listing).await?;
        let went = exceptions.iter().filter(|(series, _)| reported.deleted.contains(*series));
        let gone: BTreeSet<String> =
            went.flat_map(|(_, list)| list.keys()).filter(|id| !claims.contains_key(*id)).cloned().collect();
        claims.append(&mut self.claims(user, gone).await?);
        Ok(Stored { claims, exceptions })
    }

    async fn claims(&self, user: UserId, ids: BTreeSet<String>) -> Result<BTreeMap<String, Vec<Record>>, Error> {
        let claims_of = |id: String| {
            let store = self.store.clone();
            async move { Ok((id.clone(), store.agenda_claims(user, &id).await?)) }
        };
        futures::stream::iter(ids.into_iter().map(claims_of)).buffer_unordered(SIDE_BY_SIDE).try_collect().await
    }

    async fn exceptions(
        &self,
        user: UserId,
        place: Place<'_>,
        series: BTreeSet<String>,
    ) -> Result<BTreeMap<String, BTreeMap<String, Exception>>, Error> {
        let (token, calendar) = (place.token, place.calendar.to_owned());
        let exceptions_of = |series: String| {
            let (store, calendar) = (self.store.clone(), calendar.clone());
            async move { Ok((series.clone(), store.agenda_exceptions(user, token, &calendar, &series).await?)) }
        };
        futures::stream::iter(series.into_iter().map(exceptions_of)).buffer_unordered(SIDE_BY_SIDE).try_collect().await
    }

    /// Whether nobody else has begun with the connection.
    async fn still_ours(&self, connection: &Connection) -> Result<(), Error> {
        let now = self.store.connections_get(connection.user, connection.token).await?;
        if now.is_some_and(|now| now.epoch == connection.epoch) { Ok(()) } else { Err(Error::Overtaken) }
    }

    /// Commits groups of changes, as many at a time as fit.
    pub(crate) async fn commit(
        &self,
        connection: &Connection,
        mut tally: Tally,
        claims: &BTreeMap<String, Vec<Record>>,
        groups: Vec<Group>,
        now: i64,
    ) -> Result<(), Error> {
        let mut bite = Bite::default();
        for group in groups {
            if !bite.takes(group.len()) {
                tally = self.bite(connection, tally, std::mem::take(&mut bite), now).await?;
            }
            for change in group {
                if !bite.takes(1) {
                    tally = self.bite(connection, tally, std::mem::take(&mut bite), now).await?;
                }
                bite.add(change, claims);
            }
        }
        if !bite.changes.is_empty() {
            self.bite(connection, tally, bite, now).await?;
        }
        Ok(())
    }

    async fn bite(&self, connection: &Connection, mut tally: Tally, bite: Bite, now: i64) -> Result<Tally, Error> {
        let ops = bite.difference.into_ops(&mut tally);
        Ok(self.store.agenda_commit(connection, tally, &bite.changes, ops, now).await?)
    }
}

/// Changes of one transaction.
#[derive(Default)]
struct Bite {
    changes: Vec<RecordChange>,
    difference: Difference,
}

impl Bite {
    fn takes(&self, more: usize) -> bool {
        self.changes.is_empty() || self.changes.len() + more <= MOST_CHANGES && self.difference.weight() < MOST_POINTS
    }

    fn add(&mut self, change: RecordChange, claims: &BTreeMap<String, Vec<Record>>) {
        if let Some(changed) = change.before.as_ref().or(change.after.as_ref()) {
            let others = claims.get(&changed.event).into_iter().flatten();
            let others: Vec<&Record> = others.filter(|other| other.place() != changed.place()).collect();
            self.difference
                .add(side_by_side(&others, change.before.as_ref()), side_by_side(&others, change.after.as_ref()));
        }
        self.changes.push(change);
    }
}

/// Others' records and one more, in the order of their places.
fn side_by_side<'a>(others: &[&'a Record], one: Option<&'a Record>) -> Vec<&'a Record> {
    let mut all: Vec<&Record> = others.iter().copied().chain(one).collect();
    all.sort_by_key(|record| record.place());
    all
}
