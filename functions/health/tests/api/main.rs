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
    store.heartbeat_write(Heartbeat { at: NOW, dead_jobs: 0 }).await.unwrap();
    let fresh = caller(store.clone(), NOW + 3 * MINUTE).get("/healthz").await;
    assert_eq!(fresh.brief(), (200, r#"{"status":"UP"}"#));
    let old = caller(store, NOW + 3 * MINUTE + 1).get("/healthz").await;
    assert_eq!(old.brief(), (503, r#"{"status":"DOWN"}"#));
}

#[tokio::test]
async fn without_a_table_it_is_down() {
    let store = Store::new(engine::client("http://127.0.0.1:9"), engine::TABLE);
    assert_eq!(caller(store, NOW).get("/healthz").await.brief(), (503, r#"{"status":"DOWN"}"#));
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
