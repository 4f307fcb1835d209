//! The function behind the web page: its pages and its assets.

use runtime::Config;

// One thread, as every function: see `runtime::serve`.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    runtime::telemetry::json_lines();
    let config = Config::from_env()?;
    runtime::serve(page::routes(), &config, async {}).await
}
