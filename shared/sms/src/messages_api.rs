//! The Messages API: one call, `POST /2010-04-01/Accounts/{sid}/Messages.json`
//! (<https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource>).

use crate::call::Http;
use crate::{Accepted, Outage, Outgoing, SendError, answer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use http::header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Request};
use runtime::TwilioAccount;
use std::sync::Arc;

/// Where Twilio's API is.
const API_URL: &str = "https://api.twilio.com";
/// The longest that Twilio keeps a message, in seconds (<https://www.twilio.com/docs/api/errors/90007>).
const LONGEST_WORTH_S: u32 = 36_000;
const FORM: &str = "application/x-www-form-urlencoded";
const US: &str = concat!("impulses/", env!("CARGO_PKG_VERSION"));

/// The API and the connections to it.
#[derive(Clone)]
pub(crate) struct MessagesApi {
    root: Arc<str>,
    http: Http,
}

impl MessagesApi {
    /// At this root, or Twilio's own. Neither ends in a slash.
    pub(crate) fn new(root: Option<&str>) -> MessagesApi {
        MessagesApi { root: root.unwrap_or(API_URL).into(), http: Http::default() }
    }

    /// Has Twilio make the message, and so send it.
    pub(crate) async fn create(&self, account: &TwilioAccount, message: &Outgoing<'_>) -> Result<Accepted, SendError> {
        let request = self.request(account, message)?;
        answer::read(self.http.exchange(request).await?)
    }

    fn request(&self, account: &TwilioAccount, message: &Outgoing<'_>) -> Result<Request<Vec<u8>>, SendError> {
        let token = account.auth_tokens.first().ok_or(SendError::NotSetUp)?;
        let url = format!("{}/2010-04-01/Accounts/{}/Messages.json", self.root, account.account_sid);
        let request = Request::post(url).header(CONTENT_TYPE, FORM).header(USER_AGENT, US);
        let request = request.header(AUTHORIZATION, basic(&account.account_sid, token)?);
        let request = request.body(form(account, message).into_bytes());
        request.map_err(|_| SendError::Unavailable(Outage::NoAddress))
    }
}

fn form(account: &TwilioAccount, message: &Outgoing<'_>) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("To", message.to.as_str());
    form.append_pair("MessagingServiceSid", &account.messaging_service_sid);
    form.append_pair("Body", message.text);
    if let Some(url) = message.report_to {
        form.append_pair("StatusCallback", url);
    }
    if let Some(seconds) = message.worth_s {
        form.append_pair("ValidityPeriod", &seconds.clamp(1, LONGEST_WORTH_S).to_string());
    }
    form.finish()
}

/// RFC 7617; hidden from whatever prints headers.
fn basic(name: &str, password: &str) -> Result<HeaderValue, SendError> {
    let shown = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
    let mut shown = HeaderValue::try_from(shown).map_err(|_| SendError::NotSetUp)?;
    shown.set_sensitive(true);
    Ok(shown)
}
