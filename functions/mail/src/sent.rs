//! The fields of a body: each of its own type, and all that is wrong told together. What is absent stays as it is.

use serde_json::{Map, Value};
use std::fmt::Display;
use web::{Error, Violation, echo};

/// The fields of a body while they are read. What is absent is `None`.
pub(crate) struct Sent<'a> {
    object: &'a Map<String, Value>,
    violations: Vec<Violation>,
}

impl<'a> Sent<'a> {
    pub(crate) fn of(object: &'a Map<String, Value>) -> Sent<'a> {
        Sent { object, violations: Vec::new() }
    }

    /// A text.
    pub(crate) fn text<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.object.get(field)? {
            Value::String(text) => self.parsed(field, parse(text)),
            other => self.refuse(Violation::string_type(at(field), echo(other))),
        }
    }

    /// A text, or null.
    pub(crate) fn text_or_null<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        match self.object.get(field)? {
            Value::Null => Some(None),
            _ => self.text(field, parse).map(Some),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, field: &'static str) -> Option<Vec<String>> {
        let sent = self.object.get(field)?;
        let texts = sent.as_array().map(|list| list.iter().map(|one| one.as_str().map(str::to_owned)).collect());
        match texts {
            Some(Some(texts)) => Some(texts),
            _ => self.refuse(Violation::list_type(at(field), echo(sent))),
        }
    }

    /// What was read, if nothing is wrong.
    pub(crate) fn whole<T>(self, read: T) -> Result<T, Error> {
        if self.violations.is_empty() { Ok(read) } else { Err(Error::violations(self.violations)) }
    }

    fn parsed<T, E: Display>(&mut self, field: &'static str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(parsed) => Some(parsed),
            Err(error) => self.refuse(Violation::value_error(at(field), error.to_string())),
        }
    }

    fn refuse<T>(&mut self, violation: Violation) -> Option<T> {
        self.violations.push(violation);
        None
    }
}

fn at(field: &'static str) -> [web::Loc; 2] {
    ["body".into(), field.into()]
}
