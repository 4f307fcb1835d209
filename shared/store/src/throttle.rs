//! Tries of something that may fail, counted in the table so that they count across all instances.
//!
//! A try is counted before it is made: a hundred at once are a hundred, not one. What succeeded is taken back.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n};
use crate::keys;
use domain::{Pace, Tries};

/// How often counting is tried again where somebody counted at the same time.
const ROUNDS: usize = 5;
/// And after how long it may be tried again then.
const CROWDED_MS: i64 = 1_000;

/// Whether a try may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Now; it is counted.
    Admitted {
        /// Whether the subject has succeeded before and is still trusted for it.
        trusted: bool,
    },
    /// Not before this time, in ms; nothing is counted.
    Wait {
        /// When.
        until: i64,
    },
}

impl Store {
    /// Counts one more try of `subject` (a text that tells nothing personal), if its pace allows one at `now`.
    pub async fn tries_begin(&self, subject: &str, pace: &Pace, now: i64) -> Result<Admission, Error> {
        for _ in 0..ROUNDS {
            let before = self.table.get(&keys::tries(subject)).await?;
            let (so_far, trusted_until) = before.as_ref().map(read).transpose()?.unzip();
            let tries = match pace.admit(so_far, now) {
                Ok(tries) => tries,
                Err(until) => return Ok(Admission::Wait { until }),
            };
            let trusted_until = trusted_until.unwrap_or(0);
            let removable_from = trusted_until.max(now + pace.forget_ms);
            let after = write(subject, tries, trusted_until, removable_from);
            match self.table.put_if(after, so_far.map_or_else(Expression::absent, unchanged)).await {
                Ok(()) => return Ok(Admission::Admitted { trusted: now < trusted_until }),
                Err(Error::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Admission::Wait { until: now + CROWDED_MS })
    }

    /// Takes one try back, because it succeeded: only failures are to count.
    pub async fn tries_take_back(&self, subject: &str) -> Result<(), Error> {
        let change = Expression::new("ADD tries :less", [(":less", n(-1)), (":none", n(0))]);
        match self.table.update_if(&keys::tries(subject), change, "tries > :none").await {
            Ok(_) | Err(Error::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Forgets all tries of the subject, because something better than a try has shown who it is.
    pub async fn tries_forget(&self, subject: &str) -> Result<(), Error> {
        self.table.delete(&keys::tries(subject)).await
    }

    /// Forgets all tries of the subject, because it succeeded, and trusts it until then.
    pub async fn tries_trust(&self, subject: &str, now: i64, trusted_until: i64) -> Result<(), Error> {
        let none = Tries { count: 0, last_at: now };
        self.table.put(write(subject, none, trusted_until, trusted_until)).await
    }
}

fn unchanged(tries: Tries) -> Expression {
    let values = [(":tries", n(tries.count)), (":last", n(tries.last_at))];
    Expression::new("tries = :tries AND last_at = :last", values)
}

fn write(subject: &str, tries: Tries, trusted_until: i64, removable_from: i64) -> Item {
    item(
        &keys::tries(subject),
        [
            ("tries", n(tries.count)),
            ("last_at", n(tries.last_at)),
            ("trusted_until", n(trusted_until)),
            ("expires_at", n(removable_from.div_euclid(1000) + 1)),
        ],
    )
}

fn read(item: &Item) -> Result<(Tries, i64), Error> {
    let tries = Tries { count: item.number("tries")?, last_at: item.number("last_at")? };
    Ok((tries, item.number("trusted_until")?))
}
