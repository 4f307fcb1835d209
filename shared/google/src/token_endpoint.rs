//! The token endpoint (RFC 6749, 3.2): codes and refresh tokens become access tokens.

use std::borrow::Cow;
use std::pin::Pin;
use std::time::Duration;

use ::http::{Request, Response, StatusCode};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AccessToken, AuthType, AuthorizationCode, EndpointNotSet, EndpointSet, PkceCodeVerifier, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, TokenResponse, helpers,
};
use serde::{Deserialize, Serialize};

use crate::Client;
use crate::error::{Error, Outage, Word};
use crate::http::{Http, passes};

/// Words for trouble that passes, which Google may say with a 4xx; its own libraries retry them.
const PASSING: [&str; 4] = ["internal_failure", "rate_limit_exceeded", "server_error", "temporarily_unavailable"];

/// What the endpoint gives (RFC 6749, 5.1), and the id_token of OpenID Connect.
#[derive(Serialize, Deserialize)]
pub(crate) struct Answer {
    access_token: AccessToken,
    /// Google knows only one type; absent it is that.
    #[serde(default = "bearer", deserialize_with = "helpers::deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    expires_in: Option<u64>,
    refresh_token: Option<RefreshToken>,
    #[serde(default, rename = "scope", deserialize_with = "helpers::deserialize_space_delimited_vec")]
    scopes: Option<Vec<Scope>>,
    pub(crate) id_token: Option<String>,
}

shows_nothing!(Answer);

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

impl TokenResponse for Answer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref().filter(|token| !token.secret().is_empty())
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scopes.as_ref()
    }
}

/// What a code gives, for whoever has its verifier. `redirect_uri` is the one that the code was sent to.
pub(crate) async fn with_code(
    http: &Http,
    client: &Client,
    redirect_uri: RedirectUrl,
    code: &str,
    verifier: &str,
) -> Result<Answer, Error> {
    let endpoint = endpoint(client);
    let request = endpoint
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_redirect_uri(Cow::Owned(redirect_uri))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
    request.request_async(&asking(http)).await.map_err(failed)
}

/// What a refresh token gives.
pub(crate) async fn with_refresh_token(http: &Http, client: &Client, token: &str) -> Result<Answer, Error> {
    let (endpoint, token) = (endpoint(client), RefreshToken::new(token.to_owned()));
    endpoint.exchange_refresh_token(&token).request_async(&asking(http)).await.map_err(failed)
}

type Endpoint = oauth2::Client<
    BasicErrorResponse,
    Answer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn endpoint(client: &Client) -> Endpoint {
    oauth2::Client::new(client.id.clone())
        .set_client_secret(client.secret.clone())
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(client.token_uri.clone())
}

/// [`ask`] as `oauth2` wants it. Its futures own what they use, so that they can be sent to other threads.
fn asking(http: &Http) -> impl Fn(Request<Vec<u8>>) -> BoxFuture + use<> {
    let http = http.clone();
    move |request| {
        let http = http.clone();
        Box::pin(async move { ask(&http, request).await })
    }
}

type BoxFuture = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, Error>> + Send>>;

/// Only a 200 goes on to `oauth2`, which does not tell a status apart from a body that it cannot read.
async fn ask(http: &Http, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Error> {
    let response = http.send(request).await?;
    match response.status() {
        StatusCode::OK => Ok(response),
        status if passes(status) => Err(Error::Unavailable(Outage::Status(status))),
        status if status.is_client_error() => Err(refused(response.body())),
        _ => Err(Error::Malformed("the token endpoint's status")),
    }
}

/// What the body of a 4xx says (RFC 6749, 5.2).
fn refused(body: &[u8]) -> Error {
    match word(body).as_str() {
        "invalid_grant" => Error::InvalidGrant,
        passing if PASSING.contains(&passing) => Error::Unavailable(Outage::Said(Word::of(passing))),
        other => Error::Refused(Word::of(other)),
    }
}

/// The word in `error` of an answer of OAuth; empty where there is none.
pub(crate) fn word(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    serde_json::from_slice(body).map(|refusal: Refusal| refusal.error).unwrap_or_default()
}

fn failed(error: RequestTokenError<Error, BasicErrorResponse>) -> Error {
    match error {
        RequestTokenError::Request(error) => error,
        _ => Error::Malformed("the token endpoint's answer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_word() {
        for (body, expect) in [
            (r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#, "invalid_grant"),
            (r#"{"error":"invalid_grant","error_subtype":"invalid_rapt"}"#, "invalid_grant"),
            (r#"{"error":"invalid_client"}"#, "exchange_refused"),
            (r#"{"error":"temporarily_unavailable"}"#, "google_unavailable"),
            (r#"{"error":{"code":400}}"#, "exchange_refused"),
            ("<html>Not here</html>", "exchange_refused"),
            ("", "exchange_refused"),
        ] {
            assert_eq!(refused(body.as_bytes()).code(), expect, "{body}");
        }
    }
}
