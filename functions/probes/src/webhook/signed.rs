//! Whether a request is the provider's: its signature on the public address that it called, with the query, and on all fields.

use crate::ProbesState;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use runtime::Secrets;
use sms::{Form, SIGNATURE_HEADER, is_signed, twiml};
use web::{Error, Limits, Payload};

impl ProbesState {
    /// The fields of a request, if it is signed. Where the auth token was replaced just now, the secret is looked at again.
    pub(crate) async fn signed_form(&self, request: Request) -> Result<Option<Form>, Error> {
        let address = self.address.as_deref().ok_or_else(|| Error::unavailable("our own address is not configured"))?;
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let url = format!("{address}{path}");
        let signature = request.headers().get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
        let Some(signature) = signature.map(str::to_owned) else { return Ok(None) };
        let payload = Payload::read(request, Limits::OBJECT).await?;
        let Ok(form) = Form::parse(&payload.bytes) else { return Ok(None) };
        let is_ours = |secrets: &Secrets| {
            secrets.twilio.as_ref().is_some_and(|account| is_signed(account, &url, &form, &signature))
        };
        let is_good = is_ours(&*self.secrets.current().await.map_err(Error::unavailable)?)
            || is_ours(&*self.secrets.renewed().await.map_err(Error::unavailable)?);
        Ok(is_good.then_some(form))
    }
}

/// An answer of the kind that the provider reads.
pub(crate) fn answered(status: StatusCode, answer: Option<&str>) -> Response {
    let body = answer.map_or_else(twiml::nothing, twiml::reply);
    (status, [(CONTENT_TYPE, twiml::CONTENT_TYPE)], body).into_response()
}
