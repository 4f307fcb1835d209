//! `impulses connect google` and `impulses connect gmail`: the consent is given in a browser; this command begins it and waits for its end.

use crate::api::{Api, Target};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How often it is looked whether the consent is given.
const LOOK_EACH: Duration = Duration::from_secs(1);
/// A consent that was begun is good for ten minutes.
const LOOKS: u32 = 600;

/// Connect an account elsewhere.
#[derive(clap::Args, Debug)]
pub(crate) struct Connect {
    #[command(subcommand)]
    whom: Whom,
}

#[derive(clap::Subcommand, Debug)]
enum Whom {
    /// A Google account: its calendar becomes metrics. Opens a browser, and waits until you have allowed it there.
    Google(How),
    /// The mailbox of a Google account: events are found in its mails. A token is connected to one of both; for the other
    /// set IMPULSES_TOKEN to another one.
    Gmail(How),
}

#[derive(clap::Args, Debug)]
struct How {
    /// Do not open a browser; only print the address.
    #[arg(long)]
    no_browser: bool,
    /// Do not wait.
    #[arg(long)]
    no_wait: bool,
}

#[derive(Deserialize)]
struct Begun {
    url: String,
}

impl Connect {
    /// Prints the address, opens it, and waits until the connection is there.
    pub(crate) fn run(self, target: &Target, output: Output) -> anyhow::Result<()> {
        let (product, How { no_browser, no_wait }) = match self.whom {
            Whom::Google(how) => ("calendar", how),
            Whom::Gmail(how) => ("gmail", how),
        };
        let api = target.api()?;
        let before = connections(&api)?;
        let begin = api.call(Method::GET, &["oauth2", "google", "auth"]).query(&[("product", product.to_owned())]);
        let begun: Begun = begin.once().send()?.json()?;
        // It is handed to the desktop, which would start other programs for other schemes.
        if !["https://", "http://"].iter().any(|scheme| begun.url.starts_with(scheme)) {
            return Err(Exit::Failed.because("the server sends us to what is no web page"));
        }
        output.say("Open this address in a browser, sign in there, and allow it:");
        if output.is_json() {
            output.json(&json!({ "url": begun.url }))?;
        } else {
            output.line(harmless(&begun.url))?;
        }
        if !no_browser && open::that_detached(&begun.url).is_err() {
            output.say("(No browser could be opened from here.)");
        }
        if no_wait {
            return Ok(());
        }
        output.say("Waiting; Ctrl-C stops waiting, and nothing else.");
        let connection = until_connected(&api, &before)?;
        output.say(format!(
            "Connected to the token {}.",
            harmless(connection["token_name"].as_str().unwrap_or_default())
        ));
        if output.is_json() { output.json(&connection) } else { Ok(()) }
    }
}

/// The connection that has come to be, or been renewed, since `before`.
fn until_connected(api: &Api, before: &[Value]) -> anyhow::Result<Value> {
    for _ in 0..LOOKS {
        let known = |new: &Value| before.iter().any(|old| same(old, new));
        if let Some(new) = connections(api)?.into_iter().find(|new| new["connected"] == true && !known(new)) {
            return Ok(new);
        }
        std::thread::sleep(LOOK_EACH);
    }
    Err(Exit::Failed.because("nobody has allowed it within ten minutes"))
}

/// Whether both tell of one consent: `updated_at` is when it was given.
fn same(one: &Value, other: &Value) -> bool {
    ["token_id", "updated_at", "connected"].iter().all(|field| one[field] == other[field])
}

fn connections(api: &Api) -> anyhow::Result<Vec<Value>> {
    api.call(Method::GET, &["oauth2", "google", "configs"]).send()?.json()
}
