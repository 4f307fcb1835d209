//! What the handlers need.

use crate::refusal::refusal;
use access::{Access, Bearer, Need};
use connections::Connections;
use domain::{TokenId, UserId};
use runtime::{Clock, Config};
use web::{Error, Presented};

/// What the handlers need; cheap to clone.
#[derive(Clone)]
pub struct OauthState {
    pub(crate) connections: Connections,
    pub(crate) access: Access,
    pub(crate) clock: Clock,
    /// Where the web page is; empty stands for wherever we are asked.
    pub(crate) page: String,
}

impl OauthState {
    /// For these connections and those who may, at this clock.
    pub fn new(connections: Connections, access: Access, clock: Clock, config: &Config) -> OauthState {
        OauthState { connections, access, clock, page: config.page_address().unwrap_or_default().to_owned() }
    }

    /// Who asks: whoever may read their metrics may connect and disconnect what fills them.
    pub(crate) async fn bearer(&self, presented: Presented, now: i64) -> Result<Bearer, Error> {
        self.access.authorize(presented, Need::Read, now).await
    }

    /// Who asks, and which of the connections they mean. A text that is no id is the id of no connection.
    pub(crate) async fn asker(&self, presented: Presented, token: &str, now: i64) -> Result<(UserId, TokenId), Error> {
        let user = self.bearer(presented, now).await?.user;
        let token = token.parse().map_err(|_| refusal(connections::Error::NoConnection))?;
        Ok((user, token))
    }
}
