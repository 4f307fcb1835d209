//! A data token as its owner sees it.

use serde::Serialize;
use store::Token;
use utoipa::ToSchema;

/// A data token, without the secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct TokenBody {
    /// A UUID.
    id: String,
    /// What its owner calls it; not unique.
    name: String,
    /// `API` (read), `INGEST` (write and delete) or `SUPER` (both).
    capability: &'static str,
    /// From this second on it is dead.
    expires_at: i64,
    /// In seconds since 1970.
    created_at: i64,
}

impl TokenBody {
    /// What is shown of a token.
    pub(crate) fn of(token: &Token) -> TokenBody {
        TokenBody {
            id: token.id.to_string(),
            name: token.name.clone(),
            capability: token.capability.as_str(),
            expires_at: token.expires_at,
            created_at: token.created_at,
        }
    }
}
