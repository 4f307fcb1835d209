//! Who asks, and whether it is about themselves.
//!
//! Contacts, settings and what somebody does are theirs alone; what becomes of their probes administrators see too.

use crate::ProbesState;
use domain::{Role, UserId};
use store::User;
use web::{Error, Visitor};

/// What stands in a path for whoever asks.
const ONESELF: [&str; 2] = ["me", "user"];

impl ProbesState {
    /// Whom a path names, if it is they who ask: 401 for nobody, 403 for anybody else.
    pub(crate) async fn myself(&self, visitor: Visitor, id: &str, now: i64) -> Result<UserId, Error> {
        let me = self.signed_in(visitor, now).await?;
        if is_me(&me, id) { Ok(me.id) } else { Err(forbidden()) }
    }

    /// The same, and for administrators: 404 where there is no such user.
    pub(crate) async fn subject(&self, visitor: Visitor, id: &str, now: i64) -> Result<UserId, Error> {
        let me = self.signed_in(visitor, now).await?;
        if is_me(&me, id) {
            return Ok(me.id);
        }
        if me.role != Role::Admin {
            return Err(forbidden());
        }
        let id: UserId = id.parse().map_err(|_| user_not_found())?;
        self.store.users_get(id).await?.map(|user| user.id).ok_or_else(user_not_found)
    }

    /// 401 for nobody, 403 for who is not an administrator. The role is read from the table each time.
    pub(crate) async fn administrator(&self, visitor: Visitor, now: i64) -> Result<(), Error> {
        match self.signed_in(visitor, now).await?.role {
            Role::Admin => Ok(()),
            Role::Standard => Err(Error::forbidden("Only an administrator may do this")),
        }
    }

    async fn signed_in(&self, visitor: Visitor, now: i64) -> Result<User, Error> {
        let signed_in = match visitor {
            Visitor::AccessToken(token) => self.sessions.by_access_token(&token, now).await?,
            Visitor::Session(sid) => self.sessions.by_cookie(sid, now).await?,
            Visitor::Nobody => return Err(Error::unauthenticated("No session")),
        };
        Ok(signed_in.user)
    }
}

pub(crate) fn user_not_found() -> Error {
    Error::not_found("User not found")
}

fn is_me(me: &User, id: &str) -> bool {
    ONESELF.contains(&id) || id.parse().is_ok_and(|id: UserId| id == me.id)
}

fn forbidden() -> Error {
    Error::forbidden("This is about somebody else")
}
