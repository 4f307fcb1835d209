//! How who makes us send text messages is slowed down: each is paid for, and somebody has to read it.
//!
//! Counted before anything is sent, and taken back where nothing was. Calls for help are never counted.

use crate::ProbesState;
use auth::Digest;
use domain::{Pace, PhoneNumber, UserId};
use store::{Admission, Error as StoreError};
use web::Error;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Naming contacts, and giving them other numbers: whoever begins names as many as there may be, and mistypes some.
const NAMING: Pace = Pace { free: 25, first_wait_ms: MINUTE_MS, longest_wait_ms: 6 * HOUR_MS, forget_ms: DAY_MS };
/// Being named, wherever by: a household names somebody; who is named for ever by strangers has better things to read.
const NAMED: Pace = Pace { free: 5, first_wait_ms: 10 * MINUTE_MS, longest_wait_ms: DAY_MS, forget_ms: 2 * DAY_MS };
/// Asking to be asked: some a day are a precaution, many are a program's.
const ASKING: Pace = Pace { free: 10, first_wait_ms: MINUTE_MS, longest_wait_ms: HOUR_MS, forget_ms: 6 * HOUR_MS };
/// Being told that nobody understands: two machines that answer each other would go on for ever.
const HINTS: Pace = Pace { free: 5, first_wait_ms: MINUTE_MS, longest_wait_ms: HOUR_MS, forget_ms: 6 * HOUR_MS };

/// What was counted, to be taken back where it has cost nothing.
pub(crate) struct Counted(Vec<String>);

impl ProbesState {
    /// Counts who names a contact with this number, or again with the one that they have; 429 where it is too often.
    pub(crate) async fn naming(&self, user: UserId, number: Option<&PhoneNumber>, now: i64) -> Result<Counted, Error> {
        let mut counted = Counted(Vec::new());
        let by = (format!("naming-{user}"), NAMING);
        // A number is personal, and is counted under what does not tell it.
        let whom = number.map(|number| (Digest::of(format!("named\n{}", number.as_str())).to_hex(), NAMED));
        for (subject, pace) in [by].into_iter().chain(whom) {
            if let Admission::Wait { until } = self.store.tries_begin(&subject, &pace, now).await? {
                self.take_back(counted).await?;
                return Err(slow_down(until, now));
            }
            counted.0.push(subject);
        }
        Ok(counted)
    }

    /// Counts who asks to be asked; 429 where it is too often.
    pub(crate) async fn asking(&self, user: UserId, now: i64) -> Result<Counted, Error> {
        match self.admits_asking(user, now).await? {
            Ok(counted) => Ok(counted),
            Err(until) => Err(slow_down(until, now)),
        }
    }

    /// The same for who asks by text message: when they may, where it is too often.
    pub(crate) async fn admits_asking(&self, user: UserId, now: i64) -> Result<Result<Counted, i64>, StoreError> {
        let subject = format!("asking-{user}");
        Ok(match self.store.tries_begin(&subject, &ASKING, now).await? {
            Admission::Admitted { .. } => Ok(Counted(vec![subject])),
            Admission::Wait { until } => Err(until),
        })
    }

    /// Whether somebody is to be told once more that nobody understands them.
    pub(crate) async fn hints(&self, number: &PhoneNumber, now: i64) -> Result<bool, StoreError> {
        let subject = Digest::of(format!("hint\n{}", number.as_str())).to_hex();
        Ok(matches!(self.store.tries_begin(&subject, &HINTS, now).await?, Admission::Admitted { .. }))
    }

    /// Nothing was sent.
    pub(crate) async fn take_back(&self, counted: Counted) -> Result<(), StoreError> {
        for subject in counted.0 {
            self.store.tries_take_back(&subject).await?;
        }
        Ok(())
    }
}

fn slow_down(until: i64, now: i64) -> Error {
    let seconds = (until - now).max(1).unsigned_abs().div_ceil(1_000);
    Error::too_many("Too many text messages; try again later", u32::try_from(seconds).unwrap_or(u32::MAX))
}
