//! What a connection remembers of its account and calendars: the JSON in `store::Connection::calendars`.

use crate::Error;
use serde::{Deserialize, Serialize};

/// The calendar that every account has, by the name that Google takes for its id.
pub(crate) const PRIMARY: &str = "primary";
/// The most problems that are kept of a calendar, the latest: enough to mend what is wrong, and never a large item.
const MOST_PROBLEMS: usize = 50;
/// Longer lines are cut where they are shown.
const SHOWN_CHARS: usize = 200;

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
    /// Lines of descriptions that do not parse.
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

/// A line of an event's description that does not parse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventProblem {
    /// The event's id.
    pub event: String,
    /// The line, cut if it is long.
    pub line: String,
    /// Why: a word of `calendar::Reason`.
    pub reason: String,
}

impl State {
    pub(crate) fn parse(json: &str) -> Result<State, Error> {
        serde_json::from_str(json).map_err(|_| Error::Malformed("connection"))
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// After a consent: the same account goes on with its calendars, another begins with its primary one. Everything is
    /// listed anew either way.
    pub(crate) fn after_consent(old: Option<State>, subject: String) -> State {
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

    /// Forgets problems of the events in `of` (or all), and adds new ones.
    pub(crate) fn note(&mut self, of: impl Fn(&str) -> bool, problems: impl IntoIterator<Item = EventProblem>) {
        self.problems.retain(|problem| !of(&problem.event));
        self.problems.extend(problems);
        let surplus = self.problems.len().saturating_sub(MOST_PROBLEMS);
        self.problems.drain(..surplus);
    }
}

impl EventProblem {
    pub(crate) fn new(event: &str, line: &str, reason: &str) -> EventProblem {
        let line = line.chars().take(SHOWN_CHARS).collect();
        EventProblem { event: event.to_owned(), line, reason: reason.to_owned() }
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

    #[test]
    fn an_events_problems_are_replaced_and_only_the_latest_are_kept() {
        let mut calendar = Calendar::new("primary");
        calendar.note(|_| false, (0..60).map(|n| EventProblem::new(&n.to_string(), "line", "no_separator")));
        assert_eq!((calendar.problems.len(), calendar.problems[0].event.as_str()), (50, "10"));
        calendar.note(|event| event == "10", [EventProblem::new("11", &"x".repeat(999), "url")]);
        assert_eq!(calendar.problems.len(), 50);
        assert_eq!(calendar.problems[49].line.len(), SHOWN_CHARS);
    }

    #[test]
    fn what_was_stored_by_an_earlier_version_reads() {
        let state = State::parse(r#"{"subject":"1","calendars":[{"id":"primary"}],"new":1}"#).unwrap();
        assert_eq!(ids(&state), ["primary"]);
        assert!(State::parse("[]").is_err());
    }
}
