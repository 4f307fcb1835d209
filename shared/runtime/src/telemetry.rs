//! Logs: JSON lines for CloudWatch, plain lines for people. `RUST_LOG` filters both; without it, info and worse.
//!
//! It holds a level, and levels of crates and modules: `info,store=warn`. A release has nothing finer than info (the root
//! Cargo.toml says why). `EnvFilter` knows spans and fields too, for which it brings a second engine of regular expressions
//! into each function.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// One JSON object a line on standard output, with the fields of the innermost span: what CloudWatch Logs Insights reads.
pub fn json_lines() {
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false);
    install(tracing_subscriber::registry().with(filter()).with(lines).try_init());
}

/// One plain line each on standard error; standard output stays the program's own.
pub fn plain_lines() {
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    install(tracing_subscriber::registry().with(filter()).with(lines).try_init());
}

/// What cannot be read, or is not there, stands for info.
fn filter() -> Targets {
    let wanted = std::env::var("RUST_LOG").ok().filter(|wanted| !wanted.is_empty());
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// A process that already has a subscriber (a test, say) keeps it.
fn install(result: Result<(), TryInitError>) {
    if result.is_err() {
        tracing::debug!("logs are set up already");
    }
}
