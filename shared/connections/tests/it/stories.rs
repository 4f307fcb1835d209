//! What people live through: connecting, editing, disconnecting.

use crate::office::{ACCOUNT, Office};
use crate::stage::{Connected, Stage, small_chunks};
use connections::{Error, Status};
use domain::{MetricName, UserId};
use fakes::google::{Calendar, Call, Fault};
use serde_json::json;
use store::Next;
use testkit::{MINUTE, NOW, Ordered};

pub(crate) fn run(title: &str, start: &str, end: &str) -> serde_json::Value {
    json!({"summary": title, "start": {"dateTime": start}, "end": {"dateTime": end}})
}

pub(crate) fn morning(title: &str) -> serde_json::Value {
    run(title, "2026-11-20T07:00:00Z", "2026-11-20T08:00:00Z")
}

pub(crate) async fn connected() -> (Stage, Connected, Calendar) {
    let Office { stage, who, calendar } = Office::new().await;
    (stage, who, calendar)
}

/// Times and activities of what is stored.
pub(crate) async fn activities(stage: &Stage, user: UserId) -> Vec<(i64, String)> {
    let activity = |dimensions: &[(String, String)]| {
        dimensions.iter().find(|(key, _)| key == "activity").map_or(String::new(), |(_, value)| value.clone())
    };
    stage.stored(user).await.into_keys().map(|(_, at, dimensions)| (at, activity(&dimensions))).collect()
}

#[tokio::test]
async fn from_consent_to_points() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    let next = stage.poll(who).await.unwrap();
    assert_eq!(next, Next::At(NOW + 270_000));
    assert_eq!(activities(&stage, who.user).await, [(NOW - 17 * 60 * MINUTE, "run".to_owned())]);
    let shown = stage.connections(stage.store()).list(who.user, NOW).await.unwrap();
    assert_eq!((shown.len(), shown[0].status, shown[0].token), (1, Status::Connected, who.token));
    assert_eq!(shown[0].calendars[0].last_sync_at, Some(NOW / 1000));
    assert!(shown[0].calendars[0].has_sync_token);
}

#[tokio::test]
async fn a_rename_is_never_seen_half_done() {
    let (stage, who, calendar) = connected().await;
    let id = calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    calendar.patch(&id, json!({"summary": "#!ran"}));
    let connections = |store| stage.connections(store);
    let mut poll = Ordered::start(&stage.world.endpoint(), small_chunks(), |store| {
        let (connections, clock) = (connections(store), stage.clock.clone());
        async move { connections.poll(who.user, who.token, clock).await.map(drop) }
    })
    .await;
    let mut seen = Vec::new();
    while poll.step().await.is_some() {
        let now = activities(&stage, who.user).await;
        assert_eq!(now.len(), 1);
        seen.push(now[0].1.clone());
    }
    seen.dedup();
    assert_eq!(seen, ["run", "ran"]);
}

#[tokio::test]
async fn a_poll_without_changes_costs_a_handful() {
    let (stage, who, calendar) = connected().await;
    for day in 1..=20 {
        calendar.insert(run("#!run", &format!("2026-11-{day:02}T07:00:00Z"), &format!("2026-11-{day:02}T08:00:00Z")));
    }
    let weekly = json!({"recurrence": ["RRULE:FREQ=WEEKLY"]});
    let mut series = morning("#!read");
    series.as_object_mut().unwrap().extend(weekly.as_object().unwrap().clone());
    calendar.insert(series);
    stage.poll(who).await.unwrap();
    let chunks = async || stage.world.partitions().await.iter().filter(|pk| pk.contains("#M#")).count();
    let (before, store) = (chunks().await, stage.store());
    for _ in 0..3 {
        stage.hand.advance_ms(5 * MINUTE);
        let usage = store.usage().reading();
        stage.poll_over(store.clone(), who).await.unwrap();
        let used = store.usage().reading() - usage;
        assert!(used.read <= 3.0 && used.write <= 5.0 && used.calls <= 5, "{used:?}");
    }
    assert_eq!(chunks().await, before);
}

#[tokio::test]
async fn occurrences_come_as_time_passes_without_google_saying_anything() {
    let (stage, who, calendar) = connected().await;
    let mut daily = morning("#!read");
    daily["recurrence"] = json!(["RRULE:FREQ=DAILY"]);
    calendar.insert(daily);
    stage.poll(who).await.unwrap();
    assert_eq!(activities(&stage, who.user).await.len(), 1);
    stage.hand.advance_ms(3 * 24 * 60 * MINUTE);
    stage.poll(who).await.unwrap();
    assert_eq!(activities(&stage, who.user).await.len(), 4);
}

#[tokio::test]
async fn two_connections_of_a_user_leave_each_other_alone() {
    let (stage, one, calendar) = connected().await;
    let two = stage.connect(one.user, "ada@work.example").await;
    let same = stage.connect(one.user, ACCOUNT).await;
    calendar.insert(morning("#!run"));
    stage.google.calendar("ada@work.example", "primary").insert(run(
        "#!meet",
        "2026-11-20T09:00:00Z",
        "2026-11-20T10:00:00Z",
    ));
    let run = (NOW - 17 * 60 * MINUTE, "run".to_owned());
    let meet = (NOW - 15 * 60 * MINUTE, "meet".to_owned());
    for who in [one, two, same, two, one] {
        stage.poll(who).await.unwrap();
    }
    assert_eq!(activities(&stage, one.user).await, [run.clone(), meet.clone()]);
    let connections = stage.connections(stage.store());
    connections.disconnect(one.user, one.token, NOW).await.unwrap();
    assert_eq!(activities(&stage, one.user).await, [run, meet.clone()], "the same account is connected once more");
    assert_eq!(stage.google.grants(ACCOUNT), 2, "which lives on the grant");
    connections.disconnect(one.user, same.token, NOW).await.unwrap();
    assert_eq!(activities(&stage, one.user).await, [meet]);
    assert_eq!(stage.google.grants(ACCOUNT), 0);
    connections.disconnect(one.user, two.token, NOW).await.unwrap();
    assert_eq!(stage.store().metrics_list(one.user).await.unwrap(), [], "nor are there polls any more");
    assert!(matches!(connections.disconnect(one.user, two.token, NOW).await, Err(Error::NoConnection)));
}

#[tokio::test]
async fn lines_that_do_not_parse_are_shown_until_they_are_mended() {
    let (stage, who, calendar) = connected().await;
    let mut event = morning("#!run");
    event["description"] = json!("distance=5km<br>pace=5:30");
    let id = calendar.insert(event);
    stage.poll(who).await.unwrap();
    let problems = async || {
        let shown = stage.connections(stage.store()).list(who.user, stage.now()).await.unwrap();
        shown[0].problems.iter().map(|problem| (problem.event.clone(), problem.line.clone())).collect::<Vec<_>>()
    };
    assert_eq!(problems().await, [(id.clone(), "pace=5:30".to_owned())]);
    calendar.patch(&id, json!({"description": "distance=5km<br>pace=5.5"}));
    stage.poll(who).await.unwrap();
    assert_eq!(problems().await, []);
}

#[tokio::test]
async fn other_calendars_are_polled_when_they_are_chosen_and_forgotten_when_they_are_not() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    let work = stage.google.calendar(ACCOUNT, "work#1@group.calendar.google.com");
    work.insert(run("#!meet", "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"));
    let connections = stage.connections(stage.store());
    let listed = connections.calendars(who.user, who.token, NOW).await.unwrap();
    assert_eq!(listed.len(), 2);
    let choose = async |ids: &[&str]| {
        let ids = ids.iter().map(|id| (*id).to_owned()).collect();
        connections.choose_calendars(who.user, who.token, ids, NOW).await
    };
    for (chosen, expect) in [
        (&["primary", "work#1@group.calendar.google.com"][..], &["run", "meet"][..]),
        (&["work#1@group.calendar.google.com"], &["meet"]),
        (&["primary"], &["run"]),
        (&[ACCOUNT, "primary"], &["run"]),
    ] {
        choose(chosen).await.unwrap();
        stage.poll(who).await.unwrap();
        let activities: Vec<_> = activities(&stage, who.user).await.into_iter().map(|(_, name)| name).collect();
        assert_eq!(activities, expect, "{chosen:?}");
    }
    assert!(matches!(choose(&["another"]).await, Err(Error::UnknownCalendar(_))));
}

#[tokio::test]
async fn a_deleted_token_takes_its_connection_along() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    assert!(stage.store().tokens_delete(who.user, who.token, NOW).await.unwrap());
    assert_eq!(stage.connections(stage.store()).list(who.user, NOW).await.unwrap(), []);
    assert_eq!(stage.poll(who).await.unwrap(), Next::Done);
    assert_eq!(stage.store().metrics_list(who.user).await.unwrap(), []);
    assert_eq!(stage.google.grants(ACCOUNT), 0);
    let left: Vec<_> = stage.world.partitions().await.into_iter().filter(|pk| pk.contains("#AGENDA")).collect();
    assert_eq!(left.len(), 1, "the tally: {left:?}");
}

#[tokio::test]
async fn polls_leave_points_of_how_they_went() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    stage.google.fail_next(Call::Events, Fault::Status { code: 500, reason: "backendError" });
    stage.hand.advance_ms(5 * MINUTE);
    let _ = stage.poll(who).await;
    let values = async |name: &str| {
        let metric = MetricName::parse(name).unwrap();
        let points = crate::stage::read(&stage.store(), who.user, &metric).await;
        points
            .iter()
            .map(|(at, dimensions, value)| (at, dimensions.get("connection").unwrap().to_owned(), value))
            .collect::<Vec<_>>()
    };
    let id = who.token.to_string();
    assert_eq!(values("imp.poll.events").await, [(NOW, id.clone(), 1.0), (NOW + 5 * MINUTE, id.clone(), 0.0)]);
    assert_eq!(values("imp.poll.errors").await, [(NOW, id.clone(), 0.0), (NOW + 5 * MINUTE, id, 1.0)]);
    assert_eq!(values("imp.poll.duration").await.len(), 2);
}
