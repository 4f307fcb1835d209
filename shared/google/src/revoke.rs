//! Giving a grant back (RFC 7009).

use ::http::header::CONTENT_TYPE;
use ::http::{Request, StatusCode};
use url::form_urlencoded;

use crate::error::{Error, Outage, Word};
use crate::http::passes;
use crate::token_endpoint::word;
use crate::{Client, Credentials, Google};

impl Google {
    /// Revokes the refresh token, and with it every access token of it. One that is revoked already counts as done.
    ///
    /// Google takes back all that this account granted to this client: the credentials of another consent of the same
    /// account end as well.
    pub async fn revoke(&self, client: &Client, credentials: &Credentials) -> Result<(), Error> {
        let url = self.endpoints.revoke(&client.token_uri)?;
        let body =
            form_urlencoded::Serializer::new(String::new()).append_pair("token", &credentials.refresh_token).finish();
        let request = Request::post(url.as_str())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .map_err(|_| Error::Misconfigured("that of revocation"))?;
        let response = self.http.send(request).await?;
        match (response.status(), word(response.body()).as_str()) {
            (StatusCode::OK, _) | (StatusCode::BAD_REQUEST, "invalid_token") => Ok(()),
            (status, _) if passes(status) => Err(Error::Unavailable(Outage::Status(status))),
            (_, word) => Err(Error::Refused(Word::of(word))),
        }
    }
}
