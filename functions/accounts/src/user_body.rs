//! A user as clients see one.

use serde::Serialize;
use store::User;
use utoipa::ToSchema;
use views::in_seconds;

/// A user.
#[derive(Serialize, ToSchema)]
pub(crate) struct UserBody {
    /// A UUID.
    id: String,
    /// As it is compared: in lower case.
    email: String,
    /// `ADMIN` or `STANDARD`.
    role: &'static str,
    /// In seconds, UTC: `2026-11-21T01:44:58+00:00`.
    created_at: String,
}

/// The answer to a login and to a refresh.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedInBody {
    /// Who is signed in now.
    user: UserBody,
}

impl SignedInBody {
    pub(crate) fn of(user: &User) -> SignedInBody {
        SignedInBody { user: UserBody::of(user) }
    }
}

impl UserBody {
    /// What is shown of a user.
    pub(crate) fn of(user: &User) -> UserBody {
        UserBody {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            role: user.role.as_str(),
            created_at: in_seconds(user.created_at),
        }
    }
}
