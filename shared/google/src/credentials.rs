//! What lets us into an account.

use oauth2::TokenResponse;
use oauth2::basic::BasicTokenType;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::token_endpoint::Answer;

/// How long an access token lives where Google does not say: an hour, as it says otherwise.
const LIFETIME_S: i64 = 3_600;

/// An account's tokens. Secret; its JSON is to be stored encrypted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// What the APIs want to see.
    pub access_token: String,
    /// What gives the next access token.
    pub refresh_token: String,
    /// The scopes that were granted, separated by spaces.
    pub scope: String,
    /// When the access token expires, in seconds since 1970.
    pub expires_at: i64,
}

shows_nothing!(Credentials);

impl Credentials {
    /// Those of whom only the refresh token is known: the access token has to be renewed before it is used.
    pub fn of_refresh_token(refresh_token: &str, scopes: &[String]) -> Credentials {
        Credentials {
            access_token: String::new(),
            refresh_token: refresh_token.to_owned(),
            scope: scopes.join(" "),
            expires_at: 0,
        }
    }

    /// What `answer` gives at `now` (ms); what it leaves out is as it was `before`.
    pub(crate) fn of(answer: &Answer, before: Option<&Credentials>, now: i64) -> Result<Credentials, Error> {
        let access_token = answer.access_token().secret().clone();
        if access_token.is_empty() {
            return Err(Error::Malformed("the access token"));
        }
        if answer.token_type() != &BasicTokenType::Bearer {
            return Err(Error::Malformed("the token's type"));
        }
        let refresh_token = answer.refresh_token().map(|token| token.secret().clone());
        let scope =
            answer.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "));
        let lifetime =
            answer.expires_in().map_or(LIFETIME_S, |lives| i64::try_from(lives.as_secs()).unwrap_or(i64::MAX));
        Ok(Credentials {
            access_token,
            refresh_token: refresh_token
                .or_else(|| before.map(|before| before.refresh_token.clone()))
                .ok_or(Error::NoRefreshToken)?,
            scope: scope.or_else(|| before.map(|before| before.scope.clone())).ok_or(Error::ScopesMissing)?,
            expires_at: now.div_euclid(1_000).saturating_add(lifetime),
        })
    }

    /// Whether `scope` was granted.
    pub(crate) fn allow(&self, scope: &str) -> bool {
        self.scope.split_ascii_whitespace().any(|granted| granted == scope)
    }
}
