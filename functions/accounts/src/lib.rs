//! Accounts: users, their sessions in a browser, and the data tokens of their programs.
//!
//! One operation is one file. Nothing here is kept in memory: a session or token lives in the table and nowhere else, so that
//! a restart ends none and a deletion ends it everywhere.

mod create_user;
mod delete_user;
mod get_user;
mod login;
mod logout;
mod refresh_session;

mod register;
mod request_verification;
mod verify_address;

mod forgot_password;
mod reset_password;

mod confirm_email;

mod claim;
mod pages;

mod create_token;
mod delete_token;
mod list_tokens;

mod state;
pub use state::AccountsState;

mod asking;
mod links;
mod login_tries;
mod new_password;
mod person_fields;
mod post;
mod redeem;
mod session_cookie;
mod signed_in;
mod token_body;
mod user_body;

pub(crate) use token_body::TokenBody;
pub(crate) use user_body::UserBody;

use axum::Router;
use pages::claim as claim_page;
use pages::confirm_email as confirm_email_page;
use pages::forgot as forgot_page;
use pages::reset as reset_page;
use pages::verify as verify_page;

web::operations! {
    AccountsState:
    create_user::create_user,
    get_user::get_user,
    delete_user::delete_user,
    register::register,
    request_verification::request_verification,
    verify_address::verify_address,
    forgot_password::forgot_password,
    reset_password::reset_password,
    confirm_email::confirm_email,
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
    list_tokens::list_tokens,
    create_token::create_token,
    delete_token::delete_token,
}

/// The routes.
pub fn routes(state: AccountsState) -> Router {
    operations().with_state(state)
}
