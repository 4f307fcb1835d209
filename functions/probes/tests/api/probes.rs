//! Probes that are asked for, answered and listed.

use crate::support::{ADA, App, data};
use domain::Role;
use liveness::MessageKind;
use serde_json::{Value, json};
use testkit::MINUTE;

#[tokio::test]
async fn somebody_asks_to_be_asked_and_checks_in_by_http() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let done = data(&ada.post("/probes", json!({"in_minutes": 10})).await);
    assert_eq!(done["probe_settings"]["asked_for_at"], "2026-11-21T00:10:00+00:00");
    app.pass(&ada, 10).await;
    let probe = ada.last_probe().await;
    assert_eq!((&probe["status"], &probe["origin"]), (&json!({"id": 1, "name": "pending"}), &json!("asked")));
    assert_eq!((&probe["max_retries"], &probe["wait_time_in_minutes"]), (&json!(3), &json!(10)));
    app.hand.advance_ms(MINUTE);
    let done = data(&ada.caller.post(&ada.path("/probes/check-in"), "").await);
    assert_eq!(done["message"], "Thank you, good to hear.");
    let probe = ada.last_probe().await;
    assert_eq!((&probe["probe_status_id"], &probe["response_time_ms"]), (&json!(2), &json!(60_000)));
    assert_eq!((&probe["last_response"], &probe["emergency_probe"]), (&json!("checked in"), &Value::Null));
}

#[tokio::test]
async fn who_does_not_answer_is_looked_after_and_checks_in_late() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    ada.asks(0).await;
    app.now(&ada).await;
    app.pass(&ada, 5).await;
    let probe = ada.last_probe().await;
    assert_eq!((&probe["status"]["name"], &probe["emergency_probe"]["contact_id"]), (&json!("unavailable"), &json!(1)));
    let settings = data(&ada.get("/probe_settings").await);
    assert_eq!(
        (&settings["alarm"]["reason"], &settings["alarm"]["acknowledged_by"]),
        (&json!("no_answer"), &Value::Null)
    );
    let messages = data(&ada.get("/probes/messages").await);
    let alarm = messages.as_array().unwrap().iter().find(|message| message["kind"] == "alarm").unwrap();
    assert_eq!((&alarm["status"], &alarm["provider_status"]), (&json!("sent"), &json!("accepted")));
    assert_eq!((&alarm["contact_id"], &alarm["provider_id"]), (&json!(1), &json!("SMalarm-1-1-1")));

    assert_eq!(ada.post("/probes/check-in", json!({"status": "good"})).await.status, 200);
    assert_eq!(app.sent(&ada, MessageKind::AllClear).await, 1);
    assert_eq!(ada.last_probe().await["cleared_at"], "2026-11-21T00:05:00+00:00");
    assert_eq!(data(&ada.get("/probe_settings").await)["alarm"], Value::Null);
}

#[tokio::test]
async fn a_call_for_help_alarms_at_once_and_is_never_slowed_down() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    for _ in 0..30 {
        assert_eq!(ada.post("/probes/check-in", json!({"status": "bad"})).await.status, 200);
    }
    assert_eq!(app.sent(&ada, MessageKind::Alarm).await, 1, "once is enough");
    assert_eq!(ada.last_probe().await["origin"], "distress");
    for sent in [json!({"status": "fine"}), json!({"status": 5}), json!([])] {
        assert_eq!(ada.post("/probes/check-in", sent).await.status, 422);
    }
}

#[tokio::test]
async fn who_asks_to_be_asked_is_slowed_down_and_bounded() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    for sent in [
        json!({"in_minutes": -1}),
        json!({"in_minutes": 1441}),
        json!({"in_minutes": "5"}),
        json!({"max_retries": 7}),
        json!({"wait_time_in_minutes": 0}),
    ] {
        assert_eq!(ada.post("/probes", sent.clone()).await.status, 422, "{sent}");
    }
    for _ in 0..10 {
        ada.asks(0).await;
    }
    let refused = ada.post("/probes", json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, Some("60")));
    assert_eq!(app.texts(ADA, "probe").await, ["Not done: that was asked too often. Try again later."]);
    let bob = app.person(Some("+48120000002"), Role::Standard).await;
    for _ in 0..20 {
        assert_eq!(bob.post("/probes", json!({})).await.status, 409, "nobody to tell, and nothing is counted");
    }
}

#[tokio::test]
async fn administrators_see_everybodys_probes_and_how_many_there_are() {
    let app = App::new().await;
    let (admin, ada) = (app.person(None, Role::Admin).await, app.watched(ADA).await);
    let bob = app.watched("+48120000002").await;
    for person in [&ada, &bob] {
        person.asks(3).await;
        app.now(person).await;
    }
    app.texts(ADA, "yes").await;
    let stats = data(&admin.caller.get("/probes/stats").await);
    let expected = json!({
        "pending_probe_count": 1, "good_probe_count": 1, "bad_probe_count": 0, "unavailable_probe_count": 0,
        "cancelled_probe_count": 0,
    });
    assert_eq!(stats, expected);
    let pending = admin.caller.get("/probes?status=Pending").await.json();
    assert_eq!(pending["paging"], json!({"total": 1, "page": 1, "pages": 1}));
    assert_eq!((&pending["data"][0]["user_id"], &pending["data"][1]), (&json!(bob.id.to_string()), &Value::Null));
    let all = admin.caller.get("/probes").await.json();
    assert_eq!((&all["paging"]["total"], all["data"].as_array().unwrap().len()), (&json!(2), 2));
    let beyond = admin.caller.get("/probes?page=7").await.json();
    assert_eq!((&beyond["data"], &beyond["paging"]["page"]), (&json!([]), &json!(7)));
    for query in ["?status=unknown", "?page=0", "?page=x", "?page=1&page=2"] {
        assert_eq!(admin.caller.get(&format!("/probes{query}")).await.status, 422, "{query}");
    }
    let of_ada = admin.caller.get(&ada.path("/probes")).await.json();
    assert_eq!((&of_ada["paging"]["total"], &of_ada["data"][0]["last_response"]), (&json!(1), &json!("yes")));
    assert_eq!(admin.caller.get(&ada.path("/probe_settings")).await.status, 200);
    assert_eq!(admin.caller.get(&ada.path("/probes/messages")).await.status, 403, "what is said to contacts is theirs");
    assert_eq!(bob.caller.get(&ada.path("/probes")).await.status, 403);
    assert_eq!(admin.caller.get("/users/00000000-0000-0000-0000-000000000000/probes").await.status, 404);
}
