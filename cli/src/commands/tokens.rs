//! `impulses tokens`: the data tokens of an account. They are the account's own business, so its password is asked for.

use crate::account::Account;
use crate::api::{Target, Token};
use crate::ask::{self, PasswordSource};
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::times::Times;

/// List, make and delete data tokens.
#[derive(clap::Args, Debug)]
pub(crate) struct Tokens {
    /// Your address; by default of who is signed in.
    #[arg(long, global = true)]
    email: Option<String>,

    #[command(flatten)]
    password: PasswordSource,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// All tokens, the newest first.
    List,
    /// Make a token; it is shown this once.
    Create {
        /// What you call it.
        name: String,
        /// What it lets its bearer do: API (read), INGEST (write and delete) or SUPER (both).
        #[arg(long, default_value = "SUPER", ignore_case = true, value_parser = ["API", "INGEST", "SUPER"])]
        capability: String,
        /// When it ends; in two years if absent.
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        expires: Option<String>,
    },
    /// Delete a token: it is dead at once.
    Delete {
        /// Its id, as `tokens list` shows it.
        id: String,
    },
}

impl Tokens {
    /// Signs in, does it, and signs out.
    pub(crate) fn run(self, target: &Target, times: &Times, output: Output) -> anyhow::Result<()> {
        let api = target.without_token()?;
        let signed_in = Account::load()?.filter(|account| account.url == api.address()).map(|account| account.email);
        let email = self.email.or(signed_in).map_or_else(|| ask::line("E-mail: ", "--email"), Ok)?;
        let expires = self.what.expires(times)?;
        let password = self.password.read("Password: ")?;
        let session = api.sign_in(&email, &password)?;
        let done = match &self.what {
            What::List => session.tokens(),
            What::Create { name, capability, .. } => {
                session.make_token(name, &capability.to_uppercase(), expires).map(|token| vec![token])
            }
            What::Delete { id } => session.delete_token(id).map(|()| Vec::new()),
        };
        session.end();
        self.what.show(done?, times, output)
    }
}

impl What {
    /// In seconds.
    fn expires(&self, times: &Times) -> anyhow::Result<Option<i64>> {
        let What::Create { expires: Some(expires), .. } = self else { return Ok(None) };
        let ms = times.parse(expires).map_err(|words| Exit::Usage.because(words))?;
        Ok(Some(ms.div_euclid(1000)))
    }

    fn show(self, tokens: Vec<Token>, times: &Times, output: Output) -> anyhow::Result<()> {
        match (self, tokens.as_slice()) {
            (What::List, _) if output.is_json() => output.json(&tokens),
            (What::List, _) => Ok(output.table(&tokens.iter().map(|token| row(token, times)).collect::<Vec<_>>())?),
            (What::Create { .. }, [token]) if output.is_json() => output.json(token),
            (What::Create { .. }, [token]) => {
                output.say(format!("The token {} (shown this once; keep it):", token.id));
                Ok(output.line(token.token_plaintext.as_deref().unwrap_or_default())?)
            }
            _ => Ok(()),
        }
    }
}

fn row(token: &Token, times: &Times) -> Vec<String> {
    let until = times.show(token.expires_at.saturating_mul(1000));
    vec![token.id.clone(), token.capability.clone(), format!("until {until}"), harmless(&token.name).into_owned()]
}
