//! Small bodies that are one JSON object or, where OAuth has it so, a form of the same fields.

use crate::{Error, JsonObject, Limits, Media, Payload};
use axum::extract::{FromRequest, Request};
use serde_json::{Map, Value};

/// An object, or an `application/x-www-form-urlencoded` form (RFC 6749, appendix B) as an object of texts. Only for routes
/// that no cookie vouches for: a page elsewhere can send a form without being asked whether it may.
#[derive(Debug)]
pub struct FormOrJson(pub JsonObject);

impl<S: Sync> FromRequest<S> for FormOrJson {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<FormOrJson, Error> {
        let payload = Payload::read(request, Limits::OBJECT).await?;
        match payload.media {
            Media::Form => Ok(FormOrJson(JsonObject::of(fields(&payload.bytes)))),
            _ => Ok(FormOrJson(JsonObject::parse(&payload)?)),
        }
    }
}

/// Of a field that stands there twice, the first counts.
fn fields(form: &[u8]) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(form) {
        fields.entry(name).or_insert_with(|| Value::String(value.into_owned()));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::header::CONTENT_TYPE;

    async fn read(media: &str, body: &'static str) -> Result<(String, String), Error> {
        let request = Request::builder().header(CONTENT_TYPE, media).body(Body::from(body)).expect("a request");
        let FormOrJson(object) = FormOrJson::from_request(request, &()).await?;
        object.read(|fields| (fields.string("username"), fields.secret("password").into_inner()))
    }

    #[tokio::test]
    async fn a_form_is_read_like_an_object() {
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        for (media, body) in [
            ("application/json", r#"{"username": "a+b@c.d", "password": "x & y=z"}"#),
            (form, "username=a%2Bb%40c.d&password=x+%26+y%3Dz&password=another&scope="),
        ] {
            assert_eq!(read(media, body).await.expect("it is read"), ("a+b@c.d".to_owned(), "x & y=z".to_owned()));
        }
        for (media, body) in [(form, ""), (form, "username"), (form, "{}"), ("text/plain", "username=a&password=b")] {
            assert!(read(media, body).await.is_err(), "{media} {body}");
        }
    }
}
