//! Google's consent over HTTP: begin it, take what comes back, see what is connected, choose calendars, disconnect.
//!
//! One operation is one file, and thin: what a connection is and does is the business of `connections`. All is done with a
//! data token, except for the callback, where a browser comes back from Google.

mod begin_consent;
mod finish_consent;

mod adopt_mailbox;

mod choose_calendars;
mod disconnect;
mod list_calendars;
mod list_connections;

mod state;
pub use state::OauthState;

mod calendar_body;
mod connection_body;
mod landing;
mod refusal;
mod visitor;

use axum::Router;

web::operations! {
    OauthState:
    begin_consent::begin_consent,
    finish_consent::finish_consent,
    adopt_mailbox::adopt_mailbox,
    list_connections::list_connections,
    list_calendars::list_calendars,
    choose_calendars::choose_calendars,
    disconnect::disconnect,
}

/// The routes.
pub fn routes(state: OauthState) -> Router {
    operations().with_state(state)
}
