//! `impulses flag evaluate`: what a flag is for somebody, as programs are told it (OFREP,
//! <https://openfeature.dev/docs/reference/other-technologies/ofrep>). Of `impulses flag` this alone asks the server.

use crate::api::Target;
use crate::output::{Output, harmless};
use http::Method;
use serde_json::{Map, Value, json};

/// Ask the server what a flag is for somebody, as programs do.
///
/// It is asked as whoever is signed in here. The other commands work on the table itself.
#[derive(clap::Args, Debug)]
pub(crate) struct Evaluate {
    /// The flag's name in programs.
    codename: String,

    /// For whom: whatever programs tell their users apart by (the targetingKey).
    #[arg(long, value_name = "KEY")]
    user: Option<String>,

    /// What else is known of them. A number, true or false is that, anything else text; "1" in quotes is text too.
    #[arg(long = "attribute", value_name = "NAME=VALUE", value_parser = attribute)]
    attributes: Vec<(String, Value)>,
}

impl Evaluate {
    /// Prints the value; with `--json` the whole answer.
    pub(crate) fn run(&self, target: &Target, output: Output) -> anyhow::Result<()> {
        let user = self.user.iter().map(|user| ("targetingKey".to_owned(), json!(user)));
        let context: Map<String, Value> = self.attributes.iter().cloned().chain(user).collect();
        let api = target.api()?;
        let call = api.call(Method::POST, &["ofrep", "v1", "evaluate", "flags", &self.codename]).harmless();
        let answer: Value = call.json(&json!({ "context": context }))?.send()?.json()?;
        if output.is_json() {
            return output.json(&answer);
        }
        let word = |field: &str| harmless(answer[field].as_str().unwrap_or("none")).into_owned();
        output.say(format!("Reason {}, variant {}:", word("reason"), word("variant")));
        match &answer["value"] {
            Value::String(text) => output.line(harmless(text))?,
            value => output.line(value.to_string())?,
        }
        Ok(())
    }
}

/// `name=value`; what is behind the first sign is the value.
fn attribute(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("an attribute is NAME=VALUE")?;
    let typed = serde_json::from_str(value).ok().filter(|value: &Value| !value.is_object() && !value.is_array());
    Ok((name.to_owned(), typed.unwrap_or_else(|| value.into())))
}
