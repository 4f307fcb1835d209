//! The table of access: every route, and who may call it.
//!
//! `access.rs` fires at each with everybody else. A route that openapi.json has and this table lacks stands in
//! [`UNTESTED`], which is empty.

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Anybody.
    Anybody,
    /// Whoever shows, in the request itself, the secret that it is about.
    Prover,
    /// Whoever is signed in; it is about themselves.
    SignedIn,
    /// Whoever is signed in and owns what the path names. To others it does not exist.
    Owner,
    /// A data token that may read; nobody is asked for less.
    TokenReader,
    /// A data token of an administrator that may read.
    AdminTokenReader,
    /// A token that may read, or somebody who is signed in; it is about their own data.
    Reader,
    /// A token that may write, or somebody who is signed in; it is about their own data.
    Writer,
    /// A reader who owns what the path names. To others it does not exist.
    ReaderOwner,
    /// A token that may read and write, or somebody who is signed in; it is about their own data.
    Full,
    /// The same, who owns what the path names. To others it does not exist.
    FullOwner,
    /// An administrator.
    Admin,
    /// Whom the path names, or an administrator.
    SelfOrAdmin,
    /// Whom the path names, and nobody in their place.
    Self_,
}

/// A route and a request that its rightful caller would send. In path and body, `{token}` stands for their data token's id,
/// `{session}` for that of their session, `{user}` for their own, `{event}` for that of an event of
/// theirs, and `{flag}` for the codename of a flag that is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    /// As in openapi.json.
    pub(crate) method: &'static str,
    /// As in openapi.json.
    pub(crate) path: &'static str,
    /// What is sent to.
    pub(crate) sent: &'static str,
    /// What is sent.
    pub(crate) body: &'static str,
    /// Who may.
    pub(crate) who: Who,
}

/// Routes that nothing below is about. It stays empty.
pub(crate) const UNTESTED: [(&str, &str); 0] = [];

const POINTS: &str = r#"[{"timestamp": 1, "dimensions": {}, "value": 1}]"#;
const NAMED_POINTS: &str = r#"[{"metric": "m", "timestamp": 1, "dimensions": {}, "value": 1}]"#;

/// Somebody who is told nothing, so that it can be fired many times.
const CONTACT: &str =
    r#"{"first_name": "Eva", "last_name": "S", "phone_number": "+48220000002", "email": "eva@example.org"}"#;

/// Who asks about a flag.
const CONTEXT: &str = r#"{"context": {"targetingKey": "k"}}"#;

/// In the order of the documentation. What ends its caller's session comes last.
pub(crate) const ROUTES: &[Route] = &[
    route("GET", "/healthz", Who::Anybody),
    route("GET", "/openapi.json", Who::Anybody),
    route("GET", "/docs", Who::Anybody),
    route("GET", "/health", Who::Anybody),
    route("GET", "/data", Who::Reader),
    route("POST", "/data", Who::Writer).with(NAMED_POINTS),
    route("GET", "/data/{metric}", Who::Reader).at("/data/m"),
    route("POST", "/data/{metric}", Who::Writer).at("/data/m").with(POINTS),
    route("DELETE", "/data/{metric}/points", Who::Writer).at("/data/m/points?start=0&end=9"),
    route("POST", "/data/{metric}/points/delete", Who::Writer)
        .at("/data/m/points/delete")
        .with(r#"[{"timestamp": 1, "dimensions": {}}]"#),
    route("DELETE", "/data/{metric}", Who::Writer).at("/data/m"),
    route("GET", "/oauth2/google/auth", Who::TokenReader),
    route("GET", "/oauth2/google/callback", Who::Prover).at("/oauth2/google/callback?code=c&state=s"),
    route("POST", "/oauth2/google/mailbox", Who::AdminTokenReader),
    route("GET", "/oauth2/google/configs", Who::Reader),
    route("GET", "/oauth2/google/configs/{token_id}/calendars", Who::ReaderOwner)
        .at("/oauth2/google/configs/{token}/calendars"),
    route("PUT", "/oauth2/google/configs/{token_id}/calendars", Who::ReaderOwner)
        .at("/oauth2/google/configs/{token}/calendars")
        .with(r#"{"calendars": ["primary"]}"#),
    route("DELETE", "/oauth2/google/configs/{token_id}", Who::ReaderOwner).at("/oauth2/google/configs/{token}"),
    route("POST", "/user", Who::Anybody)
        .with(r#"{"email": "new-{user}@example.org", "password": "correct horse", "role": "STANDARD"}"#),
    route("POST", "/user/login", Who::Prover).with(r#"{"email": "ada@example.org", "password": "wrong"}"#),
    route("POST", "/register", Who::Anybody)
        .with(r#"{"email": "new@example.org", "password": "correct horse", "first_name": "A", "last_name": "B"}"#),
    route("POST", "/auth/request-verification-token", Who::Anybody).with(r#"{"email": "nobody-{user}@example.org"}"#),
    route("POST", "/auth/verify", Who::Prover).with(r#"{"token": "t", "registration_code": "123456"}"#),
    route("POST", "/auth/forgot-password", Who::Anybody).with(r#"{"email": "nobody-{user}@example.org"}"#),
    route("POST", "/auth/reset-password", Who::Prover).with(r#"{"token": "t", "password": "correct horse"}"#),
    route("POST", "/auth/confirm-email", Who::Prover).with(r#"{"token": "t"}"#),
    route("GET", "/account/verify", Who::Prover).at("/account/verify?code=c"),
    route("POST", "/account/verify", Who::Prover).with(r#"{"code": "c", "password": "correct horse"}"#),
    route("GET", "/account/forgot", Who::Anybody),
    route("POST", "/account/forgot", Who::Anybody).with(r#"{"email": "nobody-{user}@example.org"}"#),
    route("GET", "/account/reset", Who::Prover).at("/account/reset?code=c"),
    route("POST", "/account/reset", Who::Prover).with(r#"{"code": "c", "password": "correct horse"}"#),
    route("GET", "/account/confirm-email", Who::Prover).at("/account/confirm-email?code=c"),
    route("POST", "/account/confirm-email", Who::Prover).with(r#"{"code": "c", "password": "correct horse"}"#),
    route("GET", "/account/claim", Who::Prover).at("/account/claim?code=c"),
    route("POST", "/account/claim", Who::Prover).with(r#"{"code": "c", "password": "correct horse"}"#),
    route("POST", "/user/password", Who::SignedIn)
        .with(r#"{"current_password": "the token", "new_password": "battery staple"}"#),
    route("POST", "/user/email", Who::SignedIn)
        .with(r#"{"email": "nobody-{user}@example.org", "password": "the token"}"#),
    route("PATCH", "/user", Who::SignedIn).with(r#"{"first_name": "Ada"}"#),
    route("GET", "/user/export", Who::SignedIn),
    route("GET", "/user/dashboards", Who::SignedIn),
    route("PUT", "/user/dashboards", Who::SignedIn)
        .with(r#"{"version": 0, "dashboards": [{"name": "Home", "charts": ["metric=weight"]}]}"#),
    route("POST", "/login", Who::Prover).with(r#"{"email": "ada@example.org", "password": "wrong"}"#),
    route("POST", "/auth/refresh", Who::Prover).with(r#"{"refresh_token": "nobodys"}"#),
    route("GET", "/jwks", Who::Anybody),
    route("GET", "/_status", Who::Anybody),
    route("GET", "/_authenticated", Who::SignedIn),
    route("GET", "/user", Who::SignedIn),
    route("GET", "/user/sessions", Who::SignedIn),
    route("GET", "/token", Who::SignedIn),
    route("POST", "/token", Who::SignedIn).with(r#"{"name": "phone", "capability": "API"}"#),
    route("DELETE", "/token/{id}", Who::Owner).at("/token/{token}"),
    route("GET", "/feature-flags", Who::Anybody),
    route("POST", "/feature-flags", Who::Admin).with(r#"{"codename": "new-{user}"}"#),
    route("GET", "/feature-flags/{codename}", Who::Admin).at("/feature-flags/{flag}"),
    route("PATCH", "/feature-flags/{codename}", Who::Admin).at("/feature-flags/{flag}").with(r#"{"is_active": true}"#),
    route("POST", "/feature-flags/{codename}/toggle", Who::Admin).at("/feature-flags/{flag}/toggle"),
    route("GET", "/feature-flags/{codename}/history", Who::Admin).at("/feature-flags/{flag}/history"),
    route("DELETE", "/feature-flags/{codename}", Who::Admin).at("/feature-flags/{flag}"),
    route("POST", "/ofrep/v1/evaluate/flags", Who::Anybody).with(CONTEXT),
    route("POST", "/ofrep/v1/evaluate/flags/{key}", Who::Anybody).at("/ofrep/v1/evaluate/flags/{flag}").with(CONTEXT),
    route("GET", "/users", Who::Admin),
    route("POST", "/users", Who::Admin).with(
        r#"{"email": "new-{user}@example.org", "password": "correct horse", "first_name": "A", "last_name": "L"}"#,
    ),
    route("GET", "/users/{id}", Who::SelfOrAdmin).at("/users/{user}"),
    route("PUT", "/users/{id}", Who::Self_).at("/users/{user}").with(r#"{"first_name": "Ada"}"#),
    route("PATCH", "/users/{id}", Who::Self_).at("/users/{user}").with(r#"{"first_name": "Ada"}"#),
    route("POST", "/users/{id}/promote", Who::Admin).at("/users/{user}/promote"),
    route("POST", "/users/{id}/demote", Who::Admin).at("/users/{user}/demote"),
    route("POST", "/users/{id}/deactivate", Who::Admin).at("/users/{user}/deactivate"),
    route("POST", "/users/{id}/activate", Who::Admin).at("/users/{user}/activate"),
    route("DELETE", "/users/{id}", Who::SelfOrAdmin).at("/users/{user}"),
    route("GET", "/users/{id}/contacts", Who::Self_).at("/users/{user}/contacts"),
    route("POST", "/users/{id}/contacts", Who::Self_).at("/users/{user}/contacts").with(CONTACT),
    route("PUT", "/users/{id}/contacts", Who::Self_).at("/users/{user}/contacts").with(r#"{"order": [2, 1]}"#),
    route("PUT", "/users/{id}/contacts/{contact_id}", Who::Self_)
        .at("/users/{user}/contacts/1")
        .with(r#"{"last_name": "Jones"}"#),
    route("POST", "/users/{id}/contacts/drill", Who::Self_).at("/users/{user}/contacts/drill"),
    route("GET", "/users/{id}/probe_settings", Who::SelfOrAdmin).at("/users/{user}/probe_settings"),
    route("PUT", "/users/{id}/probe_settings", Who::Self_)
        .at("/users/{user}/probe_settings")
        .with(r#"{"active": true}"#),
    route("GET", "/users/{id}/probe_settings/preview", Who::Self_).at("/users/{user}/probe_settings/preview"),
    route("PUT", "/users/{id}/probe_settings/pause", Who::Self_)
        .at("/users/{user}/probe_settings/pause")
        .with(r#"{"until": "2026-12-24"}"#),
    route("DELETE", "/users/{id}/probe_settings/pause", Who::Self_).at("/users/{user}/probe_settings/pause"),
    route("POST", "/users/{id}/probe_settings/skip", Who::Self_)
        .at("/users/{user}/probe_settings/skip")
        .with(r#"{"next_run_at": "2026-11-25T18:00:00Z"}"#),
    route("GET", "/users/{id}/probes", Who::SelfOrAdmin).at("/users/{user}/probes"),
    route("POST", "/users/{id}/probes", Who::Self_).at("/users/{user}/probes").with("{}"),
    route("POST", "/users/{id}/probes/check-in", Who::Self_).at("/users/{user}/probes/check-in").with("{}"),
    route("GET", "/users/{id}/probes/messages", Who::Self_).at("/users/{user}/probes/messages"),
    route("DELETE", "/users/{id}/contacts/{contact_id}", Who::Self_).at("/users/{user}/contacts/1"),
    route("GET", "/mailboxes/{token_id}", Who::ReaderOwner).at("/mailboxes/{token}"),
    route("PATCH", "/mailboxes/{token_id}", Who::FullOwner).at("/mailboxes/{token}").with(r#"{"schedule": "@daily"}"#),
    route("POST", "/mailboxes/{token_id}/run", Who::FullOwner).at("/mailboxes/{token}/run"),
    route("GET", "/events", Who::Reader),
    route("GET", "/events/{id}", Who::ReaderOwner).at("/events/{event}"),
    route("PATCH", "/events/{id}", Who::FullOwner).at("/events/{event}").with(r#"{"review": "approved"}"#),
    route("POST", "/events/feed", Who::Full),
    route("DELETE", "/events/feed", Who::Full),
    route("GET", "/events.ics", Who::Prover),
    route("GET", "/probes", Who::Admin),
    route("GET", "/probes/stats", Who::Admin),
    route("GET", "/jobs", Who::Admin),
    route("GET", "/jobs/stats", Who::Admin),
    route("POST", "/webhook/sms", Who::Prover).with("MessageSid=SM1&From=%2B48120000001&Body=yes"),
    route("POST", "/webhook/sms/status", Who::Prover).with("MessageSid=SM1&MessageStatus=failed"),
    route("POST", "/user/refresh", Who::SignedIn),
    route("DELETE", "/user/sessions/{id}", Who::Owner).at("/user/sessions/{session}"),
    route("POST", "/auth/logout", Who::SignedIn),
    route("POST", "/user/logout-everywhere", Who::SignedIn),
    route("POST", "/user/logout", Who::SignedIn),
    route("DELETE", "/user", Who::SignedIn),
];

const fn route(method: &'static str, path: &'static str, who: Who) -> Route {
    Route { method, path, sent: path, body: "", who }
}

impl Route {
    const fn at(self, sent: &'static str) -> Route {
        Route { sent, ..self }
    }

    const fn with(self, body: &'static str) -> Route {
        Route { body, ..self }
    }

    /// The route by each of the names under which it is served, its own first.
    pub(crate) fn names(self) -> Vec<Route> {
        let served = served().into_iter().find(|(path, _)| path == self.path);
        let (_, names) = served.unwrap_or_else(|| panic!("{} is served nowhere", self.path));
        let (own, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| name == self.path);
        assert_eq!(own.len(), 1, "{}", self.path);
        [self].into_iter().chain(others.into_iter().map(|other| self.named(other.leak()))).collect()
    }

    fn named(self, other: &'static str) -> Route {
        let prefix = if other.starts_with("/v1/") { "/v1" } else { "" };
        let slash = if other.ends_with('/') { "/" } else { "" };
        if other != format!("{prefix}{}{slash}", self.path) {
            return Route { path: other, sent: other, ..self };
        }
        let (path, query) = self.sent.split_at(self.sent.find('?').unwrap_or(self.sent.len()));
        Route { path: other, sent: format!("{prefix}{path}{slash}{query}").leak(), ..self }
    }
}

/// Every path, and all names under which it is served: also those that clients of earlier servers use. They are no part of
/// openapi.json, docs/api.md has them.
fn served() -> Vec<(String, Vec<String>)> {
    [data::served(), accounts::served(), oauth::served(), probes::served(), mail::served(), health::served()].concat()
}
