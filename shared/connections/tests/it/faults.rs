//! What the earlier server did wrong with calendars, by the numbers of its list of faults: none of it happens here.
//!
//! 32, 33 and 35 are about HTTP and are tested with its routes, in `functions/oauth`.

use crate::office::{ACCOUNT, Office, event};
use crate::stage::Points;
use connections::Status;
use fakes::google::{Call, Fault};
use google::Error as Google;
use serde_json::json;
use testkit::{MINUTE, NOW};

const HOUR: f64 = 3_600_000.0;

impl Office {
    /// Metrics and values of an event with this description, and its dimensions beside `src` and `activity`.
    async fn points_of(&self, description: &str) -> (Vec<(String, f64)>, Vec<(String, String)>) {
        let id = self.calendar.insert(event("#!run", json!({"description": description})));
        let points = self.poll().await;
        self.calendar.delete(&id);
        let values = points.iter().map(|((metric, _, _), value)| (metric.clone(), *value)).collect();
        let dimensions = points.into_keys().next().map_or(Vec::new(), |(_, _, dimensions)| dimensions);
        let is_ours = |(key, _): &(String, String)| key != "src" && key != "activity";
        (values, dimensions.into_iter().filter(is_ours).collect())
    }
}

fn times(points: &Points) -> Vec<i64> {
    points.keys().map(|(_, at, _)| *at).collect()
}

#[tokio::test]
async fn fault_21_two_connected_tokens_keep_their_own_points() {
    let office = Office::new().await;
    let other = office.stage.connect(office.who.user, "eve@example.org").await;
    office.calendar.insert(event("#!run", json!({})));
    office.stage.google.calendar("eve@example.org", "primary").insert(event("#!swim", json!({})));
    for _ in 0..3 {
        office.poll().await;
        office.stage.poll(other).await.unwrap();
        assert_eq!(office.stage.stored(office.who.user).await.len(), 2);
    }
}

#[tokio::test]
async fn fault_22_a_poll_without_changes_rewrites_nothing() {
    let office = Office::new().await;
    office.calendar.insert(event("#!run", json!({})));
    office.poll().await;
    let tally = office.stage.store().agenda_tally(office.who.user).await.unwrap();
    for _ in 0..3 {
        office.poll().await;
    }
    assert_eq!(office.stage.store().agenda_tally(office.who.user).await.unwrap(), tally);
}

#[tokio::test]
async fn fault_23_after_a_410_what_was_deleted_meanwhile_is_gone_and_a_503_keeps_the_sync_token() {
    let office = Office::new().await;
    let ids: Vec<String> = (0..20).map(|_| office.calendar.insert(event("#!run", json!({})))).collect();
    assert_eq!(office.poll().await.len(), 20);
    for id in &ids[1..] {
        office.calendar.delete(id);
    }
    office.stage.google.expire_sync_tokens();
    assert_eq!(office.poll().await.len(), 1);
    office.stage.google.fail_next(Call::Events, Fault::Status { code: 503, reason: "backendError" });
    assert!(office.stage.poll(office.who).await.is_err());
    office.stage.google.forget_requests();
    office.poll().await;
    assert!(office.stage.google.requests_of(Call::Events)[0].parameter("syncToken").is_some());
}

#[tokio::test]
async fn fault_24_a_refreshed_token_is_stored() {
    let office = Office::new().await;
    office.stage.hand.advance_ms(61 * MINUTE);
    for _ in 0..5 {
        office.poll().await;
    }
    assert_eq!(office.stage.google.requests_of(Call::Token).len(), 2, "the consent, and one refresh");
    let shown = office.stage.connections(office.stage.store()).list(office.who.user, NOW).await.unwrap();
    assert!(office.stage.now() / 1000 < shown[0].token_expiry);
}

#[tokio::test]
async fn fault_25_a_revoked_grant_is_no_connection() {
    let office = Office::new().await;
    office.stage.google.revoke_grants(ACCOUNT);
    office.stage.hand.advance_ms(61 * MINUTE);
    office.stage.poll(office.who).await.unwrap();
    let shown = office.stage.connections(office.stage.store()).list(office.who.user, NOW).await.unwrap();
    assert_eq!(
        (shown[0].status, shown[0].failure.as_deref()),
        (Status::ConsentNeeded, Some(Google::InvalidGrant.code()))
    );
    assert_eq!(shown[0].failing_since, Some(office.stage.now() / 1000));
}

#[tokio::test]
async fn fault_26_an_event_that_recurs_is_a_point_each_time() {
    let office = Office::new().await;
    let rule = json!({"recurrence": ["RRULE:FREQ=DAILY"], "start": {"dateTime": "2026-11-11T07:00:00Z"}, "end": {"dateTime": "2026-11-11T08:00:00Z"}});
    office.calendar.insert(event("#!run", rule));
    assert_eq!(office.poll().await.len(), 10);
}

#[tokio::test]
async fn faults_27_to_29_descriptions_are_read_whole_and_nothing_is_guessed() {
    let office = Office::new().await;
    let duration = || ("imp.events.duration".to_owned(), HOUR);
    let custom = |name: &str, value: f64| (format!("imp.events.custom.{name}"), value);
    let dimension = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    for (description, values, dimensions) in [
        ("where:park<br>distance=5", vec![custom("distance", 5.0), duration()], vec![dimension("where", "park")]),
        (
            "<p><span>distance=5</span></p><p>with:Tom</p>",
            vec![custom("distance", 5.0), duration()],
            vec![dimension("with", "Tom")],
        ),
        (
            "a=-5\nb=+5\nc=1e3\nd=.5",
            vec![custom("a", -5.0), custom("b", 5.0), custom("c", 1000.0), custom("d", 0.5), duration()],
            vec![],
        ),
        ("a=1,5\nb=1_000\nc=1 000\nd=1.2.3\ne=abc", vec![duration()], vec![]),
        (
            "where:new york\nuni:zażółć",
            vec![duration()],
            vec![dimension("uni", "zażółć"), dimension("where", "new york")],
        ),
        ("https://example.org/a\n10:30 start", vec![duration()], vec![]),
        ("url:https://example.org", vec![duration()], vec![dimension("url", "https://example.org")]),
        ("activity:swim\nsrc:another", vec![duration()], vec![]),
    ] {
        assert_eq!(office.points_of(description).await, (values, dimensions), "{description}");
    }
}

#[tokio::test]
async fn fault_30_days_are_the_calendars_own() {
    let office = Office::new().await;
    office.calendar.set_time_zone("Europe/Warsaw");
    // The clock goes forward that night: the day has 23 hours.
    let day = json!({"start": {"date": "2026-03-29"}, "end": {"date": "2026-03-30"}});
    office.calendar.insert(event("#!trip", day));
    let points = office.poll().await;
    assert_eq!(times(&points), [1_774_738_800_000], "midnight in Warsaw, not in Greenwich");
    assert_eq!(points.into_values().collect::<Vec<_>>(), [23.0 * HOUR]);
    office.calendar.set_time_zone("America/New_York");
    let points = office.poll().await;
    assert_eq!(points.values().copied().collect::<Vec<_>>(), [24.0 * HOUR], "nobody told us of a changed event");
    assert_eq!(times(&points), [1_774_756_800_000]);
}

#[tokio::test]
async fn fault_31_a_name_that_is_too_long_for_a_metric_is_reported() {
    let office = Office::new().await;
    let longest = "x".repeat(99 - "imp.events.custom.".len());
    let (values, _) = office.points_of(&format!("{longest}=1\n{longest}x=2")).await;
    assert_eq!(values.len(), 2, "the duration, and the one that fits");
    let shown = office.stage.connections(office.stage.store()).list(office.who.user, NOW).await.unwrap();
    assert_eq!(shown[0].problems.len(), 1);
}

#[tokio::test]
async fn fault_34_every_page_is_asked_for_with_the_sync_token() {
    let office = Office::new().await;
    office.calendar.page_size(2);
    office.poll().await;
    for _ in 0..5 {
        office.calendar.insert(event("#!run", json!({})));
    }
    office.stage.google.forget_requests();
    assert_eq!(office.poll().await.len(), 5);
    let pages = office.stage.google.requests_of(Call::Events);
    assert_eq!(pages.len(), 3);
    assert!(pages.iter().all(|page| page.parameter("syncToken").is_some()));
}
