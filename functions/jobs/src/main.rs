//! The scheduled function. EventBridge invokes it each minute.

use connections::Connections;
use jobs::Runner;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use mailboxes::Mailboxes;
use post::Post;
use runtime::{Clock, Config, SecretSource};
use sms::Sender;
use store::Store;

// One thread: an instance has one tick at a time and less than one core; and see `runtime::serve`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    runtime::telemetry::json_lines();
    let config = Config::from_env()?;
    let aws = runtime::aws::shared_config();
    let clock = Clock::system();
    let store = Store::lazy(runtime::aws::dynamodb(&aws), &config.table_name);
    let secrets = SecretSource::configured(&config, &aws, clock.clone());
    let connections = Connections::configured(store.clone(), secrets.clone(), &config);
    let mailboxes = Mailboxes::configured(store.clone(), secrets.clone(), connections.clone(), &config);
    let texts = Sender::through_twilio(secrets.clone(), &config);
    let post = Post::through_ses(secrets.clone(), aws, &config);
    let runner = Runner::new(store, connections, mailboxes, post, texts, clock.clone()).watched(secrets);
    let tick = |event: LambdaEvent<serde_json::Value>| {
        let deadline = jobs::deadline(event.context.deadline, clock.now_ms());
        let runner = runner.clone();
        async move { runner.tick(deadline).await.map(drop).map_err(Error::from) }
    };
    lambda_runtime::run(service_fn(tick)).await
}
