//! A letter as SES was given it.

use serde_json::Value;

/// A letter that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// SES's name for it.
    pub message_id: String,
    /// The sender, with their name.
    pub from: String,
    /// The only recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// Headers of its own.
    pub headers: Vec<(String, String)>,
}

impl Sent {
    /// Out of a request's body; `None` where it is not a letter to one recipient, with both kinds of text.
    pub(super) fn read(body: &Value, message_id: String) -> Option<Sent> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let message = &body["Content"]["Simple"];
        let recipients = body["Destination"]["ToAddresses"].as_array()?;
        let [to] = recipients.as_slice() else { return None };
        let headers = message["Headers"].as_array().into_iter().flatten();
        Some(Sent {
            message_id,
            from: text(&body["FromEmailAddress"])?,
            to: text(to)?,
            subject: text(&message["Subject"]["Data"])?,
            text: text(&message["Body"]["Text"]["Data"])?,
            html: text(&message["Body"]["Html"]["Data"])?,
            headers: headers.filter_map(|header| Some((text(&header["Name"])?, text(&header["Value"])?))).collect(),
        })
    }
}
