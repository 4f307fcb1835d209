//! What Twilio sends to a webhook: a form, and a signature of it
//! (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>).

use super::Answer;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use std::error::Error;
use url::form_urlencoded::Serializer;

/// The media type of what is sent.
const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

/// A POST that Twilio makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Where to, whole, with the query.
    pub url: String,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The form.
    pub body: String,
    /// The header `X-Twilio-Signature`.
    pub signature: String,
}

impl Webhook {
    /// A request with these fields, in this order, signed with this token.
    pub fn signed(url: &str, fields: &[(&str, &str)], auth_token: &str) -> Webhook {
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut sorted = fields.to_vec();
        sorted.sort_unstable();
        let text = sorted.iter().fold(url.to_owned(), |text, (name, value)| text + name + value);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes());
        let signature = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
        Webhook { url: url.to_owned(), content_type: FORM, body, signature }
    }

    /// Sends it there (over plain HTTP), and reads what is answered.
    pub async fn post(&self) -> Result<Answer, Box<dyn Error + Send + Sync>> {
        let request = Request::post(&self.url).header(CONTENT_TYPE, self.content_type);
        let request = request.header("X-Twilio-Signature", &self.signature);
        let request = request.body(Full::<Bytes>::from(self.body.clone()))?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        let (parts, body) = client.request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer { status: parts.status.as_u16(), body: String::from_utf8(body.into())? })
    }
}
