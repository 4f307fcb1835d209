//! Logs: JSON lines for CloudWatch, plain lines for people. `RUST_LOG` filters both; without it, info and worse.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// One JSON object a line on standard output, with the fields of the innermost span: what CloudWatch Logs Insights reads.
pub fn json_lines() {
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_span_list(false).with_env_filter(filter());
    install(lines.try_init());
}

/// One plain line each on standard error; standard output stays the program's own.
pub fn plain_lines() {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false).with_env_filter(filter());
    install(lines.try_init());
}

fn filter() -> EnvFilter {
    EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy()
}

/// A process that already has a subscriber (a test, say) keeps it.
fn install(result: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if result.is_err() {
        tracing::debug!("logs are set up already");
    }
}
