//! The older single-owner token of the header `X-Token`, of which the secret holds a slow hash.
//!
//! bcrypt takes 0.4 s of a core, so the right token is verified once per warm process, and after that recognised by its
//! SHA-256. Wrong ones cannot eat the processor: one is verified at a time, the last few are recognised too, and a burst of
//! different ones is turned away for a while.

use crate::{Clock, CpuBusy, CpuWork, SecretSource, SecretsError};
use auth::{Digest, HashError, Password, Verdict};
use domain::{ErrorKind, Failure, PasswordHash};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Verifications that may wait for the one that runs: the burst of requests that a process is woken by.
const WAITING: usize = 32;
/// Wrong tokens that are remembered, and how many different ones may be verified within [`BURST_MS`].
const WRONG_REMEMBERED: usize = 16;
/// With bcrypt at cost 12 this leaves nine tenths of a core for others.
const BURST_MS: i64 = 60_000;

/// Knows the one token; cheap to clone.
#[derive(Clone)]
pub struct AppToken {
    secrets: SecretSource,
    clock: Clock,
    work: CpuWork,
    seen: Arc<Mutex<Seen>>,
}

/// Why nobody can say whether a token is right. Wrong is an answer, not an error.
#[derive(Debug, thiserror::Error)]
pub enum AppTokenError {
    /// The secret cannot be had.
    #[error("the application token's hash is not available")]
    Secrets(#[from] SecretsError),
    /// The secret's hash is no hash.
    #[error("the application token could not be verified")]
    Hash(#[from] HashError),
    /// Too many wrong ones, or too many at once.
    #[error("too many application tokens are being tried")]
    Busy,
}

impl Failure for AppTokenError {
    fn kind(&self) -> ErrorKind {
        match self {
            AppTokenError::Secrets(_) => ErrorKind::Unavailable,
            AppTokenError::Hash(_) => ErrorKind::Bug,
            AppTokenError::Busy => ErrorKind::TooMany,
        }
    }
}

impl From<CpuBusy> for AppTokenError {
    fn from(_: CpuBusy) -> AppTokenError {
        AppTokenError::Busy
    }
}

impl AppToken {
    /// The token whose hash is in these secrets. Without a hash there, every token is wrong.
    pub fn new(secrets: SecretSource, clock: Clock) -> AppToken {
        AppToken { secrets, clock, work: CpuWork::new(1, WAITING), seen: Arc::default() }
    }

    /// Whether this is the token.
    pub async fn verify(&self, presented: &str) -> Result<bool, AppTokenError> {
        let Some(hash) = self.secrets.current().await?.hashed_token.clone() else { return Ok(false) };
        let digest = Digest::of(presented);
        if let Some(known) = self.seen().of(&hash).recall(digest) {
            return Ok(known);
        }
        let (token, this) = (Password::claimed(presented.to_owned()), self.clone());
        self.work.run(move || this.verify_slowly(&token, digest, &hash)).await?
    }

    /// Runs where it may take its time. Whoever waited for the one before looks again whether that settled it.
    fn verify_slowly(&self, token: &Password, digest: Digest, hash: &PasswordHash) -> Result<bool, AppTokenError> {
        let now = self.clock.now_ms();
        if let Some(known) = self.seen().of(hash).recall(digest) {
            return Ok(known);
        }
        if self.seen().of(hash).is_burst(now) {
            return Err(AppTokenError::Busy);
        }
        let right = auth::verify(token, Some(hash))? != Verdict::Wrong;
        self.seen().of(hash).remember(digest, right, now);
        Ok(right)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was found out about tokens, for as long as the hash is the same.
#[derive(Default)]
struct Seen {
    hash: Option<PasswordHash>,
    right: Option<Digest>,
    wrong: VecDeque<(Digest, i64)>,
}

impl Seen {
    /// Forgets everything if the hash has changed.
    fn of(&mut self, hash: &PasswordHash) -> &mut Seen {
        if self.hash.as_ref() != Some(hash) {
            *self = Seen { hash: Some(hash.clone()), ..Seen::default() };
        }
        self
    }

    fn recall(&self, digest: Digest) -> Option<bool> {
        if self.right == Some(digest) {
            return Some(true);
        }
        self.wrong.iter().any(|(wrong, _)| *wrong == digest).then_some(false)
    }

    /// Whether so many wrong ones were verified lately that no further one may be.
    fn is_burst(&self, now: i64) -> bool {
        self.wrong.len() == WRONG_REMEMBERED && self.wrong.front().is_some_and(|(_, at)| now < at + BURST_MS)
    }

    fn remember(&mut self, digest: Digest, right: bool, now: i64) {
        if right {
            self.right = Some(digest);
            return;
        }
        if self.wrong.len() == WRONG_REMEMBERED {
            self.wrong.pop_front();
        }
        self.wrong.push_back((digest, now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Hand, Secrets};

    /// bcrypt of `the token` at its least cost, 4.
    const HASHED: &str = "$2b$04$26i9/G5mUME5p5hHCn8BOewTnE1R3.dNBMgWdU7gjYUssBohKIUkm";

    fn app_token(json: &str) -> (AppToken, Hand) {
        let (clock, hand) = Clock::stopped_at(0);
        (AppToken::new(SecretSource::given(Secrets::from_json(json).unwrap()), clock), hand)
    }

    fn with_hash() -> (AppToken, Hand) {
        app_token(&format!(r#"{{"hashed_token":"{HASHED}"}}"#))
    }

    #[tokio::test]
    async fn the_right_token_is_verified_once() {
        let (token, _) = with_hash();
        for _ in 0..3 {
            assert!(token.verify("the token").await.unwrap());
        }
        assert_eq!(token.work.begun(), 1);
    }

    #[test]
    fn whoever_waited_looks_again_before_the_slow_way() {
        let (token, _) = with_hash();
        let (unreadable, digest) = (PasswordHash::new("plain text"), Digest::of("the token"));
        let slowly = || token.verify_slowly(&Password::claimed("the token".into()), digest, &unreadable);
        assert!(slowly().is_err());
        token.seen().of(&unreadable).remember(digest, true, 0);
        assert!(slowly().unwrap());
    }

    #[tokio::test]
    async fn a_wrong_token_is_verified_once_too() {
        let (token, _) = with_hash();
        assert!(!token.verify("another").await.unwrap());
        assert!(!token.verify("another").await.unwrap());
        assert!(!token.verify("").await.unwrap());
        assert_eq!(token.work.begun(), 2);
    }

    #[tokio::test]
    async fn a_burst_of_wrong_tokens_is_turned_away_but_the_known_one_is_not() {
        let (token, hand) = with_hash();
        assert!(token.verify("the token").await.unwrap());
        for wrong in 0..WRONG_REMEMBERED {
            assert!(!token.verify(&wrong.to_string()).await.unwrap());
        }
        assert!(matches!(token.verify("one more").await, Err(AppTokenError::Busy)));
        assert!(token.verify("the token").await.unwrap());
        hand.advance_ms(BURST_MS);
        assert!(!token.verify("one more").await.unwrap());
    }

    #[tokio::test]
    async fn without_a_hash_every_token_is_wrong() {
        let (token, _) = app_token("{}");
        assert!(!token.verify("the token").await.unwrap());
        assert_eq!(token.work.begun(), 0);
    }

    #[tokio::test]
    async fn an_unreadable_hash_is_our_fault() {
        let (token, _) = app_token(r#"{"hashed_token":"plain text"}"#);
        assert_eq!(token.verify("the token").await.unwrap_err().kind(), ErrorKind::Bug);
    }

    #[test]
    fn a_new_hash_forgets_what_was_right_for_the_old_one() {
        let mut seen = Seen::default();
        let (digest, old, new) = (Digest::of("t"), PasswordHash::new("old"), PasswordHash::new("new"));
        seen.of(&old).remember(digest, true, 0);
        assert_eq!(seen.of(&old).recall(digest), Some(true));
        assert_eq!(seen.of(&new).recall(digest), None);
    }
}
