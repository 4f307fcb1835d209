//! The shape of answers about users and their check-ins, as Kronus' clients know it: `{"success", "data", "paging", "errors"}`.

use crate::{Detail, Error, Loc, Violation};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// A success. A failure has `success: false`, the `errors` as texts, and beside them the `detail` of every error here.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope<T: ToSchema> {
    /// True.
    success: bool,
    /// What was asked for.
    data: T,
    /// Where `data` is a page of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    paging: Option<Paging>,
}

/// Which part of a list it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Paging {
    /// How many there are on all pages.
    pub total: usize,
    /// Which page this is, from 1 on.
    pub page: usize,
    /// How many pages there are; at least 1.
    pub pages: usize,
    /// To be sent as `cursor` for the next page, which then neither repeats nor leaves out anybody; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T: ToSchema> Envelope<T> {
    /// A thing.
    pub fn of(data: T) -> Envelope<T> {
        Envelope { success: true, data, paging: None }
    }

    /// A part of a list.
    pub fn page(data: T, paging: Paging) -> Envelope<T> {
        Envelope { success: true, data, paging: Some(paging) }
    }
}

/// A refusal or failure in this shape.
pub fn failed(error: Error) -> Error {
    let errors: Vec<String> = match error.detail() {
        Detail::Text(text) => vec![text.to_string()],
        Detail::Violations(violations) => violations.iter().map(told).collect(),
        Detail::Coded(coded) => vec![format!("{} {}", coded.code, coded.reason)],
    };
    error.beside("success", Value::Bool(false)).beside("errors", json!(errors))
}

/// `phone_number: must be ...`.
fn told(violation: &Violation) -> String {
    let place = violation.loc.iter().skip(1).map(|step| match step {
        Loc::Name(name) => name.to_string(),
        Loc::Index(index) => index.to_string(),
    });
    let place = place.collect::<Vec<_>>().join(".");
    if place.is_empty() { violation.msg.to_string() } else { format!("{place}: {}", violation.msg) }
}
