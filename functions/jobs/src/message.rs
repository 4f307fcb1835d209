//! Sends a text message, once it is sure that it is still to be sent, and tells the check-ins what became of it.
//!
//! It goes out twice only where the provider took it and its answer was lost: the provider knows no key by which it would
//! recognise a repeated message.

use crate::Error;
use domain::UserId;
use liveness::{MessageId, Undelivered};
use sms::{Outgoing, Refusal, SendError, Sender};
use store::{Next, Store, StoredMessage};

/// Why a message is dropped that could not be sent in time.
const TOO_LATE: &str = "too_late";
/// A minute, in seconds.
const MINUTE_S: u32 = 60;

/// Sends it, or drops it where nobody is to read it any more; fails where a later try may succeed.
pub(crate) async fn run(store: &Store, texts: &Sender, user: UserId, id: MessageId, now: i64) -> Result<Next, Error> {
    let Some(message) = store.messages_get(user, &id).await? else { return Ok(Next::Done) };
    if message.until <= now {
        store.messages_dropped(user, &id, TOO_LATE, now).await?;
        tracing::error!(message.kind = message.message.kind.as_str(), "a text message was given up");
        return Ok(Next::Done);
    }
    if !store.messages_begin(user, &id, now).await? {
        return Ok(Next::Done);
    }
    send(store, texts, &message, now).await
}

async fn send(store: &Store, texts: &Sender, stored: &StoredMessage, now: i64) -> Result<Next, Error> {
    let (user, message) = (stored.user, &stored.message);
    let name = format!("{user}-{}", message.id.as_str());
    let report_to = texts.report_address(&user.to_string(), message.id.as_str());
    let (to, text, report_to) = (&message.phone, message.text.as_str(), report_to.as_deref());
    // A question that its answer is not waited for any more would only confuse.
    let worth_s = message.wait.map(|wait| u32::from(wait.get()) * MINUTE_S);
    let outgoing = Outgoing { id: &name, to, text, report_to, worth_s };
    match texts.send(&outgoing, now).await {
        Ok(taken) => {
            store.messages_sent(user, &message.id, taken.sid.as_str(), taken.status.as_str(), now).await?;
            tracing::info!(
                message.kind = message.kind.as_str(),
                message.sid = taken.sid.as_str(),
                "a text message was sent"
            );
            Ok(Next::Done)
        }
        Err(SendError::Refused(refused)) => {
            let why = undelivered(refused.why);
            store.messages_failed(user, &message.id, why, refused.why.as_str(), now).await?;
            tracing::warn!(
                message.kind = message.kind.as_str(),
                message.failure = refused.why.as_str(),
                "a text message was refused"
            );
            Ok(Next::Done)
        }
        Err(error) => Err(error.into()),
    }
}

/// What a refusal means for whom the message was for.
fn undelivered(why: Refusal) -> Undelivered {
    match why {
        Refusal::OptedOut => Undelivered::OptedOut,
        _ => Undelivered::Undeliverable,
    }
}
