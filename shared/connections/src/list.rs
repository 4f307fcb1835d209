//! What is connected, and how it does.

use crate::state::State;
use crate::{Connections, Error, EventProblem};
use domain::{Product, TokenId, UserId};
use store::{Connection, Standing, Token};

/// How a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is polled, or read.
    Connected,
    /// It is polled or read, and that fails lately.
    Failing,
    /// It is not polled: the account's owner has to consent again.
    ConsentNeeded,
    /// It is not polled: its data token has expired.
    TokenExpired,
}

impl Status {
    /// Its word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Connected => "connected",
            Status::Failing => "failing",
            Status::ConsentNeeded => "consent_needed",
            Status::TokenExpired => "token_expired",
        }
    }
}

/// A connection as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The data token that is connected.
    pub token: TokenId,
    /// What its owner calls it.
    pub token_name: String,
    /// What it is connected to.
    pub product: Product,
    /// How it does.
    pub status: Status,
    /// Since when it fails or needs consent, in seconds.
    pub failing_since: Option<i64>,
    /// Why: a code.
    pub failure: Option<String>,
    /// When the owner of the account consented last, in seconds.
    pub updated_at: i64,
    /// When the access token expires, in seconds.
    pub token_expiry: i64,
    /// Its calendars.
    pub calendars: Vec<Polled>,
    /// Lines of descriptions that do not parse, of all calendars.
    pub problems: Vec<EventProblem>,
}

/// A calendar and how far it was polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polled {
    /// Google's id, or `primary`.
    pub calendar_id: String,
    /// When it was polled last with success, in seconds.
    pub last_sync_at: Option<i64>,
    /// Whether the next poll only asks for changes.
    pub has_sync_token: bool,
}

impl Connections {
    /// The connections of a user that have not ended, in the order of their tokens' ids.
    pub async fn list(&self, user: UserId, now: i64) -> Result<Vec<Shown>, Error> {
        let tokens = self.store.tokens_list(user).await?;
        let mut shown = Vec::new();
        for connection in self.store.connections_list(user).await? {
            let token = tokens.iter().find(|token| token.id == connection.token);
            if let Some(token) = token.filter(|_| connection.standing != Standing::Disconnecting) {
                shown.push(show(&connection, token, now)?);
            }
        }
        Ok(shown)
    }
}

fn show(connection: &Connection, token: &Token, now: i64) -> Result<Shown, Error> {
    let State { calendars, .. } = State::parse(&connection.calendars)?;
    let status = match connection.standing {
        Standing::ConsentNeeded => Status::ConsentNeeded,
        _ if token.expires_at <= now.div_euclid(1000) => Status::TokenExpired,
        _ if connection.failing.is_some() => Status::Failing,
        _ => Status::Connected,
    };
    let problems = calendars.iter().flat_map(|calendar| calendar.problems.clone()).collect();
    let polled = |calendar: crate::state::Calendar| Polled {
        calendar_id: calendar.id,
        last_sync_at: calendar.last_sync_at,
        has_sync_token: calendar.sync.is_some(),
    };
    Ok(Shown {
        token: token.id,
        token_name: token.name.clone(),
        product: connection.product,
        status,
        failing_since: connection.failing.as_ref().map(|(since, _)| since.div_euclid(1000)),
        failure: connection.failing.as_ref().map(|(_, code)| code.clone()),
        updated_at: connection.updated_at,
        token_expiry: connection.token_expiry,
        calendars: calendars.into_iter().map(polled).collect(),
        problems,
    })
}
