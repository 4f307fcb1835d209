//! Dashboards: kept whole, under a version, for whoever saved them.

use crate::support::*;
use domain::UserId;
use serde_json::{Value, json};

const PATH: &str = "/user/dashboards";

fn saving(sid: &str, version: u64, dashboards: &Value) -> Call {
    Call::new("PUT", PATH).sid(sid).json(json!({"version": version, "dashboards": dashboards}))
}

#[tokio::test]
async fn dashboards_are_kept_as_they_were_saved_and_by_nobody_else_seen() {
    let app = App::new().await;
    let (ada, bob) = (app.signed_in("ada@example.org").await, app.signed_in("bob@example.org").await);
    let list = async |sid: &str| app.send(Call::get(PATH).sid(sid)).await.ok();
    assert_eq!(list(&ada).await, json!({"version": 0, "dashboards": []}));
    let home = json!([{"name": "Home", "charts": ["metric=temperature&by=room", "metric=sleep&range=1y"]}]);
    let saved = app.send(saving(&ada, 0, &home)).await.ok();
    assert_eq!(saved, json!({"version": 1, "dashboards": home}));
    assert_eq!(list(&ada).await, saved);
    assert_eq!(list(&bob).await, json!({"version": 0, "dashboards": []}));
}

#[tokio::test]
async fn of_two_changes_at_once_none_is_lost() {
    let app = App::new().await;
    let ada = app.signed_in("ada@example.org").await;
    let named = |name: &str| json!([{"name": name, "charts": []}]);
    app.send(saving(&ada, 0, &named("one"))).await.ok();
    for stale in [0, 2, 7] {
        let refused = app.send(saving(&ada, stale, &named("two"))).await;
        assert_eq!(refused.status, 409, "{stale}");
    }
    app.send(saving(&ada, 1, &named("two"))).await.ok();
    assert_eq!(app.send(Call::get(PATH).sid(&ada)).await.ok(), json!({"version": 2, "dashboards": named("two")}));
}

#[tokio::test]
async fn what_is_no_dashboard_is_refused_and_changes_nothing() {
    let app = App::new().await;
    let ada = app.signed_in("ada@example.org").await;
    let charts = |count: usize, length: usize| json!([{"name": "a", "charts": vec!["x".repeat(length); count]}]);
    for dashboards in [
        json!({}),
        json!([{}]),
        json!([{"name": 1, "charts": []}]),
        json!([{"name": "", "charts": []}]),
        json!([{"name": "x".repeat(101), "charts": []}]),
        json!([{"name": "a", "charts": [1]}]),
        json!(vec![json!({"name": "a", "charts": []}); 51]),
        charts(31, 1),
        charts(1, 2_001),
    ] {
        assert_eq!(app.send(saving(&ada, 0, &dashboards)).await.status, 422, "{dashboards}");
    }
    assert_eq!(app.send(Call::new("PUT", PATH).sid(&ada).json(json!({"dashboards": []}))).await.status, 422);
    assert_eq!(app.send(Call::get(PATH).sid(&ada)).await.ok()["version"], 0);
}

#[tokio::test]
async fn dashboards_go_with_their_user() {
    let app = App::new().await;
    let ada = app.signed_in("ada@example.org").await;
    app.send(saving(&ada, 0, &json!([{"name": "Home", "charts": []}]))).await.ok();
    let me = app.send(Call::get("/user").sid(&ada)).await.ok();
    let user = UserId(me["id"].as_str().expect("an id").parse().expect("a UUID"));
    app.send(Call::delete("/user").sid(&ada)).await.ok();
    app.store().erase(user, app.now()).await.unwrap();
    assert_eq!(app.store().dashboards_get(user).await.unwrap().version, 0);
    let late = app.store().dashboards_put(user, "[]", 0).await;
    assert!(matches!(late, Err(store::Error::Conflict)), "a request that was under way brings nothing back: {late:?}");
}
