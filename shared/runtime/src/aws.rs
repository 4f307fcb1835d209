//! Clients of AWS: region, role and endpoints from the environment, and patience that fits into one request.
//!
//! The SDK itself reads `AWS_REGION`, the credentials and `AWS_ENDPOINT_URL_DYNAMODB` (an engine on this machine).

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use std::time::Duration;

/// A connection within one region takes a few ms; TLS at 128 MB of memory can take most of a second of CPU.
const CONNECT: Duration = Duration::from_secs(3);
/// One try. DynamoDB answers in single milliseconds, a full page of 1 MB in some tens; what takes longer is lost.
const ATTEMPT: Duration = Duration::from_secs(5);
/// All tries of one call together: well inside the 30 s that API Gateway grants a request.
const CALL: Duration = Duration::from_secs(15);
/// Tries of one call, with the SDK's exponential back-off and jitter between them.
const ATTEMPTS: u32 = 5;

/// What all clients of this process share.
pub async fn shared_config() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT)
                .operation_attempt_timeout(ATTEMPT)
                .operation_timeout(CALL)
                .build(),
        )
        .load()
        .await
}

/// A client of DynamoDB.
pub fn dynamodb(shared: &SdkConfig) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(shared)
}

/// A client of Secrets Manager.
pub fn secrets_manager(shared: &SdkConfig) -> aws_sdk_secretsmanager::Client {
    aws_sdk_secretsmanager::Client::new(shared)
}
