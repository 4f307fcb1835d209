//! What more than one function shows, and shows alike.

mod moment;
mod probe_settings;

pub use moment::in_seconds;
pub use probe_settings::{AlarmBody, DrillBody, ProbeSettings};
