//! The fake Google as a process, for what cannot link it (`scripts/emulator-test`): prints where it is and the OAuth client
//! that it knows, as one line of JSON, and ends when its standard input does, so that it never outlives whoever started it.

use fakes::google::DEFAULT_ACCOUNT;
use serde_json::{Value, json};
use std::io;

#[tokio::main]
async fn main() -> io::Result<()> {
    let google = fakes::Google::start_on(0).await?;
    google.calendar(DEFAULT_ACCOUNT, "primary").insert(run());
    let client: Value = serde_json::from_str(&google.client_json())?;
    println!("{}", json!({"url": google.url(), "jwks_url": google.jwks_url(), "client": client}));
    // Blocks this thread only; the server has others.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// An event of an hour and a half that becomes two points: its length, and a distance.
fn run() -> Value {
    json!({
        "summary": "#!run", "description": "where: the park\ndistance=12500",
        "start": {"dateTime": "2026-05-01T07:00:00Z"}, "end": {"dateTime": "2026-05-01T08:30:00Z"},
    })
}
