//! Impulses in one process: every function's routes on one port, the embedded DynamoDB beneath, and the ticking clock.

mod app;
pub use app::{App, Settings, engine_only};

mod owner;
pub use owner::Owner;

mod clockwork;

mod secrets;

mod demo;
mod demo_mail;

mod openapi;
pub use openapi::openapi;

mod routes;

mod outbox;

mod nudge;
