//! `impulses login`: e-mail and password for a data token, which stays on this machine; the password does not.

use crate::account::Account;
use crate::api::Target;
use crate::ask::{self, PasswordSource};
use crate::output::Output;
use serde_json::json;

/// A token that can do everything with data, because whoever types commands is its owner.
const CAPABILITY: &str = "SUPER";

/// Sign in on this machine.
///
/// The password is used once, to make a data token called "impulses on" and this machine's name. The token is kept in
/// ~/.config/impulses/config.toml, which only you can read.
#[derive(clap::Args, Debug)]
pub(crate) struct Login {
    /// Your address; asked for if absent.
    #[arg(long)]
    email: Option<String>,

    #[command(flatten)]
    password: PasswordSource,
}

impl Login {
    /// Makes the token and keeps it. One that this machine had there before is deleted.
    pub(crate) fn run(self, target: &Target, output: Output) -> anyhow::Result<()> {
        let api = target.without_token()?;
        if api.is_in_the_clear() {
            output.say(format!("Beware: what is sent to {} can be read by others on its way.", api.address()));
        }
        let email = self.email.map_or_else(|| ask::line("E-mail: ", "--email"), Ok)?;
        let password = self.password.read("Password: ")?;
        let before = Account::load()?.filter(|before| before.url == api.address());
        let session = api.sign_in(&email, &password)?;
        let made = session.make_token(&format!("impulses on {}", machine()), CAPABILITY, None);
        if let (Ok(_), Some(before)) = (&made, before) {
            // It may be gone already, or somebody else's.
            drop(session.delete_token(&before.token_id));
        }
        session.end();
        let made = made?;
        let (url, token_id) = (api.address().to_owned(), made.id.clone());
        let account = Account { url, email, token: made.token_plaintext.unwrap_or_default(), token_id };
        let file = account.save()?;
        output.say(format!("Signed in at {}; kept in {}.", account.url, file.display()));
        if output.is_json() {
            output.json(&json!({ "url": account.url, "email": account.email, "token_id": account.token_id }))?;
        }
        Ok(())
    }
}

/// What this machine is called, to tell one's tokens apart.
fn machine() -> String {
    let name = std::fs::read_to_string("/etc/hostname").ok().or_else(|| std::env::var("HOSTNAME").ok());
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "a machine".to_owned())
}
