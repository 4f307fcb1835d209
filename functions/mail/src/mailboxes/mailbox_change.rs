//! What somebody wants to have otherwise of a mailbox.

use crate::sent::Sent;
use liveness::{Schedule, Zone};
use store::Mailbox;
use utoipa::ToSchema;
use web::{Error, JsonObject};

/// The longest query, in characters; Gmail's own bound is near.
const LONGEST_QUERY: usize = 1_000;

/// What is to change. What is absent stays.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `MailboxChange` is what is read")]
pub(crate) struct ChangeMailbox {
    /// Which mails are read: what would be typed into Gmail's search box. Not together with `label`.
    #[schema(required = false)]
    query: String,
    /// The mails with the label of this name.
    #[schema(required = false)]
    label: String,
    /// Five fields of Unix cron, or `@daily`, `@weekly`, `@every 6h` and the like. Runs are at least 15 minutes apart.
    #[schema(required = false)]
    schedule: String,
    /// An IANA time zone, such as `America/New_York`.
    #[schema(required = false)]
    time_zone: String,
}

/// What is to change; `None` stays.
pub(crate) struct MailboxChange {
    wanted: Option<String>,
    schedule: Option<Schedule>,
    zone: Option<Zone>,
}

impl MailboxChange {
    /// 422 with all that is wrong, or where nothing is to change.
    pub(crate) fn read(body: &JsonObject) -> Result<MailboxChange, Error> {
        let mut sent = Sent::of(body.object()?);
        let (query, label) = (sent.text("query", query), sent.text("label", label));
        let (schedule, zone) = (sent.text("schedule", Schedule::parse), sent.text("time_zone", Zone::parse));
        if query.is_some() && label.is_some() {
            return Err(Error::invalid("Send query or label, not both"));
        }
        let change = sent.whole(MailboxChange { wanted: query.or(label), schedule, zone })?;
        let is_nothing = change.wanted.is_none() && change.schedule.is_none() && change.zone.is_none();
        if is_nothing {
            Err(Error::invalid("Send at least one of query, label, schedule and time_zone"))
        } else {
            Ok(change)
        }
    }

    /// The mailbox as it is to be.
    pub(crate) fn made_to(&self, mailbox: Mailbox) -> Mailbox {
        Mailbox {
            wanted: self.wanted.clone().unwrap_or_else(|| mailbox.wanted.clone()),
            schedule: self.schedule.clone().unwrap_or_else(|| mailbox.schedule.clone()),
            zone: self.zone.clone().unwrap_or_else(|| mailbox.zone.clone()),
            ..mailbox
        }
    }
}

fn query(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_good = !text.is_empty() && text.chars().count() <= LONGEST_QUERY && !text.chars().any(char::is_control);
    if is_good { Ok(text.to_owned()) } else { Err("must be a query of 1 to 1000 characters in one line") }
}

/// As the search box writes it.
fn label(name: &str) -> Result<String, &'static str> {
    let name = name.trim();
    if name.contains(['"', '(', ')', '{', '}']) {
        return Err("must be the name of a label without quotation marks and brackets");
    }
    query(name).map(|name| format!("label:{}", name.replace([' ', '/'], "-")))
}
