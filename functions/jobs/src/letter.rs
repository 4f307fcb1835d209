//! Sends a letter, once it is sure that nobody has, and while it is worth anything.

use crate::Error;
use domain::{LetterId, LetterKind};
use post::{Outgoing, Post, PostError};
use store::{LetterStanding, Next, Store};

/// Why a letter is dropped that could not be sent in time.
const TOO_LATE: &str = "too_late";

/// Sends it, or drops it where nobody can be sent it any more; fails where a later try may succeed.
pub(crate) async fn run(store: &Store, post: &Post, id: LetterId, now: i64) -> Result<Next, Error> {
    let Some(letter) = store.letters_get(id).await? else { return Ok(Next::Done) };
    let LetterStanding::Waiting { to, sealed, until } = letter.standing else { return Ok(Next::Done) };
    if until <= now {
        return drop(store, id, letter.kind, TOO_LATE, now).await;
    }
    match post.send(&Outgoing { id, to: &to, sealed: &sealed, until }, now).await {
        Ok(message_id) => {
            // Where this fails the letter goes out again: SES cannot be asked whether it has a letter.
            store.letters_sent(id, &message_id, now).await?;
            tracing::info!(letter.kind = letter.kind.as_str(), letter.message_id = message_id, "a letter was sent");
            Ok(Next::Done)
        }
        Err(PostError::Refused(why)) => drop(store, id, letter.kind, why.as_str(), now).await,
        Err(error) => Err(error.into()),
    }
}

async fn drop(store: &Store, id: LetterId, kind: LetterKind, reason: &str, now: i64) -> Result<Next, Error> {
    if store.letters_dropped(id, reason, now).await? {
        // template.yaml makes a metric of this line, and an alarm of that.
        tracing::error!(letter.kind = kind.as_str(), letter.dropped = reason, "a letter was dropped");
    }
    Ok(Next::Done)
}
