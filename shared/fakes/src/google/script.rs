//! What a test wants to go wrong, and when.

use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// A kind of request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// `POST /token`: a code or a refresh token becomes an access token.
    Token,
    /// `POST /revoke`.
    Revoke,
    /// `GET /jwks`: the keys that id_tokens are signed with.
    Jwks,
    /// `GET /calendar/v3/users/me/calendarList`.
    CalendarList,
    /// `GET /calendar/v3/calendars/{id}/events`, each page.
    Events,
    /// `GET /gmail/v1/users/me/profile`.
    GmailProfile,
    /// `GET /gmail/v1/users/me/labels`.
    GmailLabels,
    /// `GET /gmail/v1/users/me/messages`, each page.
    GmailList,
    /// `GET /gmail/v1/users/me/history`, each page.
    GmailHistory,
    /// `GET /gmail/v1/users/me/messages/{id}`: one mail.
    GmailMail,
}

impl Call {
    /// Whether it is one of the Gmail API.
    pub(super) fn is_of_gmail(self) -> bool {
        let all = [Call::GmailProfile, Call::GmailLabels, Call::GmailList, Call::GmailHistory, Call::GmailMail];
        all.contains(&self)
    }

    /// Whether its errors are an API's, and not an OAuth endpoint's.
    pub(super) fn is_of_an_api(self) -> bool {
        self.is_of_gmail() || matches!(self, Call::CalendarList | Call::Events)
    }
}

/// How a request fails. In all of these nothing else is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// An error in the shape that this call's errors have.
    Status {
        /// The HTTP status.
        code: u16,
        /// Google's word: `rateLimitExceeded`, `backendError`, for [`Call::Token`] `invalid_grant`.
        reason: &'static str,
    },
    /// The same, and how long to wait.
    Busy {
        /// The HTTP status: 403, 429 or 503.
        code: u16,
        /// Google's word: `rateLimitExceeded`, `userRateLimitExceeded`, `backendError`.
        reason: &'static str,
        /// The header `Retry-After`, in seconds.
        retry_after_s: u32,
    },
    /// The connection is closed before anything is answered.
    CutConnection,
    /// The answer is cut off within its body.
    HangUp,
    /// A 200 that is a web page.
    Garbage,
    /// A 200 with this JSON.
    Json(Value),
    /// Nothing is ever answered.
    Silence,
}

/// What becomes of one request.
pub(super) enum Step {
    Pass,
    Fail(Fault),
    Run(Box<dyn FnOnce() + Send>),
}

/// What becomes of the next requests, by kind.
#[derive(Default)]
pub(super) struct Script {
    next: HashMap<Call, VecDeque<Step>>,
    always: HashMap<Call, Fault>,
}

impl Script {
    pub(super) fn push(&mut self, call: Call, step: Step) {
        self.next.entry(call).or_default().push_back(step);
    }

    pub(super) fn always(&mut self, call: Call, fault: Fault) {
        self.always.insert(call, fault);
    }

    pub(super) fn clear(&mut self) {
        *self = Script::default();
    }

    /// Takes what was planned for this request.
    pub(super) fn take(&mut self, call: Call) -> Step {
        let planned = self.next.get_mut(&call).and_then(VecDeque::pop_front);
        planned.unwrap_or_else(|| self.always.get(&call).cloned().map_or(Step::Pass, Step::Fail))
    }
}
