//! All that the server knows, and what it answers. Pure: the time is an argument, and nothing is sent or received.

use super::account::Account;
use super::answer::{Answer, Refusal};
use super::behaviour::Manner;
use super::consent::Asked;
use super::gmail;
use super::grants::Grants;
use super::identity::Keys;
use super::page;
use super::request::Request;
use super::script::{Call, Script};
use serde_json::Value;
use std::collections::BTreeMap;

/// The id of the only client.
pub(super) const CLIENT_ID: &str = "1234567890-fake.apps.googleusercontent.com";
/// Its secret.
pub(super) const CLIENT_SECRET: &str = "GOCSPX-fake-client-secret";
/// What the Calendar API wants to have been granted: one of these.
const CALENDAR_SCOPES: [&str; 2] =
    ["https://www.googleapis.com/auth/calendar.readonly", "https://www.googleapis.com/auth/calendar"];

/// The state of a server.
#[derive(Default)]
pub(super) struct State {
    /// What stands still; otherwise the clock runs. In ms.
    pub(super) now: Option<i64>,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) grants: Grants,
    pub(super) keys: Keys,
    pub(super) manner: Manner,
    pub(super) script: Script,
    pub(super) requests: Vec<Request>,
    pub(super) revoked: Vec<String>,
}

impl State {
    /// The account of this address, made where there is none.
    pub(super) fn account(&mut self, address: &str) -> &mut Account {
        self.accounts.entry(address.to_owned()).or_insert_with(|| Account::new(address))
    }

    /// Notes the request, with whether it is authorized at `now`.
    pub(super) fn receive(&mut self, request: &mut Request, now: i64) {
        request.authorized = match request.call {
            Some(Call::Token) => request.client() == Some((CLIENT_ID.to_owned(), CLIENT_SECRET.to_owned())),
            _ => request.bearer().is_some_and(|token| self.grants.accessing(token, now).is_some()),
        };
        self.requests.push(request.clone());
    }

    /// The answer to a request that [`State::receive`] has seen.
    pub(super) fn answer(&mut self, request: &Request, now: i64) -> Answer {
        match request.call {
            Some(Call::Token) => self.token(request, now),
            Some(Call::Revoke) => self.revoke(request, now),
            Some(Call::Jwks) => Answer::json(200, &self.keys.jwks()),
            Some(call) => match self.api_answer(call, request, now) {
                Ok(body) => Answer::json(200, &body),
                Err(refusal) => refusal.answer(),
            },
            None => self.page(request, now),
        }
    }

    /// What a browser asks for.
    fn page(&mut self, request: &Request, now: i64) -> Answer {
        let decided = request.path == page::DECISION;
        if request.method != "GET" || !(decided || request.path == page::CONSENT) {
            return Answer::html(404, page::problem("Not Found"));
        }
        let asked = match Asked::read(&request.query) {
            Ok(asked) => asked,
            Err(problem) => return Answer::html(400, page::problem(problem)),
        };
        let account = request.parameter("account").filter(|account| !account.is_empty());
        match (request.parameter("decision"), account) {
            (Some("allow"), Some(account)) if decided => Answer::redirect(self.approve(&asked, account, now)),
            (Some("deny"), _) if decided => Answer::redirect(asked.denied()),
            _ => Answer::html(200, page::consent(&request.query, &asked.scopes, self.accounts.keys())),
        }
    }

    fn api_answer(&mut self, call: Call, request: &Request, now: i64) -> Result<Value, Refusal> {
        let grant = request.bearer().and_then(|token| self.grants.accessing(token, now));
        let grant = grant.ok_or_else(|| Refusal::new(401, "authError", "Invalid Credentials"))?;
        let wanted: &[&str] = if call.is_of_gmail() { &gmail::SCOPES } else { &CALENDAR_SCOPES };
        if !grant.scopes.iter().any(|scope| wanted.contains(&scope.as_str())) {
            let message = "Request had insufficient authentication scopes.";
            return Err(Refusal::new(403, "insufficientPermissions", message));
        }
        let address = grant.account.clone();
        let account = self.account(&address);
        if call.is_of_gmail() {
            return account.inbox.answer(call, request);
        }
        if call == Call::CalendarList {
            return account.list(&request.query);
        }
        let segments = request.segments();
        let id = segments.iter().rev().nth(1).map_or("", String::as_str);
        let calendar = account.calendar(id).ok_or_else(|| Refusal::new(404, "notFound", "Not Found"))?;
        calendar.list(&request.query)
    }
}
