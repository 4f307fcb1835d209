//! What becomes of a message, together with what that means for the check-ins that it is about.

use crate::error::Error;
use crate::messages::MessageChange;
use crate::{MessageReport, MessageStanding, Store, StoredMessage};
use domain::UserId;
use liveness::{Event, Message, MessageId, Undelivered};

/// How often a change is made again while others change the same message or check-ins.
const TRIES: u32 = 8;
/// Why a message was dropped that nobody was to read any more.
const MOOT: &str = "moot";

impl Store {
    /// Whether a message is to be sent now. From then on it counts as perhaps sent; where it is not to be, it is dropped. It may
    /// be asked again, by whoever comes after one that died.
    pub async fn messages_begin(&self, user: UserId, id: &MessageId, now: i64) -> Result<bool, Error> {
        let begun = self
            .message_change(
                user,
                id,
                now,
                |message| message.standing.is_open().then(|| Event::Begin(message.message.id.clone())).map(Some),
                |is_wanted| match is_wanted {
                    true => MessageChange { standing: Some(MessageStanding::Sending), ..MessageChange::default() },
                    false => dropped(MOOT),
                },
            )
            .await?;
        Ok(begun.unwrap_or(false))
    }

    /// Records that the provider has a message, under this name, and how far it says it is. Nothing changes where it is known.
    pub async fn messages_sent(
        &self,
        user: UserId,
        id: &MessageId,
        sid: &str,
        status: &str,
        now: i64,
    ) -> Result<(), Error> {
        let taken = |message: &StoredMessage| {
            message.standing.is_open().then(|| Event::Taken(message.message.id.clone())).map(Some)
        };
        let change = |_| MessageChange {
            standing: Some(MessageStanding::Sent),
            sid: Some(sid.to_owned()),
            status: Some(status.to_owned()),
            failure: None,
        };
        self.message_change(user, id, now, taken, change).await.map(drop)
    }

    /// Records that a message will never arrive, and why, in a word. Nothing changes where that is known.
    pub async fn messages_failed(
        &self,
        user: UserId,
        id: &MessageId,
        why: Undelivered,
        failure: &str,
        now: i64,
    ) -> Result<(), Error> {
        let failed = |message: &StoredMessage| {
            let Message { id, to, .. } = &message.message;
            message.standing.is_open().then(|| Event::Failed(id.clone(), *to, why)).map(Some)
        };
        let change = |_| MessageChange {
            standing: Some(MessageStanding::Failed),
            failure: Some(failure.to_owned()),
            ..MessageChange::default()
        };
        self.message_change(user, id, now, failed, change).await.map(drop)
    }

    /// Records that a message will not be sent, and why, in a word. Nothing changes where it was, or may have been.
    pub async fn messages_dropped(&self, user: UserId, id: &MessageId, reason: &str, now: i64) -> Result<(), Error> {
        let nothing = |message: &StoredMessage| message.standing.is_open().then_some(None);
        self.message_change(user, id, now, nothing, |_| dropped(reason)).await.map(drop)
    }

    /// Records what the provider tells of a message that it has under this name, if `follows` what it told last: reports
    /// overtake one another. One whose answer was lost is known by it too. False where there is no such message.
    pub async fn messages_reported(
        &self,
        user: UserId,
        id: &MessageId,
        sid: &str,
        (status, report, failure): (&str, MessageReport, Option<&str>),
        follows: impl Fn(Option<&str>) -> bool,
        now: i64,
    ) -> Result<bool, Error> {
        let Some(known) = self.messages_get(user, id).await? else { return Ok(false) };
        if known.sid.as_deref().is_some_and(|known| known != sid) {
            return Ok(true); // Of another try, whose answer was lost as well.
        }
        let event = |message: &StoredMessage| {
            if !follows(message.status.as_deref()) || message.standing == MessageStanding::Failed {
                return None;
            }
            let Message { id, to, .. } = &message.message;
            Some(Some(match report {
                MessageReport::OnItsWay => Event::Taken(id.clone()),
                MessageReport::Delivered => Event::Delivered(id.clone()),
                MessageReport::Failed(why) => Event::Failed(id.clone(), *to, why),
            }))
        };
        let has_failed = matches!(report, MessageReport::Failed(_));
        let change = |_| MessageChange {
            standing: Some(if has_failed { MessageStanding::Failed } else { MessageStanding::Sent }),
            sid: Some(sid.to_owned()),
            status: Some(status.to_owned()),
            failure: failure.map(str::to_owned),
        };
        self.message_change(user, id, now, event, change).await.map(|_| true)
    }

    /// Changes a message and what it is about, under the versions that were read, or reads again. `event` is what happens to
    /// the check-ins, if anything: outermost nothing where there is nothing to change. `change` is told whether the message is
    /// wanted, and so is the caller; nothing where nothing has changed.
    async fn message_change(
        &self,
        user: UserId,
        id: &MessageId,
        now: i64,
        event: impl Fn(&StoredMessage) -> Option<Option<Event>>,
        change: impl Fn(bool) -> MessageChange,
    ) -> Result<Option<bool>, Error> {
        for _ in 0..TRIES {
            let Some(message) = self.messages_get(user, id).await? else { return Ok(None) };
            let Some(event) = event(&message) else { return Ok(None) };
            match self.message_change_once(&message, event, &change, now).await {
                Err(Error::Conflict) => {} // Something else was first.
                is_wanted => return is_wanted.map(Some),
            }
        }
        Err(Error::Contended)
    }

    async fn message_change_once(
        &self,
        message: &StoredMessage,
        event: Option<Event>,
        change: &impl Fn(bool) -> MessageChange,
        now: i64,
    ) -> Result<bool, Error> {
        let loaded = self.watch_load(message.user).await?;
        let (Some(loaded), Some(event)) = (loaded, event) else {
            // Whoever it is about is gone, or it is about nothing.
            self.table.transact(vec![change(false).action(message, now)]).await?;
            return Ok(false);
        };
        let Ok(outcome) = liveness::step(&loaded.stored.watch, &loaded.owner, event, now) else { return Ok(false) };
        let is_wanted = outcome.is_wanted;
        self.watch_commit(&loaded, &outcome, vec![change(is_wanted).action(message, now)], now).await?;
        Ok(is_wanted)
    }
}

fn dropped(reason: &str) -> MessageChange {
    let (standing, failure) = (Some(MessageStanding::Dropped), Some(reason.to_owned()));
    MessageChange { standing, failure, ..MessageChange::default() }
}
