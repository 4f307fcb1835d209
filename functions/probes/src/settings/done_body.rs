//! What became of something that somebody did.

use liveness::Outcome;
use serde::Serialize;
use store::StoredWatch;
use utoipa::ToSchema;
use views::ProbeSettings;

/// What became of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoneBody {
    /// In the words that a text message would have got.
    message: Option<String>,
    /// How things are now.
    probe_settings: ProbeSettings,
}

impl DoneBody {
    pub(crate) fn of((stored, outcome): &(StoredWatch, Outcome)) -> DoneBody {
        DoneBody { message: outcome.answer.clone(), probe_settings: ProbeSettings::of(stored) }
    }
}
