//! A flag out of JSON: as clients send it, and as it is stored.

use crate::fields::{Fields, Problem, Step};
use crate::flag::{OFF, ON};
use crate::read_rule::read_rule;
use crate::{Codename, Flag, Outcome, Rule};
use serde_json::{Map, Value};

/// Longer than any heading.
const LONGEST_LABEL: usize = 200;
/// A page of text.
const LONGEST_DESCRIPTION: usize = 2_000;
/// More than anybody can choose between.
const MOST_VARIANTS: usize = 50;
/// More than anybody can follow.
const MOST_RULES: usize = 50;
/// The longest name of a variant, in characters.
const LONGEST_VARIANT: usize = 100;
/// The largest flag, in bytes of JSON: all flags are read at once, every few seconds while they are asked for.
const LARGEST: usize = 32_000;

impl Flag {
    /// Reads a flag of this codename. Fields that a flag does not have are ignored, absent ones and null are the defaults of
    /// [`Flag::new`]; everything that is wrong is told together.
    pub fn read(codename: Codename, object: &Map<String, Value>) -> Result<Flag, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut fields = Fields::new(object, &mut problems);
        let flag = read(codename, &mut fields);
        named_variants_exist(&flag, &mut fields);
        if problems.is_empty() && LARGEST < flag.to_json_text().len() {
            problems.push(Problem { place: Vec::new(), error: format!("must be at most {LARGEST} bytes long") });
        }
        if problems.is_empty() { Ok(flag) } else { Err(problems) }
    }
}

fn read(codename: Codename, fields: &mut Fields<'_>) -> Flag {
    let on_variant = fields.text("on_variant", LONGEST_VARIANT).unwrap_or_else(|| ON.to_owned());
    Flag {
        codename,
        label: fields.text("label", LONGEST_LABEL).unwrap_or_default(),
        description: fields.text("description", LONGEST_DESCRIPTION).unwrap_or_default(),
        is_active: fields.boolean("is_active", false),
        public: fields.boolean("public", false),
        stale_at: fields.one("stale_at", "must be a time in milliseconds since 1970", Value::as_i64),
        variants: variants(fields),
        rules: fields.objects("rules", MOST_RULES, |fields| read_rule(fields, &on_variant)),
        on_variant,
        off_variant: fields.text("off_variant", LONGEST_VARIANT).unwrap_or_else(|| OFF.to_owned()),
    }
}

fn variants(fields: &mut Fields<'_>) -> Option<Map<String, Value>> {
    let error = format!("must be an object of 1 to {MOST_VARIANTS} named values");
    let fits = |variants: &&Map<String, Value>| (1..=MOST_VARIANTS).contains(&variants.len());
    let variants = fields.one("variants", &error, |value| value.as_object().filter(fits))?;
    let at = |name: &String| [Step::Field("variants".to_owned()), Step::Field(name.clone())];
    for (name, value) in variants {
        if name.is_empty() || LONGEST_VARIANT < name.chars().count() || name.chars().any(char::is_control) {
            fields.refuse(&at(name), "must have a name of 1 to 100 characters without control characters");
        }
        if value.is_null() {
            fields.refuse(&at(name), "must not be null");
        }
    }
    let mut kinds = variants.values().map(kind);
    let first = kinds.next();
    if !kinds.all(|kind| Some(kind) == first) {
        fields.refuse(&[Step::Field("variants".to_owned())], "must all be of one JSON type");
    }
    Some(variants.clone())
}

/// Programs ask for one type: a boolean, a string, a number or an object (which may be a list).
fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::String(_) => 2,
        Value::Number(_) => 3,
        Value::Array(_) | Value::Object(_) => 4,
    }
}

fn named_variants_exist(flag: &Flag, fields: &mut Fields<'_>) {
    const UNKNOWN: &str = "must name one of the variants";
    for (field, variant) in [("on_variant", &flag.on_variant), ("off_variant", &flag.off_variant)] {
        if !flag.has(variant) {
            fields.refuse(&[Step::Field(field.to_owned())], UNKNOWN);
        }
    }
    for (index, Rule { outcome, .. }) in flag.rules.iter().enumerate() {
        let at = |field: &str| [Step::Field("rules".to_owned()), Step::Index(index), Step::Field(field.to_owned())];
        match outcome {
            Outcome::Variant(variant) if !flag.has(variant) => fields.refuse(&at("variant"), UNKNOWN),
            Outcome::Split(weights) if !weights.iter().all(|(variant, _)| flag.has(variant)) => {
                fields.refuse(&at("split"), "must name variants");
            }
            _ => {}
        }
    }
}
