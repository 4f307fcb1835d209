//! When an operator was last needed by somebody's alarm, for `/healthz`. Whose alarm it is stands nowhere but with its user.

use crate::Store;
use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Read, n};
use crate::keys;
use liveness::Concern;

impl Store {
    /// Tells whoever runs the installation: by the log, of which template.yaml makes an alarm, and for `/healthz`, as far as the
    /// table lets it.
    pub(crate) async fn concern_raised(&self, concern: Concern, now: i64) {
        tracing::error!(probe.concern = concern.as_str(), "an alarm needs an operator");
        let change = Expression::new("SET raised_at = :at", [(":at", n(now))]);
        let is_later = "attribute_not_exists(pk) OR raised_at < :at";
        match self.table.update_if(&keys::concern(), change, is_later).await {
            Ok(_) | Err(Error::Conflict) => {} // A later one is told of already.
            Err(error) => tracing::warn!(error = %error, "/healthz will not tell of an alarm"),
        }
    }

    /// When an alarm last needed an operator, in ms.
    pub async fn concern_last(&self) -> Result<Option<i64>, Error> {
        self.table.get(&keys::concern()).await?.map(|item| item.number("raised_at")).transpose()
    }
}
