//! The words of Gmail's search box, as far as the fake knows them
//! (<https://support.google.com/mail/answer/7190>): all have to hold.

use super::inbox::{Inbox, Letter};
use crate::google::answer::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What is searched for.
#[derive(Default)]
pub(super) struct Search(Vec<Term>);

enum Term {
    /// With spaces and slashes as hyphens, as the search box writes them.
    Label(String),
    /// A part of a header, in lower case.
    Header(&'static str, String),
    /// In ms: at or after it,
    After(i64),
    /// or before it.
    Before(i64),
}

impl Search {
    pub(super) fn read(query: &str) -> Result<Search, Refusal> {
        let terms = query.split([' ', '(', ')']).filter(|word| !word.is_empty()).map(|word| {
            let unknown = || Refusal::invalid(format!("This fake does not know how to search for {word}."));
            let (operator, value) = word.split_once(':').ok_or_else(unknown)?;
            match operator {
                "label" => Ok(Term::Label(searched(value))),
                "from" => Ok(Term::Header("from:", value.to_lowercase())),
                "subject" => Ok(Term::Header("subject:", value.to_lowercase())),
                "after" => time(value).map(Term::After).ok_or_else(unknown),
                "before" => time(value).map(Term::Before).ok_or_else(unknown),
                _ => Err(unknown()),
            }
        });
        terms.collect::<Result<_, _>>().map(Search)
    }

    pub(super) fn finds(&self, letter: &Letter, inbox: &Inbox) -> bool {
        self.0.iter().all(|term| match term {
            Term::Label(name) => {
                let mut labels = inbox.labels().filter(|(id, _)| letter.labels.contains(*id));
                labels.any(|(_, label)| searched(label) == *name)
            }
            Term::Header(header, part) => has(letter, header, part),
            Term::After(at) => *at <= letter.received_at,
            Term::Before(at) => letter.received_at < *at,
        })
    }
}

fn searched(label: &str) -> String {
    label.to_lowercase().replace([' ', '/'], "-")
}

/// Seconds since 1970, or a date as `2026/11/21`, of UTC here.
fn time(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds * 1000);
    }
    let date: Date = text.replace('/', "-").parse().ok()?;
    let at: Timestamp = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(at.as_millisecond())
}

fn has(letter: &Letter, header: &str, part: &str) -> bool {
    let text = String::from_utf8_lossy(&letter.raw).to_lowercase();
    let head = text.split("\r\n\r\n").next().and_then(|head| head.split("\n\n").next()).unwrap_or_default();
    head.lines().any(|line| line.strip_prefix(header).is_some_and(|rest| rest.contains(part)))
}
