//! A sender to a fake Twilio, and an account to verify by.

use domain::PhoneNumber;
use fakes::Twilio;
use runtime::{Config, SecretSource, Secrets, TwilioAccount};
use sms::{Accepted, Outgoing, SendError, Sender};

pub(crate) const ADA: &str = "+48123456789";
pub(crate) const REPORTS: &str = "https://api.example/webhook/sms/status?message=7%2F1";
/// Any time does.
const NOW: i64 = 1_795_219_200_000;

/// The secret with this account.
pub(crate) fn secrets(account_json: &str) -> Secrets {
    Secrets::from_json(&format!(r#"{{"twilio":{account_json}}}"#)).expect("a secret")
}

/// The account that a fake Twilio has now.
pub(crate) fn account(twilio: &Twilio) -> TwilioAccount {
    secrets(&twilio.account_json()).twilio.expect("an account")
}

/// A sender that finds Twilio at this address.
pub(crate) fn sender_at(url: &str, secrets: Secrets) -> Sender {
    let config = Config::read(|name| (name == "TWILIO_API_URL").then(|| url.to_owned())).expect("a configuration");
    Sender::through_twilio(SecretSource::given(secrets), &config)
}

pub(crate) fn sender(twilio: &Twilio) -> Sender {
    sender_at(&twilio.url(), secrets(&twilio.account_json()))
}

/// Sends a text.
pub(crate) async fn send(sender: &Sender, to: &str, text: &str) -> Result<Accepted, SendError> {
    let to = PhoneNumber::parse(to).expect("a number");
    let outgoing = Outgoing { id: "7/1", to: &to, text, report_to: Some(REPORTS), worth_s: Some(3_600) };
    sender.send(&outgoing, NOW).await
}
