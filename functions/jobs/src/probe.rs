//! Does what time brings to a user's check-ins: they are asked, asked again, or somebody else is told.

use crate::Error;
use domain::UserId;
use liveness::Event;
use store::{Next, Stepped, Store};

/// Lets time pass. When it comes next is scheduled in the transaction that stores what it has brought.
pub(crate) async fn run(store: &Store, user: UserId, now: i64) -> Result<Next, Error> {
    match store.watches_step(user, |_| Event::Time, None, now).await? {
        Stepped::Done(done) => Ok(done.0.watch.next_due().map_or(Next::Done, Next::At)),
        _ => Ok(Next::Done),
    }
}
