//! What a flag is for somebody.

use crate::chance::{Purpose, part};
use crate::scalar::{as_text, same};
use crate::{Codename, Constraint, Context, Flag, Outcome, Rule, Stickiness, TARGETING_KEY};
use serde_json::Value;

/// What a flag is for somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// The variant's value.
    pub value: Value,
    /// The variant's name.
    pub variant: String,
    /// Why it is this one.
    pub reason: Reason,
}

/// Why a flag is what it is (OpenFeature, types: resolution reason).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The same for everybody.
    Static,
    /// No rule is about them.
    Default,
    /// A rule is about them.
    TargetingMatch,
    /// By chance, for ever the same.
    Split,
    /// The flag is off.
    Disabled,
}

impl Reason {
    /// The word of the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Static => "STATIC",
            Reason::Default => "DEFAULT",
            Reason::TargetingMatch => "TARGETING_MATCH",
            Reason::Split => "SPLIT",
            Reason::Disabled => "DISABLED",
        }
    }
}

/// A rule depends on who it is, and nobody has said.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the flag depends on context.{TARGETING_KEY}")]
pub struct TargetingKeyMissing;

/// Whether a rule gives somebody something.
enum Verdict {
    Given(String),
    /// It is about them, but the percentage leaves them out.
    LeftOut,
    NotAbout,
}

/// What the flag is for whom the context is about.
pub fn evaluate(flag: &Flag, context: &Context) -> Result<Evaluation, TargetingKeyMissing> {
    if !flag.is_active {
        return Ok(of(flag, &flag.off_variant, Reason::Disabled));
    }
    if flag.rules.is_empty() {
        return Ok(of(flag, &flag.on_variant, Reason::Static));
    }
    let mut otherwise = Reason::Default;
    for rule in &flag.rules {
        match apply(rule, &flag.codename, context)? {
            Verdict::Given(variant) => return Ok(of(flag, &variant, reason(rule))),
            Verdict::LeftOut => otherwise = Reason::Split,
            Verdict::NotAbout => {}
        }
    }
    Ok(of(flag, &flag.off_variant, otherwise))
}

fn of(flag: &Flag, variant: &str, reason: Reason) -> Evaluation {
    Evaluation { value: flag.value_of(variant), variant: variant.to_owned(), reason }
}

fn apply(rule: &Rule, codename: &Codename, context: &Context) -> Result<Verdict, TargetingKeyMissing> {
    if !is_about(rule, context) {
        return Ok(Verdict::NotAbout);
    }
    if !is_by_chance(rule) {
        return Ok(given(rule, codename, ""));
    }
    let who = match &rule.stickiness {
        Stickiness::TargetingKey => Some(context.targeting_key.clone().ok_or(TargetingKeyMissing)?),
        Stickiness::Attribute(name) => context.attributes.get(name).and_then(as_text),
    };
    let everybody = u64::from(crate::Percentage::ALL.hundredths());
    Ok(match who {
        None => Verdict::LeftOut,
        Some(who) if part(Purpose::Rollout, codename, &who, everybody) < rule.percentage.hundredths().into() => {
            given(rule, codename, &who)
        }
        Some(_) => Verdict::LeftOut,
    })
}

/// Whoever has no targeting key is in no list.
fn is_about(rule: &Rule, context: &Context) -> bool {
    let listed = |key: &String| rule.users.contains(key);
    let is_listed = rule.users.is_empty() || context.targeting_key.as_ref().is_some_and(listed);
    is_listed && rule.constraints.iter().all(|constraint| holds(constraint, context))
}

fn holds(constraint: &Constraint, context: &Context) -> bool {
    let key = || context.targeting_key.clone().map(Value::String);
    let sent = match constraint.attribute.as_str() {
        TARGETING_KEY => key(),
        name => context.attributes.get(name).cloned(),
    };
    sent.is_some_and(|sent| constraint.values.iter().any(|value| same(value, &sent)))
}

fn is_by_chance(rule: &Rule) -> bool {
    rule.percentage < crate::Percentage::ALL || matches!(rule.outcome, Outcome::Split(_))
}

fn reason(rule: &Rule) -> Reason {
    let is_targeted = !rule.users.is_empty() || !rule.constraints.is_empty();
    match is_by_chance(rule) {
        true => Reason::Split,
        false if is_targeted => Reason::TargetingMatch,
        false => Reason::Static,
    }
}

fn given(rule: &Rule, codename: &Codename, who: &str) -> Verdict {
    Verdict::Given(match &rule.outcome {
        Outcome::Variant(variant) => variant.clone(),
        Outcome::Split(weights) => drawn(weights, codename, who),
    })
}

/// One of the split, each as often as its weight says.
fn drawn(weights: &[(String, u32)], codename: &Codename, who: &str) -> String {
    let whole = weights.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let mut left = part(Purpose::Split, codename, who, whole);
    for (variant, weight) in weights {
        match left.checked_sub(u64::from(*weight)) {
            Some(rest) => left = rest,
            None => return variant.clone(),
        }
    }
    weights.last().map(|(variant, _)| variant.clone()).unwrap_or_default()
}
