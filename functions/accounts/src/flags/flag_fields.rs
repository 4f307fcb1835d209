//! A flag out of a body, and what is wrong with it as violations.

use ::flags::{Codename, Flag, Problem, Step};
use serde_json::{Map, Value};
use web::{Error, Loc, Violation};

/// The flag of these fields; 422 with all that is wrong.
pub(crate) fn flag(codename: Codename, fields: &Map<String, Value>) -> Result<Flag, Error> {
    Flag::read(codename, fields).map_err(|problems| Error::violations(problems.into_iter().map(violation).collect()))
}

/// What these fields make of a flag: those that are absent stay, null is the default.
pub(crate) fn changed(flag: &Flag, sent: &Map<String, Value>) -> Result<Flag, Error> {
    let is_other = |named: &Value| !named.is_null() && named.as_str() != Some(flag.codename.as_str());
    if sent.get("codename").is_some_and(is_other) {
        let place = ["body".into(), "codename".into()];
        return Err(Violation::value_error(place, "cannot be changed").into());
    }
    let mut fields = flag.to_json();
    fields.extend(sent.iter().map(|(field, value)| (field.clone(), value.clone())));
    self::flag(flag.codename.clone(), &fields)
}

fn violation(problem: Problem) -> Violation {
    let step = |step| match step {
        Step::Field(name) => Loc::from(name),
        Step::Index(index) => Loc::from(index),
    };
    let place: Vec<Loc> = [Loc::from("body")].into_iter().chain(problem.place.into_iter().map(step)).collect();
    Violation::value_error(place, problem.error)
}
