//! The outbox: the letters and text messages that would have been sent, for whoever sits at this machine.
//!
//! There are codes in letters that open accounts, so only this machine is answered: a peer, a host and no proxy that
//! say so. The host keeps out pages that have their own name lead here (DNS rebinding).

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, FORWARDED, HOST, REFERRER_POLICY};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use maud::{DOCTYPE, Markup, html};
use post::InOutbox as Letter;
use serde::Serialize;
use sms::InOutbox as Text;
use std::net::{IpAddr, SocketAddr};

/// Where people read them.
pub(crate) const PAGE: &str = "/outbox";
/// Where scripts do.
const JSON: &str = "/outbox.json";
/// What a proxy adds to a request.
const PROXIED: [&str; 3] = ["x-forwarded-for", "x-forwarded-host", "via"];
/// Nothing is loaded, and nothing runs: a page about letters is no place for either.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
const STYLE: &str = "body { font-family: sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em } \
                     article { border-top: 1px solid #ccc } pre { white-space: pre-wrap; overflow-wrap: anywhere }";

/// What went out, by either way. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Outbox {
    /// Letters.
    pub(crate) letters: post::Outbox,
    /// Text messages.
    pub(crate) texts: sms::Outbox,
}

/// One of the things that went out.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Sent {
    Letter(Letter),
    Text(Text),
}

impl Outbox {
    /// An empty one, on a machine of this address.
    pub(crate) fn at(url: &str) -> Outbox {
        let page = format!("{url}{PAGE}");
        Outbox { letters: post::Outbox::new(page.clone()), texts: sms::Outbox::new(page).shown_by(show) }
    }

    /// Everything, the newest first.
    fn sent(&self) -> Vec<Sent> {
        let letters = self.letters.letters().into_iter().map(Sent::Letter);
        let mut sent: Vec<_> = letters.chain(self.texts.messages().into_iter().map(Sent::Text)).collect();
        sent.sort_by_key(|sent| std::cmp::Reverse(sent.sent_at()));
        sent
    }
}

/// On the console, for whoever sits before it. Nothing in a message moves the cursor.
fn show(text: &Text) {
    let shown: String = text.text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    eprintln!("Text message to {}: {shown}", text.to);
}

impl Sent {
    fn sent_at(&self) -> i64 {
        match self {
            Sent::Letter(letter) => letter.sent_at,
            Sent::Text(text) => text.sent_at,
        }
    }
}

/// The router with the outbox before it.
pub(crate) fn before(router: Router, outbox: Outbox) -> Router {
    let pages = Router::new().route(PAGE, get(page)).route(JSON, get(json)).with_state(outbox);
    pages.layer(from_fn(only_here)).fallback_service(router)
}

async fn page(State(outbox): State<Outbox>) -> Html<String> {
    Html(list(&outbox.sent()).into_string())
}

async fn json(State(outbox): State<Outbox>) -> Json<Vec<Sent>> {
    Json(outbox.sent())
}

async fn only_here(ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request, next: Next) -> Response {
    if !is_here(peer.ip(), request.headers()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let headers = [(CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "no-referrer"), (CONTENT_SECURITY_POLICY, POLICY)];
    (headers, next.run(request).await).into_response()
}

fn is_here(peer: IpAddr, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let is_proxied = headers.contains_key(FORWARDED) || PROXIED.iter().any(|name| headers.contains_key(*name));
    peer.to_canonical().is_loopback() && is_loopback(host) && !is_proxied
}

/// Whether a host, perhaps with a port, is this machine's own.
fn is_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn list(sent: &[Sent]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Outbox of Impulses" } style { (STYLE) } }
            body {
                h1 { "Outbox" }
                p { "What would have been sent, the newest first. It is gone when Impulses ends." }
                @if sent.is_empty() { p { "There is nothing." } }
                @for sent in sent {
                    article {
                        @match sent {
                            Sent::Letter(letter) => (letter_shown(letter)),
                            Sent::Text(text) => (text_shown(text)),
                        }
                    }
                }
            }
        }
    }
}

fn letter_shown(letter: &Letter) -> Markup {
    html! {
        h2 { (letter.subject) }
        p { "Letter to " (letter.to) }
        pre { @for line in letter.text.lines() { (linked(line)) "\n" } }
    }
}

fn text_shown(text: &Text) -> Markup {
    html! {
        p { "Text message to " (text.to) ", paid for as " (text.segments) }
        pre { @for line in text.text.lines() { (linked(line)) "\n" } }
    }
}

/// A line of a letter; those that are links can be followed.
fn linked(line: &str) -> Markup {
    let is_link = line.starts_with("https://") || line.starts_with("http://");
    html! { @if is_link { a href=(line) { (line) } } @else { (line) } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn check(peer: &str, host: &str, proxied: Option<&'static str>, expect: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_str(host).unwrap());
        if let Some(name) = proxied {
            headers.insert(name, HeaderValue::from_static("203.0.113.9"));
        }
        assert_eq!(is_here(peer.parse().unwrap(), &headers), expect, "{peer} {host} {proxied:?}");
    }

    #[test]
    fn only_this_machine_reads_letters() {
        for host in ["127.0.0.1:8080", "127.0.0.1", "localhost:8080", "localhost", "[::1]:8080", "[::1]"] {
            check("127.0.0.1", host, None, true);
            check("::1", host, None, true);
            check("::ffff:127.0.0.1", host, None, true);
            check("192.168.1.7", host, None, false);
        }
        for host in ["evil.example", "evil.example:8080", "localhost.evil.example", "192.168.1.2:8080", "", "[::2]"] {
            check("127.0.0.1", host, None, false);
        }
        for name in ["forwarded", "x-forwarded-for", "via"] {
            check("127.0.0.1", "127.0.0.1:8080", Some(name), false);
        }
    }

    #[test]
    fn a_letter_is_escaped_and_its_links_can_be_followed() {
        let letter = Letter {
            id: domain::LetterId(uuid::Uuid::nil()),
            sent_at: 0,
            to: "\"<b>\"@example.org".to_owned(),
            subject: "<script>1</script>".to_owned(),
            text: "Hello <img src=x>,\n\nhttps://ui.example/verify?a=\"><script>#code=1&b=2\njavascript:1".to_owned(),
            html: String::new(),
        };
        let page = list(&[Sent::Letter(letter)]).into_string();
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(
            page.contains("<a href=\"https://ui.example/verify?a=&quot;&gt;&lt;script&gt;#code=1&amp;b=2\">"),
            "{page}"
        );
        assert!(!page.contains("href=\"javascript"), "{page}");
    }

    fn text(id: &str, sent_at: i64, text: &str) -> Text {
        Text { id: id.to_owned(), sent_at, to: "+48123456789".to_owned(), text: text.to_owned(), segments: 2 }
    }

    #[test]
    fn a_text_message_is_escaped_too() {
        let page = list(&[Sent::Text(text("1", 0, "<script>1</script>\nhttps://ui.example/ok"))]).into_string();
        assert!(!page.contains("<script") && page.contains("<a href=\"https://ui.example/ok\">"), "{page}");
        assert!(page.contains("Text message to +48123456789, paid for as 2"), "{page}");
    }

    #[test]
    fn what_went_out_says_what_it_is() {
        let sent = serde_json::to_value(Sent::Text(text("7", 5, "Hello"))).expect("JSON");
        let expect = serde_json::json!({
            "kind": "text", "id": "7", "sent_at": 5, "to": "+48123456789", "text": "Hello", "segments": 2
        });
        assert_eq!(sent, expect);
    }
}
