//! Who is signed in in the browser that comes back from Google, if anybody is.

use crate::OauthState;
use domain::{ErrorKind, UserId};
use web::{Error, SessionCookie};

impl OauthState {
    /// The user of a session that lives. One that does not is as good as none.
    pub(crate) async fn visitor(&self, cookie: SessionCookie, now: i64) -> Result<Option<UserId>, Error> {
        let Some(sid) = cookie.0 else { return Ok(None) };
        match self.access.sessions().by_cookie(sid, now).await {
            Ok(signed_in) => Ok(Some(signed_in.user.id)),
            Err(refusal) if matches!(refusal.kind(), ErrorKind::Unauthenticated | ErrorKind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
