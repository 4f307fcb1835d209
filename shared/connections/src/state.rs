//! What a connection remembers of its account and calendars: the JSON in `store::Connection::calendars`.

use crate::{Error, EventProblem};
use domain::Product;
use serde::{Deserialize, Serialize};

/// The calendar that every account has, by the name that Google takes for its id.
pub(crate) const PRIMARY: &str = "primary";
/// The most problems that are kept of all calendars, the latest: enough to mend what is wrong, and never a large item,
/// for each poll rewrites it.
const MOST_PROBLEMS: usize = 50;

/// The account and its calendars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    /// Google's id of the account.
    pub(crate) subject: String,
    /// The calendars that are polled, in their owner's order.
    pub(crate) calendars: Vec<Calendar>,
    /// Calendars that are no longer polled and whose points are to be removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dropped: Vec<String>,
}

/// A calendar, and how far it was polled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Calendar {
    /// Google's id, or `primary`.
    pub(crate) id: String,
    /// Where the next incremental listing goes on; without it, everything is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sync: Option<Sync>,
    /// When it was polled last with success, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_sync_at: Option<i64>,
    /// What does not become points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<EventProblem>,
}

/// Up to where a calendar's changes are known, and what they were read with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sync {
    pub(crate) token: String,
    /// The calendar's time zone: in another one, all-day events are elsewhere.
    pub(crate) zone: String,
    /// By which rules events were read.
    pub(crate) rules: u32,
}

impl State {
    pub(crate) fn parse(json: &str) -> Result<State, Error> {
        serde_json::from_str(json).map_err(|_| Error::Malformed("connection"))
    }

    /// Each calendar has an equal share of the problems.
    pub(crate) fn to_json(&self) -> String {
        let mut state = self.clone();
        let share = MOST_PROBLEMS / state.calendars.len().clamp(1, MOST_PROBLEMS);
        state.calendars.iter_mut().for_each(|calendar| calendar.keep_problems(share));
        serde_json::to_string(&state).unwrap_or_default()
    }

    /// After a consent to a product. A mailbox has no calendars; what is remembered of it is whose it is.
    pub(crate) fn consented(product: Product, old: Option<State>, subject: String) -> State {
        match product {
            Product::Calendar => State::after_consent(old, subject),
            Product::Gmail => State { subject, ..State::default() },
        }
    }

    /// After a consent to calendars: the same account goes on with its calendars, another begins with its primary one. Everything is
    /// listed anew either way.
    fn after_consent(old: Option<State>, subject: String) -> State {
        let old = old.unwrap_or_default();
        let ids: Vec<String> = old.calendars.into_iter().map(|calendar| calendar.id).collect();
        let wanted = if old.subject == subject && !ids.is_empty() { ids.clone() } else { vec![PRIMARY.to_owned()] };
        let mut state = State { subject, calendars: Vec::new(), dropped: old.dropped };
        state.dropped.extend(ids);
        state.choose(wanted);
        state
    }

    /// Polls these calendars from now on; of one that is new, everything.
    pub(crate) fn choose(&mut self, ids: Vec<String>) {
        let mut old = std::mem::take(&mut self.calendars);
        let mut known = |id: &String| old.iter().position(|calendar| calendar.id == *id).map(|at| old.swap_remove(at));
        self.calendars = ids.iter().map(|id| known(id).unwrap_or_else(|| Calendar::new(id))).collect();
        self.dropped.extend(old.into_iter().map(|calendar| calendar.id));
        self.dropped.retain(|id| !ids.contains(id));
        self.dropped.sort();
        self.dropped.dedup();
    }
}

impl Calendar {
    fn new(id: &str) -> Calendar {
        Calendar { id: id.to_owned(), ..Calendar::default() }
    }

    /// Forgets problems that are over, and adds new ones.
    pub(crate) fn note(&mut self, is_over: impl Fn(&EventProblem) -> bool, problems: Vec<EventProblem>) {
        self.problems.retain(|problem| !is_over(problem));
        self.problems.extend(problems);
        self.keep_problems(MOST_PROBLEMS);
    }

    fn keep_problems(&mut self, most: usize) {
        let surplus = self.problems.len().saturating_sub(most);
        self.problems.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn synced(id: &str) -> Calendar {
        let sync = Sync { token: "t".into(), zone: "UTC".into(), rules: 1 };
        Calendar { id: id.to_owned(), sync: Some(sync), ..Calendar::default() }
    }

    fn ids(state: &State) -> Vec<&str> {
        state.calendars.iter().map(|calendar| calendar.id.as_str()).collect()
    }

    #[test]
    fn choosing_keeps_how_far_a_calendar_was_polled_and_drops_what_is_not_chosen() {
        let mut state = State { calendars: vec![synced("primary"), synced("work")], ..State::default() };
        state.choose(vec!["work".into(), "home".into()]);
        assert_eq!((ids(&state), &state.dropped[..]), (vec!["work", "home"], &["primary".to_owned()][..]));
        assert!(state.calendars[0].sync.is_some() && state.calendars[1].sync.is_none());
        state.choose(vec!["primary".into()]);
        assert_eq!(state.dropped, ["home", "work"]);
    }

    #[test]
    fn a_consent_lists_everything_anew_and_another_account_begins_afresh() {
        let old = State { subject: "ada".into(), calendars: vec![synced("primary"), synced("work")], dropped: vec![] };
        let same = State::after_consent(Some(old.clone()), "ada".into());
        assert_eq!((ids(&same), same.dropped.len()), (vec!["primary", "work"], 0));
        assert!(same.calendars.iter().all(|calendar| calendar.sync.is_none()));
        let other = State::after_consent(Some(old), "eve".into());
        assert_eq!((ids(&other), &other.dropped[..]), (vec!["primary"], &["work".to_owned()][..]));
        assert_eq!(ids(&State::after_consent(None, "ada".into())), ["primary"]);
    }

    fn problem(event: &str) -> EventProblem {
        EventProblem { event: event.to_owned(), line: "line".to_owned(), reason: "no_separator".to_owned() }
    }

    #[test]
    fn an_events_problems_are_replaced_and_only_the_latest_are_kept() {
        let mut calendar = Calendar::new("primary");
        calendar.note(|_| false, (0..60).map(|n| problem(&n.to_string())).collect());
        assert_eq!((calendar.problems.len(), calendar.problems[0].event.as_str()), (50, "10"));
        calendar.note(|problem| problem.event == "10", vec![problem("11")]);
        assert_eq!((calendar.problems.len(), calendar.problems[49].event.as_str()), (50, "11"));
        let state = State { calendars: vec![calendar.clone(), calendar, synced("work")], ..State::default() };
        let kept =
            State::parse(&state.to_json()).unwrap().calendars.iter().map(|c| c.problems.len()).collect::<Vec<_>>();
        assert_eq!(kept, [16, 16, 0]);
    }

    #[test]
    fn what_was_stored_by_an_earlier_version_reads() {
        let state = State::parse(r#"{"subject":"1","calendars":[{"id":"primary"}],"new":1}"#).unwrap();
        assert_eq!(ids(&state), ["primary"]);
        assert!(State::parse("[]").is_err());
    }
}
