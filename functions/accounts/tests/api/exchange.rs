//! Requests and answers, in short forms.

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use std::net::IpAddr;
use web::ClientAddress;

/// A request in the making.
pub(crate) struct Call {
    request: http::request::Builder,
    body: Body,
}

impl Call {
    pub(crate) fn new(method: &str, path: &str) -> Call {
        Call { request: Request::builder().method(method).uri(path), body: Body::empty() }
    }

    pub(crate) fn get(path: &str) -> Call {
        Call::new("GET", path)
    }

    pub(crate) fn post(path: &str) -> Call {
        Call::new("POST", path)
    }

    pub(crate) fn delete(path: &str) -> Call {
        Call::new("DELETE", path)
    }

    pub(crate) fn sid(self, sid: &str) -> Call {
        Call { request: self.request.header(COOKIE, format!("sid={sid}")), ..self }
    }

    pub(crate) fn bearer(self, token: &str) -> Call {
        Call { request: self.request.header(AUTHORIZATION, format!("Bearer {token}")), ..self }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Call {
        Call { request: self.request.header(name, value), ..self }
    }

    /// A body that says it is a form, as it travels.
    pub(crate) fn form_text(self, body: &str) -> Call {
        let request = self.request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Call { request, body: Body::from(body.to_owned()) }
    }

    pub(crate) fn from(self, address: &str) -> Call {
        let address: IpAddr = address.parse().expect("an address");
        Call { request: self.request.extension(ClientAddress(address)), ..self }
    }

    pub(crate) fn json(self, body: Value) -> Call {
        self.text(&body.to_string())
    }

    /// What a browser sends of a form.
    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Call {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Call { request, body: Body::from(body) }
    }

    /// A body that says it is JSON.
    pub(crate) fn text(self, body: &str) -> Call {
        let request = self.request.header(CONTENT_TYPE, "application/json");
        Call { request, body: Body::from(body.to_owned()) }
    }

    pub(crate) fn into_request(self) -> Request<Body> {
        self.request.body(self.body).expect("a valid request")
    }
}

/// A response that has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(response: axum::response::Response) -> Answer {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes();
        let body = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The body of a success.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        self.json()
    }

    /// That its object has these keys, in this order, and no others.
    pub(crate) fn has_keys(&self, keys: &[&str]) {
        let places: Vec<_> = keys.iter().map(|key| self.body.find(&format!("\"{key}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", self.body);
        assert_eq!(self.json().as_object().map(serde_json::Map::len), Some(keys.len()), "{}", self.body);
    }

    /// Status and `detail`; of a list each rule and the last step to its place.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let detail = &self.json()["detail"];
        let listed = |violation: &Value| {
            let place = violation["loc"].as_array().and_then(|loc| loc.last()).expect("a place");
            format!("{} {}", violation["type"].as_str().expect("a rule"), place).replace('"', "")
        };
        let text = match detail {
            Value::Array(list) => list.iter().map(listed).collect::<Vec<_>>().join(", "),
            other => other.as_str().expect("a sentence").to_owned(),
        };
        (self.status, text)
    }

    /// Status, and code and reason of the `detail`.
    pub(crate) fn coded(&self) -> (u16, String) {
        let detail = &self.json()["detail"];
        if let Some(code) = detail.as_str() {
            return (self.status, code.to_owned());
        }
        let text = |field: &str| detail[field].as_str().expect("a text").to_owned();
        (self.status, format!("{} {}", text("code"), text("reason")))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("ASCII")).collect()
    }

    /// The session that it sets.
    pub(crate) fn sid(&self) -> String {
        let [cookie] = self.cookies()[..] else { panic!("one cookie: {self:?}") };
        let sid = cookie.strip_prefix("sid=").and_then(|rest| rest.split(';').next());
        sid.expect("a session").to_owned()
    }
}
