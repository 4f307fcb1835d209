//! Credentials as Google's own libraries keep them in a file, `authorized_user`
//! (<https://googleapis.dev/python/google-auth/latest/reference/google.oauth2.credentials.html>).

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Client, Credentials, Error};

/// The file's JSON. Secret.
pub fn authorized_user(client: &Client, credentials: &Credentials) -> Result<Value, Error> {
    let expiry = Timestamp::from_second(credentials.expires_at).map_err(|_| Error::Malformed("the token's end"))?;
    let scopes: Vec<&str> = credentials.scope.split_ascii_whitespace().collect();
    Ok(json!({
        "client_id": client.id.as_str(),
        "client_secret": client.secret.secret(),
        "refresh_token": credentials.refresh_token,
        "token": credentials.access_token,
        "token_uri": client.token_uri.url().as_str(),
        "scopes": scopes,
        "expiry": expiry.to_string(),
        "type": "authorized_user",
    }))
}
