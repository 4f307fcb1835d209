//! Probes: one item each with their user, one line each among all users', and how many there are of each state.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::table::Action;
use crate::watch::json;
use domain::UserId;
use liveness::{Probe, ProbeId, ProbeState, Watch};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Counts are spread over so many items: many probes begin and end in the same minute, and a transaction that meets another
/// on an item waits.
const COUNT_SHARDS: u64 = 16;

impl Store {
    /// A user's probes, the newest first: `count` of them after the first `skipped`, of `total` there are.
    pub async fn probes_list(&self, user: UserId, total: u64, skipped: u64, count: u64) -> Result<Vec<Probe>, Error> {
        let Some(newest) = total.checked_sub(skipped).filter(|newest| 0 < *newest && 0 < count) else {
            return Ok(Vec::new());
        };
        let oldest = newest.saturating_sub(count - 1).max(1);
        let [from, to] = [oldest, newest].map(|number| keys::probe(user, ProbeId(number)).sk);
        let query = Query::all(keys::watch_items(user)).between(from, to).backward();
        self.table.query_all(&query).await?.iter().map(read).collect()
    }

    /// The probes of all users, or those in one state, the newest first: `count` of them after the first `skipped`. It reads
    /// what it skips.
    pub async fn probes_list_all(
        &self,
        state: Option<ProbeState>,
        skipped: usize,
        count: usize,
    ) -> Result<Vec<(UserId, Probe)>, Error> {
        let mut lines = Vec::new();
        for state in ProbeState::ALL.into_iter().filter(|known| state.is_none_or(|state| state == *known)) {
            lines.extend(self.newest_lines(state, skipped.saturating_add(count)).await?);
        }
        let mut sorted = lines.iter().map(|line| Ok((line.text("sk")?, line))).collect::<Result<Vec<_>, Error>>()?;
        sorted.sort_by(|(a, _), (b, _)| b.cmp(a));
        let page = sorted.into_iter().skip(skipped).take(count);
        page.map(|(_, line)| Ok((line.parsed("user_id")?, read(line)?))).collect()
    }

    /// How many probes there are of each state.
    pub async fn probes_count(&self) -> Result<BTreeMap<ProbeState, i64>, Error> {
        let query = Query::all(keys::SYSTEM).beginning(keys::PROBE_COUNTS);
        let shards = self.table.query_all(&query).await?;
        let mut counts = BTreeMap::new();
        for state in ProbeState::ALL {
            let of_shards = shards.iter().map(|shard| shard.maybe_number::<i64>(attribute(state)));
            let of_shards = of_shards.collect::<Result<Vec<_>, _>>()?;
            counts.insert(state, of_shards.into_iter().flatten().sum());
        }
        Ok(counts)
    }

    async fn newest_lines(&self, state: ProbeState, most: usize) -> Result<Vec<Item>, Error> {
        let query = Query::all(keys::probe_lines(state)).backward();
        let query = query.limit(i32::try_from(most).unwrap_or(i32::MAX).max(1));
        let mut page = self.table.query(&query, None).await?;
        let mut lines = page.items;
        while let Some(resume) = page.resume.filter(|_| lines.len() < most) {
            page = self.table.query(&query, Some(resume)).await?;
            lines.append(&mut page.items);
        }
        lines.truncate(most);
        Ok(lines)
    }

    /// Removes a user's probes, with their lines, and counts them no more. Each goes in one transaction, so that none is
    /// counted down twice.
    pub(crate) async fn probes_erase(&self, user: UserId) -> Result<(), Error> {
        let query = Query::all(keys::watch_items(user)).beginning(keys::OWN_PROBES);
        for item in self.table.query_all(&query).await? {
            let probe = read(&item)?;
            let actions = vec![
                Action::DeleteIf(keys::probe(user, probe.id), Expression::present()),
                Action::Delete(keys::probe_line(user, &probe)),
                counted(user, &BTreeMap::from([(probe.state, -1)])),
            ];
            match self.table.transact(actions).await {
                Ok(()) | Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The parts of a transaction that store probes as they are now; `before` is the watch that they come of.
pub(crate) fn probe_actions(user: UserId, before: &Watch, probes: &[Probe]) -> Result<Vec<Action>, Error> {
    let mut actions = Vec::new();
    let mut changes = BTreeMap::new();
    for probe in probes {
        actions.extend([Action::Put(own(user, probe)?), Action::Put(line(user, probe)?)]);
        let was_pending = before.pending.as_ref().is_some_and(|pending| pending.probe.id == probe.id);
        if was_pending && probe.state != ProbeState::Pending {
            let line = keys::probe_line(user, &Probe { state: ProbeState::Pending, ..probe.clone() });
            actions.push(Action::Delete(line));
            *changes.entry(ProbeState::Pending).or_insert(0) -= 1;
            *changes.entry(probe.state).or_insert(0) += 1;
        } else if before.probes < probe.id.0 {
            *changes.entry(probe.state).or_insert(0) += 1;
        }
    }
    if !changes.is_empty() {
        actions.push(counted(user, &changes));
    }
    Ok(actions)
}

fn own(user: UserId, probe: &Probe) -> Result<Item, Error> {
    Ok(item(&keys::probe(user, probe.id), [("probe", s(json(probe)?))]))
}

fn line(user: UserId, probe: &Probe) -> Result<Item, Error> {
    let attributes = [("probe", s(json(probe)?)), ("user_id", s(user.to_string()))];
    Ok(item(&keys::probe_line(user, probe), attributes))
}

fn read(item: &Item) -> Result<Probe, Error> {
    serde_json::from_str(item.text("probe")?).map_err(|_| Error::Malformed("probe"))
}

fn counted(user: UserId, changes: &BTreeMap<ProbeState, i64>) -> Action {
    let mut hasher = DefaultHasher::new();
    user.hash(&mut hasher);
    let parts: Vec<String> = changes.keys().map(|state| format!("{} :{}", attribute(*state), state.as_str())).collect();
    let change =
        changes.iter().fold(Expression::new(format!("ADD {}", parts.join(", ")), []), |change, (state, by)| {
            change.with(&format!(":{}", state.as_str()), n(by))
        });
    Action::Update(keys::probe_counts(hasher.finish() % COUNT_SHARDS), change)
}

/// Where a shard counts a state.
fn attribute(state: ProbeState) -> &'static str {
    match state {
        ProbeState::Pending => "pending_count",
        ProbeState::Good => "good_count",
        ProbeState::Bad => "bad_count",
        ProbeState::Unavailable => "unavailable_count",
        ProbeState::Cancelled => "cancelled_count",
    }
}
