//! A client of the fake that does no more than it is told, and calendars' answers without a port.

use fakes::Google;
use fakes::google::{Agenda, Refusal};
use reqwest::redirect::Policy;
use serde_json::Value;
use std::collections::HashMap;
use url::Url;

/// A verifier and its S256 challenge, both out of RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:8080/oauth2/google/callback";
pub(crate) const SCOPE: &str =
    "https://www.googleapis.com/auth/calendar.readonly https://www.googleapis.com/auth/userinfo.email";
/// 2026-11-21T00:00:00Z.
pub(crate) const NOW: i64 = 1_795_219_200_000;

/// A client of one fake Google.
pub(crate) struct Client {
    pub(crate) google: Google,
    http: reqwest::Client,
    web: Value,
}

impl Client {
    pub(crate) async fn new() -> Client {
        let google = Google::start().await;
        google.set_now(NOW);
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let json: Value = serde_json::from_str(&google.client_json()).unwrap();
        Client { google, http, web: json["web"].clone() }
    }

    pub(crate) fn web(&self, name: &str) -> &str {
        self.web[name].as_str().unwrap()
    }

    /// A consent URL that is in order, except for these parameters (an empty one is left out).
    pub(crate) fn consent_url(&self, other: &[(&str, &str)]) -> String {
        let usual = [
            ("response_type", "code"),
            ("client_id", self.web("client_id")),
            ("redirect_uri", REDIRECT),
            ("scope", SCOPE),
            ("access_type", "offline"),
            ("prompt", "consent"),
            ("state", "st/at+e"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let mut parameters: HashMap<_, _> = usual.into_iter().collect();
        parameters.extend(other.iter().copied());
        parameters.retain(|_, value| !value.is_empty());
        Url::parse_with_params(self.web("auth_uri"), parameters).unwrap().into()
    }

    /// A code of somebody who has just consented.
    pub(crate) async fn code(&self, other: &[(&str, &str)]) -> String {
        let back = self.google.approve(&self.consent_url(other)).await;
        parameters(&back)["code"].clone()
    }

    /// `POST /token` with the client's id and secret.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> (u16, Value) {
        let client = [("client_id", self.web("client_id")), ("client_secret", self.web("client_secret"))];
        let form: Vec<_> = client.iter().chain(form).collect();
        answer(self.http.post(self.web("token_uri")).body(encoded(&form))).await
    }

    pub(crate) async fn token_with_basic(&self, secret: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let form: Vec<_> = form.iter().collect();
        let request = self.http.post(self.web("token_uri")).basic_auth(self.web("client_id"), Some(secret));
        answer(request.body(encoded(&form))).await
    }

    pub(crate) async fn exchange(&self, code: &str) -> (u16, Value) {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        self.token(&form).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> (u16, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// The tokens of somebody who has just consented.
    pub(crate) async fn connected(&self) -> Value {
        let (status, tokens) = self.exchange(&self.code(&[]).await).await;
        assert_eq!(status, 200, "{tokens}");
        tokens
    }

    pub(crate) async fn revoke(&self, token: &str) -> u16 {
        let request = self.http.post(self.google.revoke_url()).body(encoded(&[&("token", token)]));
        answer(request).await.0
    }

    /// `GET` of a path below the Calendar API.
    pub(crate) async fn api(&self, token: &str, path: &str) -> (u16, Value) {
        let url = format!("{}/calendar/v3/{path}", self.google.url());
        answer(self.http.get(url).bearer_auth(token)).await
    }

    pub(crate) async fn get(&self, url: &str) -> reqwest::Response {
        self.http.get(url).send().await.unwrap()
    }

    pub(crate) async fn try_get(&self, url: &str) -> reqwest::Result<String> {
        self.http.get(url).send().await?.text().await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

fn encoded(form: &[&(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form.iter().copied()).finish()
}

/// A URL's query.
pub(crate) fn parameters(url: &str) -> HashMap<String, String> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

/// `events.list` without a port.
pub(crate) fn list(agenda: &Agenda, query: &[(&str, &str)]) -> Result<Value, Refusal> {
    let query: Vec<_> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    agenda.list(&query)
}

/// The ids on a page, in their order; of a cancelled resource with a minus.
pub(crate) fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| format!("{}{}", sign(item), item["id"].as_str().unwrap())).collect()
}

fn sign(item: &Value) -> &'static str {
    if item["status"] == "cancelled" { "-" } else { "" }
}
