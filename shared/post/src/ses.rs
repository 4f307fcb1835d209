//! Amazon SES: one call, and what its answers mean (<https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>).

use crate::{PostError, Refused};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader};
use aws_types::SdkConfig;
use domain::Email;
use letters::Rendered;
use std::sync::{Arc, OnceLock};

/// What letters come from, before the address.
const SENDER: &str = "Impulses";
const CHARSET: &str = "UTF-8";
/// Nobody's absence is answered to us (RFC 3834, 5).
const AUTOMATIC: (&str, &str) = ("Auto-Submitted", "auto-generated");
/// How the message of a `MessageRejected` begins where it is not about the letter: our own address is not verified yet, or
/// the account is still in the sandbox (<https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html>).
const NOT_VERIFIED: &str = "Email address is not verified";

/// The way to SES, which is made at the first letter: most starts send none.
#[derive(Clone)]
pub(crate) struct Ses {
    aws: SdkConfig,
    from: String,
    url: Option<String>,
    client: Arc<OnceLock<Client>>,
}

impl Ses {
    pub(crate) fn new(aws: SdkConfig, from: &Email, url: Option<String>) -> Ses {
        Ses { aws, from: format!("{SENDER} <{}>", from.as_str()), url, client: Arc::default() }
    }

    /// Sends it once: each further try is one that the job makes, because a try that seems to fail may have succeeded.
    pub(crate) async fn send(&self, to: &Email, letter: &Rendered) -> Result<String, PostError> {
        let content = content(letter).map_err(|error| PostError::NotTaken(error.to_string()))?;
        let request = self.client().send_email().from_email_address(&self.from);
        let request = request.destination(Destination::builder().to_addresses(to.as_str()).build()).content(content);
        let answer = request.send().await.map_err(failed)?;
        Ok(answer.message_id.unwrap_or_default())
    }

    fn client(&self) -> &Client {
        self.client.get_or_init(|| {
            let mut config = aws_sdk_sesv2::config::Builder::from(&self.aws).retry_config(RetryConfig::disabled());
            config.set_endpoint_url(self.url.clone());
            Client::from_conf(config.build())
        })
    }
}

fn content(letter: &Rendered) -> Result<EmailContent, BuildError> {
    let part = |text: &str| Content::builder().data(text).charset(CHARSET).build();
    let body = Body::builder().text(part(&letter.text)?).html(part(&letter.html)?).build();
    let header = MessageHeader::builder().name(AUTOMATIC.0).value(AUTOMATIC.1).build()?;
    let message = Message::builder().subject(part(&letter.subject)?).body(body).headers(header).build();
    Ok(EmailContent::builder().simple(message).build())
}

/// SES's messages quote addresses: only its word for what is wrong is kept.
fn failed(error: SdkError<SendEmailError>) -> PostError {
    let Some(answered) = error.as_service_error() else {
        return PostError::NoAnswer(Box::new(error));
    };
    let is_about_us = answered.message().is_some_and(|message| message.starts_with(NOT_VERIFIED));
    match answered {
        SendEmailError::MessageRejected(_) if is_about_us => PostError::NotTaken(
            "the sender or, in the sandbox, \
            the recipient is not verified"
                .to_owned(),
        ),
        SendEmailError::MessageRejected(_) => PostError::Refused(Refused::Rejected),
        SendEmailError::BadRequestException(_) => PostError::Refused(Refused::BadAddress),
        other => PostError::NotTaken(other.code().unwrap_or("an unknown error").to_owned()),
    }
}
