//! Google's consent as a Lambda function.

use access::Access;
use connections::Connections;
use oauth::{OauthState, routes};
use runtime::aws::first_call;
use runtime::{Clock, Config, SecretSource};
use store::Store;

// One thread: an instance has one request at a time and less than one core; and see `runtime::serve`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::telemetry::json_lines();
    let config = Config::from_env()?;
    let aws = runtime::aws::shared_config();
    let clock = Clock::system();
    let store = Store::lazy(runtime::aws::dynamodb(&aws), &config.table_name);
    let secrets = SecretSource::configured(&config, &aws, clock.clone());
    let (first_store, first_secrets) = (store.clone(), secrets.clone());
    let first_calls = async move {
        tokio::join!(first_call(first_store.heartbeat_read()), first_call(first_secrets.current()));
    };
    let connections = Connections::configured(store.clone(), secrets.clone(), &config);
    let access = Access::new(store, secrets, clock.clone(), &config);
    let routes = routes(OauthState::new(connections, access, clock, &config));
    runtime::serve(routes, &config, first_calls).await
}
