//! Who asks, and which flags they may know of.

use crate::AccountsState;
use access::Need;
use axum::extract::FromRequestParts;
use http::request::Parts;
use std::convert::Infallible;
use store::StoredFlag;
use web::{Error, Presented, Secret};

/// What was shown: what every function takes, or a data token in `X-API-Key`, which is the protocol's own header.
pub(crate) struct Asker(Presented);

/// Which flags somebody may know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Whoever shows nothing.
    Public,
    /// Whoever may read.
    All,
}

impl Sight {
    pub(crate) fn reaches(self, stored: &StoredFlag) -> bool {
        self == Sight::All || stored.flag.public
    }
}

impl AccountsState {
    /// 401 for what nobody has, 403 for a token that only writes. What is shown but no good is never taken for nothing.
    pub(crate) async fn sight(&self, asker: Asker, now: i64) -> Result<Sight, Error> {
        match asker.0 {
            Presented::Missing => Ok(Sight::Public),
            shown => self.access.authorize(shown, Need::Read, now).await.map(|_| Sight::All),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asker, Infallible> {
        let key = parts.headers.get("x-api-key").map(|key| String::from_utf8_lossy(key.as_bytes()).trim().to_owned());
        Ok(Asker(match key {
            Some(key) if key.is_empty() => Presented::Empty,
            Some(key) => Presented::DataToken(Secret::new(key)),
            None => Presented::from_headers(&parts.headers),
        }))
    }
}
