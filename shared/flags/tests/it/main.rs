//! Flags as whoever uses this crate meets them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod chance;
mod change;
mod evaluation;
mod reading;

use flags::{Codename, Context, Flag};
use serde_json::{Value, json};

/// A flag of these fields.
fn flag(fields: Value) -> Flag {
    let codename = Codename::parse("new-chart").unwrap();
    Flag::read(codename, fields.as_object().unwrap()).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// One that is on, with these rules.
fn on(rules: Value) -> Flag {
    flag(json!({"is_active": true, "rules": rules}))
}

fn context(context: Value) -> Context {
    Context::read(&context).unwrap()
}
