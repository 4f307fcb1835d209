//! Text messages: what is to be sent, stored in the transaction that is its reason, together with the job that sends it.
//!
//! ```text
//!             somebody has begun          the provider took it        its reports say how far it is
//!  waiting ───────────────────▶ sending ────────────────────▶ sent ─────────────────────▶ sent
//!     │                            │                            │
//!     └─────────▶ dropped ◀────────┘ an answer was first        └──▶ failed: it will never arrive
//! ```
//!
//! A question and an alarm are followed: each of these steps is one of their user's check-ins too, under their version. So an
//! answer and a message that is about to be sent cannot both be first.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, item, n, s};
use crate::jobs::new_job;
use crate::keys;
use crate::table::Action;
use crate::watch::json;
use domain::{Job, JobKind, UserId};
use liveness::{Message, MessageId};

/// The longest that a message is tried to be sent: as long as an alarm goes on.
const LONGEST_WAIT_MS: i64 = 9 * 86_400_000;
/// How long it is remembered what became of a message.
const REMEMBERED_MS: i64 = 366 * 86_400_000;

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageStanding {
    /// It is to be sent.
    Waiting,
    /// Somebody has begun to send it: it may have gone out.
    Sending,
    /// The provider has it.
    Sent,
    /// It will never arrive.
    Failed,
    /// It was not sent, because nobody was to read it any more.
    Dropped,
}

impl MessageStanding {
    /// Its word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageStanding::Waiting => "waiting",
            MessageStanding::Sending => "sending",
            MessageStanding::Sent => "sent",
            MessageStanding::Failed => "failed",
            MessageStanding::Dropped => "dropped",
        }
    }

    /// Whether it may still be sent.
    pub fn is_open(self) -> bool {
        matches!(self, MessageStanding::Waiting | MessageStanding::Sending)
    }
}

impl std::str::FromStr for MessageStanding {
    type Err = Error;
    fn from_str(word: &str) -> Result<Self, Error> {
        use MessageStanding::{Dropped, Failed, Sending, Sent, Waiting};
        let all = [Waiting, Sending, Sent, Failed, Dropped];
        all.into_iter().find(|standing| standing.as_str() == word).ok_or(Error::Malformed("message_state"))
    }
}

/// A message as it is stored. Debug shows neither the number nor the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMessage {
    /// Whose check-ins it is about.
    pub user: UserId,
    /// To whom, and what it says.
    pub message: Message,
    /// Where it stands.
    pub standing: MessageStanding,
    /// When there was a reason for it, in ms.
    pub created_at: i64,
    /// When anything of this changed last, in ms.
    pub updated_at: i64,
    /// From when on it is not worth sending, in ms.
    pub until: i64,
    /// The provider's name for it, once it has it.
    pub sid: Option<String>,
    /// How far it is, in the provider's word.
    pub status: Option<String>,
    /// Why it was not sent, or will never arrive, in a word.
    pub failure: Option<String>,
    /// Rises with each change.
    pub version: u64,
}

/// What a provider's report on a message comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageReport {
    /// It is on its way.
    OnItsWay,
    /// It has arrived.
    Delivered,
    /// It will never arrive.
    Failed(liveness::Undelivered),
}

impl Store {
    /// A message, if there is it, or still is.
    pub async fn messages_get(&self, user: UserId, id: &MessageId) -> Result<Option<StoredMessage>, Error> {
        self.table.get(&keys::message(user, id)).await?.map(|item| read(user, &item)).transpose()
    }

    /// The messages of the last year about a user's check-ins, the newest first.
    pub async fn messages_list(&self, user: UserId) -> Result<Vec<StoredMessage>, Error> {
        let query = Query::all(keys::watch_items(user)).beginning(keys::MESSAGES);
        let items = self.table.query_all(&query).await?;
        let mut messages = items.iter().map(|item| read(user, item)).collect::<Result<Vec<_>, _>>()?;
        messages.sort_by(|a, b| (b.created_at, &b.message.id).cmp(&(a.created_at, &a.message.id)));
        Ok(messages)
    }
}

/// The parts of a transaction that send a message: the message, and a job that is due at once.
pub(crate) fn message_actions(user: UserId, message: &Message, now: i64) -> Result<[Action; 2], Error> {
    let forgotten = n((now + REMEMBERED_MS) / 1000);
    let written = item(
        &keys::message(user, &message.id),
        [
            ("message", s(json(message)?)),
            ("message_state", s(MessageStanding::Waiting.as_str())),
            ("created_at", n(now)),
            ("updated_at", n(now)),
            ("worth_until", n(now + LONGEST_WAIT_MS)),
            ("version", n(1)),
            ("expires_at", forgotten.clone()),
        ],
    );
    let mut job = new_job(JobKind::Message, &Job::subject_of_message(user, message.id.as_str()), now);
    job.insert("expires_at".to_owned(), forgotten);
    Ok([written, job].map(|item| Action::PutIf(item, Expression::absent())))
}

fn read(user: UserId, item: &Item) -> Result<StoredMessage, Error> {
    Ok(StoredMessage {
        user,
        message: serde_json::from_str(item.text("message")?).map_err(|_| Error::Malformed("message"))?,
        standing: item.parsed("message_state")?,
        created_at: item.number("created_at")?,
        updated_at: item.number("updated_at")?,
        until: item.number("worth_until")?,
        sid: item.maybe_text("sid")?.map(str::to_owned),
        status: item.maybe_text("provider_status")?.map(str::to_owned),
        failure: item.maybe_text("failure")?.map(str::to_owned),
        version: item.number("version")?,
    })
}

/// What changes of a message, beside the time and the version.
#[derive(Clone, Debug, Default)]
pub(crate) struct MessageChange {
    pub(crate) standing: Option<MessageStanding>,
    pub(crate) sid: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) failure: Option<String>,
}

impl MessageChange {
    /// Part of a transaction: changes a message, if it is as it was read.
    pub(crate) fn action(self, message: &StoredMessage, now: i64) -> Action {
        let standing = self.standing.map(|standing| standing.as_str().to_owned());
        let values = [
            ("message_state", ":state", standing),
            ("sid", ":sid", self.sid),
            ("provider_status", ":status", self.status),
            ("failure", ":failure", self.failure),
        ];
        let one = [(":now", n(now)), (":version", n(message.version)), (":one", n(1))];
        let mut change = Expression::new("SET updated_at = :now", one);
        for (name, placeholder, value) in values {
            if let Some(value) = value {
                change.text.push_str(&format!(", {name} = {placeholder}"));
                change = change.with(placeholder, s(value));
            }
        }
        change.text.push_str(" ADD version :one");
        Action::UpdateIf(keys::message(message.user, &message.message.id), change, "version = :version")
    }
}
