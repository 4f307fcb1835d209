//! Sessions of programs: how one begins, and how its tokens are renewed.
//!
//! ```text
//!   t1 ─▶ t2            the first time: t2 is new
//!   t1 ─▶ t2            within the grace: an answer was lost, or two asked at once
//!   t1 ─▶ the end       later, or once t2 was used: somebody has t1 who should not, or had it
//! ```

use crate::AccountsState;
use crate::tokens_body::TokensBody;
use auth::{AccessClaims, AccessToken, Keyring, KeyringError, RefreshToken, Sealed, SigningKeysError};
use domain::UserState;
use runtime::Secrets;
use std::sync::Arc;
use store::{NewSession, RefreshFamily, SealedSecret, Session};
use web::Error;

const SECOND_MS: i64 = 1000;
const DAY_MS: i64 = 24 * 60 * 60 * SECOND_MS;
/// A program that asks for nothing that long is signed out.
const UNUSED_MS: i64 = 30 * DAY_MS;
/// And after so long it has to show the password again in any case.
const IN_ALL_MS: i64 = 90 * DAY_MS;
/// How long a spent refresh token still leads to its successor: longer than a client waits for an answer before it asks
/// again, shorter than a thief needs (RFC 9700, 4.14.2 has the trade-off).
const GRACE_MS: i64 = 30 * SECOND_MS;
/// How often a renewal is tried while others renew the same session: whoever loses meets what the winner left.
const TRIES: u32 = 3;

impl AccountsState {
    /// Begins a session of a program; [`store::Error::Conflict`] comes out as `None`: the user is gone.
    pub(crate) async fn begin_token_session(&self, new: &NewSession, now: i64) -> Result<Option<TokensBody>, Error> {
        let secrets = self.keys().await?;
        let refresh = RefreshToken::mint()?;
        let session = Session { id: new.id, user: new.user, epoch: new.epoch, live_until: now + UNUSED_MS };
        let tokens = self.tokens(&session, &refresh, &secrets, now)?;
        match self.store.refresh_begin(&refresh.family(), &refresh.stored(), new, now, session.live_until).await {
            Ok(()) => Ok(Some(tokens)),
            Err(store::Error::Conflict) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// New tokens for a refresh token; `None` where it is not good, or not any more.
    pub(crate) async fn renew(&self, presented: &str, now: i64) -> Result<Option<TokensBody>, Error> {
        let Some(shown) = RefreshToken::presented(presented) else { return Ok(None) };
        let secrets = self.keys().await?;
        for _ in 0..TRIES {
            let Some(known) = self.store.refresh_find(&shown.family(), now).await? else { return Ok(None) };
            if !self.may_go_on(&known.session).await? {
                self.end(&known).await?;
                return Ok(None);
            }
            if known.current != shown.stored() {
                return self.again(&shown, &known, now).await;
            }
            let (next, sealed) = successor(&shown, &known.session, &secrets)?;
            let live_until = (now + UNUSED_MS).min(known.created_at + IN_ALL_MS);
            let rotated =
                self.store.refresh_rotate(&shown.family(), &known, &next.stored(), &sealed, now, live_until).await;
            match rotated {
                Err(store::Error::Conflict) => {} // Somebody was faster: then it is spent, or the session has ended.
                outcome => {
                    outcome?;
                    let session = Session { live_until, ..known.session };
                    return Ok(Some(self.tokens(&session, &next, &secrets, now)?));
                }
            }
        }
        Err(store::Error::Contended.into())
    }

    /// Ends the session of a refresh token, current or not. One that nobody has ends nothing.
    pub(crate) async fn end_session_of(&self, presented: &str, now: i64) -> Result<(), Error> {
        let Some(shown) = RefreshToken::presented(presented) else { return Ok(()) };
        match self.store.refresh_find(&shown.family(), now).await? {
            Some(known) => self.end(&known).await,
            None => Ok(()),
        }
    }
    /// A token that is not the current one: within the grace it gets what it got before; else it ends its session.
    async fn again(&self, shown: &RefreshToken, known: &RefreshFamily, now: i64) -> Result<Option<TokensBody>, Error> {
        let just_spent = known.spent.as_ref().filter(|spent| spent.hash == shown.stored() && now < spent.at + GRACE_MS);
        if let Some(spent) = just_spent {
            let sealed_with = spent.successor.key_version;
            let secrets = self.secrets.with_encryption_key(sealed_with).await.map_err(Error::unavailable)?;
            let next = opened(&spent.successor, &known.session, &secrets)?;
            return Ok(Some(self.tokens(&known.session, &next, &secrets, now)?));
        }
        tracing::warn!("a refresh token was used again, so its session is over");
        self.end(known).await?;
        Ok(None)
    }

    /// Whether its user is active, and has not ended all sessions since it began.
    async fn may_go_on(&self, session: &Session) -> Result<bool, Error> {
        let user = self.store.users_get(session.user).await?;
        Ok(user.is_some_and(|user| user.state == UserState::Active && user.session_epoch <= session.epoch))
    }

    async fn end(&self, known: &RefreshFamily) -> Result<(), Error> {
        self.store.sessions_end(known.session.user, known.session.id).await?;
        Ok(())
    }

    fn tokens(
        &self,
        session: &Session,
        refresh: &RefreshToken,
        secrets: &Secrets,
        now: i64,
    ) -> Result<TokensBody, Error> {
        let keys = secrets.jwt_keys.as_ref().ok_or(SigningKeysError::NoKeys)?;
        let claims = AccessClaims { user: session.user, session: session.id, epoch: session.epoch };
        let access = AccessToken::mint(&claims, keys, &self.issuer, now)?;
        Ok(TokensBody::of(&access, refresh, session.live_until))
    }

    async fn keys(&self) -> Result<Arc<Secrets>, Error> {
        self.secrets.current().await.map_err(Error::unavailable)
    }
}

/// The next refresh token of a session, and how it is kept for who loses the answer.
fn successor(
    shown: &RefreshToken,
    session: &Session,
    secrets: &Secrets,
) -> Result<(RefreshToken, SealedSecret), Error> {
    let next = shown.successor()?;
    let sealed = ring(secrets)?.seal(next.reveal().as_bytes(), &context(session))?;
    Ok((next, SealedSecret { key_version: sealed.version, bytes: sealed.bytes }))
}

fn opened(kept: &SealedSecret, session: &Session, secrets: &Secrets) -> Result<RefreshToken, KeyringError> {
    let sealed = Sealed { version: kept.key_version, bytes: kept.bytes.clone() };
    let text = ring(secrets)?.open(&sealed, &context(session))?;
    let next = std::str::from_utf8(&text).ok().and_then(RefreshToken::presented);
    next.ok_or(KeyringError::NotAuthentic)
}

fn ring(secrets: &Secrets) -> Result<&Keyring, KeyringError> {
    secrets.encryption_keys.as_ref().ok_or(KeyringError::NoKeys)
}

/// What it is sealed for: this session's next refresh token, and nothing else.
fn context(session: &Session) -> String {
    format!("refresh token of {}/{}", session.user, session.id)
}
