//! Sends a text message, whichever way it goes.

use crate::messages_api::MessagesApi;
use crate::{MessageSid, Outbox, SendError, Status, report};
use domain::PhoneNumber;
use runtime::{Config, SecretSource};

/// A way for text messages to go out. Cheap to clone; clones share their connections.
#[derive(Clone)]
pub struct Sender(Way);

#[derive(Clone)]
enum Way {
    Twilio { api: MessagesApi, secrets: SecretSource, our_address: Option<String> },
    Outbox(Outbox),
}

/// A text message that is to go out. Debug shows which one it is, and nothing else.
pub struct Outgoing<'a> {
    /// Which one it is, by a name of ours.
    pub id: &'a str,
    /// To whom.
    pub to: &'a PhoneNumber,
    /// What it says; at most 1,600 characters.
    pub text: &'a str,
    /// Where Twilio is to tell what becomes of it: a whole public URL, query included.
    pub report_to: Option<&'a str>,
    /// In seconds from now, when it is worth nothing any more: Twilio drops it where it still waits there to go out, and reports that
    /// it has failed. Without it, after ten hours, or what the messaging service says.
    pub worth_s: Option<u32>,
}

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The carrier's name for it.
    pub sid: MessageSid,
    /// How far it is: seldom further than `accepted`, and never failed.
    pub status: Status,
}

impl Sender {
    /// Through Twilio, with the account of the secret. Where there is none, nothing goes out and messages wait. Nothing
    /// is connected, and no certificate read, before the first message.
    pub fn through_twilio(secrets: SecretSource, config: &Config) -> Sender {
        // Twilio takes no message whose reports are to go where it cannot reach.
        let our_address = config.origin_api.clone().filter(|address| address.starts_with("https://"));
        Sender(Way::Twilio { api: MessagesApi::new(config.twilio_api_url.as_deref()), secrets, our_address })
    }

    /// Into an outbox.
    pub fn into_outbox(outbox: Outbox) -> Sender {
        Sender(Way::Outbox(outbox))
    }

    /// Where Twilio is to report on this message of somebody ([`Outgoing::report_to`]); `None` where it reaches nobody. Both names
    /// are of letters, digits and hyphens.
    pub fn report_address(&self, whose: &str, id: &str) -> Option<String> {
        match &self.0 {
            Way::Twilio { our_address, .. } => our_address.as_ref().map(|ours| report::address(ours, whose, id)),
            Way::Outbox(_) => None,
        }
    }

    /// Sends a message once, at `now` (ms). It answers within 10 seconds.
    pub async fn send(&self, message: &Outgoing<'_>, now: i64) -> Result<Accepted, SendError> {
        match &self.0 {
            Way::Twilio { api, secrets, .. } => {
                let secrets = secrets.current().await?;
                let account = secrets.twilio.as_ref().ok_or(SendError::NotSetUp)?;
                api.create(account, message).await
            }
            Way::Outbox(outbox) => Ok(outbox.take(message, now)),
        }
    }
}

impl std::fmt::Debug for Outgoing<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Outgoing({})", self.id)
    }
}
