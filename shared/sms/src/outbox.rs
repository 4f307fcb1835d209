//! Where text messages go on one machine: to its console and a page, and nowhere else. Its owner reads them there.

use crate::{Accepted, MessageSid, Outgoing, Segments, Status};
use serde::Serialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many messages are kept: more than anybody looks through.
const KEPT: usize = 100;

/// The last messages, in memory. Cheap to clone, with the same messages in it.
#[derive(Clone)]
pub struct Outbox {
    page: String,
    console: fn(&InOutbox),
    messages: Arc<Mutex<VecDeque<InOutbox>>>,
}

/// A message that would have been sent. Debug shows which one it is, and nothing else.
#[derive(Clone, Serialize)]
pub struct InOutbox {
    /// Which one it is.
    pub id: String,
    /// When it went out, in ms.
    pub sent_at: i64,
    /// To whom.
    pub to: String,
    /// What it says.
    pub text: String,
    /// As how many messages it would have been paid for.
    pub segments: usize,
}

impl Outbox {
    /// An empty one, that people look at under this address.
    pub fn new(page: impl Into<String>) -> Outbox {
        Outbox { page: page.into(), console: |_| {}, messages: Arc::default() }
    }

    /// The same, which also shows each message in this way: a log is no place for what messages say.
    pub fn shown_by(self, console: fn(&InOutbox)) -> Outbox {
        Outbox { console, ..self }
    }

    /// The messages in it, the newest first.
    pub fn messages(&self) -> Vec<InOutbox> {
        self.kept().iter().cloned().collect()
    }

    /// Takes a message. One that comes again takes the place of the first.
    pub(crate) fn take(&self, message: &Outgoing<'_>, now: i64) -> Accepted {
        let (id, to, text) = (message.id.to_owned(), message.to.as_str().to_owned(), message.text.to_owned());
        let segments = Segments::of(&text).count;
        let taken = InOutbox { id, sent_at: now, to, text, segments };
        tracing::info!("a text message is in the outbox: {}", self.page);
        (self.console)(&taken);
        let mut kept = self.kept();
        kept.retain(|kept| kept.id != taken.id);
        kept.push_front(taken);
        kept.truncate(KEPT);
        Accepted { sid: MessageSid::in_outbox(message.id), status: Status::Delivered }
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<InOutbox>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
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
    use domain::PhoneNumber;

    #[test]
    fn the_last_hundred_are_kept_the_newest_first_and_none_twice() {
        let outbox = Outbox::new("http://127.0.0.1:8080/outbox");
        let to = PhoneNumber::parse("+48123456789").unwrap();
        let take = |n: usize| {
            let (id, text) = (format!("message-{n}"), n.to_string());
            outbox.take(&Outgoing { id: &id, to: &to, text: &text, report_to: None, worth_s: None }, 7)
        };
        for n in 0..=KEPT {
            assert_eq!(take(n).sid.as_str(), format!("outbox-message-{n}"));
        }
        assert_eq!(take(50).status, Status::Delivered);
        let texts: Vec<_> = outbox.messages().into_iter().map(|message| message.text).collect();
        assert_eq!((texts.len(), texts[0].as_str(), texts[1].as_str()), (KEPT, "50", "100"));
        assert_eq!(texts.last().map(String::as_str), Some("1"));
        let first = &outbox.messages()[0];
        assert_eq!((first.to.as_str(), first.sent_at, first.segments), ("+48123456789", 7, 1));
        assert_eq!(format!("{first:?}"), "InOutbox(message-50)");
    }
}
