//! Somebody of whose events a mail has told.

use domain::UserId;
use store::{EventChange, Review, Store, StoredEvent};

/// Its id.
pub(crate) const ID: &str = "0123456789abcdef0123456789abcdef";
/// What the mail said.
const EVENT: &str = r#"{"id": "0123456789abcdef0123456789abcdef", "bucket": "b", "title": "Tea", "source_name": "Ada",
    "source_email": "ada@example.com", "source_domain": "example.com", "email_ids": ["tea@example.com"], "method": "model",
    "version": {"sequence": 0, "stamp": 0}, "created_at": 0, "updated_at": 0}"#;

/// Stores it.
pub(crate) async fn tell(store: &Store, user: UserId) {
    let after = StoredEvent {
        id: ID.to_owned(),
        event: EVENT.to_owned(),
        correction: String::new(),
        review: Review::Pending,
        start_at: None,
        names: ["b".to_owned()].into(),
        version: 0,
    };
    store.events_save(user, &EventChange { before: None, after }).await.expect("it is new");
}
