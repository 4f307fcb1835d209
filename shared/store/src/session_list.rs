//! A user's sessions together, of browsers and of programs: listed, looked at and ended by their public ids.

use crate::Store;
use crate::error::Error;
use crate::expression::{Expression, Query};
use crate::item::{Item, Read, n, s};
use crate::keys::{self, Key};
use crate::session::{self, ListedSession};
use crate::table::Action;
use crate::user::User;
use domain::{CodeHash, SessionRef, TokenHash, UserId};
use std::cmp::Reverse;

/// A session that goes on under another session epoch.
#[derive(Clone, Debug)]
pub struct KeptSession {
    lookup: Key,
    line: Key,
}

impl KeptSession {
    /// [`Error::Conflict`] comes of them where the session has ended, or is shown by something else by now.
    pub(crate) fn actions(&self, epoch: u64) -> [Action; 2] {
        let change = Expression::new("SET session_epoch = :epoch", [(":epoch", n(epoch))]);
        [&self.lookup, &self.line].map(|key| Action::UpdateIf(key.clone(), change.clone(), "attribute_exists(pk)"))
    }
}

/// How often an end is tried while the session changes.
const END_TRIES: u32 = 3;

impl Store {
    /// The sessions by which the user is signed in at `now`, the last used first.
    pub async fn sessions_list(&self, user: &User, now: i64) -> Result<Vec<ListedSession>, Error> {
        let lines = self.session_lines(user.id).await?;
        let mut sessions = Vec::with_capacity(lines.len());
        for line in &lines {
            sessions.extend(session::read_line(line)?.filter(|listed| lives(listed, user, now)));
        }
        sessions.sort_by_key(|listed| (Reverse(listed.last_used_at), Reverse(listed.created_at), listed.session.id));
        Ok(sessions)
    }

    /// One session of a user that lives. Whether they may still be signed in by it, the caller finds out.
    pub async fn sessions_get(&self, user: UserId, id: SessionRef, now: i64) -> Result<Option<ListedSession>, Error> {
        let line = self.table.get(&keys::listed_session(user, id)).await?;
        let listed = line.as_ref().map(session::read_line).transpose()?.flatten();
        Ok(listed.filter(|listed| now < listed.session.live_until))
    }

    /// Ends one session of this user; false where they have none of this id.
    pub async fn sessions_end(&self, user: UserId, id: SessionRef) -> Result<bool, Error> {
        let key = keys::listed_session(user, id);
        for _ in 0..END_TRIES {
            let Some(line) = self.table.get(&key).await? else { return Ok(false) };
            let unchanged = Expression::new("session_hash = :hash", [(":hash", s(line.text("session_hash")?))]);
            let both = vec![Action::Delete(session::lookup_of(&line)?), Action::DeleteIf(key.clone(), unchanged)];
            match self.table.transact(both).await {
                Err(Error::Conflict) => {} // It got another cookie just now, or somebody else ended it: look again.
                outcome => return outcome.map(|()| true),
            }
        }
        Err(Error::Contended)
    }

    /// What lets a session of this user go on when their session epoch is raised; see [`crate::Alongside::kept`]. `None` where it has
    /// ended.
    pub async fn sessions_keep(&self, user: UserId, id: SessionRef) -> Result<Option<KeptSession>, Error> {
        let line = keys::listed_session(user, id);
        let Some(item) = self.table.get(&line).await? else { return Ok(None) };
        Ok(Some(KeptSession { lookup: session::lookup_of(&item)?, line }))
    }

    /// Ends all sessions of a user that there are now. Those that begin meanwhile are ended by a higher session epoch, which
    /// is raised before.
    pub async fn sessions_end_all(&self, user: UserId) -> Result<(), Error> {
        let sessions = self.session_lines(user).await?;
        let lookups: Vec<Key> = sessions.iter().map(session::lookup_of).collect::<Result<_, _>>()?;
        self.erase_both(lookups, &sessions).await
    }

    /// Ends all sessions and deletes all tokens and codes of a user who is deleted, so that no new ones can come.
    pub(crate) async fn credentials_erase(&self, user: UserId) -> Result<(), Error> {
        let mut listed = self.table.query_all(&Query::all(keys::user(user)).beginning(keys::TOKENS)).await?;
        let token = |token: &Item| Ok(keys::token(&TokenHash::new(token.text("token_hash")?)));
        let mut lookups: Vec<Key> = listed.iter().map(token).collect::<Result<_, Error>>()?;
        for code in self.table.query_all(&Query::all(keys::user(user)).beginning(keys::CODES)).await? {
            lookups.push(keys::code(&CodeHash::new(code.text("code_hash")?)));
            listed.push(code);
        }
        self.erase_both(lookups, &listed).await?;
        self.sessions_end_all(user).await
    }

    async fn session_lines(&self, user: UserId) -> Result<Vec<Item>, Error> {
        self.table.query_all(&Query::all(keys::user(user)).beginning(keys::SESSIONS)).await
    }

    /// What they are looked up by goes first: if this stops half-way, what is left is found by their lists again.
    async fn erase_both(&self, lookups: Vec<Key>, listed: &[Item]) -> Result<(), Error> {
        self.table.delete_all(&lookups).await?;
        let listed: Vec<Key> = listed.iter().map(Read::key).collect::<Result<_, _>>()?;
        self.table.delete_all(&listed).await
    }
}

fn lives(listed: &ListedSession, user: &User, now: i64) -> bool {
    now < listed.session.live_until && user.session_epoch <= listed.session.epoch
}
