//! Writing: one block per request, and answers remembered for an `Idempotency-Key`.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, item, n, s};
use crate::keys::{self, Key};
use crate::table::Action;
use domain::{MetricName, UserId};
use series::Op;

/// How long an answer is remembered; what Stripe promises at least
/// (<https://docs.stripe.com/api/idempotent_requests>).
const REMEMBERED_MS: i64 = 24 * 3_600_000;

/// An answer to be given again when the same key comes with the same request.
#[derive(Clone, Debug)]
pub struct Remember {
    /// The client's `Idempotency-Key`.
    pub key: String,
    /// A digest of the request, so that a key is not reused for another one.
    pub fingerprint: String,
    /// The body of the answer.
    pub answer: String,
}

/// What was answered when the key was first seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The digest of that request.
    pub fingerprint: String,
    /// The body of that answer.
    pub answer: String,
}

impl Store {
    /// Appends what one request does, all or nothing, and makes sure that it will be sealed.
    ///
    /// With `remember`, [`Error::Conflict`] means that the key was used meanwhile and nothing was written.
    /// [`Error::TooLarge`]: it does not fit into one transaction.
    pub async fn points_append(
        &self,
        user: UserId,
        ops: Vec<(MetricName, Op)>,
        remember: Option<Remember>,
        now: i64,
    ) -> Result<(), Error> {
        let mut actions = self.log_puts(user, ops, now)?;
        actions.extend(remember.map(|remember| remember_action(user, remember, now)));
        match <[Action; 1]>::try_from(actions) {
            Ok([Action::Put(block)]) => self.table.put(block).await?,
            Ok(actions) => self.table.transact(actions.into()).await?,
            Err(actions) => self.table.transact(actions).await?,
        }
        self.seal_soon(user, now).await;
        Ok(())
    }

    /// What was answered under this key within the last day.
    pub async fn points_remembered(&self, user: UserId, key: &str, now: i64) -> Result<Option<Remembered>, Error> {
        let Some(item) = self.table.get(&Key::new(keys::remembered(user), key)).await? else { return Ok(None) };
        if item.number::<i64>("expires_at")? <= now / 1000 {
            return Ok(None);
        }
        let fingerprint = item.text("fingerprint")?.to_owned();
        Ok(Some(Remembered { fingerprint, answer: item.text("answer")?.to_owned() }))
    }
}

fn remember_action(user: UserId, remember: Remember, now: i64) -> Action {
    let attributes = [
        ("fingerprint", s(remember.fingerprint)),
        ("answer", s(remember.answer)),
        ("expires_at", n((now + REMEMBERED_MS) / 1000)),
    ];
    let unused = Expression::new("attribute_not_exists(pk) OR expires_at <= :now", [(":now", n(now / 1000))]);
    Action::PutIf(item(&Key::new(keys::remembered(user), remember.key), attributes), unused)
}
