//! Whatever happens to a calendar, and whenever: a client that applies what listings say ends with what it holds.

use crate::support::list;
use fakes::google::{Agenda, EditError};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
    /// Single events have even numbers, series odd ones.
    Insert(u8),
    Rename(u8, u16),
    Delete(u8),
    Restore(u8),
    CancelOccurrence(u8, u8),
    OverrideOccurrence(u8, u8, u16),
    ExpireSyncTokens,
    /// The client reads one more page.
    Read,
}

fn step() -> impl Strategy<Value = Step> {
    let event = 0_u8..6;
    let day = 10_u8..14;
    prop_oneof![
        3 => event.clone().prop_map(Step::Insert),
        2 => (event.clone(), any::<u16>()).prop_map(|(event, name)| Step::Rename(event, name)),
        2 => event.clone().prop_map(Step::Delete),
        1 => event.clone().prop_map(Step::Restore),
        2 => (event.clone(), day.clone()).prop_map(|(event, day)| Step::CancelOccurrence(event, day)),
        2 => (event, day, any::<u16>()).prop_map(|(event, day, name)| Step::OverrideOccurrence(event, day, name)),
        1 => Just(Step::ExpireSyncTokens),
        6 => Just(Step::Read),
    ]
}

fn edit(agenda: &mut Agenda, step: &Step) -> Result<(), EditError> {
    let id = |event: &u8| format!("event{event}");
    let start = |day: &u8| format!("2026-11-{day}T09:00:00Z");
    match step {
        Step::Insert(event) if event % 2 == 0 => {
            agenda.insert(&json!({ "id": id(event), "start": { "dateTime": start(&10) } })).map(drop)
        }
        Step::Insert(event) => {
            let recurrence = ["RRULE:FREQ=DAILY;COUNT=9"];
            let series = json!({ "id": id(event), "start": { "dateTime": start(&10) }, "recurrence": recurrence });
            agenda.insert(&series).map(drop)
        }
        Step::Rename(event, name) => agenda.patch(&id(event), &json!({ "summary": name.to_string() })),
        Step::Delete(event) => agenda.delete(&id(event)),
        Step::Restore(event) => agenda.restore(&id(event)),
        Step::CancelOccurrence(event, day) => agenda.cancel_occurrence(&id(event), &start(day)).map(drop),
        Step::OverrideOccurrence(event, day, name) => {
            let changes = json!({ "summary": name.to_string() });
            agenda.override_occurrence(&id(event), &start(day), &changes).map(drop)
        }
        Step::ExpireSyncTokens => {
            agenda.expire_sync_tokens();
            Ok(())
        }
        Step::Read => Ok(()),
    }
}

/// What a client knows. A listing takes effect with its last page.
#[derive(Default)]
struct Reader {
    known: BTreeMap<String, Value>,
    sync_token: Option<String>,
    page_token: Option<String>,
    items: Vec<Value>,
}

impl Reader {
    /// Reads a page; whether it was the last of its listing.
    fn read(&mut self, agenda: &Agenda) -> bool {
        let mut query = vec![("maxResults", "2")];
        query.extend(self.sync_token.as_deref().map(|token| ("syncToken", token)));
        query.extend(self.page_token.as_deref().map(|token| ("pageToken", token)));
        let page = match list(agenda, &query) {
            Ok(page) => page,
            Err(refusal) => {
                assert_eq!(refusal.status, 410);
                *self = Reader { known: std::mem::take(&mut self.known), ..Reader::default() };
                return false;
            }
        };
        self.items.extend(page["items"].as_array().unwrap().clone());
        self.page_token = page["nextPageToken"].as_str().map(str::to_owned);
        if self.page_token.is_some() {
            return false;
        }
        if self.sync_token.is_none() {
            self.known.clear();
        }
        self.sync_token = Some(page["nextSyncToken"].as_str().unwrap().to_owned());
        std::mem::take(&mut self.items).into_iter().for_each(|item| self.apply(item));
        true
    }

    fn apply(&mut self, item: Value) {
        let id = item["id"].as_str().unwrap().to_owned();
        if item["status"] == "cancelled" && item["recurringEventId"].is_null() {
            self.known.retain(|known, value| *known != id && value["recurringEventId"] != id.as_str());
        } else {
            self.known.insert(id, item);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_reader_ends_with_what_the_calendar_holds(steps in prop::collection::vec(step(), 0..60), empty in any::<bool>()) {
        let mut agenda = Agenda::new("ada@example.com");
        agenda.empty_first_page(empty);
        let mut reader = Reader::default();
        for step in &steps {
            // Steps that make no sense here are no steps.
            let _ = edit(&mut agenda, step);
            if matches!(step, Step::Read) {
                reader.read(&agenda);
            }
        }
        // The listing that was begun, and one more for what changed meanwhile.
        for _ in 0..2 {
            while !reader.read(&agenda) {}
        }
        let held = agenda.events().into_iter().map(|event| (event["id"].as_str().unwrap().to_owned(), event)).collect();
        prop_assert_eq!(reader.known, held);
    }
}
