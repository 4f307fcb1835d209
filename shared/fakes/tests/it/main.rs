//! The fakes through their doors: the fake Google by its port, its handles, and its calendars without a port; Twilio and
//! OpenAI by their ports.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod consent;
mod faults;
mod histories;
mod openai;
mod support;
mod sync;
mod tokens;
mod twilio;
