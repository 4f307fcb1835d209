//! `impulses gmail authorize`: a file with which an installation reads its owner's own mailbox.

use crate::ask;
use crate::exit::Exit;
use crate::loopback::Loopback;
use crate::output::{Output, harmless};
use crate::redirect::Redirect;
use crate::whole_file;
use anyhow::Context;
use auth::ConsentState;
use google::{Client, Consent, Credentials, Endpoints, Google};
use runtime::Clock;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

/// Reading mails and labels, and nothing else.
const READONLY: &str = "https://www.googleapis.com/auth/gmail.readonly";
/// Where the browser of another machine is sent, which finds nobody there: IANA has this port reserved.
const NOWHERE: &str = "http://127.0.0.1:49151/";

/// Give an installation a mailbox of your own.
#[derive(clap::Args, Debug)]
pub(crate) struct Gmail {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    Authorize(Authorize),
}

/// Allow it in a browser, and keep the credentials in a file.
///
/// The client is one of kind "Desktop app" in Google's console: give its file, or its id and its secret. The secret is asked
/// for, or read from GOOGLE_CLIENT_SECRET; given as an option, other users of this machine may see it.
#[derive(clap::Args, Debug)]
struct Authorize {
    /// The client's id.
    #[arg(long, required_unless_present = "client_file", conflicts_with = "client_file")]
    client_id: Option<String>,

    /// The client's secret.
    #[arg(long, env = "GOOGLE_CLIENT_SECRET", hide_env_values = true)]
    client_secret: Option<String>,

    /// The client's file, client_secret_....json, in place of both.
    #[arg(long)]
    client_file: Option<PathBuf>,

    /// What to ask for.
    #[arg(long, num_args = 1.., default_value = READONLY)]
    scopes: Vec<String>,

    /// The file to make; only you can read it.
    #[arg(long, short, default_value = "gmail-credentials.json")]
    output: PathBuf,

    /// Replace the file if it is there.
    #[arg(long)]
    replace: bool,

    /// For a machine without a browser: open the address elsewhere, and paste where that browser is sent.
    #[arg(long)]
    no_browser: bool,
}

/// A consent, what came back from it, and the address that it came to.
type Answered = (Consent, Redirect, String);

impl Gmail {
    /// Asks for the consent and writes the file.
    pub(crate) fn run(self, clock: &Clock, output: Output) -> anyhow::Result<()> {
        let What::Authorize(command) = self.what;
        command.check_file()?;
        let client = command.client()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let credentials = runtime.block_on(command.authorize(&client, clock, output))?;
        command.keep(&client, &credentials, output)
    }
}

impl Authorize {
    /// Before anybody consents to what cannot be kept.
    fn check_file(&self) -> anyhow::Result<()> {
        if self.replace || std::fs::symlink_metadata(&self.output).is_err() {
            return Ok(());
        }
        let file = self.output.display();
        Err(Exit::Usage.because(format!("{file} is there already; --replace replaces it, --output names another")))
    }

    fn client(&self) -> anyhow::Result<Client> {
        let wrong = |error: google::ClientError| Exit::Usage.because(error.to_string());
        if let Some(file) = &self.client_file {
            let text = std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
            return Client::from_json(&text).map_err(wrong);
        }
        let instead = "--client-file, or GOOGLE_CLIENT_SECRET in the environment";
        let secret = match &self.client_secret {
            Some(secret) => secret.clone(),
            None => ask::hidden("The client's secret: ", instead)?,
        };
        Client::new(self.client_id.as_deref().unwrap_or_default(), &secret, None).map_err(wrong)
    }

    async fn authorize(&self, client: &Client, clock: &Clock, output: Output) -> anyhow::Result<Credentials> {
        let state = ConsentState::mint()?;
        let (consent, came, redirect_uri) = match self.no_browser {
            true => self.elsewhere(client, &state, output)?,
            false => self.here(client, &state, output).await?,
        };
        let code = match came {
            Redirect::Code(code) => code,
            Redirect::Declined(word) => return Err(google::declined(&word).into()),
        };
        let (google, now) = (Google::new(Endpoints::default()), clock.now_ms());
        Ok(google.exchange_for(client, &self.scopes, &redirect_uri, &code, &consent.verifier, now).await?)
    }

    /// With a browser of this machine, which comes back by itself.
    async fn here(&self, client: &Client, state: &ConsentState, output: Output) -> anyhow::Result<Answered> {
        let loopback = Loopback::open().await?;
        let address = loopback.address().to_owned();
        let consent = google::consent_to(client, &self.scopes, &address, state.reveal())?;
        show(&consent, output)?;
        if open::that_detached(&consent.url).is_err() {
            output.say("(No browser could be opened from here.)");
        }
        output.say("Waiting; Ctrl-C ends this.");
        let came = loopback.wait(state.reveal()).await?;
        let came = came.ok_or_else(|| Exit::Failed.because("nobody has allowed it within ten minutes"))?;
        Ok((consent, came, address))
    }

    /// With a browser elsewhere, whose last address somebody pastes here.
    fn elsewhere(&self, client: &Client, state: &ConsentState, output: Output) -> anyhow::Result<Answered> {
        let consent = google::consent_to(client, &self.scopes, NOWHERE, state.reveal())?;
        show(&consent, output)?;
        output.say(format!("The browser ends at {NOWHERE}... and shows no page. Paste that whole address here:"));
        for line in std::io::stdin().lines() {
            match Redirect::read(&line.context("standard input cannot be read")?, state.reveal()) {
                Ok(came) => return Ok((consent, came, NOWHERE.to_owned())),
                Err(wrong) => output.say(format!("{wrong}; once more:")),
            }
        }
        Err(Exit::Usage.because("nobody has pasted the address"))
    }

    fn keep(&self, client: &Client, credentials: &Credentials, output: Output) -> anyhow::Result<()> {
        let replaced = self.output.exists();
        let text = serde_json::to_vec_pretty(&google::authorized_user(client, credentials)?)?;
        whole_file::write(&self.output, |file| Ok(file.write_all(&text)?))?;
        let file = self.output.display();
        let did = if replaced { "Replaced" } else { "Made" };
        output.say(format!("{did} {file}, which only you can read. Put it into the secret, and delete it:"));
        output.say(format!("  scripts/secret STACK set gmail {file}"));
        output.say(
            "While the consent screen is in \"Testing\", Google ends this after 7 days: publish it (\"In production\"), \
             or come again each week.",
        );
        if output.is_json() {
            output.json(&json!({ "file": self.output, "scopes": credentials.scope }))?;
        }
        Ok(())
    }
}

/// Shows where to go.
fn show(consent: &Consent, output: Output) -> anyhow::Result<()> {
    output.say("Open this address in a browser, sign in there, and allow it:");
    if output.is_json() {
        return output.json(&json!({ "url": consent.url }));
    }
    Ok(output.line(harmless(&consent.url))?)
}
