//! A data token as its owner sees it.

use serde::Serialize;
use store::Token;
use utoipa::ToSchema;

/// A data token, without the secret.
#[derive(Serialize, ToSchema)]
pub struct TokenBody {
    /// A UUID.
    pub id: String,
    /// What its owner calls it; not unique.
    pub name: String,
    /// `API` (read), `INGEST` (write and delete) or `SUPER` (both).
    pub capability: &'static str,
    /// From this second on it is dead.
    pub expires_at: i64,
    /// In seconds since 1970.
    pub created_at: i64,
}

impl TokenBody {
    /// What is shown of a token.
    pub fn of(token: &Token) -> TokenBody {
        TokenBody {
            id: token.id.to_string(),
            name: token.name.clone(),
            capability: token.capability.as_str(),
            expires_at: token.expires_at,
            created_at: token.created_at,
        }
    }
}
