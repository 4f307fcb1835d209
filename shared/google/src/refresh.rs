//! A refresh token becomes a new access token.

use crate::{Client, Credentials, Error, Google, token_endpoint};

impl Google {
    /// New credentials for the old, at `now` (ms). Google seldom sends a new refresh token; where it does, it replaces
    /// the old one, and has to be stored.
    pub async fn refresh(&self, client: &Client, credentials: &Credentials, now: i64) -> Result<Credentials, Error> {
        let answer = token_endpoint::with_refresh_token(&self.http, client, &credentials.refresh_token).await?;
        Credentials::of(&answer, Some(credentials), now)
    }
}
