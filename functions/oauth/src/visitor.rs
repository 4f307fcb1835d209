//! Who is signed in in the browser that comes back from Google, if anybody is.

use crate::OauthState;
use auth::SessionId;
use domain::UserId;
use web::{Error, Secret, SessionCookie};

/// No life to be added: a session that lived longer would need a cookie that does, and this answer sets none.
const NOT_PROLONGED: i64 = 0;

impl OauthState {
    /// The user of a session that lives. One that does not is as good as none.
    pub(crate) async fn visitor(&self, cookie: SessionCookie, now: i64) -> Result<Option<UserId>, Error> {
        let Some(sid) = cookie.0.map(Secret::into_inner) else { return Ok(None) };
        let session = SessionId::presented(sid).stored();
        let used = self.store.sessions_use(&session, now, NOT_PROLONGED).await?;
        Ok(used.map(|used| used.user))
    }
}
