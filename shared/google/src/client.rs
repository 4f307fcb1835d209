//! The deployer's OAuth client, as Google's console hands it out: the file `client_secret_….json`.

use oauth2::{ClientId, ClientSecret, TokenUrl};
use serde_json::{Map, Value};
use url::Url;

/// Where people are sent to consent, if the file does not say; Google's own files say this.
const AUTH_URI: &str = "https://accounts.google.com/o/oauth2/auth";
/// Where codes and refresh tokens become access tokens, if the file does not say; Google's own files say this.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// Who we are to Google.
#[derive(Clone)]
pub struct Client {
    pub(crate) id: ClientId,
    pub(crate) secret: ClientSecret,
    pub(crate) auth_uri: Url,
    pub(crate) token_uri: TokenUrl,
}

shows_nothing!(Client);

/// Why a client's JSON cannot be used. Tells fields, never what stands in them.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ClientError {
    /// It is no JSON.
    #[error("the Google client is not JSON")]
    NotJson,
    /// Google's file has all within `web` or `installed`, by the kind of client.
    #[error("the Google client has neither `web` nor `installed`")]
    NoClient,
    /// All fields that are missing or wrong, and what they must be.
    #[error("the Google client is wrong: {}", .0.join("; "))]
    Wrong(Vec<&'static str>),
}

impl Client {
    /// Of this id and secret, whose tokens come from `token_uri`, else from Google.
    pub fn new(id: &str, secret: &str, token_uri: Option<&str>) -> Result<Client, ClientError> {
        let field = |name: &str, text: &str| (name.to_owned(), Value::String(text.to_owned()));
        let mut fields = Map::from_iter([field("client_id", id), field("client_secret", secret)]);
        fields.extend(token_uri.map(|uri| field("token_uri", uri)));
        Client::from_fields(&Value::Object(fields))
    }

    /// From Google's client JSON, `{"web": {...}}` or `{"installed": {...}}`: `client_id` and `client_secret`, and
    /// `auth_uri` and `token_uri` where they are not Google's.
    pub fn from_json(text: &str) -> Result<Client, ClientError> {
        let json: Value = serde_json::from_str(text).map_err(|_| ClientError::NotJson)?;
        Client::from_fields(json.get("web").or_else(|| json.get("installed")).ok_or(ClientError::NoClient)?)
    }

    fn from_fields(client: &Value) -> Result<Client, ClientError> {
        let text = |name: &str| client.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let id = text("client_id").ok_or("client_id must be a text");
        let secret = text("client_secret").ok_or("client_secret must be a text");
        let auth = web_address(text("auth_uri").unwrap_or(AUTH_URI)).ok_or("auth_uri must be an http or https address");
        let token =
            web_address(text("token_uri").unwrap_or(TOKEN_URI)).ok_or("token_uri must be an http or https address");
        match (id, secret, auth, token) {
            (Ok(id), Ok(secret), Ok(auth_uri), Ok(token_uri)) => Ok(Client {
                id: ClientId::new(id.to_owned()),
                secret: ClientSecret::new(secret.to_owned()),
                auth_uri,
                token_uri: TokenUrl::from_url(token_uri),
            }),
            (id, secret, auth, token) => {
                let wrong = [id.err(), secret.err(), auth.err(), token.err()];
                Err(ClientError::Wrong(wrong.into_iter().flatten().collect()))
            }
        }
    }
}

/// `text` as an address that our HTTP client can call.
pub(crate) fn web_address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let callable = ["http", "https"].contains(&url.scheme()) && url.as_str().parse::<::http::Uri>().is_ok();
    callable.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Result<(&str, &str), ClientError>) {
        let is = Client::from_json(text);
        let is = is.as_ref().map(|client| (client.auth_uri.as_str(), client.token_uri.as_str()));
        assert_eq!(is.map_err(Clone::clone), expect, "{text}");
    }

    #[test]
    fn googles_file_is_read_and_its_addresses_may_be_absent() {
        check(r#"{"web":{"client_id":"i","client_secret":"s"}}"#, Ok((AUTH_URI, TOKEN_URI)));
        check(r#"{"installed":{"client_id":"i","client_secret":"s","project_id":"p"}}"#, Ok((AUTH_URI, TOKEN_URI)));
        check(
            r#"{"web":{"client_id":"i","client_secret":"s","auth_uri":"http://127.0.0.1:1/a?x=1","token_uri":"http://127.0.0.1:1/t"}}"#,
            Ok(("http://127.0.0.1:1/a?x=1", "http://127.0.0.1:1/t")),
        );
    }

    #[test]
    fn what_is_wrong_is_told_whole_and_without_what_stands_there() {
        check("hunter2", Err(ClientError::NotJson));
        check("{}", Err(ClientError::NoClient));
        check("[]", Err(ClientError::NoClient));
        let wrong = ClientError::Wrong(vec![
            "client_id must be a text",
            "client_secret must be a text",
            "auth_uri must be an http or https address",
            "token_uri must be an http or https address",
        ]);
        check(r#"{"web":{"client_id":7,"client_secret":"","auth_uri":"x","token_uri":"ftp://x"}}"#, Err(wrong.clone()));
        assert!(wrong.to_string().starts_with("the Google client is wrong: client_id must be a text; client_secret"));
    }

    #[test]
    fn debug_shows_nothing() {
        let client = Client::from_json(r#"{"web":{"client_id":"i","client_secret":"hunter2"}}"#);
        assert_eq!(format!("{client:?}"), "Ok(Client(..))");
    }
}
