//! The account at Twilio, as the secret has it. What is done with it, `sms` knows.

use crate::SecretsError;
use serde::Deserialize;
use serde_json::{Map, Value};

/// An account at Twilio: whose it is, what it is shown by, and which service texts are sent with. Debug shows none of
/// it.
#[derive(Clone, PartialEq, Eq)]
pub struct TwilioAccount {
    /// The account's SID, `AC...`.
    pub account_sid: String,
    /// Its auth tokens, at least one: the first is shown to Twilio, and what is signed with any of them is believed. So
    /// there are two while one takes the place of the other.
    pub auth_tokens: Vec<String>,
    /// The SID of the messaging service, `MG...`.
    pub messaging_service_sid: String,
}

/// The JSON as it is written.
#[derive(Deserialize)]
struct Fields {
    account_sid: String,
    auth_token: OneOrMore,
    messaging_service_sid: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl TwilioAccount {
    pub(crate) fn from_json(fields: Map<String, Value>) -> Result<TwilioAccount, SecretsError> {
        let fields = Fields::deserialize(Value::Object(fields)).map_err(|_| SecretsError::Twilio)?;
        let auth_tokens = match fields.auth_token {
            OneOrMore::One(token) => vec![token],
            OneOrMore::More(tokens) => tokens,
        };
        let (account_sid, messaging_service_sid) = (fields.account_sid, fields.messaging_service_sid);
        // An empty token would let anybody sign.
        let is_whole = is_sid(&account_sid) && is_sid(&messaging_service_sid) && !auth_tokens.is_empty();
        if !is_whole || auth_tokens.iter().any(String::is_empty) {
            return Err(SecretsError::Twilio);
        }
        Ok(TwilioAccount { account_sid, auth_tokens, messaging_service_sid })
    }
}

/// Letters and digits, which is as much as has to be true of what becomes part of an address.
fn is_sid(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl std::fmt::Debug for TwilioAccount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("TwilioAccount(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(account: &Value) -> Result<TwilioAccount, SecretsError> {
        TwilioAccount::from_json(account.as_object().expect("an object").clone())
    }

    #[test]
    fn a_token_is_one_or_the_first_of_several() {
        for (written, expect) in [(json!("new"), &["new"][..]), (json!(["new", "old"]), &["new", "old"])] {
            let account = read(&json!({
                "account_sid": "AC1", "auth_token": written, "messaging_service_sid": "MG1", "unknown": 1
            }));
            let account = account.expect("it is whole");
            assert_eq!((account.account_sid.as_str(), account.messaging_service_sid.as_str()), ("AC1", "MG1"));
            assert_eq!(account.auth_tokens, expect);
            assert_eq!(format!("{account:?}"), "TwilioAccount(..)");
        }
    }

    #[test]
    fn half_an_account_is_none_and_nothing_of_it_is_told() {
        for (sid, token, service) in [
            (json!("AC1"), json!(""), json!("MG1")),
            (json!("AC1"), json!([]), json!("MG1")),
            (json!("AC1"), json!(["hush", ""]), json!("MG1")),
            (json!("AC1"), json!(7), json!("MG1")),
            (json!("AC1/../hush"), json!("hush"), json!("MG1")),
            (json!(""), json!("hush"), json!("MG1")),
            (json!("AC1"), json!("hush"), Value::Null),
        ] {
            let error = read(&json!({ "account_sid": sid, "auth_token": token, "messaging_service_sid": service }));
            assert_eq!(format!("{:?}", error.expect_err("it is not")), "Twilio");
        }
    }
}
