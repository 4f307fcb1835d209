//! What the program can be told: its commands, and what holds for all of them.

use crate::api::Target;
use crate::commands::completions::Completions;
use crate::commands::connect::Connect;
use crate::commands::export::Export;
use crate::commands::get::Get;
use crate::commands::gmail::Gmail;
use crate::commands::import::Import;
use crate::commands::login::Login;
use crate::commands::logout::Logout;
use crate::commands::metrics::Metrics;
use crate::commands::plot::Plot;
use crate::commands::push::Push;
use crate::commands::tokens::Tokens;
use crate::operator::admin::Admin;
use crate::operator::flag::{CreateFeatureFlag, Flags, ToggleFeatureFlag};
use crate::operator::jobs::Jobs;
use crate::operator::secrets::Secrets;
use crate::operator::token::AppToken;
use crate::operator::user::{ActivateUser, ResetUserPassword, Users};
use clap::{Parser, Subcommand};

/// What stands below the list of commands.
const AFTER: &str = "admin, flag, jobs, secrets, token and user are an operator's: they work on the table itself, with
--data-dir or AWS credentials. So is gmail, which makes a file for the secret.
Data goes to standard output, words to standard error.

Exit codes:
  0  done
  1  failed
  2  the command, or the data it was given, is wrong
  3  not signed in, or not allowed
  4  there is no such thing
  5  the server or the table does not answer, or not now

Environment:
  IMPULSES_URL    where Impulses is
  IMPULSES_TOKEN  a data token, in place of signing in
  NO_COLOR        no colours";

/// Impulses: your numbers over time.
#[derive(Parser, Debug)]
#[command(name = "impulses", version, after_help = AFTER, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) target: Target,

    /// Print data as JSON.
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    Login(Login),
    Logout(Logout),
    Push(Push),
    Get(Get),
    Metrics(Metrics),
    Plot(Plot),
    Import(Import),
    Export(Export),
    Connect(Connect),
    Tokens(Tokens),
    Completions(Completions),
    #[command(display_order = 100)]
    Gmail(Gmail),
    #[command(display_order = 100)]
    Jobs(Jobs),
    #[command(display_order = 100)]
    User(Users),
    #[command(display_order = 100)]
    Flag(Flags),
    #[command(display_order = 100)]
    Token(AppToken),
    #[command(display_order = 100)]
    Secrets(Secrets),
    #[command(display_order = 100)]
    Admin(Admin),
    #[command(name = "activate_user", hide = true)]
    ActivateUser(ActivateUser),
    #[command(name = "reset_user_password", hide = true)]
    ResetUserPassword(ResetUserPassword),
    #[command(name = "create_feature_flag", hide = true)]
    CreateFeatureFlag(CreateFeatureFlag),
    #[command(name = "toggle_feature_flag", hide = true)]
    ToggleFeatureFlag(ToggleFeatureFlag),
}
