//! Google as the rest of Impulses sees it, against a server on loopback that says what a test has it say.

mod calendars;
mod changes;
mod consent;
mod exchange;
mod gmail;
mod gmail_refusals;
mod outages;
mod refresh;
mod revoke;
mod round_trip;
mod signed;
mod stub;
