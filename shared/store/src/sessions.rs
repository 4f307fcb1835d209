//! Sessions of browsers, which show a cookie.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{n, s};
use crate::keys;
use crate::session::{self, NewSession, Session, SessionKind};
use crate::table::Action;
use domain::SessionHash;

/// A session lives on when it is used after this part of its life, and not before: else each request would write.
const EXTENDED_AFTER: i64 = 3;

/// Holds while a session is shown by the same cookie, under the same epoch.
const SAME_SESSION: &str = "session_hash = :old AND session_epoch = :epoch";

impl Store {
    /// Begins a session that lives `ttl_s` seconds from `now`; [`Error::Conflict`] where the user is gone.
    pub async fn sessions_create(
        &self,
        hash: &SessionHash,
        new: &NewSession,
        now: i64,
        ttl_s: i64,
    ) -> Result<(), Error> {
        let session = new.living_until(now + ttl_s * 1000);
        let line = session::write_line(&session, SessionKind::Cookie, hash, &new.user_agent, now);
        self.table
            .transact(vec![
                Action::Check(keys::user_item(new.user), Expression::present()),
                Action::PutIf(session::write(&keys::session(hash), &session), Expression::absent()),
                Action::PutIf(line, Expression::absent()),
            ])
            .await
    }

    /// The session that is shown by this cookie. `None` where it is unknown, ended or expired. Whether its user may still be
    /// signed in, the caller finds out.
    pub async fn sessions_find(&self, hash: &SessionHash, now: i64) -> Result<Option<Session>, Error> {
        let Some(item) = self.table.get(&keys::session(hash)).await? else { return Ok(None) };
        Ok(session::read(&item)?.filter(|session| now < session.live_until))
    }

    /// Gives a session that is in use its whole life again where a third of it has passed; true where it did, so that the
    /// browser's cookie has to live longer too. False also where another request does that or ends it at the same time.
    pub async fn sessions_prolong(
        &self,
        hash: &SessionHash,
        session: &Session,
        now: i64,
        ttl_s: i64,
    ) -> Result<bool, Error> {
        let used_ms = ttl_s * 1000 - (session.live_until - now);
        if used_ms * EXTENDED_AFTER <= ttl_s * 1000 {
            return Ok(false);
        }
        let live_until = now + ttl_s * 1000;
        let lookup = change_of_life("SET live_until = :until, expires_at = :removable", live_until);
        let line = change_of_life("SET live_until = :until, expires_at = :removable, last_used_at = :now", live_until);
        let exists = "attribute_exists(pk)";
        let both = vec![
            Action::UpdateIf(keys::session(hash), lookup, exists),
            Action::UpdateIf(keys::listed_session(session.user, session.id), line.with(":now", n(now)), exists),
        ];
        match self.table.transact(both).await {
            Ok(()) => Ok(true),
            Err(Error::Conflict | Error::Contended | Error::Unavailable(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Lets a session be shown by another cookie from now on, with its whole life before it; [`Error::Conflict`] where it
    /// has ended already, the old cookie is no longer its own, or it goes on under another epoch than was read.
    pub async fn sessions_replace(
        &self,
        old: &SessionHash,
        new: &SessionHash,
        session: &Session,
        now: i64,
        ttl_s: i64,
    ) -> Result<(), Error> {
        let live_until = now + ttl_s * 1000;
        let longer = Session { live_until, ..*session };
        let line = change_of_life(
            "SET session_hash = :new, live_until = :until, expires_at = :removable, last_used_at = :now",
            live_until,
        );
        let line = line.with(":now", n(now)).with(":new", s(new.as_str())).with(":old", s(old.as_str()));
        let line = line.with(":epoch", n(session.epoch));
        self.table
            .transact(vec![
                Action::Check(keys::user_item(session.user), Expression::present()),
                Action::DeleteIf(keys::session(old), Expression::present()),
                Action::UpdateIf(keys::listed_session(session.user, session.id), line, SAME_SESSION),
                Action::Put(session::write(&keys::session(new), &longer)),
            ])
            .await
    }
}

fn change_of_life(change: &str, live_until: i64) -> Expression {
    let removable = n(session::removable_from(live_until));
    Expression::new(change, [(":until", n(live_until)), (":removable", removable)])
}
