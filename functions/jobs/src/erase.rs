//! Removes what a deleted user left, twice: the second time finds what requests in flight wrote after the first.

use crate::Error;
use domain::UserId;
use store::{Next, Store};

/// Erases; comes back once requests that ran during the deletion are surely over.
pub(crate) async fn run(store: &Store, user: UserId, now: i64) -> Result<Next, Error> {
    match store.erase(user, now).await? {
        store::Erased::Completely => Ok(Next::Done),
        store::Erased::SoFar { again_at } => Ok(Next::At(again_at)),
    }
}
