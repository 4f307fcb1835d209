//! Calendars at the limits of what the table takes: one event that does not fit keeps no other from being counted.

use crate::office::{ACCOUNT, Office, event};
use crate::stage::Points;
use serde_json::json;

impl Office {
    /// Events and reasons of the problems that are shown.
    async fn problems(&self) -> Vec<(String, String)> {
        let shown = self.stage.connections(self.stage.store()).list(self.who.user, self.stage.now()).await.unwrap();
        shown[0].problems.iter().map(|problem| (problem.event.clone(), problem.reason.clone())).collect()
    }
}

fn activities(points: &Points) -> Vec<String> {
    let activity = |dimensions: &[(String, String)]| {
        dimensions.iter().find(|(key, _)| key == "activity").map(|(_, value)| value.clone())
    };
    points.keys().filter_map(|(_, _, dimensions)| activity(dimensions)).collect()
}

#[tokio::test]
async fn ids_too_long_for_a_key_are_told_and_keep_nothing_else_from_being_counted() {
    let office = Office::new().await;
    let id = "a".repeat(1_010);
    let daily = json!(["RRULE:FREQ=DAILY"]);
    office.calendar.insert(event("#!run", json!({"id": id, "recurrence": daily})));
    office.calendar.cancel_occurrence(&id, "2026-11-20T07:00:00Z");
    office.calendar.override_occurrence(&id, "2026-11-21T07:00:00Z", json!({"summary": "#!swim"}));
    office.calendar.insert(event("#!run", json!({})));
    assert_eq!(office.poll().await.len(), 1);
    assert!(office.problems().await.iter().all(|(_, reason)| reason == "id_too_long"));
    assert_ne!(office.problems().await.len(), 0);
    office.calendar.patch(&id, json!({"summary": "#!ran"}));
    office.poll().await;
    office.calendar.delete(&id);
    office.calendar.insert(event("#!run", json!({})));
    assert_eq!(office.poll().await.len(), 2);
    assert_eq!(office.problems().await, []);
}

#[tokio::test]
async fn many_calendars_full_of_prose_are_polled() {
    let office = Office::new().await;
    let mut ids = vec!["primary".to_owned()];
    ids.extend((1..20).map(|n| format!("{n}@group.calendar.google.com")));
    let prose: String = (0..60).map(|n| format!("{n}{}<br>", "\u{1F3C3}".repeat(250))).collect();
    for (n, id) in ids.iter().enumerate() {
        let run = event("#!run", json!({"id": format!("run{n:05}"), "description": prose}));
        office.stage.google.calendar(ACCOUNT, id).insert(run);
    }
    let connections = office.stage.connections(office.stage.store());
    connections.choose_calendars(office.who.user, office.who.token, ids, office.stage.now()).await.unwrap();
    assert_eq!(office.poll().await.len(), 20);
    assert!(20 <= office.problems().await.len());
}

#[tokio::test]
async fn an_event_with_more_text_than_an_item_takes_is_told() {
    let office = Office::new().await;
    let dimensions: String = (0..100).map(|n| format!("k{n:090}:{}{n}<br>", "\u{1F3C3}".repeat(990))).collect();
    let values: String = (0..100).map(|n| format!("v{n}={n}<br>")).collect();
    let id = office.calendar.insert(event("#!run", json!({"summary": "#!vast", "description": dimensions + &values})));
    office.calendar.insert(event("#!run", json!({})));
    assert_eq!(activities(&office.poll().await), ["run"]);
    assert_eq!(office.problems().await, [(id.clone(), "too_large".to_owned())]);
    office.calendar.patch(&id, json!({"description": ""}));
    assert_eq!(office.poll().await.len(), 2);
    assert_eq!(office.problems().await, []);
}

/// As much as Google lets people write into a description, so that nothing can be compressed.
fn full_description(event: usize) -> String {
    let values: String = (0..100).map(|n| format!("v{n}={n}<br>")).collect();
    let mut state = event as u64 + 1;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_u32(0x4E00 + (state >> 33) as u32 % 20_000).unwrap()
    };
    let text: String = (0..7).map(|n| format!("k{n}:{}<br>", (0..990).map(|_| letter()).collect::<String>())).collect();
    values + &text
}

#[tokio::test]
async fn events_as_large_as_google_lets_them_be_are_all_counted_and_all_renamed() {
    let office = Office::new().await;
    let ids: Vec<String> =
        (0..8).map(|n| office.calendar.insert(event("#!run", json!({"description": full_description(n)})))).collect();
    assert_eq!(office.poll().await.len(), 8 * 101);
    for id in &ids {
        office.calendar.patch(id, json!({"summary": "#!ran"}));
    }
    let points = office.poll().await;
    assert_eq!(points.len(), 8 * 101);
    assert!(activities(&points).iter().all(|activity| activity == "ran"));
}

#[tokio::test]
async fn a_series_without_end_and_with_many_values_is_cut_and_told() {
    let office = Office::new().await;
    let values: String = (0..100).map(|n| format!("v{n}={n}<br>")).collect();
    let start = json!({"dateTime": "2010-01-01T07:00:00Z", "timeZone": "UTC"});
    let end = json!({"dateTime": "2010-01-01T08:00:00Z", "timeZone": "UTC"});
    let hourly = json!(["RRULE:FREQ=HOURLY"]);
    let series = json!({"description": values, "start": start, "end": end, "recurrence": hourly});
    let id = office.calendar.insert(event("#!run", series));
    office.calendar.insert(event("#!run", json!({})));
    let points = office.poll().await;
    assert_eq!(points.keys().filter(|(_, at, _)| *at == 1_795_158_000_000).count(), 1);
    assert_eq!(office.problems().await, [(id.clone(), "truncated".to_owned())]);
    office.calendar.patch(&id, json!({"summary": "#!ran"}));
    assert_eq!(office.poll().await.len(), points.len());
    office.calendar.patch(&id, json!({"summary": "ran"}));
    assert_eq!(office.poll().await.len(), 1);
    assert_eq!(office.problems().await, []);
}

#[tokio::test]
async fn events_that_nobody_can_read_are_told() {
    let office = Office::new().await;
    office.calendar.insert(event("#!run", json!({})));
    office.calendar.insert_raw(json!({"id": "poison", "summary": "#!x", "start": {"dateTime": "soon"}}));
    assert_eq!(office.poll().await.len(), 1);
    assert_eq!(office.problems().await, [(String::new(), "unreadable".to_owned())]);
    office.poll().await;
    assert_eq!(office.problems().await.len(), 1);
}

#[tokio::test]
async fn names_without_number_do_not_fill_the_table() {
    let office = Office::new().await;
    for n in 0..50 {
        let values: String = (0..100).map(|m| format!("{}{n}_{m}=1<br>", "n".repeat(70))).collect();
        office.calendar.insert(event("#!run", json!({"description": values})));
    }
    assert_ne!(office.poll().await.len(), 0);
}
