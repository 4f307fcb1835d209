//! Mail becomes events. Pure but for `openai`, which is the way to a model: no other I/O, no clock; knows neither Gmail
//! nor the store.
//!
//! ```text
//!   bytes ── Mail::read ──▶ Mail ── read ──▶ Found, Found, ...     by text/calendar, else by schema.org markup
//!                            │
//!                            └── model::request ──▶ openai ──▶ model::read ──▶ Found, Found, ...     by a model
//!
//!   Found + Event that is known, or none ── merge ──▶ Event: created, updated, or seen again
//! ```
//!
//! Who sent a mail, when, and which mail it is comes of its headers and of nothing else. What a mail says of an event
//! changes that event only if it comes from where the event came from.

mod mail;
pub use mail::{Mail, Sender};

mod mime;
pub use mime::Unreadable;

mod event;
pub use event::{Doubt, Event, Facts, Found, Method, Status, Version};

mod when;
pub use when::When;

mod reading;
pub use reading::{Reading, read};

mod identity;
pub use identity::{Identity, is_same};

mod merge;
pub use merge::{Merged, merge};

mod series_end;
pub use series_end::ends_with;

mod correction;
pub use correction::{Correction, Field};

pub mod model;
pub mod openai;

mod calendar_part;
mod charset;
mod draft;
mod html;
mod links;
mod markup;
mod observance;
mod recurrence;
mod schema_org;
mod stated;
mod tidy;
mod zone;
