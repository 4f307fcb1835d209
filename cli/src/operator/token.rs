//! `impulses token rotate`: the older single-owner token, which programs show in `X-Token`, made anew.

use super::{Place, secrets, waited};
use crate::output::Output;
use auth::DataToken;
use serde_json::json;

/// The field of the secret that holds the token's hash.
const FIELD: &str = "hashed_token";
/// bcrypt's work: 2^12 rounds, what installations of the older token have. A token of 48 random bytes needs no more.
const COST: u32 = 12;

/// The single-owner token of the header X-Token.
#[derive(clap::Args, Debug)]
pub(crate) struct AppToken {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// Make a new one: it is shown this once, and its hash replaces the old one's. In AWS the old one is dead after
    /// five minutes, on this machine at the next start.
    Rotate,
}

impl AppToken {
    /// Makes it.
    pub(crate) fn run(self, output: Output) -> anyhow::Result<()> {
        let What::Rotate = self.what;
        let token = DataToken::mint()?;
        let hash = bcrypt::hash(token.reveal(), COST)?;
        waited(async {
            let secret = self.place.secret().await?;
            let mut fields = secret.read().await?;
            // A secret that is made here is to be a whole one.
            secrets::fill(&mut fields)?;
            fields.insert(FIELD.to_owned(), hash.into());
            secret.write(&fields).await
        })?;
        output.say("The new token (shown this once; keep it):");
        if output.is_json() {
            output.json(&json!({ "token": token.reveal() }))
        } else {
            Ok(output.line(token.reveal())?)
        }
    }
}
