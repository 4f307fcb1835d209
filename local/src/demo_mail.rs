//! The demonstration's mailbox: the mails that `extract` is tested with, and a model that says of them what it says there.

use fakes::OpenAi;
use fakes::google::Mailbox;
use fakes::openai::Reply;
use serde_json::Value;

/// The label that is read where nobody says otherwise.
const LABEL: &str = "Events";
/// Between two mails, in ms, so that they are listed in their order.
const APART_MS: i64 = 60_000;

/// A file of the corpus.
macro_rules! corpus {
    ($name:literal) => {
        include_bytes!(concat!("../../shared/extract/corpus/", $name))
    };
}

/// In the order in which they came.
const MAILS: [&[u8]; 13] = [
    corpus!("01-newsletter.eml"),
    corpus!("02-invitation.eml"),
    corpus!("03-update.eml"),
    corpus!("04-late-copy.eml"),
    corpus!("05-cancellation.eml"),
    corpus!("06-acceptance.eml"),
    corpus!("07-ticket.eml"),
    corpus!("08-orchestra.eml"),
    corpus!("09-forward.eml"),
    corpus!("10-charset.eml"),
    corpus!("11-hostile.eml"),
    corpus!("12-undated.eml"),
    corpus!("13-course.eml"),
];

/// What is answered where this stands in a mail; what comes later counts.
const ANSWERS: [(&str, &[u8]); 4] = [
    ("The Lantern", corpus!("01-newsletter.answer.json")),
    ("indien", corpus!("10-charset.answer.json")),
    ("previous instructions", corpus!("11-hostile.answer.json")),
    ("Middlemarch", corpus!("12-undated.answer.json")),
];

/// Mails have come until `now`, in ms.
pub(crate) fn fill(mailbox: &Mailbox, now: i64) {
    for (mail, age) in MAILS.iter().rev().zip(1..) {
        mailbox.receive_at(*mail, &[LABEL], now - age * APART_MS);
    }
}

/// The model knows what to say.
pub(crate) fn teach(model: &OpenAi) -> anyhow::Result<()> {
    for (part, answer) in ANSWERS {
        let answer: Value = serde_json::from_slice(answer)?;
        let said = answer["choices"][0]["message"]["content"].as_str().unwrap_or_default();
        model.answer_where(part, Reply::Content(serde_json::from_str(said)?));
    }
    Ok(())
}
