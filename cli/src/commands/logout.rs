//! `impulses logout`: the token of this machine is deleted, there and here.

use crate::account::Account;
use crate::api::{Refused, Target};
use crate::ask::PasswordSource;
use crate::output::Output;

/// Sign out on this machine: deletes its token.
///
/// A token cannot delete itself, so the password is asked for.
#[derive(clap::Args, Debug)]
pub(crate) struct Logout {
    /// Only forget the token here, without a password; it stays valid for whoever has a copy of it.
    #[arg(long, conflicts_with = "password_stdin")]
    forget: bool,

    #[command(flatten)]
    password: PasswordSource,
}

impl Logout {
    /// Deletes the token and forgets it. Nothing to do is no failure.
    pub(crate) fn run(self, output: Output) -> anyhow::Result<()> {
        let Some(account) = Account::load()? else {
            output.say("Nobody is signed in.");
            return Ok(());
        };
        if !self.forget {
            let password = self.password.read(&format!("Password of {}: ", account.email))?;
            delete(&account, &password)?;
        }
        Account::forget()?;
        output.say(format!("Signed out of {}.", account.url));
        Ok(())
    }
}

/// A token that is gone already is as good as deleted.
fn delete(account: &Account, password: &str) -> anyhow::Result<()> {
    let api = Target::at(&account.url).without_token()?;
    let session = api.sign_in(&account.email, password)?;
    let deleted = session.delete_token(&account.token_id);
    session.end();
    match deleted {
        Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.status == 404) => Ok(()),
        outcome => outcome,
    }
}
