//! A flag as an administrator defines it.

use crate::{Codename, Percentage};
use serde_json::{Map, Value};

/// A flag. What can be wrong with one is refused where it is read, so that every value of this type can be evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// What programs call it.
    pub codename: Codename,
    /// What people call it; may be empty.
    pub label: String,
    /// What it is for; may be empty.
    pub description: String,
    /// Whether it is on. Off means `off_variant` for everybody.
    pub is_active: bool,
    /// Whether whoever shows nothing may know of it.
    pub public: bool,
    /// From when on it should be gone from programs, in ms; nothing happens then but that it is shown as stale.
    pub stale_at: Option<i64>,
    /// What it can be, by name; all of one JSON type. `None` is `{"on": true, "off": false}`.
    pub variants: Option<Map<String, Value>>,
    /// What everybody gets where there are no rules, and what a rule gives that names nothing.
    pub on_variant: String,
    /// What they get whom no rule is about, and everybody while the flag is off.
    pub off_variant: String,
    /// Tried in turn: the first one that holds decides.
    pub rules: Vec<Rule>,
}

/// Who gets what: all that it asks for must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Targeting keys it is about; empty means anybody.
    pub users: Vec<String>,
    /// What must hold of the context.
    pub constraints: Vec<Constraint>,
    /// How many of those.
    pub percentage: Percentage,
    /// What decides whether somebody is among them.
    pub stickiness: Stickiness,
    /// What they get.
    pub outcome: Outcome,
}

/// Holds where an attribute of the context is one of these. An attribute that is absent is none of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// The attribute's name.
    pub attribute: String,
    /// Texts, numbers and booleans; never empty.
    pub values: Vec<Value>,
}

/// By what people are told apart, for a percentage or a split: who has the same gets the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stickiness {
    /// The context's targeting key.
    TargetingKey,
    /// An attribute of the context; whoever lacks it is in no percentage and no split.
    Attribute(String),
}

/// What a rule gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same to everybody it is about.
    Variant(String),
    /// One of several, by weight. Never empty, and not all weights are 0.
    Split(Vec<(String, u32)>),
}

impl Flag {
    /// A new flag of a codename: boolean, without rules, not public, and off.
    pub fn new(codename: Codename) -> Flag {
        Flag {
            codename,
            label: String::new(),
            description: String::new(),
            is_active: false,
            public: false,
            stale_at: None,
            variants: None,
            on_variant: ON.to_owned(),
            off_variant: OFF.to_owned(),
            rules: Vec::new(),
        }
    }

    /// Whether it should be gone by `now`.
    pub fn is_stale(&self, now: i64) -> bool {
        self.stale_at.is_some_and(|at| at <= now)
    }

    /// What a variant stands for; null for one that there is not.
    pub fn value_of(&self, variant: &str) -> Value {
        match &self.variants {
            Some(variants) => variants.get(variant).cloned().unwrap_or(Value::Null),
            None => Value::Bool(variant == ON),
        }
    }

    /// Whether there is such a variant.
    pub(crate) fn has(&self, variant: &str) -> bool {
        match &self.variants {
            Some(variants) => variants.contains_key(variant),
            None => [ON, OFF].contains(&variant),
        }
    }
}

/// The variant of a boolean flag that is true, and the default for `on_variant`.
pub(crate) const ON: &str = "on";
/// The variant of a boolean flag that is false, and the default for `off_variant`.
pub(crate) const OFF: &str = "off";
