//! Accounts: users, their sessions in browsers and programs, and the data tokens of their programs.
//!
//! One operation is one file. Nothing here is kept in memory: a session or token lives in the table and nowhere else, so that
//! a restart ends none and a deletion ends it everywhere.

mod create_user;
mod delete_user;
mod get_user;
mod login;
mod logout;
mod refresh_session;

mod login_tokens;
mod logout_tokens;
mod refresh_tokens;

mod end_session;
mod list_sessions;
mod logout_everywhere;

mod introspection;
mod jwks;

mod register;
mod request_verification;
mod verify_address;

mod forgot_password;
mod reset_password;

mod change_email;
mod change_password;
mod confirm_email;
mod export_account;
mod update_profile;

mod dashboards_body;
mod list_dashboards;
mod save_dashboards;

mod claim;
mod pages;

mod create_token;
mod delete_token;
mod list_tokens;

mod flags;
mod ofrep;

mod users;

mod state;
pub use state::AccountsState;

mod administrator;
mod asking;
mod authenticate;
mod entity_tag;
mod links;
mod login_tries;
mod new_password;
mod person_fields;
mod post;
mod redeem;
mod session_cookie;
mod signed_in;
mod token_body;
mod token_session;
mod tokens_body;
mod user_agent;
mod user_body;
mod user_change;

pub(crate) use token_body::TokenBody;
pub(crate) use user_body::UserBody;

use crate::flags::{create_flag, delete_flag, flag_history, get_flag, list_flags, toggle_flag, update_flag};
use axum::Router;
use ofrep::{evaluate_flag, evaluate_flags};
use pages::claim as claim_page;
use pages::confirm_email as confirm_email_page;
use pages::forgot as forgot_page;
use pages::reset as reset_page;
use pages::verify as verify_page;
use users::{add_user, change_user, list_users, remove_user, show_user, standing};
use web::names_at_kronus;

web::operations! {
    AccountsState, names:
    create_user::create_user,
    get_user::get_user,
    delete_user::delete_user,
    register::register,
    request_verification::request_verification,
    verify_address::verify_address,
    forgot_password::forgot_password,
    reset_password::reset_password,
    change_password::change_password,
    change_email::change_email,
    confirm_email::confirm_email,
    update_profile::update_profile,
    export_account::export_account,
    list_dashboards::list_dashboards,
    save_dashboards::save_dashboards,
    verify_page::show,
    verify_page::send,
    forgot_page::show,
    forgot_page::send,
    reset_page::show,
    reset_page::send,
    confirm_email_page::show,
    confirm_email_page::send,
    claim_page::show,
    claim_page::send,
    login::login,
    logout::logout,
    refresh_session::refresh_session,
    login_tokens::login_for_tokens,
    refresh_tokens::refresh_tokens,
    logout_tokens::logout_tokens,
    list_sessions::list_sessions,
    end_session::end_session,
    logout_everywhere::logout_everywhere,
    jwks::jwks,
    introspection::status,
    introspection::authenticated,
    list_tokens::list_tokens,
    create_token::create_token,
    delete_token::delete_token,
    list_flags::list_flags,
    create_flag::create_flag,
    get_flag::get_flag,
    update_flag::update_flag,
    delete_flag::delete_flag,
    toggle_flag::toggle_flag,
    flag_history::flag_history,
    evaluate_flag::evaluate_flag,
    evaluate_flags::evaluate_flags,
    list_users::list_users,
    add_user::add_user,
    show_user::show_user,
    change_user::replace_user,
    change_user::change_user,
    remove_user::remove_user,
    standing::activate_user,
    standing::deactivate_user,
    standing::promote_user,
    standing::demote_user,
}

/// The routes.
pub fn routes(state: AccountsState) -> Router {
    operations().with_state(state)
}

/// The names of a path: its own, and those by which clients of earlier servers, and of none in particular, know it.
fn names(path: &str) -> Vec<String> {
    let own = vec![path.to_owned()];
    match path {
        "/auth/refresh" => [own, vec!["/auth/refresh-tokens".to_owned()]].concat(),
        "/jwks" => [names_at_kronus(path), vec!["/.well-known/jwks.json".to_owned()]].concat(),
        "/login" => names_at_kronus(path),
        _ if path.starts_with("/users") => names_at_kronus(path),
        _ => own,
    }
}
