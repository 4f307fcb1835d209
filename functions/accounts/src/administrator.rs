//! Who runs this installation.

use crate::AccountsState;
use crate::signed_in::SignedIn;
use domain::Role;
use web::{Error, Visitor};

impl AccountsState {
    /// 401 for who is not signed in, 403 for who is not an administrator. The role is read from the table each time.
    pub(crate) async fn administrator(&self, visitor: Visitor, now: i64) -> Result<SignedIn, Error> {
        let me = self.signed_in(visitor, now).await?;
        match me.user.role {
            Role::Admin => Ok(me),
            Role::Standard => Err(Error::forbidden("Only an administrator may do this")),
        }
    }
}
