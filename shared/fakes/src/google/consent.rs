//! What a client asks an account's owner for, and where the browser goes with the decision
//! (<https://developers.google.com/identity/protocols/oauth2/web-server>).

use super::grants::Code;
use super::listing::{Query, value};
use super::state::{CLIENT_ID, State};
use url::Url;

/// A consent that is asked for, and can be given.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// As it was sent, because the exchange must send the same.
    redirect_uri: String,
    redirect: Url,
    pub(super) scopes: Vec<String>,
    state: Option<String>,
    challenge: String,
    offline: bool,
    nonce: Option<String>,
}

/// The base64url of a SHA-256 has so many characters.
const CHALLENGE_LENGTH: usize = 43;
/// Older names that Google takes and answers with the newer.
const RENAMED: [(&str, &str); 2] = [
    ("email", "https://www.googleapis.com/auth/userinfo.email"),
    ("profile", "https://www.googleapis.com/auth/userinfo.profile"),
];

impl Asked {
    /// Reads the query of the consent page; otherwise says what the page would complain of. A challenge (PKCE, S256) is
    /// demanded, though Google would do without.
    pub(super) fn read(query: &Query) -> Result<Asked, &'static str> {
        let must = |name, problem| value(query, name).filter(|text| !text.is_empty()).ok_or(problem);
        if must("client_id", "missing client_id")? != CLIENT_ID {
            return Err("invalid_client: no such client_id");
        }
        if must("response_type", "missing response_type")? != "code" {
            return Err("unsupported_response_type");
        }
        let redirect_uri = must("redirect_uri", "missing redirect_uri")?.to_owned();
        let redirect = Url::parse(&redirect_uri).map_err(|_| "redirect_uri_mismatch")?;
        if !["http", "https"].contains(&redirect.scheme()) || redirect.fragment().is_some() {
            return Err("redirect_uri_mismatch");
        }
        if must("code_challenge_method", "missing code_challenge_method")? != "S256" {
            return Err("invalid_request: code_challenge_method is not S256");
        }
        let challenge = must("code_challenge", "missing code_challenge")?;
        if challenge.len() != CHALLENGE_LENGTH {
            return Err("invalid_request: code_challenge is no SHA-256");
        }
        let scopes = must("scope", "missing scope")?.split_ascii_whitespace().map(str::to_owned).collect();
        let offline = value(query, "access_type") == Some("offline") && value(query, "prompt") == Some("consent");
        let own = |name| value(query, name).map(str::to_owned);
        let (state, nonce) = (own("state"), own("nonce"));
        Ok(Asked { redirect_uri, redirect, scopes, state, challenge: challenge.to_owned(), offline, nonce })
    }

    /// Where the browser goes when the owner says no.
    pub(super) fn denied(&self) -> String {
        self.redirected(&[("error", "access_denied")])
    }

    fn redirected(&self, pairs: &[(&str, &str)]) -> String {
        let mut url = self.redirect.clone();
        url.query_pairs_mut().extend_pairs(self.state.iter().map(|state| ("state", state))).extend_pairs(pairs);
        url.into()
    }
}

impl State {
    /// The account's owner has consented to this scope, and somebody has exchanged the code: a refresh token.
    pub(super) fn consented(&mut self, account: &str, scope: &str) -> Option<String> {
        self.account(account);
        let code = Code {
            account: account.to_owned(),
            scopes: vec![scope.to_owned()],
            nonce: None,
            redirect_uri: String::new(),
            challenge: String::new(),
            offline: true,
            issued_at: 0,
        };
        let grant = self.grants.grant(&code, true);
        self.grants.refresh_token(grant)
    }

    /// The account's owner says yes. Answers where the browser goes.
    pub(super) fn approve(&mut self, asked: &Asked, account: &str, now: i64) -> String {
        self.account(account);
        let scopes = self.manner.granting.clone().unwrap_or_else(|| asked.scopes.clone());
        let scopes = normalised(scopes);
        let code = self.grants.issue_code(Code {
            account: account.to_owned(),
            scopes: scopes.clone(),
            nonce: asked.nonce.clone(),
            redirect_uri: asked.redirect_uri.clone(),
            challenge: asked.challenge.clone(),
            offline: asked.offline,
            issued_at: now,
        });
        let scope = scopes.join(" ");
        asked.redirected(&[("code", &code), ("scope", &scope), ("authuser", "0"), ("prompt", "consent")])
    }
}

/// With today's names, and with `openid` wherever an identity is asked for.
fn normalised(scopes: Vec<String>) -> Vec<String> {
    let mut out = Vec::new();
    for scope in scopes {
        let renamed = RENAMED.iter().find(|(old, _)| *old == scope).map(|(_, new)| (*new).to_owned());
        out.push(renamed.unwrap_or(scope));
    }
    let identifies = |scope: &String| RENAMED.iter().any(|(_, name)| name == scope);
    if out.iter().any(identifies) && !out.iter().any(|scope| scope == "openid") {
        out.push("openid".to_owned());
    }
    out
}
