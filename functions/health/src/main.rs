//! The function behind `/healthz`, `/openapi.json`, `/docs` and every path that no other function has.

use health::{HealthState, routes};
use runtime::{Clock, Config};
use store::Store;

// One thread: an instance has one request at a time and less than one core; and see `runtime::serve`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::telemetry::json_lines();
    let config = Config::from_env()?;
    let store = Store::lazy(runtime::aws::dynamodb(&runtime::aws::shared_config()), &config.table_name);
    let first = store.clone();
    let routes = routes(HealthState { store, clock: Clock::system() });
    runtime::serve(routes, &config, runtime::aws::first_call(async move { first.heartbeat_read().await })).await
}
