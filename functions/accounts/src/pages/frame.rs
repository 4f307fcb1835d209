//! What all pages have in common: how they look, and what they tell a browser not to do.

use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, StatusCode};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use web::{Detail, Error, Secret};

/// Read on a telephone as on a desk, by day and by night.
const STYLE: &str = include_str!("style.css");
/// Our style, our forms, and nothing else: the hash is that of `style.css`.
const POLICY: &str = "default-src 'none'; style-src 'sha256-HLOffPHb6KtlipyaWsVEyF03xXig0tOER/ixBtNcu8I='; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
/// A page may hold a code and is nobody else's business.
const HEADERS: [(HeaderName, &str); 5] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CONTENT_SECURITY_POLICY, POLICY),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (CACHE_CONTROL, "no-store"),
];

/// A page.
pub(crate) struct Page {
    status: StatusCode,
    title: &'static str,
    content: Markup,
}

impl Page {
    /// With this title.
    pub(crate) fn new(title: &'static str, content: Markup) -> Page {
        Page { status: StatusCode::OK, title, content }
    }

    /// As an error.
    pub(crate) fn with_status(self, status: StatusCode) -> Page {
        Page { status, ..self }
    }

    /// A sentence, and where to go on.
    pub(crate) fn says(title: &'static str, text: &str) -> Page {
        Page::new(title, html! { p { (text) } })
    }

    /// The link is good for nothing.
    pub(crate) fn dead_link() -> Page {
        let content = html! {
            p { "This link has been used, a newer letter has replaced it, or it is too old." }
            p { "Take the link of the newest letter, or ask for another one." }
        };
        Page::new("This link is no longer good", content).with_status(StatusCode::BAD_REQUEST)
    }

    /// What went wrong, for people. It is logged here as every error is.
    fn of_error(error: Error) -> Response {
        let words = words(&error);
        let response = error.into_response();
        let page = Page::says("That did not work", &words).with_status(response.status());
        let mut page = page.into_response();
        let told = response.headers().iter().filter(|(name, _)| *name != CONTENT_TYPE && *name != CONTENT_LENGTH);
        let told: HeaderMap = told.map(|(name, value)| (name.clone(), value.clone())).collect();
        page.headers_mut().extend(told);
        page
    }

    fn html(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (self.title) " · Impulses" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    main {
                        p.name { "Impulses" }
                        h1 { (self.title) }
                        (self.content)
                    }
                }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.html().into_string()).into_response();
        for (name, value) in HEADERS {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// A page, also of what went wrong.
pub(crate) fn answer(page: Result<Page, Error>) -> Response {
    page.map_or_else(Page::of_error, IntoResponse::into_response)
}

/// A form with a code in it that nobody has to see. `problem` is what was wrong with it before.
pub(crate) fn form(action: &str, code: Option<&Secret>, problem: Option<&str>, fields: &Markup, send: &str) -> Markup {
    html! {
        @if let Some(problem) = problem { p.problem role="alert" { (problem) } }
        form method="post" action=(action) {
            @if let Some(code) = code { input type="hidden" name="code" value=(code.reveal()); }
            (fields)
            button { (send) }
        }
    }
}

/// One line to fill in. `kind` is HTML's, `hint` what a password manager goes by.
pub(crate) fn field(label: &str, name: &str, kind: &str, hint: &str, value: &str) -> Markup {
    html! {
        label for=(name) { (label) }
        input id=(name) name=(name) type=(kind) autocomplete=(hint) value=(value) required maxlength="1024";
    }
}

fn words(error: &Error) -> String {
    match error.detail() {
        Detail::Text(text) => text.to_string(),
        Detail::Violations(violations) => violations.first().map_or_else(String::new, |first| first.msg.to_string()),
        Detail::Coded(coded) => coded.code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_policy_allows_our_style_and_no_other() {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        assert!(POLICY.contains(&format!("style-src 'sha256-{hash}'")), "it is {hash}");
        assert!(!POLICY.contains("unsafe") && !POLICY.contains("script"));
    }

    #[test]
    fn what_somebody_sent_cannot_become_markup() {
        let code = Secret::new("\"><script>alert(1)</script>");
        let evil = "<b>\"'&";
        let content = form("/x", Some(&code), Some(evil), &field("a", "b", "text", "c", evil), "Send");
        let page = Page::new("t", content).html().into_string();
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(page.contains("&lt;script&gt;") && page.contains("&lt;b&gt;"));
    }
}
