//! Feeds: a user's events for whoever knows the secret in an address. There is one for each user, or none.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, item, n, s};
use crate::table::Action;
use crate::{Store, keys};
use domain::{FeedHash, UserId, UserState};

impl Store {
    /// Makes this the secret of a user's feed; whoever knows the one before knows none any more. [`Error::Conflict`] where
    /// somebody else has just done so.
    pub async fn feeds_rotate(&self, user: UserId, feed: &FeedHash, now: i64) -> Result<(), Error> {
        let old = self.feed_of(user).await?;
        let unchanged = match &old {
            None => Expression::absent(),
            Some(old) => Expression::new("feed_hash = :old", [(":old", s(old.as_str()))]),
        };
        let own = item(&keys::own_feed(user), [("feed_hash", s(feed.as_str())), ("created_at", n(now))]);
        let lookup = item(&keys::feed(feed), [("user_id", s(user.to_string()))]);
        let mut actions = vec![
            Action::Check(keys::user_item(user), crate::user::is_active()),
            Action::PutIf(own, unchanged),
            Action::PutIf(lookup, Expression::absent()),
        ];
        actions.extend(old.map(|old| Action::Delete(keys::feed(&old))));
        self.table.transact(actions).await
    }

    /// Whose feed it is; `None` for a secret that is none, or whose user may not sign in.
    pub async fn feeds_find(&self, feed: &FeedHash) -> Result<Option<UserId>, Error> {
        let Some(item) = self.table.get(&keys::feed(feed)).await? else { return Ok(None) };
        let user = self.users_get(item.parsed("user_id")?).await?;
        Ok(user.filter(|user| user.state == UserState::Active).map(|user| user.id))
    }

    /// Ends a user's feed. False where there was none; [`Error::Conflict`] where somebody has just made another.
    pub async fn feeds_end(&self, user: UserId) -> Result<bool, Error> {
        let Some(feed) = self.feed_of(user).await? else { return Ok(false) };
        let unchanged = Expression::new("feed_hash = :old", [(":old", s(feed.as_str()))]);
        let ends = vec![Action::DeleteIf(keys::own_feed(user), unchanged), Action::Delete(keys::feed(&feed))];
        self.table.transact(ends).await?;
        Ok(true)
    }

    async fn feed_of(&self, user: UserId) -> Result<Option<FeedHash>, Error> {
        let Some(item) = self.table.get(&keys::own_feed(user)).await? else { return Ok(None) };
        Ok(Some(FeedHash::new(item.text("feed_hash")?)))
    }
}
