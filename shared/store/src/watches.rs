//! What happens to a user's check-ins: read, stepped, and stored under the version that was read, or read again.
//!
//! ```text
//!   an answer ───┐                    ┌─▶ watch, version + 1
//!   time ────────┼─▶ step ─▶ one ─────┼─▶ probes, their lines and counts, imp.probe.*
//!   a contact ───┤      transaction   ├─▶ messages, each with the job that sends it
//!   the owner ───┘                    └─▶ the job that comes when time itself is next
//! ```
//!
//! So of two things that happen at once one is first, and the other one happens to what it has left.

use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, item, n, s};
use crate::keys;
use crate::table::Action;
use crate::{Store, StoredWatch, User};
use domain::{JobKind, PhoneNumber, UserId};
use liveness::{ContactId, Event, Outcome, Owner, Refusal, Watch};

/// How often a step is made again while others change the same check-ins.
const TRIES: u32 = 8;
/// How long it is remembered what a text message was answered: longer than any provider repeats one.
const HEARD_MS: i64 = 30 * 86_400_000;

/// What became of an event.
#[derive(Clone, Debug)]
pub enum Stepped {
    /// It has happened.
    Done(Box<(StoredWatch, Outcome)>),
    /// It may not happen; nothing has changed.
    Refused(Refusal),
    /// There is no number to ask them at, because somebody else is asked at theirs; nothing has changed.
    NumberTaken,
    /// It has happened before: the text message that it comes of was answered so.
    Before(Option<String>),
    /// There is no such user, or no longer.
    Gone,
}

/// Who has a phone number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneHolders {
    /// Who is asked there.
    pub owner: Option<UserId>,
    /// Whose contacts have it.
    pub contacts: Vec<(UserId, ContactId)>,
}

/// Check-ins as they were read, and whom they are about.
pub(crate) struct Loaded {
    pub(crate) stored: StoredWatch,
    /// Who is asked, and at which number: the one that is theirs alone from the next change on.
    pub(crate) owner: Owner,
    /// The number is somebody else's.
    is_taken: bool,
}

impl Store {
    /// Lets something happen to a user's check-ins at `now` (ms): what `event` makes of them as they are. With `heard`, the
    /// provider's name for a text message, it happens once however often that message comes.
    pub async fn watches_step(
        &self,
        user: UserId,
        event: impl Fn(&Watch) -> Event,
        heard: Option<&str>,
        now: i64,
    ) -> Result<Stepped, Error> {
        for _ in 0..TRIES {
            if let Some(sid) = heard
                && let Some(before) = self.table.get(&keys::heard(sid, user)).await?
            {
                return Ok(Stepped::Before(before.maybe_text("answer")?.map(str::to_owned)));
            }
            let Some(loaded) = self.watch_load(user).await? else { return Ok(Stepped::Gone) };
            let event = event(&loaded.stored.watch);
            let outcome = match liveness::step(&loaded.stored.watch, &loaded.owner, event, now) {
                Ok(outcome) => outcome,
                Err(Refusal::NoPhoneNumber) if loaded.is_taken => return Ok(Stepped::NumberTaken),
                Err(refusal) => return Ok(Stepped::Refused(refusal)),
            };
            let also = heard.map(|sid| remember(sid, user, outcome.answer.as_deref(), now));
            match self.watch_commit(&loaded, &outcome, also.into_iter().collect(), now).await {
                Err(Error::Conflict) => {} // Something else was first.
                stored => return Ok(Stepped::Done(Box::new((stored?, outcome)))),
            }
        }
        Err(Error::Contended)
    }

    /// What a text message of this name was answered, once for each user to whom it has happened; empty where to none.
    pub async fn watches_heard(&self, sid: &str) -> Result<Vec<Option<String>>, Error> {
        let heard = self.table.query_all(&Query::all(keys::heard_all(sid))).await?;
        heard.iter().map(|item| Ok(item.maybe_text("answer")?.map(str::to_owned))).collect()
    }

    /// Who has a phone number: whom a text message from it may come from.
    pub async fn watches_by_phone(&self, phone: &PhoneNumber) -> Result<PhoneHolders, Error> {
        let mut holders = PhoneHolders::default();
        for item in self.table.query_all(&Query::all(keys::phone(phone))).await? {
            let user = item.parsed("user_id")?;
            match item.maybe_number("contact_id")? {
                Some(contact) => holders.contacts.push((user, ContactId(contact))),
                None => holders.owner = Some(user),
            }
        }
        Ok(holders)
    }

    /// Check-ins and whom they are about, or nothing where there is no such user. Questions go to the number that is theirs
    /// alone; where they have a new one that is free, it becomes that with the next change.
    pub(crate) async fn watch_load(&self, user: UserId) -> Result<Option<Loaded>, Error> {
        let Some(about) = self.users_get(user).await? else { return Ok(None) };
        let stored = self.watches_get(user).await?;
        let is_taken = self.is_taken(&about, &stored).await?;
        let phone = if is_taken { stored.phone.clone() } else { about.phone_number };
        let owner = Owner { first_name: about.first_name, phone };
        Ok(Some(Loaded { stored, owner, is_taken }))
    }

    /// Whether the number that a user has given is somebody else's to be asked at.
    async fn is_taken(&self, about: &User, stored: &StoredWatch) -> Result<bool, Error> {
        let Some(phone) = about.phone_number.as_ref().filter(|phone| stored.phone.as_ref() != Some(*phone)) else {
            return Ok(false);
        };
        let holder = self.table.get(&keys::phone_owner(phone)).await?;
        let holder = holder.map(|item| item.parsed::<UserId>("user_id")).transpose()?;
        Ok(holder.is_some_and(|holder| holder != about.id))
    }

    /// Removes everything of the check-ins of a user who is gone. It may stop half-way and be made again.
    pub(crate) async fn watch_erase(&self, user: UserId) -> Result<(), Error> {
        let stored = self.watches_get(user).await?;
        if stored.version == 0 {
            return Ok(());
        }
        let contacts = stored.watch.contacts.iter();
        let mut lookups: Vec<_> =
            contacts.map(|contact| keys::phone_contact(&contact.details.phone_number, user, contact.id)).collect();
        if let Some(phone) = &stored.phone {
            self.number_released(user, phone).await?;
        }
        self.probes_erase(user).await?;
        let mut left = self.table.query_all(&Query::all(keys::watch_items(user)).keys_only()).await?;
        // The item that names the numbers goes last.
        left.sort_by_key(|item| item.key().is_ok_and(|key| key == keys::watch(user)));
        for item in &left {
            lookups.push(item.key()?);
        }
        lookups.push(keys::job(JobKind::Probe, &user.to_string()));
        self.table.delete_all(&lookups).await
    }

    async fn number_released(&self, user: UserId, phone: &PhoneNumber) -> Result<(), Error> {
        let theirs = Expression::new("user_id = :user", [(":user", s(user.to_string()))]);
        match self.table.transact(vec![Action::DeleteIf(keys::phone_owner(phone), theirs)]).await {
            Ok(()) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn remember(sid: &str, user: UserId, answer: Option<&str>, now: i64) -> Action {
    let mut heard: Item =
        item(&keys::heard(sid, user), [("heard_at", n(now)), ("expires_at", n((now + HEARD_MS) / 1000))]);
    heard.extend(answer.map(|answer| ("answer".to_owned(), s(answer))));
    Action::PutIf(heard, Expression::absent())
}
