//! Settings, previews, pauses and drills.

use crate::support::{ADA, App, EVA, TOM, data};
use domain::{JobKind, Role};
use liveness::MessageKind;
use serde_json::{Value, json};
use testkit::{MINUTE, NOW};

#[tokio::test]
async fn check_ins_are_switched_on_with_a_number_and_a_contact() {
    let app = App::new().await;
    let ada = app.person(None, Role::Standard).await;
    let before = app.world.items().await;
    let settings = data(&ada.get("/probe_settings").await);
    let expected = json!({
        "id": ada.id.to_string(), "user_id": ada.id.to_string(), "active": false, "cron_expression": "0 18 * * 3",
        "time_zone": "UTC", "max_retries": 3, "wait_time_in_minutes": 60, "after_alarm": "disable",
        "acknowledge_time_in_minutes": 30, "next_run_at": null, "paused_until": null, "pending_probe_id": null,
        "asked_for_at": null, "alarm": null, "drill": null, "opted_out": false, "created_at": null, "updated_at": null,
    });
    assert_eq!(settings, expected);
    let refused = ada.put("/probe_settings", json!({"active": true})).await;
    assert_eq!(refused.refusal(), (409, json!("needs a phone number of your own")));
    assert_eq!(app.world.items().await, before);

    let bob = app.person(Some(ADA), Role::Standard).await;
    let refused = bob.put("/probe_settings", json!({"active": true})).await;
    assert_eq!(refused.refusal(), (409, json!("needs an emergency contact who takes messages")));
    bob.add("Tom", TOM).await;
    let warsaw = json!({"active": true, "time_zone": "europe/warsaw", "cron_expression": "0 18 * * */1"});
    let settings = data(&bob.put("/probe_settings", warsaw).await);
    assert_eq!((&settings["active"], &settings["time_zone"]), (&json!(true), &json!("Europe/Warsaw")));
    assert_eq!(settings["next_run_at"], "2026-11-21T17:00:00+00:00", "18:00 in Warsaw");
    let settings = data(&bob.put("/probe_settings", json!({"max_retries": 0, "after_alarm": "stay_armed"})).await);
    assert_eq!((&settings["max_retries"], &settings["after_alarm"]), (&json!(0), &json!("stay_armed")));
    assert_eq!(settings["next_run_at"], "2026-11-21T17:00:00+00:00");
    let settings = data(&bob.put("/probe_settings", json!({"active": false})).await);
    assert_eq!(settings["next_run_at"], Value::Null);
}

#[tokio::test]
async fn faults_18_19_and_20_what_is_no_setting_is_refused_and_changes_nothing() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let before = app.world.items().await;
    for sent in [
        json!({}),
        json!({"unknown": 1}),
        json!({"active": "true"}),
        json!({"active": null}),
        json!({"cron_expression": 5}),
        json!({"cron_expression": "0 18 * *"}),
        json!({"cron_expression": "@every 1s"}),
        json!({"cron_expression": "* * * * *"}),
        json!({"cron_expression": "0 0 30 2 *"}),
        json!({"time_zone": "Mars/Base"}),
        json!({"max_retries": "abc"}),
        json!({"max_retries": "3"}),
        json!({"max_retries": -1}),
        json!({"max_retries": 7}),
        json!({"max_retries": 1.5}),
        json!({"wait_time_in_minutes": 4}),
        json!({"wait_time_in_minutes": 1e30}),
        json!({"after_alarm": "explode"}),
        json!({"acknowledge_time_in_minutes": 241}),
    ] {
        assert_eq!(ada.put("/probe_settings", sent.clone()).await.status, 422, "{sent}");
    }
    let all = ada.put("/probe_settings", json!({"max_retries": 9, "time_zone": "", "active": 1})).await.json();
    assert_eq!(all["errors"].as_array().unwrap().len(), 3, "{all}");
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn the_next_runs_are_shown_of_what_is_and_of_what_might_be() {
    let app = App::new().await;
    let ada = app.person(None, Role::Standard).await;
    let shown = async |query: &str| data(&ada.get(&format!("/probe_settings/preview{query}")).await);
    let now = shown("").await;
    assert_eq!(now["cron_expression"], "0 18 * * 3");
    assert_eq!(now["next_runs"].as_array().unwrap().len(), 5);
    assert_eq!(now["next_runs"][0], "2026-11-25T18:00:00+00:00");
    let might = shown("?cron_expression=30%202%20*%20*%20*&time_zone=Europe/Warsaw&count=2").await;
    assert_eq!(might["next_runs"], json!(["2026-11-21T01:30:00+00:00", "2026-11-22T01:30:00+00:00"]));
    for (query, error) in [
        ("?count=0", "count: Value error, must be a whole number from 1 to 50"),
        ("?count=51", "count: Value error, must be a whole number from 1 to 50"),
        ("?time_zone=x", "time_zone: Value error, must be the name of an IANA time zone, such as Europe/Warsaw"),
        (
            "?cron_expression=x",
            "cron_expression: Value error, must be a cron expression of five fields (minute, hour, day of month, month, day of week), or one such as @daily",
        ),
        ("?count=1&count=2", "A parameter is there twice"),
    ] {
        let answer = ada.get(&format!("/probe_settings/preview{query}")).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["errors"][0]), (422, &json!(error)), "{query}");
    }
}

#[tokio::test]
async fn fault_7_whatever_somebody_does_with_their_schedule_moves_nobody_elses() {
    let app = App::new().await;
    let (ada, bob) = (app.watched(ADA).await, app.watched(EVA).await);
    let daily = |active: bool, hour: u8| json!({"active": active, "cron_expression": format!("0 {hour} * * *")});
    data(&ada.put("/probe_settings", daily(true, 6)).await);
    let before = data(&ada.get("/probe_settings").await);
    assert_eq!(before["next_run_at"], "2026-11-21T06:00:00+00:00");
    data(&bob.put("/probe_settings", daily(true, 9)).await);
    data(&bob.post("/probe_settings/skip", json!({"next_run_at": "2026-11-21T09:00:00Z"})).await);
    data(&bob.put("/probe_settings/pause", json!({"until": "2026-12-24"})).await);
    data(&bob.put("/probe_settings", daily(false, 10)).await);
    assert_eq!(data(&ada.get("/probe_settings").await), before);
    let job = app.store.jobs_get(JobKind::Probe, &ada.id.to_string()).await.unwrap().unwrap();
    assert_eq!(job.due_at, NOW + 6 * 60 * MINUTE);
}

#[tokio::test]
async fn a_pause_rests_until_it_ends_or_is_ended() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let until = |until: Value| json!({ "until": until });
    assert_eq!(ada.put("/probe_settings/pause", until(json!("2026-12-24"))).await.status, 409, "they are off");
    let on = json!({"active": true, "cron_expression": "@daily", "time_zone": "Europe/Warsaw"});
    assert_eq!(ada.put("/probe_settings", on).await.status, 200);
    for (sent, ends) in [
        (json!("2026-12-24"), "2026-12-23T23:00:00+00:00"),
        (json!("2026-12-24T08:00:00+01:00"), "2026-12-24T07:00:00+00:00"),
        (json!(1_796_083_200_000_i64), "2026-12-01T00:00:00+00:00"),
    ] {
        let done = data(&ada.put("/probe_settings/pause", until(sent)).await);
        assert_eq!(done["probe_settings"]["paused_until"], ends);
        assert!(done["message"].as_str().unwrap().starts_with("Check-ins rest until"), "{done}");
    }
    for sent in
        [json!("2026-11-20"), json!("2028-01-01"), json!("tomorrow"), json!(null), json!(1.5), json!("2026-12-24 x")]
    {
        assert_eq!(ada.put("/probe_settings/pause", until(sent.clone())).await.status, 422, "{sent}");
    }
    assert_eq!(ada.put("/probe_settings/pause", json!({})).await.status, 422);
    assert_eq!(data(&ada.get("/probe_settings").await)["next_run_at"], "2026-12-01T23:00:00+00:00");
    let done = data(&ada.delete("/probe_settings/pause").await);
    assert_eq!(done["probe_settings"]["paused_until"], Value::Null);
    assert_eq!(done["probe_settings"]["next_run_at"], "2026-11-21T23:00:00+00:00");
    assert_eq!(data(&ada.put("/probe_settings", json!({"active": false})).await)["active"], false);
    assert_eq!(data(&ada.delete("/probe_settings/pause").await)["probe_settings"]["active"], false, "it stays off");
}

#[tokio::test]
async fn a_check_in_that_is_named_is_left_out_however_often_that_is_asked() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let skip = async |run: Value| ada.post("/probe_settings/skip", json!({ "next_run_at": run })).await;
    let first = json!("2026-11-21T06:00:00+00:00");
    assert_eq!(skip(first.clone()).await.status, 409, "they are off");
    data(&ada.put("/probe_settings", json!({"active": true, "cron_expression": "0 6 * * *"})).await);
    for run in [first.clone(), first, json!("2026-11-21T07:00:00+01:00"), json!(NOW + 6 * 60 * MINUTE)] {
        let done = data(&skip(run).await);
        assert_eq!(done["probe_settings"]["next_run_at"], "2026-11-22T06:00:00+00:00");
        assert!(
            done["message"].as_str().unwrap().starts_with("The check-in on Sat 21 Nov 06:00 is left out."),
            "{done}"
        );
    }
    for run in [json!("2026-11-23T06:00:00Z"), json!("2026-11-21T06:00:01Z"), json!("2026-11-20T06:00:00Z"), json!(0)] {
        assert_eq!(skip(run.clone()).await.status, 409, "{run}");
    }
    for run in [json!("tomorrow"), json!("2026-11-22"), json!(1.5), json!(null), json!(true)] {
        assert_eq!(skip(run.clone()).await.status, 422, "{run}");
    }
    assert_eq!(ada.post("/probe_settings/skip", json!({})).await.status, 422);
    assert_eq!(data(&ada.get("/probe_settings").await)["next_run_at"], "2026-11-22T06:00:00+00:00");
    data(&skip(json!("2026-11-22T06:00:00Z")).await);
    assert_eq!(data(&ada.get("/probe_settings").await)["next_run_at"], "2026-11-23T06:00:00+00:00");
}

#[tokio::test]
async fn a_drill_reaches_every_contact_and_they_can_confirm_it() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.add("Eva", EVA).await;
    assert_eq!(data(&ada.post("/contacts/drill", json!({})).await)["message"], "A drill was sent to 2 contacts.");
    assert_eq!(app.sent(&ada, MessageKind::Drill).await, 2);
    let again = ada.post("/contacts/drill", json!({})).await;
    assert_eq!((again.status.as_u16(), again.header("retry-after")), (429, Some("3600")));
    assert_eq!(app.texts(EVA, "ok").await, ["Thank you for being there for Ada."]);
    assert_eq!(data(&ada.get("/probe_settings").await)["drill"]["confirmed_by"], json!([2]));
    app.hand.advance_ms(60 * MINUTE);
    assert_eq!(ada.post("/contacts/drill", json!({})).await.status, 200);
    let bob = app.person(None, Role::Standard).await;
    assert_eq!(bob.post("/contacts/drill", json!({})).await.status, 409);
}
