//! Moves a user's settled log into chunks, page by page.

use crate::Error;
use domain::UserId;
use store::{Next, Store};

/// Seals until what has settled is gone; comes back for what has not, if there is anything.
pub(crate) async fn run(store: &Store, user: UserId, now: i64) -> Result<Next, Error> {
    // Before anything can fail: template.yaml makes a metric of this line, and an alarm of that.
    if let Some(due) = store.seal_due(user).await? {
        tracing::info!(seal.lag_ms = (now - due).max(0), "sealing");
    }
    loop {
        match store.seal(user, now).await {
            Ok(sealed) => {
                tracing::info!(seal.blocks = sealed.blocks, seal.metrics = sealed.metrics, "sealed");
                if !sealed.more {
                    break;
                }
            }
            // Another sealer took over, or the user is gone: what is left says which.
            Err(store::Error::Conflict) => break,
            Err(error) => return Err(error.into()),
        }
    }
    let due = store.seal_due(user).await?;
    Ok(due.map_or(Next::Done, |due| Next::At(due.max(now + store.policy().settle_ms))))
}
