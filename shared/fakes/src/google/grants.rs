//! What accounts have granted to the client: authorization codes, refresh tokens, access tokens. Pure.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::collections::HashMap;

/// How long an access token is said to hold, in seconds, as Google says it.
pub(super) const ACCESS_HOLDS: i64 = 3599;
/// How long a code can be exchanged, in ms: ten minutes.
const CODE_HOLDS_MS: i64 = 600_000;

/// A consent that was given.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) account: String,
    /// As the token endpoint tells them.
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    refresh_token: Option<String>,
    revoked: bool,
}

/// What a code stands for until it is exchanged.
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) account: String,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) redirect_uri: String,
    /// S256 of the verifier (RFC 7636).
    pub(super) challenge: String,
    /// Whether the exchange also gives a refresh token.
    pub(super) offline: bool,
    /// In ms.
    pub(super) issued_at: i64,
}

/// An access token's grant and end, in ms.
struct Access {
    grant: usize,
    expires_at: i64,
}

/// All codes, grants and tokens of a server.
#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, Code>,
    grants: Vec<Grant>,
    access: HashMap<String, Access>,
    minted: u64,
}

impl Grants {
    pub(super) fn issue_code(&mut self, code: Code) -> String {
        let text = self.mint("4/0A");
        self.codes.insert(text.clone(), code);
        text
    }

    /// Takes the code, which is then used up whatever comes of it.
    pub(super) fn take_code(&mut self, text: &str, now: i64) -> Option<Code> {
        let code = self.codes.remove(text)?;
        (now < code.issued_at + CODE_HOLDS_MS).then_some(code)
    }

    /// Makes the grant of an exchanged code.
    pub(super) fn grant(&mut self, code: &Code, refresh: bool) -> usize {
        let refresh_token = refresh.then(|| self.mint("1//0"));
        let (account, scopes, nonce) = (code.account.clone(), code.scopes.clone(), code.nonce.clone());
        self.grants.push(Grant { account, scopes, nonce, refresh_token, revoked: false });
        self.grants.len() - 1
    }

    /// The living grant of a refresh token.
    pub(super) fn refreshed(&self, refresh_token: &str) -> Option<usize> {
        let is = |grant: &Grant| !grant.revoked && grant.refresh_token.as_deref() == Some(refresh_token);
        self.grants.iter().position(is)
    }

    pub(super) fn get(&self, grant: usize) -> &Grant {
        &self.grants[grant]
    }

    pub(super) fn refresh_token(&self, grant: usize) -> Option<String> {
        self.grants[grant].refresh_token.clone()
    }

    /// Another refresh token in place of the one it had, which is dead.
    pub(super) fn rotate(&mut self, grant: usize) -> String {
        let token = self.mint("1//0");
        self.grants[grant].refresh_token = Some(token.clone());
        token
    }

    pub(super) fn issue_access(&mut self, grant: usize, now: i64) -> String {
        let token = self.mint("ya29.a0");
        self.access.insert(token.clone(), Access { grant, expires_at: now + ACCESS_HOLDS * 1000 });
        token
    }

    /// The grant of an access token that is good at `now`.
    pub(super) fn accessing(&self, token: &str, now: i64) -> Option<&Grant> {
        let access = self.access.get(token).filter(|access| now < access.expires_at)?;
        Some(&self.grants[access.grant])
    }

    pub(super) fn expire_access(&mut self) {
        self.access.clear();
    }

    /// Whose living grant this token is of, be it a refresh or an access token.
    pub(super) fn account_of(&self, token: &str, now: i64) -> Option<String> {
        let grant = self.refreshed(token).map(|grant| self.get(grant)).or_else(|| self.accessing(token, now))?;
        Some(grant.account.clone())
    }

    /// The account grants nothing any more: all of its tokens are dead. So it is at Google, whichever of them was
    /// revoked, because what is revoked is the consent.
    pub(super) fn revoke(&mut self, account: &str) {
        for grant in self.grants.iter_mut().filter(|grant| grant.account == account) {
            grant.revoked = true;
        }
        let grants = &self.grants;
        self.access.retain(|_, access| !grants[access.grant].revoked);
    }

    /// How many refresh tokens of the account are good.
    pub(super) fn living(&self, account: &str) -> usize {
        let is = |grant: &&Grant| grant.account == account && !grant.revoked && grant.refresh_token.is_some();
        self.grants.iter().filter(is).count()
    }

    /// A token nobody has yet: as long as a real one, and the same in each run.
    fn mint(&mut self, prefix: &str) -> String {
        self.minted += 1;
        let hash = digest(&SHA256, format!("{prefix}{}", self.minted).as_bytes());
        format!("{prefix}{}", URL_SAFE_NO_PAD.encode(hash))
    }
}

impl Code {
    /// Whether `verifier` is what the challenge was made of.
    pub(super) fn is_verified_by(&self, verifier: &str) -> bool {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())) == self.challenge
    }
}
