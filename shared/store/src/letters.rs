//! Letters: what is to be sent, stored in the transaction that is its reason, together with the job that sends it.
//!
//! ```text
//!            the provider took it
//!  waiting ────────────────────────▶ sent         only its kind, and when and how it ended, is kept: for 30 days
//!     │
//!     └────────────────────────────▶ dropped
//!       nobody can be sent it, or it is worth nothing any more
//! ```
//!
//! While it waits, what it says lies encrypted: there may be a secret in it.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, b, item, n, s};
use crate::jobs::new_job;
use crate::table::Action;
use crate::{SealedSecret, Store, keys};
use domain::{Email, JobKind, LetterId, LetterKind};

/// The longest that a letter is tried to be sent: what is a week old helps nobody.
const LONGEST_WAIT_MS: i64 = 7 * 86_400_000;
/// How long it is remembered what became of a letter.
const REMEMBERED_MS: i64 = 30 * 86_400_000;
/// The state of a letter that is to be sent.
const WAITING: &str = "waiting";
/// The state of a letter that was.
const SENT: &str = "sent";
/// The state of a letter that never will be.
const DROPPED: &str = "dropped";

/// A letter that is to be sent. Debug shows nothing of what it says, nor to whom.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// Never given out before.
    pub id: LetterId,
    /// What it is about.
    pub kind: LetterKind,
    /// To whom.
    pub to: Email,
    /// What it says, as `letters::seal` made it for this id and address.
    pub sealed: SealedSecret,
    /// From when on (ms) it is not worth sending: when a code in it expires. A week from now in any case.
    pub until: i64,
}

/// A letter as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which one it is.
    pub id: LetterId,
    /// What it is about.
    pub kind: LetterKind,
    /// Where it stands.
    pub standing: LetterStanding,
}

/// Where a letter stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterStanding {
    /// It is to be sent.
    Waiting {
        /// To whom.
        to: Email,
        /// What it says.
        sealed: SealedSecret,
        /// From when on it is not worth sending, in ms.
        until: i64,
    },
    /// The provider has taken it.
    Sent {
        /// When, in ms.
        at: i64,
        /// The provider's name for it.
        message_id: String,
    },
    /// It is not sent.
    Dropped {
        /// When, in ms.
        at: i64,
        /// Why, in a word; nothing personal.
        reason: String,
    },
}

impl Store {
    /// Stores a letter that needs nothing else stored with it; [`Error::Conflict`] where its id is not new.
    pub async fn letters_put(&self, letter: &NewLetter, now: i64) -> Result<(), Error> {
        self.table.transact(letter_actions(letter, now).into()).await
    }

    /// A letter, if there is it, or still is.
    pub async fn letters_get(&self, id: LetterId) -> Result<Option<Letter>, Error> {
        self.table.get(&keys::letter(id)).await?.map(|item| read(id, &item)).transpose()
    }

    /// Records that the provider took a letter, under this name. False where it had ended already.
    pub async fn letters_sent(&self, id: LetterId, message_id: &str, now: i64) -> Result<bool, Error> {
        self.letter_end(id, SENT, message_id, now).await
    }

    /// Records that a letter will not be sent, and why, in a word. False where it had ended already.
    pub async fn letters_dropped(&self, id: LetterId, reason: &str, now: i64) -> Result<bool, Error> {
        self.letter_end(id, DROPPED, reason, now).await
    }

    /// Ends a letter, whose recipient and content go.
    async fn letter_end(&self, id: LetterId, state: &str, outcome: &str, now: i64) -> Result<bool, Error> {
        let end = Expression::new(
            "SET letter_state = :ended, ended_at = :now, outcome = :outcome, expires_at = :forgotten \
             REMOVE recipient, sealed, key_version, worth_until",
            [
                (":ended", s(state)),
                (":now", n(now)),
                (":outcome", s(outcome)),
                (":forgotten", n((now + REMEMBERED_MS) / 1000)),
                (":waiting", s(WAITING)),
            ],
        );
        match self.table.update_if(&keys::letter(id), end, "letter_state = :waiting").await {
            Ok(_) => Ok(true),
            Err(Error::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The parts of a transaction that send a letter: the letter, and a job that is due at once.
pub(crate) fn letter_actions(letter: &NewLetter, now: i64) -> [Action; 2] {
    let until = letter.until.min(now + LONGEST_WAIT_MS);
    // A job looks at it until then and once more; where none runs for a month after that, nobody misses it.
    let forgotten = n((until + REMEMBERED_MS) / 1000);
    let written = item(
        &keys::letter(letter.id),
        [
            ("letter_kind", s(letter.kind.as_str())),
            ("letter_state", s(WAITING)),
            ("created_at", n(now)),
            ("recipient", s(letter.to.as_str())),
            ("sealed", b(letter.sealed.bytes.clone())),
            ("key_version", n(letter.sealed.key_version)),
            ("worth_until", n(until)),
            ("expires_at", forgotten.clone()),
        ],
    );
    let mut job = new_job(JobKind::Letter, &letter.id.to_string(), now);
    job.insert("expires_at".to_owned(), forgotten);
    [written, job].map(|item| Action::PutIf(item, Expression::absent()))
}

fn read(id: LetterId, item: &Item) -> Result<Letter, Error> {
    let standing = match item.text("letter_state")? {
        WAITING => LetterStanding::Waiting {
            to: Email::parse(item.text("recipient")?).map_err(|_| Error::Malformed("recipient"))?,
            sealed: SealedSecret { key_version: item.number("key_version")?, bytes: item.bytes("sealed")?.to_vec() },
            until: item.number("worth_until")?,
        },
        SENT => LetterStanding::Sent { at: item.number("ended_at")?, message_id: item.text("outcome")?.to_owned() },
        DROPPED => LetterStanding::Dropped { at: item.number("ended_at")?, reason: item.text("outcome")?.to_owned() },
        _ => return Err(Error::Malformed("letter_state")),
    };
    Ok(Letter { id, kind: item.parsed("letter_kind")?, standing })
}
