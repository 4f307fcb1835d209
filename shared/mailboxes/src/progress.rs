//! How far a mailbox is known: the JSON in `store::Mailbox::progress`.

use crate::Error;
use serde::{Deserialize, Serialize};

/// By which rules mails are read. Who changes `extract` so that a mail comes to other events raises it, and every mail of the
/// last year is read anew, by the model too.
pub(crate) const RULES: u32 = 1;

/// Up to where a mailbox's changes are known, and under which circumstances.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Progress {
    /// The last change after which nothing is known. Without it, everything is listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_id: Option<u64>,
    /// The id of the label whose mails are read.
    pub(crate) label: String,
    /// What was wanted.
    pub(crate) wanted: String,
    /// By which rules mails were read.
    pub(crate) rules: u32,
    /// Whether there was a model to ask.
    pub(crate) has_model: bool,
}

impl Progress {
    pub(crate) fn parse(json: &str) -> Result<Progress, Error> {
        if json.is_empty() {
            return Ok(Progress::default());
        }
        serde_json::from_str(json).map_err(|_| Error::Malformed("mailbox"))
    }

    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From where on changes are to be asked for, where everything before is known under the same circumstances.
    pub(crate) fn since(&self, now: &Progress) -> Option<u64> {
        let is_same = Progress { history_id: self.history_id, ..now.clone() } == *self;
        self.history_id.filter(|_| is_same && !self.label.is_empty())
    }
}
