//! A mailbox as an item: which of its mails are read and when, how far that has come, and how the last run went.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::watch::json;
use domain::{TokenId, UserId};
use liveness::{Schedule, Zone};
use serde::{Deserialize, Serialize};

/// The mails that are read where nobody says otherwise, in the words of Gmail's search box.
const WANTED: &str = "label:Events";
/// When they are: Mondays at five in the afternoon.
const SCHEDULE: &str = "0 17 * * 1";
/// By the clocks of this zone.
const ZONE: &str = "America/New_York";

/// How one run went, as far as it has come. Money is in millionths of a dollar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailRun {
    /// When it began, in ms.
    pub began_at: i64,
    /// When it ended, in ms; absent while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<i64>,
    /// Why it failed, in a word; absent where it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Mails that were looked at.
    pub processed: u64,
    /// Events that were not known.
    pub created: u64,
    /// Events that are now otherwise.
    pub updated: u64,
    /// Events that were told of once more.
    pub deduplicated: u64,
    /// Mails that could not be read.
    pub failed: u64,
    /// Mails that are left for a later run, because of the spending limit or since no model is to be had.
    pub left: u64,
    /// Questions to the model.
    pub questions: u64,
    /// Tokens that it read.
    pub tokens_in: u64,
    /// Tokens that it wrote.
    pub tokens_out: u64,
    /// What that cost.
    pub cost: u64,
}

/// A mailbox as it is stored. Debug shows only whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Whose it is.
    pub user: UserId,
    /// The data token whose connection leads to it.
    pub token: TokenId,
    /// Which mails are read: what would be typed into Gmail's search box.
    pub wanted: String,
    /// When they are.
    pub schedule: Schedule,
    /// The schedule's zone, and that of times in mails that name none.
    pub zone: Zone,
    /// How far its changes are known: JSON that only the job reads.
    pub progress: String,
    /// The last run, or the one that goes on.
    pub run: Option<MailRun>,
    /// When it was first, in ms.
    pub created_at: i64,
    /// When a run ended well for the last time, in ms.
    pub succeeded_at: Option<i64>,
    /// The time of the last run's block, in ms: the next one's is later, whoever writes it.
    pub written_at: i64,
    /// Rises with every run and every change of what is wanted; 0 where nothing is stored yet.
    pub epoch: u64,
}

impl Mailbox {
    /// As it is before anybody has said anything of it.
    pub fn new(user: UserId, token: TokenId, now: i64) -> Result<Mailbox, Error> {
        Ok(Mailbox {
            user,
            token,
            wanted: WANTED.to_owned(),
            schedule: Schedule::parse(SCHEDULE).map_err(|_| Error::Malformed("schedule"))?,
            zone: Zone::parse(ZONE).map_err(|_| Error::Malformed("zone"))?,
            progress: String::new(),
            run: None,
            created_at: now,
            succeeded_at: None,
            written_at: 0,
            epoch: 0,
        })
    }

    /// When the schedule has it read next after `now` (ms).
    pub fn next_run(&self, now: i64) -> Option<i64> {
        self.schedule.next_after(now, &self.zone)
    }
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Mailbox({} {})", self.user, self.token)
    }
}

/// Holds while nobody else has begun with it.
pub(crate) fn is_ours(mailbox: &Mailbox) -> Expression {
    match mailbox.epoch {
        0 => Expression::absent(),
        epoch => Expression::new("epoch = :epoch", [(":epoch", n(epoch))]),
    }
}

pub(crate) fn write(mailbox: &Mailbox) -> Result<Item, Error> {
    let mut item = item(
        &keys::mailbox(mailbox.user, mailbox.token),
        [
            ("user_id", s(mailbox.user.to_string())),
            ("token_id", s(mailbox.token.to_string())),
            ("wanted", s(&mailbox.wanted)),
            ("schedule", s(mailbox.schedule.as_str())),
            ("time_zone", s(mailbox.zone.as_str())),
            ("progress", s(&mailbox.progress)),
            ("created_at", n(mailbox.created_at)),
            ("written_at", n(mailbox.written_at)),
            ("epoch", n(mailbox.epoch)),
        ],
    );
    if let Some(run) = &mailbox.run {
        item.insert("last_run".to_owned(), s(json(run)?));
    }
    if let Some(at) = mailbox.succeeded_at {
        item.insert("succeeded_at".to_owned(), n(at));
    }
    Ok(item)
}

pub(crate) fn read(item: &Item) -> Result<Mailbox, Error> {
    let run = item.maybe_text("last_run")?.map(serde_json::from_str).transpose();
    Ok(Mailbox {
        user: item.parsed("user_id")?,
        token: item.parsed("token_id")?,
        wanted: item.text("wanted")?.to_owned(),
        schedule: Schedule::parse(item.text("schedule")?).map_err(|_| Error::Malformed("schedule"))?,
        zone: Zone::parse(item.text("time_zone")?).map_err(|_| Error::Malformed("time_zone"))?,
        progress: item.text("progress")?.to_owned(),
        run: run.map_err(|_| Error::Malformed("last_run"))?,
        created_at: item.number("created_at")?,
        succeeded_at: item.maybe_number("succeeded_at")?,
        written_at: item.number("written_at")?,
        epoch: item.number("epoch")?,
    })
}
