//! A flag as JSON: what [`Flag::read`] reads back to the same.

use crate::{Constraint, Flag, Outcome, Rule, Stickiness};
use serde_json::{Map, Value, json};

impl Flag {
    /// Its fields, in the order of the documentation.
    pub fn to_json(&self) -> Map<String, Value> {
        let fields = [
            ("codename", json!(self.codename.as_str())),
            ("label", json!(self.label)),
            ("description", json!(self.description)),
            ("is_active", json!(self.is_active)),
            ("public", json!(self.public)),
            ("stale_at", json!(self.stale_at)),
            ("variants", json!(self.variants)),
            ("on_variant", json!(self.on_variant)),
            ("off_variant", json!(self.off_variant)),
            ("rules", self.rules.iter().map(rule).collect()),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The same as text.
    pub fn to_json_text(&self) -> String {
        Value::Object(self.to_json()).to_string()
    }
}

/// What a rule does not ask for is left out.
fn rule(rule: &Rule) -> Value {
    let mut fields = Map::new();
    if !rule.users.is_empty() {
        fields.insert("users".to_owned(), json!(rule.users));
    }
    if !rule.constraints.is_empty() {
        fields.insert("constraints".to_owned(), rule.constraints.iter().map(constraint).collect());
    }
    fields.insert("percentage".to_owned(), rule.percentage.to_json());
    if let Stickiness::Attribute(attribute) = &rule.stickiness {
        fields.insert("stickiness".to_owned(), json!(attribute));
    }
    match &rule.outcome {
        Outcome::Variant(variant) => fields.insert("variant".to_owned(), json!(variant)),
        Outcome::Split(weights) => {
            let weights = weights.iter().map(|(variant, weight)| (variant.clone(), json!(weight)));
            fields.insert("split".to_owned(), Value::Object(weights.collect()))
        }
    };
    Value::Object(fields)
}

fn constraint(constraint: &Constraint) -> Value {
    json!({"attribute": constraint.attribute, "in": constraint.values})
}
