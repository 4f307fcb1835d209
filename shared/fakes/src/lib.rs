//! Strangers' servers on loopback, for tests and for `scripts/dev --demo`. No deployed function links them.
//!
//! Each is a pure state with answers, and a thin server around it; it knows nothing of the clients that call it.

pub mod google;
pub use google::Google;

pub mod openai;
pub use openai::OpenAi;

pub mod ses;
pub use ses::Ses;

pub mod twilio;
pub use twilio::Twilio;

pub mod watcher;
pub use watcher::Watcher;
