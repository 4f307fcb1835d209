//! Several at once, and clocks that differ: what one has stored another does not undo.

use crate::stage::{Connected, Stage};
use connections::Status;
use fakes::google::Call;
use runtime::Clock;
use serde_json::{Value, json};
use store::{Next, Store, UserDeleted};
use testkit::{MINUTE, NOW, Ordered};

const ACCOUNT: &str = "ada@example.org";
const WORK: &str = "work@group.calendar.google.com";

fn event(title: &str) -> Value {
    json!({
        "summary": title,
        "start": {"dateTime": "2026-11-20T07:00:00Z"}, "end": {"dateTime": "2026-11-20T08:00:00Z"},
    })
}

/// A user whose connection polls the primary calendar and another one.
async fn two_calendars() -> (Stage, Connected) {
    let stage = Stage::new().await;
    let user = stage.user().await;
    let who = stage.connect(user, ACCOUNT).await;
    stage.google.calendar(ACCOUNT, WORK);
    let connections = stage.connections(stage.store());
    connections.choose_calendars(user, who.token, vec!["primary".into(), WORK.into()], NOW).await.unwrap();
    (stage, who)
}

async fn status(stage: &Stage, who: Connected) -> Status {
    stage.connections(stage.store()).list(who.user, stage.now()).await.unwrap()[0].status
}

/// A poll whose calls of the store wait to be let through.
async fn slow_poll(stage: &Stage, who: Connected) -> Ordered<Result<Next, connections::Error>> {
    let connections = |store: Store| stage.connections(store);
    Ordered::start(&stage.world.endpoint(), store::Policy::default(), |store| {
        let (connections, clock) = (connections(store), stage.clock.clone());
        async move { connections.poll(who.user, who.token, clock).await }
    })
    .await
}

#[tokio::test]
async fn an_event_in_two_calendars_of_a_connection_goes_with_it() {
    for (mine, theirs) in [("", ""), ("km=5", "km=6"), ("km=5", "")] {
        let (stage, who) = two_calendars().await;
        for (calendar, text) in [("primary", mine), (WORK, theirs)] {
            let mut invitation = event("#!meet");
            invitation["id"] = "invitation".into();
            invitation["description"] = text.into();
            stage.google.calendar(ACCOUNT, calendar).insert(invitation);
        }
        stage.poll(who).await.unwrap();
        assert_ne!(stage.stored(who.user).await.len(), 0);
        stage.connections(stage.store()).disconnect(who.user, who.token, stage.now()).await.unwrap();
        assert_eq!(stage.stored(who.user).await.into_keys().collect::<Vec<_>>(), []);
    }
}

#[tokio::test]
async fn who_has_a_slow_clock_corrects_all_the_same() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    let who = stage.connect(user, ACCOUNT).await;
    let calendar = stage.google.calendar(ACCOUNT, "primary");
    let id = calendar.insert(event("#!run"));
    let poll_at = async |now: i64| {
        let connections = stage.connections(stage.store());
        connections.poll(user, who.token, Clock::stopped_at(now).0).await.unwrap();
    };
    poll_at(NOW + 10_000).await;
    let mut dinner = event("Dinner");
    dinner["recurrence"] = json!(["RRULE:FREQ=DAILY"]);
    let dinner = calendar.insert(dinner);
    calendar.cancel_occurrence(&dinner, "2026-11-20T07:00:00Z");
    poll_at(NOW + 1_000).await; // Stores a record, and no point.
    calendar.delete(&id);
    poll_at(NOW + 2_000).await;
    assert_eq!(stage.stored(user).await.into_keys().collect::<Vec<_>>(), []);
}

#[tokio::test]
async fn polls_of_a_fast_clock_are_forgotten_by_a_slow_one() {
    let stage = Stage::new().await;
    let user = stage.user().await;
    let who = stage.connect(user, ACCOUNT).await;
    let connections = stage.connections(stage.store());
    connections.poll(user, who.token, Clock::stopped_at(NOW + 10_000).0).await.unwrap();
    stage.connections(stage.store()).disconnect(user, who.token, NOW + 1_000).await.unwrap();
    assert_eq!(stage.store().metrics_list(user).await.unwrap(), []);
}

#[tokio::test]
async fn a_refresh_token_that_came_during_a_poll_is_kept() {
    let (stage, who) = two_calendars().await;
    stage.google.rotate_refresh_tokens(true);
    let mut poll = slow_poll(&stage, who).await;
    for _ in 0..3 {
        poll.step().await;
    }
    stage.google.expire_access_tokens();
    stage.connections(stage.store()).calendars(who.user, who.token, stage.now()).await.unwrap();
    poll.finish().await.unwrap();
    stage.hand.advance_ms(120 * MINUTE);
    stage.poll(who).await.unwrap();
    assert_eq!(status(&stage, who).await, Status::Connected);
}

#[tokio::test]
async fn a_refresh_token_is_kept_that_came_while_calendars_were_chosen() {
    let (stage, who) = two_calendars().await;
    stage.google.rotate_refresh_tokens(true);
    let connections = |store: Store| stage.connections(store);
    let mut choice = Ordered::start(&stage.world.endpoint(), store::Policy::default(), |store| {
        let connections = connections(store);
        async move { connections.choose_calendars(who.user, who.token, vec!["primary".into()], NOW).await }
    })
    .await;
    while choice.peek().await.is_some_and(|call| call.operation != "TransactWriteItems") {
        choice.step().await;
    }
    stage.google.expire_access_tokens();
    stage.connections(stage.store()).calendars(who.user, who.token, NOW).await.unwrap();
    choice.finish().await.unwrap();
    stage.hand.advance_ms(120 * MINUTE);
    stage.poll(who).await.unwrap();
    assert_eq!(status(&stage, who).await, Status::Connected);
}

#[tokio::test]
async fn a_grant_that_somebody_came_to_live_on_meanwhile_is_not_revoked() {
    let (stage, who) = two_calendars().await;
    stage.google.calendar(ACCOUNT, "primary").insert(event("#!run"));
    stage.poll(who).await.unwrap();
    let connections = |store: Store| stage.connections(store);
    let mut end = Ordered::start(&stage.world.endpoint(), store::Policy::default(), |store| {
        let (connections, now) = (connections(store), stage.now());
        async move { connections.disconnect(who.user, who.token, now).await }
    })
    .await;
    while end.peek().await.is_some_and(|call| !call.body.contains("#AGENDA")) {
        end.step().await;
    }
    let other = stage.connect(who.user, ACCOUNT).await;
    end.finish().await.unwrap();
    assert_ne!(stage.google.grants(ACCOUNT), 0);
    stage.google.expire_access_tokens();
    stage.poll(other).await.unwrap();
    assert_eq!(status(&stage, other).await, Status::Connected);
}

#[tokio::test]
async fn an_end_and_a_poll_of_another_connection_do_not_get_in_each_others_way() {
    let (stage, who) = two_calendars().await;
    let other = stage.connect(who.user, "eve@example.org").await;
    stage.google.calendar(ACCOUNT, "primary").insert(event("#!run"));
    stage.poll(who).await.unwrap();
    let connections = |store: Store| stage.connections(store);
    let mut end = Ordered::start(&stage.world.endpoint(), store::Policy::default(), |store| {
        let (connections, now) = (connections(store), stage.now());
        async move { connections.disconnect(who.user, who.token, now).await }
    })
    .await;
    while end.peek().await.is_some_and(|call| !call.body.contains("TALLY") || call.operation == "GetItem") {
        end.step().await;
    }
    stage.google.calendar("eve@example.org", "primary").insert(event("#!swim"));
    stage.poll(other).await.unwrap();
    end.finish().await.unwrap();
    assert!(stage.store().connections_get(who.user, who.token).await.unwrap().is_none(), "it is at its end at once");
    assert_eq!(stage.stored(who.user).await.len(), 1);
}

#[tokio::test]
async fn what_a_calendar_listed_is_noted_though_the_poll_dies_at_the_next() {
    let (stage, who) = two_calendars().await;
    let mut poll = slow_poll(&stage, who).await;
    stage.google.forget_requests();
    // The second calendar is listed; nothing more is stored.
    while stage.google.requests_of(Call::Events).len() < 2 && poll.step().await.is_some() {
        poll.peek().await;
    }
    poll.crash();
    stage.google.forget_requests();
    stage.poll(who).await.unwrap();
    let of = |at: usize| stage.google.requests_of(Call::Events)[at].parameter("syncToken").is_some();
    assert_eq!((of(0), of(1)), (true, false));
}

#[tokio::test]
async fn a_calendar_that_is_gone_does_not_slow_the_others_down() {
    let (stage, who) = two_calendars().await;
    stage.poll(who).await.unwrap();
    stage.google.calendar(ACCOUNT, WORK).remove();
    stage.google.calendar(ACCOUNT, "primary").insert(event("#!run"));
    assert_eq!(stage.poll(who).await.unwrap(), Next::At(NOW + 270_000));
    assert_eq!(stage.stored(who.user).await.len(), 1);
    let shown = stage.connections(stage.store()).list(who.user, NOW).await.unwrap().remove(0);
    assert_eq!((shown.status, shown.failure.as_deref()), (Status::Failing, Some("calendar_not_found")));
}

#[tokio::test]
async fn what_a_long_poll_writes_is_not_old() {
    let (stage, who) = two_calendars().await;
    stage.google.calendar(ACCOUNT, "primary").insert(event("#!run"));
    let mut poll = slow_poll(&stage, who).await;
    while poll.peek().await.is_some_and(|call| !call.body.contains("#LOG")) {
        poll.step().await;
        stage.hand.advance_ms(MINUTE);
    }
    poll.step().await;
    let sealed = stage.store().seal(who.user, stage.now()).await.unwrap();
    assert_eq!(sealed.blocks, 0, "a reader may still be running that began before the block was there");
}

#[tokio::test]
async fn an_end_that_a_users_deletion_overtakes_leaves_nothing() {
    for stopped in ["TALLY", "#LOG"] {
        let (stage, who) = two_calendars().await;
        stage.google.calendar(ACCOUNT, "primary").insert(event("#!run"));
        stage.poll(who).await.unwrap();
        let user = stage.store().users_get(who.user).await.unwrap().unwrap();
        let connections = |store: Store| stage.connections(store);
        let mut end = Ordered::start(&stage.world.endpoint(), store::Policy::default(), |store| {
            let (connections, now) = (connections(store), stage.now());
            async move { connections.disconnect(who.user, who.token, now).await }
        })
        .await;
        while end.peek().await.is_some_and(|call| !call.body.contains(stopped)) {
            end.step().await;
        }
        let deleted = stage.store().users_delete(&user, None, stage.now()).await.unwrap();
        assert_eq!(deleted, UserDeleted::Deleted);
        stage.store().erase(who.user, stage.now()).await.unwrap();
        stage.store().erase(who.user, stage.now() + 5 * MINUTE).await.unwrap();
        let _ = end.finish().await;
        stage.poll(who).await.unwrap();
        let mut left = stage.world.partitions().await;
        left.retain(|pk| pk.contains(&who.user.to_string()) && !pk.starts_with("J#"));
        assert_eq!(left, Vec::<String>::new(), "{stopped}");
    }
}
