//! `impulses admin`: an installation as a whole. Its first account, made without opening registration to anybody: here, or by
//! whoever opens a link; and everything it has, as a file.

use super::export::Export;
use super::import::Import;
use super::{Place, with_installation};
use crate::ask::PasswordSource;
use crate::exit::Exit;
use crate::output::Output;
use crate::times::Times;
use auth::{OneTimeCode, Password};
use domain::{Email, Role, UserId};
use runtime::Config;
use serde_json::json;
use store::{NewUser, UserCreated};
use uuid::Uuid;

/// The installation as a whole: its first account, and all its data.
#[derive(clap::Args, Debug)]
pub(crate) struct Admin {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// Make the first account; it is the administrator's. Fails where there is one already.
    Bootstrap {
        /// Their e-mail.
        email: String,

        #[command(flatten)]
        password: PasswordSource,
    },
    /// Print a link with which somebody makes themselves an administrator's account: once, within a day.
    Invite {
        /// Where the installation answers (the stack's output Url).
        #[arg(value_name = "URL")]
        address: String,
    },
    Export(Export),
    Import(Import),
}

impl Admin {
    /// Does it.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        match self.what {
            What::Bootstrap { email, password } => bootstrap(&self.place, &email, password, times, output),
            What::Invite { address } => invite(&self.place, &address, times, output),
            What::Export(export) => export.run(&self.place, times, output),
            What::Import(import) => import.run(&self.place, times, output),
        }
    }
}

fn bootstrap(
    place: &Place,
    email: &str,
    password: PasswordSource,
    times: &Times,
    output: Output,
) -> anyhow::Result<()> {
    let email = Email::parse(email).map_err(|error| Exit::Usage.because(error.to_string()))?;
    let password =
        Password::chosen(password.choose("Password: ")?, Config::from_env()?.password_min_length, &[email.as_str()]);
    let password = password.map_err(|refused| Exit::Usage.because(refused.to_string()))?;
    let id = UserId(Uuid::new_v4());
    let new = NewUser::active(id, email, Role::Admin, auth::hash(&password)?);
    let now = times.now_ms();
    match with_installation(place, async |it| Ok(it.store.users_create(new, now).await?))? {
        UserCreated::Created(user) if output.is_json() => output.json(&json!({ "id": user.id.to_string() })),
        UserCreated::Created(user) => {
            output.say(format!("{} is the administrator.", user.email.as_str()));
            Ok(())
        }
        UserCreated::EmailTaken | UserCreated::NotTheFirst => {
            Err(Exit::Failed.because("this installation has its first account already"))
        }
    }
}

fn invite(place: &Place, address: &str, times: &Times, output: Output) -> anyhow::Result<()> {
    let code = OneTimeCode::mint()?;
    let (hash, link, now) = (code.handle().stored(), code.proof(), times.now_ms());
    with_installation(place, async |it| Ok(it.store.invitations_create(hash, link, Role::Admin, now).await?))?;
    let url = format!("{}/account/claim?code={}", address.trim_end_matches('/'), code.reveal());
    if output.is_json() {
        return output.json(&json!({ "url": url }));
    }
    output.say("Whoever opens this link first becomes an administrator. It is good once, for a day:");
    output.line(url)?;
    Ok(())
}
