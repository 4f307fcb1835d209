//! What clients of AWS are made of, where a fake stands in its place.

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;

/// A word for each half of a credential that nobody checks.
const ANY: &str = "test";

/// What a function's environment would say.
pub fn aws() -> SdkConfig {
    let credentials = Credentials::new(ANY, ANY, None, None, ANY);
    let config = runtime::aws::shared_config().into_builder().region(Region::new("us-east-1"));
    config.credentials_provider(SharedCredentialsProvider::new(credentials)).build()
}
