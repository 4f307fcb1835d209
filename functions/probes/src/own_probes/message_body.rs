//! A text message as who is watched over sees it: what was said in their name, and how far it came.

use liveness::Recipient;
use serde::Serialize;
use store::StoredMessage;
use utoipa::ToSchema;
use views::in_seconds;

/// A text message.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageBody {
    /// Which one it is, among those of their user.
    id: String,
    /// What it is about: `question`, `follow_up`, `alarm`, `all_clear`, `looked_after`, `drill`, `named`, `alarmed`, `contact_lost`
    /// or `pause_ends`.
    kind: &'static str,
    /// The contact to whom it goes; null for the user.
    contact_id: Option<u32>,
    /// Where it goes.
    phone_number: String,
    /// What it says.
    text: String,
    /// `waiting`, `sending`, `sent` (the provider has it), `failed` (it will never arrive) or `dropped` (nobody was to read it any
    /// more).
    status: &'static str,
    /// The provider's name for it.
    provider_id: Option<String>,
    /// How far it is, in the provider's word, such as `delivered`.
    provider_status: Option<String>,
    /// Why it was dropped, or will never arrive, in a word such as `opted_out`.
    failure: Option<String>,
    /// In seconds, UTC.
    created_at: String,
    /// In seconds, UTC.
    updated_at: String,
}

impl MessageBody {
    pub(crate) fn of(stored: &StoredMessage) -> MessageBody {
        let message = &stored.message;
        MessageBody {
            id: message.id.as_str().to_owned(),
            kind: message.kind.as_str(),
            contact_id: match message.to {
                Recipient::Owner => None,
                Recipient::Contact(contact) => Some(contact.0),
            },
            phone_number: message.phone.as_str().to_owned(),
            text: message.text.clone(),
            status: stored.standing.as_str(),
            provider_id: stored.sid.clone(),
            provider_status: stored.status.clone(),
            failure: stored.failure.clone(),
            created_at: in_seconds(stored.created_at),
            updated_at: in_seconds(stored.updated_at),
        }
    }
}
