//! A rule out of JSON. Nothing is guessed here, for what a rule leaves out it does not ask for.

use crate::fields::{Fields, Step};
use crate::scalar::is_scalar;
use crate::{Constraint, Outcome, Percentage, Rule, Stickiness, TARGETING_KEY};
use serde_json::{Map, Value};

/// A longer list belongs into an attribute.
const MOST_USERS: usize = 1_000;
/// More than anybody can follow.
const MOST_CONSTRAINTS: usize = 20;
/// A longer list belongs into an attribute.
const MOST_VALUES: usize = 200;
/// The longest targeting key and name of an attribute, in characters.
const LONGEST_KEY: usize = 256;
/// More would be finer than anybody can tell.
const LARGEST_WEIGHT: u64 = 1_000_000;

pub(crate) fn read_rule(fields: &mut Fields<'_>, on_variant: &str) -> Rule {
    fields.only(&["users", "constraints", "percentage", "stickiness", "variant", "split"]);
    let percentage = "must be a number from 0 to 100 with at most two decimals";
    let percentage = fields.one("percentage", percentage, |value| Percentage::of(value.as_f64()?));
    Rule {
        users: users(fields),
        constraints: fields.objects("constraints", MOST_CONSTRAINTS, constraint),
        percentage: percentage.unwrap_or(Percentage::ALL),
        stickiness: match fields.text("stickiness", LONGEST_KEY) {
            Some(attribute) if attribute != TARGETING_KEY => Stickiness::Attribute(attribute),
            _ => Stickiness::TargetingKey,
        },
        outcome: outcome(fields, on_variant),
    }
}

/// An empty list would be about nobody, and reads like anybody.
fn users(fields: &mut Fields<'_>) -> Vec<String> {
    let error = "must be a string of 1 to 256 characters";
    let users = fields.list("users", MOST_USERS, error, key);
    if fields.get("users").is_some_and(|sent| sent.as_array().is_some_and(Vec::is_empty)) {
        fields.refuse(&[Step::Field("users".to_owned())], "must not be empty; leave it out for anybody");
    }
    users
}

fn key(value: &Value) -> Option<String> {
    let fits = |text: &&str| (1..=LONGEST_KEY).contains(&text.chars().count());
    value.as_str().filter(fits).map(str::to_owned)
}

/// `equals` is short for `in` with one value.
fn constraint(fields: &mut Fields<'_>) -> Constraint {
    const SCALAR: &str = "must be a string, a number or a boolean";
    fields.only(&["attribute", "equals", "in"]);
    let attribute = fields.one("attribute", "must be a string of 1 to 256 characters", key);
    if fields.get("attribute").is_none() {
        fields.refuse(&[Step::Field("attribute".to_owned())], "must be there");
    }
    let scalar = |value: &Value| is_scalar(value).then(|| value.clone());
    let values = match (fields.get("equals"), fields.get("in")) {
        (Some(_), None) => fields.one("equals", SCALAR, scalar).into_iter().collect(),
        (None, Some(sent)) if !sent.as_array().is_some_and(Vec::is_empty) => {
            fields.list("in", MOST_VALUES, SCALAR, scalar)
        }
        _ => {
            fields.refuse(&[], "must have either equals, with a value, or in, with a list of values");
            Vec::new()
        }
    };
    Constraint { attribute: attribute.unwrap_or_default(), values }
}

fn outcome(fields: &mut Fields<'_>, on_variant: &str) -> Outcome {
    let variant = fields.text("variant", LONGEST_KEY);
    let error = format!("must be an object of variants and their weights, whole numbers up to {LARGEST_WEIGHT}");
    let split = fields.one("split", &error, |value| weights(value.as_object()?));
    match (variant, split) {
        (Some(variant), None) => Outcome::Variant(variant),
        (None, Some(weights)) => Outcome::Split(weights),
        (None, None) => Outcome::Variant(on_variant.to_owned()),
        (Some(_), Some(weights)) => {
            fields.refuse(&[], "must have either a variant or a split");
            Outcome::Split(weights)
        }
    }
}

fn weights(split: &Map<String, Value>) -> Option<Vec<(String, u32)>> {
    let weight = |value: &Value| value.as_u64().filter(|weight| *weight <= LARGEST_WEIGHT);
    let weight = |value: &Value| u32::try_from(weight(value)?).ok();
    let weights: Option<Vec<_>> = split.iter().map(|(name, value)| Some((name.clone(), weight(value)?))).collect();
    weights.filter(|weights| weights.iter().any(|(_, weight)| 0 < *weight))
}
