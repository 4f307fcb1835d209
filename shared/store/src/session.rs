//! A session as it is stored: what it is looked up by, and its line in the list of its user's sessions.
//!
//! ```text
//!   a cookie          S#<hash of it>, S                        ┐
//!   a refresh token   S#<hash of its part that stays>, R       ┴─▶  U#<user>, SESSION#<id>    the line
//!   an access token   names user and id ────────────────────────▶
//! ```
//!
//! All carry the table's TTL attribute, so that DynamoDB removes them some day; whether a session lives is decided here, by
//! `live_until`, and by whoever compares its epoch with its user's.

use crate::error::Error;
use crate::item::{Item, Read, item, n, s};
use crate::keys::{self, Key};
use domain::{SessionHash, SessionRef, UserId};

/// A session that is to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Never given out before.
    pub id: SessionRef,
    /// Who is signed in.
    pub user: UserId,
    /// Their session epoch now.
    pub epoch: u64,
    /// With what they signed in, as their client says; short.
    pub user_agent: String,
}

/// A session that lives, as far as it is known without its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// The same for its whole life.
    pub id: SessionRef,
    /// Who is signed in.
    pub user: UserId,
    /// Their session epoch when it began: if theirs is higher by now, it is over.
    pub epoch: u64,
    /// Unless it is used, in ms.
    pub live_until: i64,
}

/// How a session is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// By the cookie of a browser.
    Cookie,
    /// By access tokens, and a refresh token.
    Token,
}

/// A session as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub session: Session,
    /// How it is shown.
    pub kind: SessionKind,
    /// In ms.
    pub created_at: i64,
    /// When its life was last made longer, in ms.
    pub last_used_at: i64,
    /// With what they signed in, as their client said.
    pub user_agent: String,
}

impl NewSession {
    /// The session that it begins.
    pub(crate) fn living_until(&self, live_until: i64) -> Session {
        Session { id: self.id, user: self.user, epoch: self.epoch, live_until }
    }
}

impl SessionKind {
    /// The word for it on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            SessionKind::Cookie => "cookie",
            SessionKind::Token => "token",
        }
    }

    fn parse(word: &str) -> Result<SessionKind, Error> {
        let kinds = [SessionKind::Cookie, SessionKind::Token];
        kinds.into_iter().find(|kind| kind.as_str() == word).ok_or(Error::Malformed("session_kind"))
    }

    /// What a session of this kind is looked up by.
    pub(crate) fn lookup(self, hash: &SessionHash) -> Key {
        match self {
            SessionKind::Cookie => keys::session(hash),
            SessionKind::Token => keys::refresh(hash),
        }
    }
}

/// The second from which DynamoDB may remove what lives until then.
pub(crate) fn removable_from(live_until: i64) -> i64 {
    live_until.div_euclid(1000) + 1
}

/// What every lookup and every line says of a session.
pub(crate) fn write(key: &Key, session: &Session) -> Item {
    item(
        key,
        [
            ("user_id", s(session.user.to_string())),
            ("session_id", s(session.id.to_string())),
            ("session_epoch", n(session.epoch)),
            ("live_until", n(session.live_until)),
            ("expires_at", n(removable_from(session.live_until))),
        ],
    )
}

/// The line of a session that begins at `now`.
pub(crate) fn write_line(session: &Session, kind: SessionKind, hash: &SessionHash, user_agent: &str, now: i64) -> Item {
    let mut line = write(&keys::listed_session(session.user, session.id), session);
    let more = [
        ("session_kind", s(kind.as_str())),
        ("session_hash", s(hash.as_str())),
        ("created_at", n(now)),
        ("last_used_at", n(now)),
        ("user_agent", s(user_agent)),
    ];
    line.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    line
}

/// The session of a lookup or a line. `None` where it is from before sessions had ids: it is over.
pub(crate) fn read(item: &Item) -> Result<Option<Session>, Error> {
    if item.maybe_text("session_id")?.is_none() {
        return Ok(None);
    }
    Ok(Some(Session {
        id: item.parsed("session_id")?,
        user: item.parsed("user_id")?,
        epoch: item.number("session_epoch")?,
        live_until: item.number("live_until")?,
    }))
}

/// A line of the list.
pub(crate) fn read_line(line: &Item) -> Result<Option<ListedSession>, Error> {
    let Some(session) = read(line)? else { return Ok(None) };
    Ok(Some(ListedSession {
        session,
        kind: SessionKind::parse(line.text("session_kind")?)?,
        created_at: line.number("created_at")?,
        last_used_at: line.number("last_used_at")?,
        user_agent: line.text("user_agent")?.to_owned(),
    }))
}

/// What the session of a line is looked up by. Lines of before there were kinds are all of cookies.
pub(crate) fn lookup_of(line: &Item) -> Result<Key, Error> {
    let kind = line.maybe_text("session_kind")?.map_or(Ok(SessionKind::Cookie), SessionKind::parse)?;
    Ok(kind.lookup(&SessionHash::new(line.text("session_hash")?)))
}
