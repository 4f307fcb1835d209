//! `/healthz` and the description, through their routes.

use health::{HealthState, routes};
use runtime::Clock;
use store::{Heartbeat, Store};
use testkit::{Caller, MINUTE, NOW, World};

fn caller(store: Store, now: i64) -> Caller {
    let (clock, _) = Clock::stopped_at(now);
    Caller::new(web::border(routes(HealthState { store, clock }), &web::BorderConfig::default()))
}

#[tokio::test]
async fn the_status_follows_the_heartbeat() {
    let world = World::new().await;
    let store = world.store();
    let before = caller(store.clone(), NOW).get("/healthz").await;
    assert_eq!(before.brief(), (200, r#"{"status":"INITIALIZING"}"#));
    store.heartbeat_write(Heartbeat { at: NOW, dead_jobs: 0, concern_at: None }).await.unwrap();
    let fresh = caller(store.clone(), NOW + 3 * MINUTE).get("/healthz").await;
    assert_eq!(fresh.brief(), (200, r#"{"status":"UP"}"#));
    let old = caller(store, NOW + 3 * MINUTE + 1).get("/healthz").await;
    assert_eq!(old.brief(), (503, r#"{"status":"DOWN"}"#));
}

#[tokio::test]
async fn without_a_table_it_is_down() {
    let store = Store::new(engine::client("http://127.0.0.1:9"), engine::TABLE);
    let caller = caller(store, NOW);
    assert_eq!(caller.get("/healthz").await.brief(), (503, r#"{"status":"DOWN"}"#));
    assert_eq!(caller.get("/v1/health").await.brief(), (503, r#"{"success":false}"#));
}

#[tokio::test]
async fn what_needs_an_operator_is_told_and_kronus_clients_hear_that_it_is_up() {
    let world = World::new().await;
    let store = world.store();
    store.heartbeat_write(Heartbeat { at: NOW, dead_jobs: 1, concern_at: Some(NOW - MINUTE) }).await.unwrap();
    let caller = caller(store, NOW);
    let told = r#"{"status":"UP","dead_jobs":1,"alarm_concern_at":"2026-11-20T23:59:00+00:00"}"#;
    assert_eq!(caller.get("/healthz").await.brief(), (200, told));
    for path in ["/health", "/health/", "/v1/health", "/v1/health/"] {
        assert_eq!(caller.get(path).await.brief(), (200, r#"{"success":true}"#), "{path}");
    }
}

#[tokio::test]
async fn the_description_needs_no_token() {
    let world = World::new().await;
    let caller = caller(world.store(), NOW);
    let description = caller.get("/openapi.json").await;
    assert_eq!((description.status.as_u16(), description.header("content-type")), (200, Some("application/json")));
    assert!(description.json()["paths"]["/healthz"].is_object());
    let page = caller.get("/docs").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, Some("text/html; charset=utf-8")));
}
