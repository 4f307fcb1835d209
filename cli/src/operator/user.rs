//! `impulses user`: users of the installation, and the older scripts by their old names.

use super::user_change::Change;
use super::{Place, with_installation};
use crate::ask::PasswordSource;
use crate::output::{Output, harmless};
use crate::times::Times;
use runtime::Config;
use serde_json::json;
use store::ListedUser;

/// Users of the installation.
#[derive(clap::Args, Debug)]
pub(crate) struct Users {
    #[command(flatten)]
    place: Place,

    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand, Debug)]
enum What {
    /// All users, the newest first.
    List,
    /// Let a user sign in.
    Activate(Activate),
    /// Keep a user out: all their sessions and tokens let nobody in from now on. Nothing of theirs is deleted.
    Deactivate {
        /// Their e-mail.
        email: String,
    },
    /// Give a user another password, end all their sessions, and let them sign in.
    ResetPassword(ResetPassword),
}

/// Let a user sign in.
#[derive(clap::Args, Debug)]
pub(crate) struct Activate {
    /// Their e-mail.
    email: String,

    /// Take their e-mail as verified.
    #[arg(long)]
    verify: bool,
}

/// Give a user another password, end all their sessions, and let them sign in.
#[derive(clap::Args, Debug)]
pub(crate) struct ResetPassword {
    /// Their e-mail.
    email: String,

    #[command(flatten)]
    password: PasswordSource,
}

/// The older script `activate_user`: the same as `user activate`.
#[derive(clap::Args, Debug)]
pub(crate) struct ActivateUser {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    what: Activate,
}

/// The older script `reset_user_password`: the same as `user reset-password`.
#[derive(clap::Args, Debug)]
pub(crate) struct ResetUserPassword {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    what: ResetPassword,
}

impl ActivateUser {
    /// Does it.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        Users { place: self.place, what: What::Activate(self.what) }.run(times, output)
    }
}

impl ResetUserPassword {
    /// Does it.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        Users { place: self.place, what: What::ResetPassword(self.what) }.run(times, output)
    }
}

impl Users {
    /// Lists or changes.
    pub(crate) fn run(self, times: &Times, output: Output) -> anyhow::Result<()> {
        let (email, change) = match self.what {
            What::List => {
                let users = with_installation(&self.place, async |it| Ok(it.store.users_list().await?))?;
                return show(&users, times, output);
            }
            What::Activate(Activate { email, verify }) => (email, Change::Activate { verify }),
            What::Deactivate { email } => (email, Change::Deactivate),
            What::ResetPassword(ResetPassword { email, password }) => {
                let least = Config::from_env()?.password_min_length;
                (email, Change::Password { chosen: password.choose("New password: ")?, least })
            }
        };
        let now = times.now_ms();
        let user = with_installation(&self.place, async |it| change.make(&it.store, &email, now).await)?;
        let (id, email, state) = (user.id.to_string(), user.email.as_str(), user.state.as_str());
        if output.is_json() {
            return output.json(&json!({ "id": id, "email": email, "state": state }));
        }
        output.say(format!("{} is {state}.", harmless(email)));
        Ok(())
    }
}

fn show(users: &[ListedUser], times: &Times, output: Output) -> anyhow::Result<()> {
    let name = |user: &ListedUser| {
        let names = [&user.first_name, &user.last_name].into_iter().flatten();
        names.map(|name| name.as_str()).collect::<Vec<_>>().join(" ")
    };
    if output.is_json() {
        let object = |user: &ListedUser| {
            json!({
                "id": user.id.to_string(), "email": user.email.as_str(), "role": user.role.as_str(),
                "state": user.state.as_str(), "created_at": user.created_at,
                "first_name": user.first_name.as_ref().map(|name| name.as_str()),
                "last_name": user.last_name.as_ref().map(|name| name.as_str()),
            })
        };
        return output.json(&users.iter().map(object).collect::<Vec<_>>());
    }
    let row = |user: &ListedUser| {
        let (email, name) = (harmless(user.email.as_str()).into_owned(), harmless(&name(user)).into_owned());
        let (role, state) = (user.role.as_str().to_owned(), user.state.as_str().to_owned());
        vec![email, role, state, format!("since {}", times.show(user.created_at)), name]
    };
    Ok(output.table(&users.iter().map(row).collect::<Vec<_>>())?)
}
