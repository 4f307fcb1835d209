//! Page tokens and sync tokens: all a listing needs to go on, written so that nobody reads it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// What a token stands for. `query` is what must be asked again in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Token {
    /// The next page: changes after one version, up to another.
    Page { after: u64, until: u64, deleted: bool, query: String },
    /// The next listing: changes after a version.
    Sync { epoch: u64, version: u64, query: String },
}

impl Token {
    /// As the client gets it. The signs around it are lost by a client that does not percent-encode them.
    pub(super) fn written(&self, calendar: &str) -> String {
        let json = serde_json::to_vec(&(calendar, self)).expect("numbers and strings are JSON");
        format!("+{}/=", URL_SAFE_NO_PAD.encode(json))
    }
}

/// What was written for this calendar; `None` where it was not.
pub(super) fn read(written: &str, calendar: &str) -> Option<Token> {
    let inner = written.strip_prefix('+')?.strip_suffix("/=")?;
    let json = URL_SAFE_NO_PAD.decode(inner).ok()?;
    let (of, token): (String, Token) = serde_json::from_slice(&json).ok()?;
    (of == calendar).then_some(token)
}
