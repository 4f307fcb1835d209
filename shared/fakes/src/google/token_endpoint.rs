//! `POST /token` and `POST /revoke` (RFC 6749, 7009, as Google answers them).

use super::answer::Answer;
use super::grants::ACCESS_HOLDS;
use super::identity::Claim;
use super::request::Request;
use super::state::{CLIENT_ID, State};
use serde_json::{Value, json};

impl State {
    /// Tokens for a code or for a refresh token.
    pub(super) fn token(&mut self, request: &Request, now: i64) -> Answer {
        if !request.authorized {
            return Answer::oauth_error(401, "invalid_client", "The OAuth client was not found.");
        }
        match request.field("grant_type") {
            Some("authorization_code") => self.exchange(request, now),
            Some("refresh_token") => self.refresh(request, now),
            _ => Answer::oauth_error(400, "unsupported_grant_type", "Invalid grant_type"),
        }
    }

    fn exchange(&mut self, request: &Request, now: i64) -> Answer {
        let Some(code) = request.field("code").and_then(|code| self.grants.take_code(code, now)) else {
            return Answer::oauth_error(400, "invalid_grant", "Malformed auth code.");
        };
        if request.field("redirect_uri") != Some(&code.redirect_uri) {
            return Answer::oauth_error(400, "redirect_uri_mismatch", "Bad Request");
        }
        if !request.field("code_verifier").is_some_and(|verifier| code.is_verified_by(verifier)) {
            return Answer::oauth_error(400, "invalid_grant", "Invalid code verifier.");
        }
        let refresh = code.offline && !self.manner.without_refresh_token;
        let grant = self.grants.grant(&code, refresh);
        let refresh_token = self.grants.refresh_token(grant);
        self.issue(grant, refresh_token, now)
    }

    fn refresh(&mut self, request: &Request, now: i64) -> Answer {
        let token = request.field("refresh_token").unwrap_or_default();
        let Some(grant) = self.grants.refreshed(token) else {
            return Answer::oauth_error(400, "invalid_grant", "Token has been expired or revoked.");
        };
        let rotated = self.manner.rotate_refresh_tokens.then(|| self.grants.rotate(grant));
        self.issue(grant, rotated, now)
    }

    fn issue(&mut self, grant: usize, refresh_token: Option<String>, now: i64) -> Answer {
        let access_token = self.grants.issue_access(grant, now);
        let scope = self.grants.get(grant).scopes.join(" ");
        let mut answer = json!({
            "access_token": access_token, "expires_in": ACCESS_HOLDS, "scope": scope, "token_type": "Bearer",
        });
        if let Some(token) = refresh_token {
            answer["refresh_token"] = json!(token);
        }
        if let Some(token) = self.id_token(grant, now) {
            answer["id_token"] = json!(token);
        }
        Answer::json(200, &answer)
    }

    fn id_token(&mut self, grant: usize, now: i64) -> Option<String> {
        let grant = self.grants.get(grant).clone();
        if !grant.scopes.iter().any(|scope| scope == "openid") {
            return None;
        }
        let subject = self.account(&grant.account).subject.clone();
        let (email, nonce) = (grant.account.as_str(), grant.nonce.as_deref());
        let claim = Claim { audience: CLIENT_ID, subject: &subject, email, nonce, now: now.div_euclid(1000) };
        self.keys.id_token(&claim, self.manner.bad_id_token)
    }

    /// Takes the consent back that a refresh or access token is of.
    pub(super) fn revoke(&mut self, request: &Request, now: i64) -> Answer {
        let token = request.field("token").or_else(|| request.parameter("token")).unwrap_or_default();
        let Some(account) = self.grants.account_of(token, now) else {
            return Answer::oauth_error(400, "invalid_token", "Token expired or revoked");
        };
        self.grants.revoke(&account);
        self.revoked.push(account);
        Answer::json(200, &Value::Object(Default::default()))
    }
}
