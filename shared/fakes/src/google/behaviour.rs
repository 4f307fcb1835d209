//! How the server is to behave from now on, as a test wants it, and what has happened to it.

use super::Google;
use super::agenda::Agenda;
use super::identity::BadIdToken;
use super::request::Request;
use super::script::{Call, Fault, Step};
use super::server::lock;

/// How the server deviates from its usual ways, as a test wants it.
#[derive(Default)]
pub(super) struct Manner {
    pub(super) rotate_refresh_tokens: bool,
    pub(super) without_refresh_token: bool,
    pub(super) granting: Option<Vec<String>>,
    pub(super) bad_id_token: Option<BadIdToken>,
}

impl Google {
    /// Its clock stands at `now`, in ms since 1970. Otherwise it is the system's.
    pub fn set_now(&self, now: i64) {
        lock(&self.state).now = Some(now);
    }

    /// The next such request fails. Fails, passes and actions of one call are queued, one for each request.
    pub fn fail_next(&self, call: Call, fault: Fault) {
        lock(&self.state).script.push(call, Step::Fail(fault));
    }

    /// The next such request is answered as usual: for failing a later one.
    pub fn pass_next(&self, call: Call) {
        lock(&self.state).script.push(call, Step::Pass);
    }

    /// When the next such request has come in, `action` is run (it may use all handles), then the request is answered.
    pub fn run_next(&self, call: Call, action: impl FnOnce() + Send + 'static) {
        lock(&self.state).script.push(call, Step::Run(Box::new(action)));
    }

    /// All such requests fail for which nothing else is queued.
    pub fn fail_always(&self, call: Call, fault: Fault) {
        lock(&self.state).script.always(call, fault);
    }

    /// Nothing is planned any more.
    pub fn heal(&self) {
        lock(&self.state).script.clear();
    }

    /// All sync tokens that were given out are answered with 410.
    pub fn expire_sync_tokens(&self) {
        let mut state = lock(&self.state);
        let calendars = state.accounts.values_mut().flat_map(|account| &mut account.calendars);
        calendars.for_each(Agenda::expire_sync_tokens);
    }

    /// All access tokens that were given out are answered with 401; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        lock(&self.state).grants.expire_access();
    }

    /// The account's owner takes all consents back: refreshing is `invalid_grant`.
    pub fn revoke_grants(&self, account: &str) {
        lock(&self.state).grants.revoke(account);
    }

    /// Whether each refresh gives a new refresh token, and kills the one that was used.
    pub fn rotate_refresh_tokens(&self, on: bool) {
        lock(&self.state).manner.rotate_refresh_tokens = on;
    }

    /// Whether codes are exchanged without giving a refresh token.
    pub fn without_refresh_token(&self, on: bool) {
        lock(&self.state).manner.without_refresh_token = on;
    }

    /// Whoever consents grants just these scopes, whatever is asked for.
    pub fn granting(&self, scopes: &[&str]) {
        lock(&self.state).manner.granting = Some(scopes.iter().map(|&scope| scope.to_owned()).collect());
    }

    /// What is wrong with all id_tokens from now on; `None`: nothing.
    pub fn bad_id_token(&self, how: Option<BadIdToken>) {
        lock(&self.state).manner.bad_id_token = how;
    }

    /// Id_tokens are signed with a new key, which is published beside the one before.
    pub fn rotate_keys(&self) {
        lock(&self.state).keys.rotate();
    }
}

impl Google {
    /// All requests that came in, in their order.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).requests.clone()
    }

    /// The requests of one kind, in their order.
    pub fn requests_of(&self, call: Call) -> Vec<Request> {
        lock(&self.state).requests.iter().filter(|request| request.call == Some(call)).cloned().collect()
    }

    /// Forgets the requests that came in so far.
    pub fn forget_requests(&self) {
        lock(&self.state).requests.clear();
    }

    /// Whose consent was taken back by `POST /revoke`, in that order.
    pub fn revoked(&self) -> Vec<String> {
        lock(&self.state).revoked.clone()
    }

    /// How many refresh tokens of the account are good.
    pub fn grants(&self, account: &str) -> usize {
        lock(&self.state).grants.living(account)
    }

    /// The account's subject: the `sub` of its id_tokens.
    pub fn subject(&self, account: &str) -> String {
        lock(&self.state).account(account).subject.clone()
    }
}
