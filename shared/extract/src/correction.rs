//! What a person says of an event, field by field. It holds against whatever mails say, then and later.

use crate::event::{Facts, Status};
use crate::when::When;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// Fields that are corrected, by the names that they have in [`Facts`]; null where the event has none. Debug shows names only.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Correction(Map<String, Value>);

/// One field, as a person has it.
#[derive(Clone, PartialEq, Eq)]
pub enum Field {
    /// The title.
    Title(String),
    /// The description, or that there is none.
    Description(Option<String>),
    /// When it begins, or that nobody knows.
    Start(Option<When>),
    /// When it ends.
    End(Option<When>),
    /// Where it is.
    Location(Option<String>),
    /// One word for what it is.
    Category(Option<String>),
    /// Who holds it.
    OrganizerName(Option<String>),
    /// The event's page.
    SourceUrl(Option<String>),
    /// Words to find it by.
    Tags(Vec<String>),
    /// Whether it takes place.
    Status(Status),
}

impl Correction {
    /// Reads what was stored; an empty text is none.
    pub fn parse(json: &str) -> Option<Correction> {
        if json.is_empty() { Some(Correction::default()) } else { serde_json::from_str(json).ok() }
    }

    /// As it is stored; empty where nothing is corrected.
    pub fn to_json(&self) -> String {
        if self.0.is_empty() { String::new() } else { Value::Object(self.0.clone()).to_string() }
    }

    /// Corrects one field.
    pub fn set(&mut self, field: &Field) {
        let (name, value) = field.named();
        self.0.insert(name.to_owned(), value);
    }

    /// The fields that are corrected.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What is known of an event, corrected. An end that is not after the corrected start is left out.
    pub fn applied(&self, facts: &Facts) -> Facts {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(facts) else { return facts.clone() };
        for (name, value) in &self.0 {
            match value {
                Value::Null => drop(fields.remove(name)),
                value => drop(fields.insert(name.clone(), value.clone())),
            }
        }
        let mut corrected: Facts = serde_json::from_value(Value::Object(fields)).unwrap_or_else(|_| facts.clone());
        let is_before = match (&corrected.start, &corrected.end) {
            (Some(start), Some(end)) => end.is_before(start),
            (None, Some(_)) => true,
            _ => false,
        };
        if is_before {
            corrected.end = None;
        }
        corrected
    }
}

impl Field {
    fn named(&self) -> (&'static str, Value) {
        match self {
            Field::Title(text) => ("title", json(text)),
            Field::Description(text) => ("description", json(text)),
            Field::Start(when) => ("start", json(when)),
            Field::End(when) => ("end", json(when)),
            Field::Location(text) => ("location", json(text)),
            Field::Category(text) => ("category", json(text)),
            Field::OrganizerName(text) => ("organizer_name", json(text)),
            Field::SourceUrl(text) => ("source_url", json(text)),
            Field::Tags(tags) => ("tags", json(tags)),
            Field::Status(status) => ("status", json(status)),
        }
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl fmt::Debug for Correction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Correction").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}
