//! Events from mail over HTTP: mailboxes, the events that their mails told of, and a feed of these for calendar programs.
//!
//! Whoever may read a user's metrics may read their events; to change any needs what writes. The feed is for programs that
//! cannot show a token: the secret stands in its address. How mails are read, the job's crates know; this one does not.

mod mailboxes;

mod events;

mod feed;

mod state;
pub use state::MailState;

mod moment;
mod sent;

use axum::Router;
use events::{list_events, review_event, show_event};
use feed::{end_feed, make_feed, read_feed};
use mailboxes::{change_mailbox, run_mailbox, show_mailbox};

web::operations! {
    MailState:
    show_mailbox::show_mailbox,
    change_mailbox::change_mailbox,
    run_mailbox::run_mailbox,
    list_events::list_events,
    show_event::show_event,
    review_event::review_event,
    make_feed::make_feed,
    end_feed::end_feed,
    read_feed::read_feed,
}

/// The routes.
pub fn routes(state: MailState) -> Router {
    operations().with_state(state)
}
