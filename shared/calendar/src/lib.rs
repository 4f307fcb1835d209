//! Events of a calendar, and the points they become. Pure: no I/O, no clock; knows neither Google nor the store.
//!
//! ```text
//!   Event  ── read ──▶  Entry, which is kept  ── points, at any time ──▶  imp.events.duration
//!                       Problems, for people                              imp.events.custom.<name>, ...
//! ```
//!
//! An event counts if its title begins with `#!`. What it brings follows from its entry, the exceptions to it and the
//! time alone, so points can be made anew whenever one of these changes; `Made::next_at` says when time itself will.

mod event;
pub use event::{Change, Event, Origin, When};

mod problem;
pub use problem::{Problem, Reason};

mod entry;
pub use entry::{Entry, Reading, cancelled, read};

mod points;
pub use points::{Made, points};

mod metric;

mod description;
mod line;
mod number;
mod text;

mod ascending;
mod dates;
mod local;
mod recurrence;
mod rule;
mod walk;
