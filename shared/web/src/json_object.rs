//! Small bodies that are one JSON object, and their fields, read as pydantic reads them.

use crate::{Error, Limits, Media, Payload, Secret, Violation, echo, json_invalid};
use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

/// A body that is to be an object. As an extractor it refuses only what is no JSON; whether it is an object with the right
/// fields is found out by [`JsonObject::read`], so that a handler can first ask who is there.
#[derive(Debug)]
pub struct JsonObject(Result<Map<String, Value>, Violation>);

/// The fields of an object while they are read. What is wrong is collected; see [`JsonObject::read`].
#[derive(Debug)]
pub struct Fields<'a> {
    object: &'a Map<String, Value>,
    violations: Vec<Violation>,
}

impl<S: Sync> FromRequest<S> for JsonObject {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<JsonObject, Error> {
        JsonObject::parse(&Payload::read(request, Limits::OBJECT).await?)
    }
}

impl JsonObject {
    /// Of these fields, wherever they come from.
    pub(crate) fn of(fields: Map<String, Value>) -> JsonObject {
        JsonObject(Ok(fields))
    }

    /// Fails for malformed JSON alone.
    pub fn parse(payload: &Payload) -> Result<JsonObject, Error> {
        if payload.bytes.is_empty() {
            return Ok(JsonObject(Err(Violation::missing(["body".into()], Value::Null))));
        }
        if payload.media != Media::Json {
            return Ok(JsonObject(Err(no_object())));
        }
        match serde_json::from_slice(&payload.bytes) {
            Ok(Value::Object(object)) => Ok(JsonObject(Ok(object))),
            Ok(Value::Null) => Ok(JsonObject(Err(Violation::missing(["body".into()], Value::Null)))),
            Ok(_) => Ok(JsonObject(Err(no_object()))),
            Err(error) => Err(json_invalid(&payload.bytes, &error).into()),
        }
    }

    /// Whether there was no body at all.
    pub fn is_absent(&self) -> bool {
        self.0.as_ref().is_err_and(|violation| violation.rule == "missing")
    }

    /// The object itself, for what is not a list of fields.
    pub fn object(&self) -> Result<&Map<String, Value>, Error> {
        self.0.as_ref().map_err(|violation| violation.clone().into())
    }

    /// Reads fields. `read` is given stand-ins for those that are wrong; what it makes of them is never returned, for then all
    /// that is wrong is the error.
    pub fn read<T>(&self, read: impl FnOnce(&mut Fields<'_>) -> T) -> Result<T, Error> {
        let object = self.0.as_ref().map_err(|violation| Error::from(violation.clone()))?;
        let mut fields = Fields { object, violations: Vec::new() };
        let value = read(&mut fields);
        if fields.violations.is_empty() { Ok(value) } else { Err(Error::violations(fields.violations)) }
    }
}

fn no_object() -> Violation {
    Violation::model_attributes_type(["body".into()], Value::Null)
}

impl Fields<'_> {
    /// Whether a field is there, whatever it is.
    pub fn has(&self, name: &str) -> bool {
        self.object.contains_key(name)
    }

    /// A text that must be there.
    pub fn string(&mut self, name: &'static str) -> String {
        let sent = self.object.get(name);
        self.text(name, sent.map_or(Value::Null, echo))
    }

    /// A text that may be absent or null.
    pub fn optional_string(&mut self, name: &'static str) -> Option<String> {
        self.object.get(name).filter(|sent| !sent.is_null())?;
        Some(self.string(name))
    }

    /// A text that may be absent, but not null.
    pub fn string_if_sent(&mut self, name: &'static str) -> Option<String> {
        self.object.get(name)?;
        Some(self.string(name))
    }

    /// A text that must be there and is never repeated, whatever it is.
    pub fn secret(&mut self, name: &'static str) -> Secret {
        Secret::new(self.text(name, Value::Null))
    }

    /// An integer that may be absent or null. Also a number without a fraction, and either as text. What is beyond 64 bits is
    /// the nearest that is not.
    pub fn optional_int(&mut self, name: &'static str) -> Option<i64> {
        let sent = self.object.get(name).filter(|sent| !sent.is_null())?;
        let rule = match integer(sent) {
            Ok(integer) => return Some(integer),
            Err(rule) => rule,
        };
        self.violations.push(rule(at(name), echo(sent)));
        None
    }

    /// A list of texts that must be there.
    pub fn strings(&mut self, name: &'static str) -> Vec<String> {
        let list = match self.object.get(name) {
            Some(Value::Array(list)) => list,
            Some(other) => return self.no_strings(Violation::list_type(at(name), echo(other))),
            None => return self.no_strings(Violation::missing(at(name), Value::Null)),
        };
        let mut texts = Vec::with_capacity(list.len());
        for (index, sent) in list.iter().enumerate() {
            match sent {
                Value::String(text) => texts.push(text.clone()),
                other => {
                    let place = ["body".into(), name.into(), index.into()];
                    self.violations.push(Violation::string_type(place, echo(other)));
                }
            }
        }
        texts
    }

    /// Something else that is wrong with a field.
    pub fn refuse(&mut self, violation: Violation) {
        self.violations.push(violation);
    }

    fn no_strings(&mut self, violation: Violation) -> Vec<String> {
        self.violations.push(violation);
        Vec::new()
    }

    fn text(&mut self, name: &'static str, echoed: Value) -> String {
        match self.object.get(name) {
            Some(Value::String(text)) => return text.clone(),
            Some(_) => self.violations.push(Violation::string_type(at(name), echoed)),
            None => self.violations.push(Violation::missing(at(name), Value::Null)),
        }
        String::new()
    }
}

type Rule = fn([crate::Loc; 2], Value) -> Violation;

fn at(name: &'static str) -> [crate::Loc; 2] {
    ["body".into(), name.into()]
}

fn integer(sent: &Value) -> Result<i64, Rule> {
    match sent {
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Ok(integer),
            (None, Some(number)) if number.fract() == 0.0 => Ok(saturating(number)),
            _ => Err(Violation::int_from_float),
        },
        Value::String(text) => integer_text(text).ok_or(Violation::int_parsing),
        _ => Err(Violation::int_type),
    }
}

/// Digits with a sign, and perhaps a fraction of nothing: `77`, ` -77 `, `77.0`.
fn integer_text(text: &str) -> Option<i64> {
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') && !fraction.is_empty() => whole,
        Some(_) => return None,
        None => text,
    };
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    whole.parse().ok().or_else(|| whole.parse().ok().map(saturating))
}

#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is meant")]
fn saturating(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detail;
    use bytes::Bytes;

    fn object(media: Media, body: &'static str) -> Result<JsonObject, Error> {
        JsonObject::parse(&Payload::plain(Bytes::from_static(body.as_bytes()), media))
    }

    fn rules(error: Error) -> Vec<String> {
        let Detail::Violations(violations) = error.detail() else { panic!("a list") };
        violations.iter().map(|violation| serde_json::to_string(violation).unwrap()).collect()
    }

    #[test]
    fn malformed_json_is_refused_at_once() {
        let refused = rules(object(Media::Json, "{\"a\":}").unwrap_err());
        assert!(
            refused[0].starts_with(r#"{"type":"json_invalid","loc":["body",5],"msg":"JSON decode error","input":{}"#)
        );
    }

    #[test]
    fn what_is_no_object_is_refused_when_it_is_read() {
        let missing = r#"{"type":"missing","loc":["body"],"msg":"Field required","input":null}"#;
        let no_object = concat!(
            r#"{"type":"model_attributes_type","loc":["body"],"#,
            r#""msg":"Input should be a valid dictionary or object to extract fields from","input":null}"#
        );
        for (media, body, expected) in [
            (Media::Json, "", missing),
            (Media::Other, "", missing),
            (Media::Json, "null", missing),
            (Media::Other, r#"{"email":"a"}"#, no_object),
            (Media::Json, "[]", no_object),
            (Media::Json, "\"password\"", no_object),
        ] {
            let refused = object(media, body).unwrap().read(|_| ()).unwrap_err();
            assert_eq!(rules(refused), [expected], "{body}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_together_and_no_secret_with_it() {
        let body = r#"{"email":5,"password":1234567,"expires_at":1.5}"#;
        let refused = object(Media::Json, body).unwrap().read(|fields| {
            (
                fields.string("email"),
                fields.secret("password"),
                fields.string("role"),
                fields.optional_int("expires_at"),
            )
        });
        let expected = [
            r#"{"type":"string_type","loc":["body","email"],"msg":"Input should be a valid string","input":5}"#,
            r#"{"type":"string_type","loc":["body","password"],"msg":"Input should be a valid string","input":null}"#,
            r#"{"type":"missing","loc":["body","role"],"msg":"Field required","input":null}"#,
            r#"{"type":"int_from_float","loc":["body","expires_at"],"msg":"Input should be a valid integer, got a number with a fractional part","input":1.5}"#,
        ];
        assert_eq!(rules(refused.unwrap_err()), expected);
    }

    #[test]
    fn right_fields_are_read_and_others_ignored() {
        let read = object(Media::Json, r#"{"name":"a","password":"b","more":[]}"#)
            .unwrap()
            .read(|fields| (fields.string("name"), fields.secret("password").reveal().to_owned()));
        assert_eq!(read.unwrap(), ("a".to_owned(), "b".to_owned()));
    }

    #[test]
    fn a_list_of_texts_says_which_of_them_are_none() {
        let cases = [
            (r#"{"ids":["a","b"]}"#, Ok(vec!["a".to_owned(), "b".to_owned()])),
            (r#"{"ids":[]}"#, Ok(vec![])),
            ("{}", Err("missing at body ids")),
            (r#"{"ids":null}"#, Err("list_type at body ids")),
            (r#"{"ids":"a"}"#, Err("list_type at body ids")),
            (r#"{"ids":["a",5,[]]}"#, Err("string_type at body ids 1, string_type at body ids 2")),
        ];
        let place = |violation: &Violation| {
            let steps = violation.loc.iter().map(|step| match step {
                crate::Loc::Name(name) => name.to_string(),
                crate::Loc::Index(index) => index.to_string(),
            });
            format!("{} at {}", violation.rule, steps.collect::<Vec<_>>().join(" "))
        };
        for (body, expected) in cases {
            let read = object(Media::Json, body).unwrap().read(|fields| fields.strings("ids"));
            let read = read.map_err(|error| match error.detail() {
                Detail::Violations(violations) => violations.iter().map(place).collect::<Vec<_>>().join(", "),
                Detail::Text(_) | Detail::Coded(_) => "text".to_owned(),
            });
            assert_eq!(read, expected.map_err(str::to_owned), "{body}");
        }
    }

    #[test]
    fn integers_are_read_laxly() {
        let cases = [
            ("{}", Ok(None)),
            (r#"{"n":null}"#, Ok(None)),
            (r#"{"n":-5}"#, Ok(Some(-5))),
            (r#"{"n":5.0}"#, Ok(Some(5))),
            (r#"{"n":1e3}"#, Ok(Some(1_000))),
            (r#"{"n":1e30}"#, Ok(Some(i64::MAX))),
            (r#"{"n":99999999999999999999999999}"#, Ok(Some(i64::MAX))),
            (r#"{"n":"1999999999"}"#, Ok(Some(1_999_999_999))),
            (r#"{"n":" -7.00 "}"#, Ok(Some(-7))),
            (r#"{"n":"-99999999999999999999999999"}"#, Ok(Some(i64::MIN))),
            (r#"{"n":1.5}"#, Err("int_from_float")),
            (r#"{"n":"1.5"}"#, Err("int_parsing")),
            (r#"{"n":"inf"}"#, Err("int_parsing")),
            (r#"{"n":""}"#, Err("int_parsing")),
            (r#"{"n":"--1"}"#, Err("int_parsing")),
            (r#"{"n":true}"#, Err("int_type")),
            (r#"{"n":[]}"#, Err("int_type")),
        ];
        for (body, expected) in cases {
            let read = object(Media::Json, body).unwrap().read(|fields| fields.optional_int("n"));
            let read = read.map_err(|error| match error.detail() {
                Detail::Violations(violations) => violations[0].rule,
                Detail::Text(_) | Detail::Coded(_) => "text",
            });
            assert_eq!(read, expected, "{body}");
        }
    }
}
