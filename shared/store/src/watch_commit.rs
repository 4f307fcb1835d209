//! The transaction in which a step of somebody's check-ins is stored: all that it comes to, or nothing.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{item, n, s};
use crate::jobs::schedule_anyway;
use crate::messages::message_actions;
use crate::probes::probe_actions;
use crate::table::Action;
use crate::watch::{self, unchanged};
use crate::watches::Loaded;
use crate::{Store, StoredWatch, keys};
use domain::{JobKind, MetricName, PhoneNumber, UserId};
use liveness::{Contact, ContactId, Outcome, Probe, ProbeState};
use series::{Columns, Dimensions, Op};

/// How a probe ended: 1 where they were all right, else 0.
const STATE: &str = "imp.probe.state";
/// How long the answer took, in ms.
const RESPONSE_TIME: &str = "imp.probe.response_time";
/// The dimension that tells how it ended.
const ENDED: &str = "state";
/// The dimension that tells why they were asked.
const ORIGIN: &str = "origin";

impl Store {
    /// Stores what a step comes to, and `also`; [`Error::Conflict`] where something else was first. What changes nothing costs
    /// nothing. What an operator has to know is told then.
    pub(crate) async fn watch_commit(
        &self,
        loaded: &Loaded,
        outcome: &Outcome,
        also: Vec<Action>,
        now: i64,
    ) -> Result<StoredWatch, Error> {
        let before = &loaded.stored;
        let is_same = outcome.watch == before.watch && outcome.probes.is_empty() && outcome.messages.is_empty();
        if is_same {
            if !also.is_empty() {
                self.table.transact(also).await?;
            }
            return Ok(before.clone());
        }
        let after = after(loaded, outcome, now);
        let mut actions = self.watch_actions(before, &after, outcome, now)?;
        let points = points(before, outcome);
        let has_points = !points.is_empty();
        actions.extend(self.log_puts(before.user, points, now)?);
        actions.extend(also);
        self.table.transact(actions).await?;
        for concern in &outcome.concerns {
            self.concern_raised(*concern, now).await;
        }
        if has_points {
            self.seal_soon(before.user, now).await;
        }
        Ok(after)
    }

    fn watch_actions(
        &self,
        before: &StoredWatch,
        after: &StoredWatch,
        outcome: &Outcome,
        now: i64,
    ) -> Result<Vec<Action>, Error> {
        let user = before.user;
        let mut actions = vec![
            Action::PutIf(watch::write(after)?, unchanged(before)),
            Action::Check(keys::user_item(user), Expression::present()),
            next(user, outcome.watch.next_due()),
        ];
        actions.extend(number_moved(before, after));
        actions.extend(contacts_moved(user, &before.watch.contacts, &after.watch.contacts));
        actions.extend(probe_actions(user, &before.watch, &outcome.probes)?);
        for message in &outcome.messages {
            actions.extend(message_actions(user, message, now)?);
        }
        Ok(actions)
    }
}

fn after(loaded: &Loaded, outcome: &Outcome, now: i64) -> StoredWatch {
    let before = &loaded.stored;
    let created_at = if before.version == 0 { now } else { before.created_at };
    let (watch, phone, version) = (outcome.watch.clone(), loaded.owner.phone.clone(), before.version + 1);
    StoredWatch { user: before.user, watch, phone, created_at, updated_at: now, version }
}

/// The job that comes when time itself changes something. Whoever runs it just now ends unrecorded; what they would store is
/// fenced off by the version.
fn next(user: UserId, due_at: Option<i64>) -> Action {
    let subject = user.to_string();
    match due_at {
        Some(due_at) => schedule_anyway(JobKind::Probe, &subject, due_at),
        None => Action::Delete(keys::job(JobKind::Probe, &subject)),
    }
}

/// A number is one user's to be asked at, whose it was first.
fn number_moved(before: &StoredWatch, after: &StoredWatch) -> Vec<Action> {
    if before.phone == after.phone {
        return Vec::new();
    }
    let user = s(before.user.to_string());
    let ours = Expression::new("attribute_not_exists(pk) OR user_id = :user", [(":user", user.clone())]);
    let gone = before.phone.iter().map(|phone| Action::DeleteIf(keys::phone_owner(phone), ours.clone()));
    let come = after.phone.iter().map(|phone| {
        let whose = item(&keys::phone_owner(phone), [("user_id", user.clone())]);
        Action::PutIf(whose, ours.clone())
    });
    gone.chain(come).collect()
}

fn contacts_moved(user: UserId, before: &[Contact], after: &[Contact]) -> Vec<Action> {
    let place = |contact: &Contact| (contact.details.phone_number.clone(), contact.id);
    let old: Vec<(PhoneNumber, ContactId)> = before.iter().map(place).collect();
    let new: Vec<(PhoneNumber, ContactId)> = after.iter().map(place).collect();
    let gone = old.iter().filter(|line| !new.contains(line));
    let come = new.iter().filter(|line| !old.contains(line));
    let gone = gone.map(|(phone, id)| Action::Delete(keys::phone_contact(phone, user, *id)));
    let come = come.map(|(phone, id)| {
        let attributes = [("user_id", s(user.to_string())), ("contact_id", n(id.0))];
        Action::Put(item(&keys::phone_contact(phone, user, *id), attributes))
    });
    gone.chain(come).collect()
}

/// What becomes of a user's metrics when probes end.
fn points(before: &StoredWatch, outcome: &Outcome) -> Vec<(MetricName, Op)> {
    let mut ops = Vec::new();
    for probe in outcome.probes.iter().filter(|probe| ends_now(before, probe)) {
        let Some(at) = probe.settled_at else { continue };
        let dimensions =
            Dimensions::new([(ENDED, probe.state.as_str().to_owned()), (ORIGIN, probe.origin.as_str().to_owned())]);
        let good = f64::from(u8::from(probe.state == ProbeState::Good));
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let response = probe.response_ms().map(|ms| (RESPONSE_TIME, ms as f64));
        for (metric, value) in [(STATE, good)].into_iter().chain(response) {
            let mut points = Columns::default();
            points.push(at, &dimensions, value);
            ops.extend(MetricName::parse(metric).ok().map(|metric| (metric, Op::Write(points))));
        }
    }
    ops
}

/// Whether a probe ends with this step: it is new, or was pending.
fn ends_now(before: &StoredWatch, probe: &Probe) -> bool {
    let was_pending = before.watch.pending.as_ref().is_some_and(|pending| pending.probe.id == probe.id);
    probe.state != ProbeState::Pending && (was_pending || before.watch.probes < probe.id.0)
}
