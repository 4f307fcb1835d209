//! A session for as long as one command runs: what only an account may do, begun with its password and ended at once.

use super::{Api, Call};
use crate::exit::Exit;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The cookie that a session is known by.
const COOKIE: &str = "sid";

/// A session, and the Impulses that it is at.
pub(crate) struct Session<'a> {
    api: &'a Api,
    cookie: String,
}

/// A data token as its owner sees it.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Token {
    /// A UUID.
    pub(crate) id: String,
    /// What its owner calls it.
    pub(crate) name: String,
    /// `API`, `INGEST` or `SUPER`.
    pub(crate) capability: String,
    /// From this second on it is dead.
    pub(crate) expires_at: i64,
    /// In seconds.
    pub(crate) created_at: i64,
    /// The secret; only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) token_plaintext: Option<String>,
}

impl Api {
    /// Signs in.
    pub(crate) fn sign_in(&self, email: &str, password: &str) -> anyhow::Result<Session<'_>> {
        let claim = json!({ "email": email, "password": password });
        let answer = self.call(Method::POST, &["user", "login"]).json(&claim)?.send()?;
        let cookie = answer.cookie(COOKIE).ok_or_else(|| Exit::Failed.because("the server began no session"))?;
        Ok(Session { api: self, cookie })
    }
}

impl Session<'_> {
    /// All tokens, the newest first.
    pub(crate) fn tokens(&self) -> anyhow::Result<Vec<Token>> {
        self.call(Method::GET, &["token"]).send()?.json()
    }

    /// Makes a token. It is not tried twice: each try that arrived would make one.
    pub(crate) fn make_token(&self, name: &str, capability: &str, expires_at: Option<i64>) -> anyhow::Result<Token> {
        let wanted = json!({ "name": name, "capability": capability, "expires_at": expires_at });
        self.call(Method::POST, &["token"]).json(&wanted)?.send()?.json()
    }

    /// Deletes a token; there may be none.
    pub(crate) fn delete_token(&self, id: &str) -> anyhow::Result<()> {
        self.call(Method::DELETE, &["token", id]).harmless().send().map(drop)
    }

    /// Ends the session. It would end by itself: where this fails, nothing is lost.
    pub(crate) fn end(self) {
        drop(self.call(Method::POST, &["user", "logout"]).send());
    }

    fn call(&self, method: Method, path: &[&str]) -> Call {
        self.api.call(method, path).header("cookie", &format!("{COOKIE}={}", self.cookie))
    }
}
