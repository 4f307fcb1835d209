//! `impulses user`: users of the installation, and the older scripts by their old names.

use super::{Place, with_installation};
use crate::ask::PasswordSource;
use crate::exit::Exit;
use crate::output::{Output, harmless};
use crate::times::Times;
use auth::Password;
use domain::{Email, UserState};
use runtime::Config;
use serde_json::json;
use store::{ListedUser, Store, User, UserUpdated};

/// How often a change is tried while others change the user.
const TRIES: u32 = 3;

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
        let now = times.now_ms();
        let change: (String, Box<dyn Fn(User) -> anyhow::Result<User>>) = match self.what {
            What::List => {
                let users = with_installation(&self.place, async |it| Ok(it.store.users_list().await?))?;
                return show(&users, times, output);
            }
            What::Activate(Activate { email, verify }) => {
                let verified =
                    move |user: &User| if verify { user.verified_at.or(Some(now)) } else { user.verified_at };
                let change =
                    move |user: User| Ok(User { state: UserState::Active, verified_at: verified(&user), ..user });
                (email, Box::new(change))
            }
            What::Deactivate { email } => {
                (email, Box::new(|user| Ok(ended(User { state: UserState::Inactive, ..user }))))
            }
            What::ResetPassword(ResetPassword { email, password }) => {
                let password = password.choose("New password: ")?;
                let least = Config::from_env()?.password_min_length;
                let change = move |user: User| {
                    let known = [user.email.as_str()];
                    let chosen = Password::chosen(password.clone(), least, &known);
                    let chosen = chosen.map_err(|refused| Exit::Usage.because(refused.to_string()))?;
                    Ok(ended(User { password: auth::hash(&chosen)?, state: UserState::Active, ..user }))
                };
                (email, Box::new(change))
            }
        };
        let (email, change) = change;
        let user = with_installation(&self.place, async |it| changed(&it.store, &email, &*change, now).await)?;
        if output.is_json() {
            return output.json(
                &json!({ "id": user.id.to_string(), "email": user.email.as_str(), "state": user.state.as_str() }),
            );
        }
        output.say(format!("{} is {}.", user.email.as_str(), user.state.as_str()));
        Ok(())
    }
}

/// With every session of theirs void.
fn ended(user: User) -> User {
    User { session_epoch: user.session_epoch + 1, ..user }
}

async fn changed(
    store: &Store,
    email: &str,
    change: &dyn Fn(User) -> anyhow::Result<User>,
    now: i64,
) -> anyhow::Result<User> {
    let email = Email::parse(email).map_err(|error| Exit::Usage.because(error.to_string()))?;
    for _ in 0..TRIES {
        let before = store.users_by_email(&email).await?;
        let before =
            before.ok_or_else(|| Exit::NotFound.because(format!("nobody has the e-mail {}", email.as_str())))?;
        match store.users_update(&before, change(before.clone())?, now).await {
            Ok(UserUpdated::Updated(user)) => return Ok(user),
            Ok(UserUpdated::LastAdmin) => {
                return Err(Exit::Failed.because("this is the last administrator; make another one first"));
            }
            Ok(UserUpdated::EmailTaken) | Err(store::Error::Conflict) => {} // Changed meanwhile: read again.
            Err(error) => return Err(error.into()),
        }
    }
    Err(Exit::Unavailable.because("the user kept changing meanwhile; try again"))
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
