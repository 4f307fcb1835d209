//! Accounts: users, their sessions in a browser, and the data tokens of their programs.
//!
//! One operation is one file. Nothing here is kept in memory: a session or token lives in the table and nowhere else, so that
//! a restart ends none and a deletion ends it everywhere.

mod create_user;
mod get_user;

mod delete_user;

mod login;

mod logout;

mod refresh_session;

mod create_token;

mod list_tokens;

mod delete_token;

mod user_body;
pub use user_body::UserBody;

mod token_body;
pub use token_body::TokenBody;

mod state;
pub use state::AccountsState;

mod signed_in;

mod session_cookie;

mod login_tries;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes, with their description.
pub fn router(state: AccountsState) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(create_user::create_user, get_user::get_user, delete_user::delete_user))
        .routes(routes!(login::login))
        .routes(routes!(logout::logout))
        .routes(routes!(refresh_session::refresh_session))
        .routes(routes!(list_tokens::list_tokens, create_token::create_token))
        .routes(routes!(delete_token::delete_token))
        .with_state(state)
}
