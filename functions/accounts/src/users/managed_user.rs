//! A user as administrators see one, and as everybody sees themselves here. Never with the password's hash.

use domain::{PersonName, Role, UserState};
use serde::Serialize;
use store::{ListedUser, StoredWatch, User};
use utoipa::ToSchema;
use views::{ProbeSettings, in_seconds};

/// A user of a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedUserBody {
    /// A UUID.
    id: String,
    /// As it is compared: in lower case.
    email: String,
    /// Null where nobody has told.
    first_name: Option<String>,
    /// Null where nobody has told.
    last_name: Option<String>,
    /// `ADMIN` or `STANDARD`.
    role: &'static str,
    /// The same as Kronus numbers it: 1 an administrator, 2 anybody else.
    role_id: u8,
    /// `pending` (has not shown that the address is theirs), `active` or `inactive` (suspended).
    state: &'static str,
    /// Whether they may sign in.
    is_active: bool,
    /// In seconds, UTC: `2026-11-21T01:44:58+00:00`.
    created_at: String,
}

/// Everything that is shown of a user.
#[derive(Serialize, ToSchema)]
pub(crate) struct ManagedUser {
    #[serde(flatten)]
    listed: ListedUserBody,
    /// In the one form of E.164; null where nobody has told.
    phone_number: Option<String>,
    /// In seconds, UTC.
    updated_at: String,
    /// When it was shown that the address is theirs; null where it never was.
    verified_at: Option<String>,
    /// When they last signed in; null where they never have.
    last_login_at: Option<String>,
    /// Rises with each change.
    version: u64,
    /// How they are watched over.
    probe_settings: ProbeSettings,
}

impl ListedUserBody {
    pub(crate) fn of(user: &ListedUser) -> ListedUserBody {
        let text = |name: &Option<PersonName>| name.as_ref().map(|name| name.as_str().to_owned());
        ListedUserBody {
            id: user.id.to_string(),
            email: user.email.as_str().to_owned(),
            first_name: text(&user.first_name),
            last_name: text(&user.last_name),
            role: user.role.as_str(),
            role_id: match user.role {
                Role::Admin => 1,
                Role::Standard => 2,
            },
            state: user.state.as_str(),
            is_active: user.state == UserState::Active,
            created_at: in_seconds(user.created_at),
        }
    }
}

impl ManagedUser {
    pub(crate) fn of(user: &User, watch: &StoredWatch) -> ManagedUser {
        ManagedUser {
            listed: ListedUserBody::of(&ListedUser::of(user)),
            phone_number: user.phone_number.as_ref().map(|number| number.as_str().to_owned()),
            updated_at: in_seconds(user.updated_at),
            verified_at: user.verified_at.map(in_seconds),
            last_login_at: user.last_login_at.map(in_seconds),
            version: user.version,
            probe_settings: ProbeSettings::of(watch),
        }
    }
}
