//! `cargo run -p local`: Impulses on one machine.

mod arguments;
mod greeting;

use arguments::{Arguments, Command};
use clap::Parser;
use local::App;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Openapi) = arguments.command {
        print!("{}", local::openapi()?);
        return Ok(());
    }
    runtime::telemetry::plain_lines();
    if arguments.engine_only {
        let engine = local::engine_only(&arguments.settings(), arguments.port).await?;
        println!("{}", engine.endpoint());
        stopped().await?;
        return engine.stop().await;
    }
    let app = App::start(&arguments.settings()).await?;
    greeting::print(&app, &arguments)?;
    stopped().await?;
    app.stop().await
}

/// Ctrl-C, or what a service manager sends.
async fn stopped() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}
