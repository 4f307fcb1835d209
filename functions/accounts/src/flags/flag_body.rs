//! A flag as clients see one.

use crate::entity_tag::version_tag;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::ETAG;
use serde::Serialize;
use serde_json::{Map, Value};
use store::StoredFlag;
use utoipa::ToSchema;
use web::Error;

/// A flag as anybody may see it who may see it at all.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicFlag {
    /// What programs call it.
    codename: String,
    /// What people call it.
    label: String,
    /// What it is for.
    description: String,
    /// Whether it is on.
    is_active: bool,
}

/// A flag as administrators see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct FlagBody {
    /// `codename`, `label`, `description`, `is_active`, `public`, `stale_at` (ms since 1970 or null), `variants` (or null:
    /// `on` is true and `off` false), `on_variant`, `off_variant`, `rules`: what a new flag is made of.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    definition: Map<String, Value>,
    /// Whether `stale_at` has passed.
    is_stale: bool,
    /// 1 for a new one; rises with each change. Also the `ETag`.
    version: u64,
    /// In ms since 1970.
    created_at: i64,
    /// A user's id; null for an operator at the command line.
    created_by: Option<String>,
    /// In ms since 1970.
    updated_at: i64,
    /// A user's id; null for an operator at the command line.
    updated_by: Option<String>,
}

impl PublicFlag {
    pub(crate) fn of(stored: &StoredFlag) -> PublicFlag {
        let flag = &stored.flag;
        PublicFlag {
            codename: flag.codename.to_string(),
            label: flag.label.clone(),
            description: flag.description.clone(),
            is_active: flag.is_active,
        }
    }
}

impl FlagBody {
    pub(crate) fn of(stored: &StoredFlag, now: i64) -> FlagBody {
        FlagBody {
            definition: stored.flag.to_json(),
            is_stale: stored.flag.is_stale(now),
            version: stored.version,
            created_at: stored.created_at,
            created_by: stored.created_by.map(|who| who.to_string()),
            updated_at: stored.updated_at,
            updated_by: stored.updated_by.map(|who| who.to_string()),
        }
    }

    /// With the version as its tag.
    pub(crate) fn answer(stored: &StoredFlag, now: i64) -> Result<Response, Error> {
        let tag = HeaderValue::try_from(version_tag(stored.version)).map_err(Error::bug)?;
        Ok(([(ETAG, tag)], Json(FlagBody::of(stored, now))).into_response())
    }
}
