//! What holds on every path, once, round all routes: CORS, forged requests, 404 and 405, the trailing slash, caches, panics,
//! the access log.

use crate::cors::Cors;
use crate::forgery::Forgery;
use crate::slash::Slashed;
use crate::{AnswerCoding, Error, endpoint, small_answer};
use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, HeaderValue, ORIGIN};
use http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use std::time::Instant;
use tower::ServiceExt;

/// A method that no route has. Under it a request finds out whether there is such a path, and reaches no handler.
const NOBODYS: Method = Method::TRACE;
/// What an answer says to caches that says nothing else. Nearly all are about one asker, and a token in a header of our own
/// tells no cache on the way that the answer is private (RFC 9111, 3).
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What differs between installations.
#[derive(Clone, Debug, Default)]
pub struct BorderConfig {
    /// The one origin whose pages may read our answers, and change something by their cookie; without it none may.
    pub origin: Option<String>,
    /// Where clients reach us, `https://host` and perhaps a path; without it we believe their `Host`.
    pub public_base: Option<String>,
}

/// Puts the border round all routes of a process. Once, after the last route was added.
pub fn border(routes: Router, config: &BorderConfig) -> Router {
    let border = Arc::new(Border {
        routes: endpoint::observed(routes),
        cors: Cors::new(config.origin.as_deref()),
        forgery: Forgery::new(config.origin.as_deref(), config.public_base.as_deref()),
        public_base: config.public_base.clone(),
    });
    Router::new().fallback(move |request: Request| async move { border.answer(request).await })
}

struct Border {
    routes: Router,
    cors: Cors,
    forgery: Forgery,
    public_base: Option<String>,
}

impl Border {
    async fn answer(&self, request: Request) -> Response {
        let began = Instant::now();
        let method = request.method().clone();
        let origin = request.headers().get(ORIGIN).cloned();
        let mut response = match self.cors.preflight(request.method(), request.headers()) {
            Some(answered) => answered,
            None => self.pass(request).await,
        };
        self.cors.mark(origin.as_ref(), response.headers_mut());
        response.headers_mut().entry(CACHE_CONTROL).or_insert(NO_STORE);
        log(&method, &response, began);
        response
    }

    async fn pass(&self, mut request: Request) -> Response {
        if let Some(error) = unspeakable(request.uri().path()) {
            return error.into_response();
        }
        if let Err(forged) = self.forgery.check(request.method(), request.headers()) {
            return forged.into_response();
        }
        if request.method() == Method::HEAD {
            // axum would run the handler of GET; here HEAD is nobody's.
            *request.method_mut() = NOBODYS;
        }
        let coding = AnswerCoding::from_headers(request.headers());
        let slashed = Slashed::of(&request, self.public_base.as_deref());
        let mut response = self.call(request).await;
        if let Some(slashed) = slashed.filter(|_| route(&response).is_none())
            && self.has_route(slashed.path()).await
        {
            return slashed.into_response();
        }
        forget_head(response.headers_mut());
        small_answer::compressed(response, coding).await
    }

    async fn has_route(&self, path: &str) -> bool {
        let request = Request::builder().method(NOBODYS).uri(path).body(Body::empty());
        match request {
            Ok(request) => route(&self.call(request).await).is_some(),
            Err(_) => false,
        }
    }

    async fn call(&self, request: Request) -> Response {
        let Ok(response) = self.routes.clone().oneshot(request).await;
        response
    }
}

/// A path that means something else once decoded: a `/` inside a segment is 404, as if it stood there plainly.
fn unspeakable(path: &str) -> Option<Error> {
    if path.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"%2F")) {
        return Some(Error::not_found(endpoint::NOT_FOUND));
    }
    let decoded = percent_decode_str(path).decode_utf8();
    decoded.is_err().then(|| Error::invalid("The path is not UTF-8 once decoded"))
}

/// `Allow` names what would be answered, and HEAD never is.
fn forget_head(headers: &mut HeaderMap) {
    let Some(allowed) = headers.get(ALLOW).and_then(|value| value.to_str().ok()) else { return };
    let methods: Vec<&str> = allowed.split(',').map(str::trim).filter(|method| *method != "HEAD").collect();
    if let Ok(allowed) = HeaderValue::from_str(&methods.join(", ")) {
        headers.insert(ALLOW, allowed);
    }
}

fn route(response: &Response) -> Option<&str> {
    response.extensions().get::<MatchedPath>().map(MatchedPath::as_str)
}

/// The route's template and never the path, which may name people and their habits.
fn log(method: &Method, response: &Response, began: Instant) {
    tracing::info!(
        http.method = %method,
        http.route = route(response).unwrap_or("none"),
        http.status = response.status().as_u16(),
        duration_ms = began.elapsed().as_secs_f64() * 1e3,
        "request"
    );
}

#[cfg(test)]
mod tests;
