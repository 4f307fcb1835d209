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

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes, with their description.
pub fn router(state: AccountsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(create_user::create_user, get_user::get_user, delete_user::delete_user))
        .routes(routes!(register::register))
        .routes(routes!(request_verification::request_verification))
        .routes(routes!(verify_address::verify_address))
        .routes(routes!(forgot_password::forgot_password))
        .routes(routes!(reset_password::reset_password))
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(refresh_session::refresh_session))
        .routes(routes!(list_tokens::list_tokens, create_token::create_token))
        .routes(routes!(delete_token::delete_token))
        .with_state(state)
}
