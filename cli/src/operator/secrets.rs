//! `impulses secrets init`: what an installation needs in its secret and nobody has to know.

use super::{Place, waited};
use crate::output::Output;
use auth::Keyring;
use serde_json::{Map, Value, json};

/// The installation's secret.
#[derive(clap::Args, Debug)]
pub(crate) struct Secrets {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// Make the keys that are missing. One that is there is never replaced: what it has encrypted would be lost.
    Init,
}

impl Secrets {
    /// Fills it, and tells the names of what was made.
    pub(crate) fn run(self, output: Output) -> anyhow::Result<()> {
        let What::Init = self.what;
        let made = waited(async {
            let secret = self.place.secret().await?;
            let mut fields = secret.read().await?;
            let made = fill(&mut fields)?;
            if !made.is_empty() {
                secret.write(&fields).await?;
            }
            anyhow::Ok(made)
        })?;
        if output.is_json() {
            return output.json(&json!({ "made": made }));
        }
        output.say(if made.is_empty() {
            "Nothing is missing.".to_owned()
        } else {
            format!("Made: {}.", made.join(", "))
        });
        Ok(())
    }
}

/// Makes what is missing or empty; answers the names.
pub(super) fn fill(fields: &mut Map<String, Value>) -> anyhow::Result<Vec<&'static str>> {
    let is_empty = |value: Option<&Value>| {
        value.is_none_or(|value| value.is_null() || value.as_object().is_some_and(Map::is_empty))
    };
    let mut made = Vec::new();
    if is_empty(fields.get("encryption_keys")) {
        fields.insert("encryption_keys".to_owned(), Keyring::generate()?);
        made.push("encryption_keys");
    }
    Ok(made)
}
