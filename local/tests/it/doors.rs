//! A function's own way to the table, which remembers what was done through it: every call, as IAM sees it.

use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use store::{Policy, Store};
use testkit::{Call, Gate, World};

/// A call, as permissions see it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Made {
    /// What IAM calls it.
    pub(crate) action: String,
    /// The partition key, or the index.
    pub(crate) key: String,
}

/// A function's own way to the table.
pub(crate) struct Door {
    role: &'static str,
    /// The table behind it.
    pub(crate) store: Store,
    made: Arc<Mutex<BTreeSet<Made>>>,
}

impl Door {
    /// A way to `world`, for the function that has this role.
    pub(crate) async fn of(role: &'static str, world: &World) -> Door {
        let mut gate = Gate::before(&world.endpoint()).await;
        let (store, made) = (gate.store_with(Policy::default()), Arc::<Mutex<BTreeSet<Made>>>::default());
        let record = made.clone();
        tokio::spawn(async move {
            while let Some(call) = gate.pass(None).await {
                record.lock().expect("nobody panicked").extend(parts(&call));
            }
        });
        Door { role, store, made }
    }

    /// The role, and what was done through this door so far.
    pub(crate) fn made(&self) -> (&'static str, BTreeSet<Made>) {
        (self.role, self.made.lock().expect("nobody panicked").clone())
    }
}

/// A call's parts; those of a transaction need the permissions of single calls.
fn parts(call: &Call) -> Vec<Made> {
    let body: Value = serde_json::from_str(&call.body).expect("DynamoDB speaks JSON");
    let made = |action: &str, key: &Value| Made {
        action: action.to_owned(),
        key: key.as_str().unwrap_or_else(|| panic!("{action} without a key")).to_owned(),
    };
    match call.operation.as_str() {
        "TransactWriteItems" => {
            let parts = body["TransactItems"].as_array().into_iter().flatten().flat_map(|part| part.as_object());
            let parts = parts.flat_map(|part| part.iter());
            parts.map(|(kind, part)| made(single(kind), key_of(part))).collect()
        }
        "BatchWriteItem" => {
            let requests = body["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
            let requests = requests.flat_map(|requests| requests.as_array().into_iter().flatten());
            requests.map(|request| made("BatchWriteItem", key_of(&request["DeleteRequest"]))).collect()
        }
        "Query" if body["IndexName"].is_string() => vec![made("Query", &body["IndexName"])],
        "Query" => vec![made("Query", &body["ExpressionAttributeValues"][":pk"]["S"])],
        operation => vec![made(operation, key_of(&body))],
    }
}

fn single(part: &str) -> &str {
    match part {
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        "ConditionCheck" => "ConditionCheckItem",
        _ => part,
    }
}

fn key_of(call: &Value) -> &Value {
    let place = if call["Key"].is_object() { &call["Key"] } else { &call["Item"] };
    &place["pk"]["S"]
}
