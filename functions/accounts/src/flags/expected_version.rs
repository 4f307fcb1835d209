//! `If-Match`: whoever names the version that they read changes no other (RFC 9110, 13.1.1).

use crate::entity_tag::version_tag;
use axum::extract::FromRequestParts;
use http::header::IF_MATCH;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use std::convert::Infallible;
use web::Error;

/// What a request says of the version that it is about; absent, or `*`, means any.
pub(crate) struct ExpectedVersion(Option<Vec<String>>);

impl ExpectedVersion {
    fn from_headers(headers: &HeaderMap) -> ExpectedVersion {
        let lists: Vec<_> =
            headers.get_all(IF_MATCH).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        if lists.is_empty() {
            return ExpectedVersion(None);
        }
        let tags = lists.iter().flat_map(|list| list.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
        let tags: Vec<String> = tags.map(str::to_owned).collect();
        ExpectedVersion(if tags.iter().any(|tag| tag == "*") { None } else { Some(tags) })
    }

    /// Whether every version will do.
    pub(crate) fn is_any(&self) -> bool {
        self.0.is_none()
    }

    /// 412 where it is another.
    pub(crate) fn check(&self, version: u64) -> Result<(), Error> {
        let expected =
            |tags: &Vec<String>| tags.iter().any(|tag| *tag == version_tag(version) || *tag == version.to_string());
        match self.0.as_ref().is_none_or(expected) {
            true => Ok(()),
            false => Err(Error::conflict(format!("It has changed: it is at version {version} now"))
                .with_status(StatusCode::PRECONDITION_FAILED)),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for ExpectedVersion {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<ExpectedVersion, Infallible> {
        Ok(ExpectedVersion::from_headers(&parts.headers))
    }
}

/// What is said to who changes something at the same time as another.
pub(crate) fn changed_meanwhile(error: store::Error) -> Error {
    match error {
        store::Error::Conflict => Error::conflict("It has changed just now; read it again"),
        other => other.into(),
    }
}
