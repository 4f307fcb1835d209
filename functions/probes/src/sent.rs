//! The fields of a body: each of its own type, and all that is wrong told together.

use serde_json::{Map, Value};
use std::fmt::Display;
use web::{Error, Violation, echo};

/// The fields of a body while they are read. What is absent is `None`; null is of another type.
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

    /// A whole number. A number in a text is a text.
    pub(crate) fn number<T, E: Display>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(i64) -> Result<T, E>,
    ) -> Option<T> {
        match self.object.get(field)? {
            Value::Number(number) => match number.as_i64() {
                Some(number) => self.parsed(field, parse(number)),
                None => self.refuse(Violation::int_from_float(at(field), Value::Number(number.clone()))),
            },
            other => self.refuse(Violation::int_type(at(field), echo(other))),
        }
    }

    /// True or false.
    pub(crate) fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.object.get(field)? {
            Value::Bool(flag) => Some(*flag),
            other => self.refuse(Violation::bool_type(at(field), echo(other))),
        }
    }

    /// These fields must be there.
    pub(crate) fn need(&mut self, fields: &[&'static str]) {
        let missing = fields.iter().copied().filter(|field| !self.object.contains_key(*field));
        self.violations.extend(missing.map(|field| Violation::missing(at(field), Value::Null)));
    }

    /// What was read, if nothing is wrong.
    pub(crate) fn whole<T>(self, read: Option<T>) -> Result<T, Error> {
        match read {
            Some(read) if self.violations.is_empty() => Ok(read),
            None if self.violations.is_empty() => Err(Error::bug("a field that is needed was not")),
            _ => Err(Error::violations(self.violations)),
        }
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
