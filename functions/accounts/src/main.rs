//! Users, sessions, data tokens and feature flags as a Lambda function.

use accounts::{AccountsState, routes};
use runtime::{Clock, Config, SecretSource};
use store::Store;

// One thread: an instance has one request at a time and less than one core; and see `runtime::serve`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::telemetry::json_lines();
    let config = Config::from_env()?;
    let (aws, clock) = (runtime::aws::shared_config(), Clock::system());
    let store = Store::lazy(runtime::aws::dynamodb(&aws), &config.table_name).in_zone(config.time_zone.clone());
    let first = store.clone();
    let secrets = SecretSource::configured(&config, &aws, clock.clone());
    let routes = routes(AccountsState::new(store, secrets, clock, &config));
    runtime::serve(routes, &config, runtime::aws::first_call(async move { first.heartbeat_read().await })).await
}
