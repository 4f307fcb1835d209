//! `impulses secrets init`: what an installation needs in its secret and nobody has to know.

use super::{Place, waited};
use crate::output::Output;
use auth::{Keyring, NoEntropy, SigningKeys};
use serde_json::{Map, Value, json};

/// Makes the value of a field.
type Maker = fn() -> Result<Value, NoEntropy>;

/// The fields that nobody has to know, and how each is made.
const MADE: [(&str, Maker); 2] = [("encryption_keys", Keyring::generate), ("jwt_keys", SigningKeys::generate)];

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
    let is_empty = |field: &Value| field.is_null() || field.as_object().is_some_and(Map::is_empty);
    let mut made = Vec::new();
    for (name, make) in MADE {
        if fields.get(name).is_none_or(is_empty) {
            fields.insert(name.to_owned(), make()?);
            made.push(name);
        }
    }
    Ok(made)
}
