//! Who sends a body, and when they are asked: after it is parsed, as existing clients know it, unless opening it is costly.

use crate::DataState;
use access::Need;
use domain::UserId;
use web::{Error, Packed, Payload, Presented, Violation};

/// Who sends a body.
pub(crate) enum Asker {
    /// A user who may write.
    Known(UserId),
    /// Whoever shows this.
    Unknown(Presented),
}

impl DataState {
    /// The body of a write. One that is costly to open is opened for nobody but who may write.
    pub(crate) async fn open(&self, asker: Presented, packed: Packed, now: i64) -> Result<(Asker, Payload), Error> {
        let mut asker = Asker::Unknown(asker);
        if packed.is_costly() {
            asker = Asker::Known(self.writer(asker, now).await?);
        }
        Ok((asker, packed.open().await?))
    }

    /// The user who sent what was parsed, if they may write and it has the right shape. Without a token, all that is wrong is
    /// listed together.
    pub(crate) async fn admit<T>(
        &self,
        asker: Asker,
        parsed: Result<T, Vec<Violation>>,
        now: i64,
    ) -> Result<(UserId, T), Error> {
        if matches!(asker, Asker::Unknown(Presented::Missing)) {
            let mut violations = vec![access::missing()];
            violations.extend(parsed.err().unwrap_or_default());
            return Err(Error::violations(violations));
        }
        let user = self.writer(asker, now).await?;
        Ok((user, parsed.map_err(Error::violations)?))
    }

    async fn writer(&self, asker: Asker, now: i64) -> Result<UserId, Error> {
        match asker {
            Asker::Known(user) => Ok(user),
            Asker::Unknown(presented) => Ok(self.access.authorize(presented, Need::Write, now).await?.user),
        }
    }
}
