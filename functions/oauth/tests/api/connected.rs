//! What is connected: how it is shown, which calendars are polled, and its end.

use crate::support::*;
use axum::body::Body;
use domain::Capability;
use fakes::google::{Call, DEFAULT_ACCOUNT, Fault};
use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, NOW};

const NOW_S: i64 = NOW / 1000;

async fn choose(holder: &Holder, body: &str) -> Answer {
    let caller = holder.caller.with("content-type", "application/json");
    caller.send(Method::PUT, &calendars_of(holder.id), Body::from(body.to_owned())).await
}

fn run(description: &str) -> Value {
    json!({"summary": "#!run", "description": description, "start": {"dateTime": "2026-11-20T07:00:00Z"}})
}

#[tokio::test]
async fn a_connection_is_shown_in_the_words_that_clients_know() {
    let app = App::new().await;
    let holder = app.connected().await;
    let id = holder.id;
    let head = format!(
        r#"[{{"provider":"google","product":"calendar","token_id":"{id}","token_name":"phone & co","connected":true"#
    );
    let times = format!(r#""updated_at":{NOW_S},"token_expiry":{}"#, NOW_S + 3_599);
    let begun = r#""calendars":[{"calendar_id":"primary","last_sync_at":null,"has_sync_token":false}],"problems":[]}]"#;
    let rest = format!(r#""sync":null,"status":"connected","failing_since":null,"failure":null,{begun}"#);
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, format!("{head},{times},{rest}").as_str()));
    app.hand.advance_s(5);
    app.poll(&holder).await;
    let polled = format!(r#"{{"calendar_id":"primary","last_sync_at":{},"has_sync_token":true}}"#, NOW_S + 5);
    let rest = r#""status":"connected","failing_since":null,"failure":null"#;
    let expect = format!(r#"{head},{times},"sync":{polled},{rest},"calendars":[{polled}],"problems":[]}}]"#);
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, expect.as_str()));
}

#[tokio::test]
async fn lines_that_are_not_understood_are_shown_until_they_are_mended() {
    let app = App::new().await;
    let holder = app.connected().await;
    let calendar = app.google.calendar(DEFAULT_ACCOUNT, "primary");
    let event = calendar.insert(run("distance=1,5\nwhere:park"));
    app.poll(&holder).await;
    let problem = json!([{"event_id": event, "line": "distance=1,5", "reason": "not_a_number"}]);
    assert_eq!(app.listed(&holder).await["problems"], problem);
    calendar.update(&event, run("distance=1.5"));
    app.poll(&holder).await;
    assert_eq!(app.listed(&holder).await["problems"], json!([]));
}

#[tokio::test]
async fn a_connection_that_fails_says_since_when_and_why_until_it_works_again() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.fail_always(Call::Events, Fault::Status { code: 503, reason: "backendError" });
    for _ in 0..2 {
        app.hand.advance_s(10);
        app.poll(&holder).await;
        let shown = app.listed(&holder).await;
        assert_eq!((&shown["status"], &shown["connected"]), (&json!("failing"), &json!(true)));
        assert_eq!((&shown["failing_since"], &shown["failure"]), (&json!(NOW_S + 10), &json!("google_unavailable")));
    }
    app.google.heal();
    app.poll(&holder).await;
    let shown = app.listed(&holder).await;
    assert_eq!(
        (&shown["status"], &shown["failing_since"], &shown["failure"]),
        (&json!("connected"), &Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn a_revoked_consent_is_shown_and_a_new_one_mends_it() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.revoke_grants(DEFAULT_ACCOUNT);
    app.hand.advance_s(7_200);
    app.google.set_now(NOW + 7_200_000);
    app.poll(&holder).await;
    let shown = app.listed(&holder).await;
    let expect = (&json!("consent_needed"), &json!(false), &json!("invalid_grant"));
    assert_eq!((&shown["status"], &shown["connected"], &shown["failure"]), expect);
    let refused = (409, json!("The account's owner has to consent again"));
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.refusal(), refused);
    assert_eq!(choose(&holder, r#"{"calendars":["primary"]}"#).await.refusal(), refused);
    let back = app.approved(&holder).await;
    assert_eq!(app.nobody().get(&back).await.status, 307);
    let shown = app.listed(&holder).await;
    assert_eq!((&shown["status"], &shown["connected"]), (&json!("connected"), &json!(true)));
}

#[tokio::test]
async fn a_grant_that_ended_since_the_last_poll_is_told_when_calendars_are_asked_for() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.revoke_grants(DEFAULT_ACCOUNT);
    let refused = (409, json!("The account's owner has to consent again"));
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.refusal(), refused);
}

#[tokio::test]
async fn the_connection_of_an_expired_token_is_shown_as_that() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.hand.advance_s(TOKEN_LIFE_S);
    let other = app.holder(Capability::Api).await;
    let shown = app.listed(&other).await;
    assert_eq!(shown["token_id"], holder.id.to_string());
    assert_eq!((&shown["status"], &shown["connected"]), (&json!("token_expired"), &json!(false)));
}

#[tokio::test]
async fn calendars_are_chosen_from_the_accounts_own_list() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.calendar(DEFAULT_ACCOUNT, "work@group.calendar.google.com").set_time_zone("Europe/Warsaw");
    let listed = holder.caller.get(&calendars_of(holder.id)).await.json();
    let work = json!({
        "id": "work@group.calendar.google.com", "summary": "work@group.calendar.google.com",
        "time_zone": "Europe/Warsaw", "primary": false,
    });
    assert!(listed.as_array().unwrap().contains(&work), "{listed}");
    let chosen = choose(&holder, r#"{"calendars":["work@group.calendar.google.com","primary"]}"#).await;
    assert_eq!(chosen.brief(), (200, "null"));
    app.poll(&holder).await;
    let shown = app.listed(&holder).await;
    let ids: Vec<_> = shown["calendars"].as_array().unwrap().iter().map(|calendar| &calendar["calendar_id"]).collect();
    assert_eq!(ids, ["work@group.calendar.google.com", "primary"]);
    assert_eq!(shown["sync"]["calendar_id"], "work@group.calendar.google.com");
}

#[tokio::test]
async fn a_choice_that_cannot_be_is_refused_and_changes_nothing() {
    let app = App::new().await;
    let holder = app.connected().await;
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    let range = json!("calendars must be 1 to 20 different ids");
    for (body, status, detail) in [
        (json!({"calendars": []}), 422, range.clone()),
        (json!({"calendars": ["primary", "primary"]}), 422, range.clone()),
        (json!({"calendars": many}), 422, range),
        (json!({}), 422, json!("missing")),
        (json!({"calendars": "primary"}), 422, json!("list_type")),
        (json!({"calendars": ["primary", 5]}), 422, json!("string_type")),
        (json!({"calendars": ["nobody@example.com"]}), 422, json!("value_error")),
        (json!([]), 422, json!("model_attributes_type")),
    ] {
        let (is, told) = choose(&holder, &body.to_string()).await.refusal();
        let told = if told.is_array() { told[0]["type"].clone() } else { told };
        assert_eq!((is, told), (status, detail), "{body}");
    }
    assert_eq!(choose(&holder, "{").await.refusal().1[0]["type"], "json_invalid");
    assert_eq!(app.listed(&holder).await["calendars"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_account_that_google_does_not_answer_for_is_a_503() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.fail_next(Call::CalendarList, Fault::Status { code: 503, reason: "backendError" });
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.status, 503);
    app.google.fail_next(Call::CalendarList, Fault::Status { code: 403, reason: "accessNotConfigured" });
    let refused = (409, json!("Google does not allow it"));
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.refusal(), refused);
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.status, 200);
}

#[tokio::test]
async fn a_connection_that_is_ended_is_gone_and_its_grant_given_back() {
    let app = App::new().await;
    let holder = app.connected().await;
    let path = format!("{CONFIGS}/{}", holder.id);
    assert_eq!(holder.caller.delete(&path).await.brief(), (200, "null"));
    assert_eq!(app.google.revoked(), [DEFAULT_ACCOUNT]);
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, "[]"));
    assert_eq!(holder.caller.delete(&path).await.refusal(), (404, json!("Connection not found")));
    let back = app.approved(&holder).await;
    assert_eq!(app.nobody().get(&back).await.status, 307, "the token can be connected again");
}

#[tokio::test]
async fn a_connection_that_google_does_not_let_go_of_is_not_shown_any_more() {
    let app = App::new().await;
    let holder = app.connected().await;
    app.google.fail_always(Call::Revoke, Fault::Status { code: 503, reason: "backendError" });
    let path = format!("{CONFIGS}/{}", holder.id);
    assert_eq!(holder.caller.delete(&path).await.brief(), (200, "null"));
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, "[]"));
    assert_eq!(holder.caller.delete(&path).await.status, 404);
}
