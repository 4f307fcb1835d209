//! Mails to read, and a mailbox that keeps events as the store does.

use extract::model::{self, Outcome};
use extract::{Event, Found, Mail, Merged, Reading, is_same, merge, read};
use jiff::tz::TimeZone;
use std::fs;
use std::path::PathBuf;

/// When mails arrive that do not say when they were sent: 2026-11-16T14:00:00Z.
pub(crate) const ARRIVED: i64 = 1_794_837_600_000;

pub(crate) fn home() -> TimeZone {
    series::parse_zone("America/New_York").expect("a zone")
}

pub(crate) fn corpus(name: &str) -> Vec<u8> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "corpus", name].iter().collect();
    fs::read(path).expect("a file of the corpus")
}

pub(crate) fn mail(bytes: impl AsRef<[u8]>) -> Mail {
    Mail::read(bytes.as_ref(), ARRIVED).expect("a mail")
}

/// A mail of one part, from nobody in particular.
pub(crate) fn mail_of(content_type: &str, body: &str) -> Mail {
    mail(format!(
        "From: Ada <ada@example.org>\r\nSubject: Test\r\nDate: Mon, 16 Nov 2026 09:00:00 -0500\r\n\
         Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: {content_type}\r\n\r\n{body}"
    ))
}

/// A mail with a calendar: `lines` of a VEVENT, and those before it.
pub(crate) fn invitation(before: &str, lines: &str) -> Mail {
    let calendar = format!(
        "BEGIN:VCALENDAR\nVERSION:2.0\n{before}BEGIN:VEVENT\nUID:1@example.org\n{lines}END:VEVENT\nEND:VCALENDAR\n"
    );
    mail_of("text/calendar; charset=utf-8", &calendar.replace('\n', "\r\n"))
}

/// The events that a mail tells of by itself.
pub(crate) fn found(mail: &Mail) -> Vec<Found> {
    match read(mail, &home()) {
        Reading::Events(_, events) => events,
        Reading::Nothing | Reading::Prose => Vec::new(),
    }
}

/// The one event of a mail.
pub(crate) fn one(mail: &Mail) -> Found {
    let mut found = found(mail);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// What a server of models answers when the model says this.
pub(crate) fn completion(content: &str) -> Vec<u8> {
    let message = serde_json::json!({ "role": "assistant", "content": content });
    serde_json::json!({ "choices": [{ "finish_reason": "stop", "message": message }] }).to_string().into_bytes()
}

/// What the model says of one event: title and start, and with these fields otherwise.
pub(crate) fn told(title: &str, start: &str, other: serde_json::Value) -> Vec<u8> {
    let mut event = serde_json::json!({
        "title": title, "description": null, "start": start, "end": null, "time_zone": null, "location": null,
        "category": null, "organizer_name": null, "organizer_url": null, "source_url": null, "status": "confirmed",
        "tags": [],
    });
    for (name, value) in other.as_object().expect("an object") {
        event[name] = value.clone();
    }
    completion(&serde_json::json!({ "events": [event] }).to_string())
}

/// The events that the model's answer to a mail tells of.
pub(crate) fn answered(mail: &Mail, body: &[u8]) -> Vec<Found> {
    match model::read(body, mail, &home()).outcome {
        Outcome::Events(events) => events,
        other => panic!("no events but {other:?}"),
    }
}

/// Events as they are kept.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) events: Vec<Event>,
}

impl Kept {
    /// Takes in what a mail tells; a word for each event says what became of it.
    pub(crate) fn take(&mut self, mail: &Mail, found: &[Found], now: i64) -> Vec<&'static str> {
        found.iter().map(|found| self.take_one(mail, found, now)).collect()
    }

    fn take_one(&mut self, mail: &Mail, found: &Found, now: i64) -> &'static str {
        let at = self.events.iter().position(|event| is_same(found, event));
        let merged = merge(at.map(|at| &self.events[at]), found, mail, now);
        let (word, event) = match merged {
            Merged::Created(event) => {
                self.events.push(event);
                return "created";
            }
            Merged::Unchanged => return "unchanged",
            Merged::Updated(event) => ("updated", event),
            Merged::Deduplicated(event) => ("deduplicated", event),
        };
        self.events[at.expect("only what is known is merged")] = event;
        word
    }
}
