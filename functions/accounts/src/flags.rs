//! Feature flags: read by programs and pages, written by administrators.
//!
//! Whoever evaluates asks [`AccountsState::flags`], which a warm process remembers for five seconds: a flag that is switched
//! off is off everywhere after that. Administrators read the table itself.

mod expected_version;
mod flag_body;
mod flag_fields;

pub(crate) mod create_flag;
pub(crate) mod delete_flag;
pub(crate) mod flag_history;
pub(crate) mod get_flag;
pub(crate) mod list_flags;
pub(crate) mod toggle_flag;
pub(crate) mod update_flag;

use crate::AccountsState;
use ::flags::{Codename, Context, evaluate};
use runtime::Keeping;
use std::sync::Arc;
use store::StoredFlag;
use web::Error;

/// After five seconds a switch has been heard of everywhere. Where the table does not answer, what was known stays in force
/// for ten minutes, and it is asked again every second.
pub(crate) const KEEPING: Keeping = Keeping { fresh_ms: 5_000, last_known_ms: 600_000, retry_ms: 1_000 };
/// Whether anybody may register.
const ENABLE_REGISTRATION: &str = "FF_ENABLE_REGISTRATION";

impl AccountsState {
    /// All flags as they were at most five seconds ago.
    pub(crate) async fn flags(&self, now: i64) -> Result<Arc<Vec<StoredFlag>>, store::Error> {
        self.flags.get(now, || self.store.flags_list()).await
    }

    /// Whether somebody may become a user without being asked: what the flag says for nobody in particular, or the
    /// installation's default where there is no such flag, or no table to ask.
    pub(crate) async fn registration_open(&self, now: i64) -> bool {
        let flags = match self.flags(now).await {
            Ok(flags) => flags,
            Err(error) => {
                tracing::warn!(error = %error, "flags cannot be read; registration is as it is by default");
                return self.open_by_default;
            }
        };
        match flags.iter().find(|stored| stored.flag.codename.as_str() == ENABLE_REGISTRATION) {
            Some(stored) => evaluate(&stored.flag, &Context::default()).is_ok_and(|is| is.value == true),
            None => self.open_by_default,
        }
    }

    /// The flag of a path; 404 where there is none.
    async fn flag(&self, codename: &str) -> Result<StoredFlag, Error> {
        match Codename::parse(codename) {
            Ok(codename) => self.store.flags_get(&codename).await?.ok_or_else(flag_not_found),
            Err(_) => Err(flag_not_found()),
        }
    }
}

fn flag_not_found() -> Error {
    Error::not_found("Feature flag not found")
}
