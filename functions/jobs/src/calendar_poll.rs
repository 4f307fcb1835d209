//! Polls the calendars of a connection, or goes on ending one.

use crate::Error;
use connections::Connections;
use domain::{TokenId, UserId};
use runtime::Clock;
use store::Next;

/// Polls, and comes again after the interval; where the account's owner has to consent first, not before they do.
pub(crate) async fn run(connections: &Connections, user: UserId, token: TokenId, clock: Clock) -> Result<Next, Error> {
    Ok(connections.poll(user, token, clock).await?)
}
