//! Text messages, from our end to Twilio's: the fake one behind a port of loopback.

mod golden;
mod outages;
mod sending;
mod support;
mod webhooks;
