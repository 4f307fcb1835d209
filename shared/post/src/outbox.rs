//! Where letters go on one machine: nowhere. Its owner reads them there.

use domain::{Email, LetterId};
use letters::Rendered;
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many letters are kept: more than anybody looks through.
const KEPT: usize = 100;

/// The last letters, in memory. Cheap to clone, with the same letters in it.
#[derive(Clone)]
pub struct Outbox {
    page: String,
    letters: Arc<Mutex<VecDeque<InOutbox>>>,
}

/// A letter that would have been sent. Debug shows which one it is, and nothing else.
#[derive(Clone, Serialize)]
pub struct InOutbox {
    /// Which one it is.
    pub id: LetterId,
    /// When it went out, in ms.
    pub sent_at: i64,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// As plain text; each link stands on a line of its own.
    pub text: String,
    /// As HTML.
    pub html: String,
}

impl Outbox {
    /// An empty one, that people look at under this address.
    pub fn new(page: impl Into<String>) -> Outbox {
        Outbox { page: page.into(), letters: Arc::default() }
    }

    /// The letters in it, the newest first.
    pub fn letters(&self) -> Vec<InOutbox> {
        self.kept().iter().cloned().collect()
    }

    /// Takes a letter; answers a name for it. One that comes again takes the place of the first.
    pub(crate) fn take(&self, id: LetterId, to: &Email, letter: Rendered, now: i64) -> String {
        let Rendered { subject, text, html } = letter;
        let mut kept = self.kept();
        kept.retain(|letter| letter.id != id);
        kept.push_front(InOutbox { id, sent_at: now, to: to.as_str().to_owned(), subject, text, html });
        kept.truncate(KEPT);
        drop(kept);
        tracing::info!("a letter is in the outbox: {}", self.page);
        format!("outbox-{id}")
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<InOutbox>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for InOutbox {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "InOutbox({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_hundred_are_kept_the_newest_first_and_none_twice() {
        let outbox = Outbox::new("http://127.0.0.1:8080/outbox");
        let to = Email::parse("ada@example.org").unwrap();
        let letter = |n: usize| Rendered { subject: n.to_string(), text: String::new(), html: String::new() };
        let ids: Vec<_> = (0..=KEPT).map(|_| LetterId(uuid::Uuid::new_v4())).collect();
        for (n, id) in ids.iter().enumerate() {
            outbox.take(*id, &to, letter(n), 0);
        }
        outbox.take(ids[50], &to, letter(50), 0);
        let subjects: Vec<_> = outbox.letters().into_iter().map(|letter| letter.subject).collect();
        assert_eq!((subjects.len(), subjects[0].as_str(), subjects[1].as_str()), (KEPT, "50", "100"));
        assert_eq!(subjects.last().map(String::as_str), Some("1"));
    }
}
