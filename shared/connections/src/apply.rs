//! Bringing a plan about: loading what it needs, and committing it in bites, each of which leaves records and points in
//! agreement.

use crate::plan::{Claims, Group, Place, Plan, Seen, Stored, plan};
use crate::points::Difference;
use crate::reported::Reported;
use crate::{Connections, Error};
use calendar::Entry;
use domain::UserId;
use futures::{StreamExt, TryStreamExt};
use runtime::Clock;
use std::collections::{BTreeMap, BTreeSet};
use store::{Connection, Exception, Record, RecordChange, Tally};

/// DynamoDB takes 100 actions a transaction; some are blocks of points, the tally and the check of the connection.
const MOST_ACTIONS: usize = 85;
/// About the most that one transaction holds, counted in points, so that records and blocks fit into its 4 MB.
const MOST_WEIGHT: usize = 50_000;
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
    /// Makes the records of a calendar, and the points of its user, as reported and as of now; answers what it saw.
    pub(crate) async fn apply(
        &self,
        connection: &Connection,
        place: Place<'_>,
        mut reported: Reported,
        scope: Scope,
    ) -> Result<Seen, Error> {
        let user = connection.user;
        for _ in 0..TRIES {
            let due = self.store.agenda_due(user, place.token, place.calendar, place.now).await?;
            if scope == Scope::Reported && reported.entries.is_empty() && due.is_empty() {
                return Ok(Seen::default());
            }
            let tally = self.store.agenda_tally(user).await?;
            let stored = match scope {
                Scope::Everything => self.load_everything(user, place, &mut reported).await?,
                Scope::Reported => self.load_reported(user, place, &reported, &due).await?,
            };
            let Plan { groups, seen } = plan(place, &stored, &reported, &due, &tally)?;
            match self.commit(connection, tally, stored.claims, groups, place.clock).await {
                Err(Error::Store(store::Error::Conflict)) => self.still_ours(connection).await?,
                outcome => return outcome.map(|()| seen),
            }
        }
        Err(store::Error::Contended.into())
    }

    /// Removes records of a connection, with the points that no other makes.
    pub(crate) async fn withdraw(
        &self,
        connection: &Connection,
        which: impl Fn(&Record) -> bool,
        clock: &Clock,
    ) -> Result<(), Error> {
        for _ in 0..TRIES {
            let tally = self.store.agenda_tally(connection.user).await?;
            let mut claims = Claims::new();
            for record in self.store.agenda_records(connection.user).await? {
                claims.entry(record.event.clone()).or_default().push(record);
            }
            let ours = claims.values().flatten().filter(|record| record.token == connection.token && which(record));
            let gone = |record: &Record| vec![RecordChange { before: Some(record.clone()), after: None }];
            let groups = ours.map(gone).collect();
            match self.commit(connection, tally, claims, groups, clock).await {
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

    async fn claims(&self, user: UserId, ids: BTreeSet<String>) -> Result<Claims, Error> {
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

    /// Commits groups of changes, as many at a time as fit. What is written is dated when it is, and not when the poll
    /// began: it may be written long after.
    async fn commit(
        &self,
        connection: &Connection,
        mut tally: Tally,
        mut claims: Claims,
        groups: Vec<Group>,
        clock: &Clock,
    ) -> Result<(), Error> {
        let mut bite = Bite::default();
        for group in groups {
            if !bite.takes(&group) {
                tally = self.bite(connection, tally, std::mem::take(&mut bite), clock).await?;
            }
            for change in group {
                if !bite.takes(std::slice::from_ref(&change)) {
                    tally = self.bite(connection, tally, std::mem::take(&mut bite), clock).await?;
                }
                bite.add(change, &mut claims);
            }
        }
        if !bite.changes.is_empty() {
            self.bite(connection, tally, bite, clock).await?;
        }
        Ok(())
    }

    async fn bite(&self, connection: &Connection, mut tally: Tally, bite: Bite, clock: &Clock) -> Result<Tally, Error> {
        let ops = bite.difference.into_ops(&mut tally);
        Ok(self.store.agenda_commit(connection, tally, &bite.changes, ops, clock.now_ms()).await?)
    }
}

/// Changes of one transaction.
#[derive(Default)]
struct Bite {
    changes: Vec<RecordChange>,
    difference: Difference,
    actions: usize,
    weight: usize,
}

impl Bite {
    /// What is too much for any transaction is taken alone.
    fn takes(&self, more: &[RecordChange]) -> bool {
        let actions = self.actions + more.iter().map(RecordChange::actions_at_most).sum::<usize>();
        let weight = self.weight + more.iter().map(RecordChange::weight).sum::<usize>();
        self.changes.is_empty() || actions <= MOST_ACTIONS && weight <= MOST_WEIGHT
    }

    fn add(&mut self, change: RecordChange, claims: &mut Claims) {
        self.actions += change.actions_at_most();
        self.weight += change.weight();
        if let Some(changed) = change.before.as_ref().or(change.after.as_ref()) {
            let claims = claims.entry(changed.event.clone()).or_default();
            claims.retain(|other| other.place() != changed.place());
            self.difference
                .add(side_by_side(claims, change.before.as_ref()), side_by_side(claims, change.after.as_ref()));
            claims.extend(change.after.clone());
        }
        self.changes.push(change);
    }
}

/// Others' records and one more, in the order of their places.
fn side_by_side<'a>(others: &'a [Record], one: Option<&'a Record>) -> Vec<&'a Record> {
    let mut all: Vec<&Record> = others.iter().chain(one).collect();
    all.sort_by_key(|record| record.place());
    all
}
