//! What the handlers need, and the one way in which they use the processor.

use crate::flags;
use crate::links::Links;
use access::{Access, Sessions};
use auth::{HashError, Password, Verdict};
use domain::PasswordHash;
use runtime::{Clock, Config, CpuBusy, CpuWork, Kept, SecretSource};
use store::{Store, StoredFlag};
use web::Error;

/// By then the work that waited is done: the last in line waits less than 2 s.
const BUSY_RETRY_S: u32 = 2;

/// What the handlers need; cheap to clone.
#[derive(Clone)]
pub struct AccountsState {
    pub(crate) store: Store,
    pub(crate) secrets: SecretSource,
    pub(crate) sessions: Sessions,
    pub(crate) issuer: String,
    pub(crate) clock: Clock,
    pub(crate) hashing: CpuWork,
    pub(crate) open_by_default: bool,
    pub(crate) password_min_length: usize,
    pub(crate) session_ttl_s: i64,
    pub(crate) secure_cookies: bool,
    pub(crate) links: Links,
    pub(crate) flags: Kept<Vec<StoredFlag>>,
    pub(crate) access: Access,
}

impl AccountsState {
    /// For this table, these secrets, this clock and configuration.
    pub fn new(store: Store, secrets: SecretSource, clock: Clock, config: &Config) -> AccountsState {
        let access = Access::new(store.clone(), secrets.clone(), clock.clone(), config);
        AccountsState {
            sessions: access.sessions().clone(),
            access,
            flags: Kept::new(flags::KEEPING),
            issuer: config.issuer().to_owned(),
            store,
            secrets,
            clock,
            hashing: CpuWork::for_this_machine(),
            open_by_default: config.registration_open,
            password_min_length: config.password_min_length,
            session_ttl_s: config.session_ttl_s,
            secure_cookies: config.cookies_are_secure(),
            links: Links::new(config),
        }
    }

    /// Hashes passwords in this place instead of one of its own.
    pub fn hashing_in(self, hashing: CpuWork) -> AccountsState {
        AccountsState { hashing, ..self }
    }

    /// Hashes a new password, off the async threads.
    pub(crate) async fn hash(&self, password: Password) -> Result<PasswordHash, Error> {
        let hashed = self.hashing.run(move || auth::hash(&password)).await.map_err(busy)?;
        Ok(hashed?)
    }

    /// Verifies a password, off the async threads. With nobody to have it the work is the same. The second answer is what
    /// is to be stored instead, where the hash was outdated.
    pub(crate) async fn verify(
        &self,
        password: Password,
        stored: Option<PasswordHash>,
    ) -> Result<(bool, Option<PasswordHash>), Error> {
        let verified = self.hashing.run(move || verify_and_upgrade(&password, stored.as_ref())).await.map_err(busy)?;
        Ok(verified?)
    }
}

fn verify_and_upgrade(
    password: &Password,
    stored: Option<&PasswordHash>,
) -> Result<(bool, Option<PasswordHash>), HashError> {
    Ok(match auth::verify(password, stored)? {
        Verdict::Wrong => (false, None),
        Verdict::Right { outdated: false } => (true, None),
        Verdict::Right { outdated: true } => (true, Some(auth::hash(password)?)),
    })
}

fn busy(_: CpuBusy) -> Error {
    Error::too_many("Too many passwords are being checked; try again in a moment", BUSY_RETRY_S)
}
