//! Sessions of programs, which show a refresh token to get access tokens, and another refresh token each time.
//!
//! ```text
//!   begin ──▶ current: t1 ──rotate──▶ current: t2, spent: t1 ──rotate──▶ current: t3, spent: t2 ──▶ ...
//! ```
//!
//! All refresh tokens of a session have a part in common, by whose hash the one item is found. So a token that is neither
//! the current nor the spent one is known to have been this session's once, however long ago, and nothing has to be kept of
//! it. With the spent one its successor is kept, sealed: whoever lost the answer gets it again.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, b, n, s};
use crate::session::{self, NewSession, Session, SessionKind};
use crate::table::Action;
use crate::{SealedSecret, Store, keys};
use domain::{RefreshHash, SessionHash};

/// The refresh tokens of a session.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshFamily {
    /// The session.
    pub session: Session,
    /// When it began, in ms.
    pub created_at: i64,
    /// The token that is good.
    pub current: RefreshHash,
    /// The one before it, if there was one.
    pub spent: Option<SpentRefresh>,
}

/// A refresh token that has been used.
#[derive(Clone, PartialEq, Eq)]
pub struct SpentRefresh {
    /// Which.
    pub hash: RefreshHash,
    /// When, in ms.
    pub at: i64,
    /// What was given for it.
    pub successor: SealedSecret,
}

impl Store {
    /// Begins a session whose first refresh token this is; [`Error::Conflict`] where the user is gone.
    pub async fn refresh_begin(
        &self,
        family: &SessionHash,
        token: &RefreshHash,
        new: &NewSession,
        now: i64,
        live_until: i64,
    ) -> Result<(), Error> {
        let session = new.living_until(live_until);
        let mut lookup = session::write(&keys::refresh(family), &session);
        lookup.insert("current_hash".to_owned(), s(token.as_str()));
        lookup.insert("created_at".to_owned(), n(now));
        let line = session::write_line(&session, SessionKind::Token, family, &new.user_agent, now);
        self.table
            .transact(vec![
                Action::Check(keys::user_item(new.user), Expression::present()),
                Action::PutIf(lookup, Expression::absent()),
                Action::PutIf(line, Expression::absent()),
            ])
            .await
    }

    /// The refresh tokens that this one may be of. `None` where the session has ended or expired, or never was.
    pub async fn refresh_find(&self, family: &SessionHash, now: i64) -> Result<Option<RefreshFamily>, Error> {
        let Some(item) = self.table.get(&keys::refresh(family)).await? else { return Ok(None) };
        let Some(session) = session::read(&item)?.filter(|session| now < session.live_until) else { return Ok(None) };
        Ok(Some(RefreshFamily {
            session,
            created_at: item.number("created_at")?,
            current: RefreshHash::new(item.text("current_hash")?),
            spent: spent(&item)?,
        }))
    }

    /// Spends the current token for `next`, and gives the session a longer life; [`Error::Conflict`] where it is no longer
    /// the current one, or the session has ended.
    pub async fn refresh_rotate(
        &self,
        family: &SessionHash,
        known: &RefreshFamily,
        next: &RefreshHash,
        successor: &SealedSecret,
        now: i64,
        live_until: i64,
    ) -> Result<(), Error> {
        let session = known.session;
        let removable = n(session::removable_from(live_until));
        let rotate = Expression::new(
            "SET current_hash = :next, spent_hash = :current, spent_at = :now, successor = :successor, \
             key_version = :key, live_until = :until, expires_at = :removable",
            [
                (":next", s(next.as_str())),
                (":current", s(known.current.as_str())),
                (":now", n(now)),
                (":successor", b(successor.bytes.clone())),
                (":key", n(successor.key_version)),
                (":until", n(live_until)),
                (":removable", removable.clone()),
            ],
        );
        let line = Expression::new(
            "SET live_until = :until, expires_at = :removable, last_used_at = :now",
            [(":until", n(live_until)), (":removable", removable), (":now", n(now))],
        );
        self.table
            .transact(vec![
                Action::UpdateIf(keys::refresh(family), rotate, "current_hash = :current"),
                Action::UpdateIf(keys::listed_session(session.user, session.id), line, "attribute_exists(pk)"),
            ])
            .await
    }
}

fn spent(item: &Item) -> Result<Option<SpentRefresh>, Error> {
    let Some(hash) = item.maybe_text("spent_hash")? else { return Ok(None) };
    Ok(Some(SpentRefresh {
        hash: RefreshHash::new(hash),
        at: item.number("spent_at")?,
        successor: SealedSecret { key_version: item.number("key_version")?, bytes: item.bytes("successor")?.to_vec() },
    }))
}
