//! A message that Twilio has made, and how it shows it (<https://www.twilio.com/docs/messaging/api/message-resource>).

use super::state::{ACCOUNT_SID, MESSAGING_SERVICE_SID};
use serde_json::{Value, json};

/// A message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub sid: String,
    /// To whom.
    pub to: String,
    /// What it says.
    pub body: String,
    /// Where reports on it are sent.
    pub status_callback: Option<String>,
    /// How long it is worth anything, in seconds.
    pub validity_period: Option<u32>,
    /// How far it is. One that goes through a messaging service begins with `accepted`.
    pub status: String,
    /// Why it has failed.
    pub error_code: Option<u32>,
}

impl Message {
    /// The resource, as the answer to its creation has it. `num_segments` is 0 where a messaging service has not yet
    /// chosen a sender, and so is no `from`.
    pub(super) fn json(&self) -> Value {
        let uri = format!("/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{}", self.sid);
        json!({
            "account_sid": ACCOUNT_SID,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": "Sat, 21 Nov 2026 00:00:00 +0000",
            "date_sent": null,
            "date_updated": "Sat, 21 Nov 2026 00:00:00 +0000",
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": null,
            "from": null,
            "messaging_service_sid": MESSAGING_SERVICE_SID,
            "num_media": "0",
            "num_segments": "0",
            "price": null,
            "price_unit": null,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": { "media": format!("{uri}/Media.json") },
            "to": self.to,
            "uri": format!("{uri}.json"),
        })
    }
}
