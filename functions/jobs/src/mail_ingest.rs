//! Reads the new mails of a mailbox.

use crate::Error;
use domain::{TokenId, UserId};
use mailboxes::Mailboxes;
use runtime::Clock;
use store::Next;

/// Reads what is new, as far as it comes before the invocation's `deadline` (ms); comes again by the mailbox's own schedule.
pub(crate) async fn run(
    mailboxes: &Mailboxes,
    user: UserId,
    token: TokenId,
    clock: Clock,
    deadline: i64,
) -> Result<Next, Error> {
    Ok(mailboxes.run(user, token, clock, deadline).await?)
}
