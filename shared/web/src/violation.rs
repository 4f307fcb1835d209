//! What is wrong with one place of a request, in the shape and the words of pydantic 2, which existing clients read.

use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// The longest text that is echoed or named, in characters: enough to recognise it, too little to be a burden.
const LONGEST_ECHO: usize = 200;

/// One step on the way to the place: a field or an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Loc {
    /// A field, a header, a parameter; `body`, `query` or `header` as the first step.
    Name(Cow<'static, str>),
    /// A place in a list, or a byte of the body.
    Index(usize),
}

impl From<&'static str> for Loc {
    fn from(name: &'static str) -> Loc {
        Loc::Name(Cow::Borrowed(name))
    }
}

/// A name that a client chose; a very long one is cut.
impl From<String> for Loc {
    fn from(mut name: String) -> Loc {
        if let Some((end, _)) = name.char_indices().nth(LONGEST_ECHO) {
            name.truncate(end);
            name.push('…');
        }
        Loc::Name(Cow::Owned(name))
    }
}

impl From<usize> for Loc {
    fn from(index: usize) -> Loc {
        Loc::Index(index)
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Violation {
    /// Which rule, in one word.
    #[serde(rename = "type")]
    pub rule: &'static str,
    /// The way to the place, from `body`, `query` or `header` on.
    pub loc: Vec<Loc>,
    /// The rule as a sentence.
    pub msg: Cow<'static, str>,
    /// What was sent there, as far as it may be repeated: see [`echo`].
    pub input: Box<Value>,
    /// What the rule says beyond its sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Box<Context>>,
}

/// What a rule says beyond its sentence.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Context {
    /// Why, in words that quote nothing.
    pub error: String,
}

/// The body of an error with a list, for the API's description.
#[derive(Serialize, utoipa::ToSchema)]
pub struct ViolationsBody {
    /// All that is wrong.
    pub detail: Vec<Violation>,
}

/// What was sent, if it is a scalar of less than 200 characters; otherwise null. Never call it on a secret.
pub fn echo(sent: &Value) -> Value {
    match sent {
        Value::Array(_) | Value::Object(_) => Value::Null,
        Value::String(text) if text.chars().nth(LONGEST_ECHO - 1).is_some() => Value::Null,
        short => short.clone(),
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident = $msg:literal;)+) => {
        impl Violation {
            $($(#[$doc])*
            pub fn $rule(loc: impl IntoIterator<Item = Loc>, input: Value) -> Violation {
                Violation::of(stringify!($rule), loc, $msg.into(), input, None)
            })+
        }
    };
}

rules! {
    /// It is not there.
    missing = "Field required";
    /// It is there and nothing of that name is known.
    extra_forbidden = "Extra inputs are not permitted";
    /// Not a list.
    list_type = "Input should be a valid list";
    /// Not an object whose keys are free.
    dict_type = "Input should be a valid dictionary";
    /// Not an object whose keys are fields.
    model_attributes_type = "Input should be a valid dictionary or object to extract fields from";
    /// Not a string.
    string_type = "Input should be a valid string";
    /// Not a boolean.
    bool_type = "Input should be a valid boolean";
    /// Not an integer at all.
    int_type = "Input should be a valid integer";
    /// A number between two integers.
    int_from_float = "Input should be a valid integer, got a number with a fractional part";
    /// A text that reads as no integer.
    int_parsing = "Input should be a valid integer, unable to parse string as an integer";
    /// Not a number at all.
    float_type = "Input should be a valid number";
    /// A text that reads as no number.
    float_parsing = "Input should be a valid number, unable to parse string as a number";
    /// NaN or an infinity, or beyond the numbers that a double holds.
    finite_number = "Input should be a finite number";
}

impl Violation {
    /// The body is not JSON: `offset` is the byte where it ceases to be, `error` says why in words that quote nothing.
    pub fn json_invalid(offset: usize, error: impl Into<String>) -> Violation {
        let ctx = Context { error: error.into() };
        let loc = ["body".into(), offset.into()];
        Violation::of("json_invalid", loc, "JSON decode error".into(), json!({}), Some(ctx))
    }

    /// Any other rule: `error` is its sentence.
    pub fn value_error(loc: impl IntoIterator<Item = Loc>, error: impl Into<String>) -> Violation {
        let error = error.into();
        let msg = format!("Value error, {error}").into();
        Violation::of("value_error", loc, msg, Value::Null, Some(Context { error }))
    }

    /// With what was sent, where it may be repeated.
    pub fn with_input(mut self, input: Value) -> Violation {
        self.input = Box::new(input);
        self
    }

    fn of(
        rule: &'static str,
        loc: impl IntoIterator<Item = Loc>,
        msg: Cow<'static, str>,
        input: Value,
        ctx: Option<Context>,
    ) -> Violation {
        Violation { rule, loc: loc.into_iter().collect(), msg, input: Box::new(input), ctx: ctx.map(Box::new) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_have_the_shape_that_clients_read() {
        let at = || ["body".into(), 3.into(), "value".into()];
        let cases = [
            (
                Violation::float_type(at(), Value::Null),
                r#"{"type":"float_type","loc":["body",3,"value"],"msg":"Input should be a valid number","input":null}"#,
            ),
            (
                Violation::missing(["header".into(), "X-Data-Token".into()], Value::Null),
                r#"{"type":"missing","loc":["header","X-Data-Token"],"msg":"Field required","input":null}"#,
            ),
            (
                Violation::json_invalid(7, "expected value"),
                r#"{"type":"json_invalid","loc":["body",7],"msg":"JSON decode error","input":{},"ctx":{"error":"expected value"}}"#,
            ),
            (
                Violation::value_error(["query".into(), "step".into()], "unknown unit").with_input("3x".into()),
                r#"{"type":"value_error","loc":["query","step"],"msg":"Value error, unknown unit","input":"3x","ctx":{"error":"unknown unit"}}"#,
            ),
        ];
        for (violation, expected) in cases {
            assert_eq!(serde_json::to_string(&violation).unwrap(), expected);
        }
    }

    #[test]
    fn only_short_scalars_are_echoed() {
        let cases = [
            (json!("a".repeat(199)), json!("a".repeat(199))),
            (json!("ż".repeat(200)), Value::Null),
            (json!(5.5), json!(5.5)),
            (json!(true), json!(true)),
            (json!(null), Value::Null),
            (json!({"password": "x"}), Value::Null),
            (json!(["x"]), Value::Null),
        ];
        for (sent, expected) in cases {
            assert_eq!(echo(&sent), expected);
        }
    }

    #[test]
    fn a_very_long_name_is_cut() {
        let Loc::Name(name) = Loc::from("ż".repeat(5_000)) else { panic!("a name") };
        assert_eq!(name.chars().count(), 201);
    }
}
