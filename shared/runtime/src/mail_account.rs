//! The deployer's own mailbox, as the secret has it: credentials of an OAuth client and of one who consented to it, in the
//! shape that Google's own libraries write (`authorized_user`). What is done with them, `google` knows.

use crate::SecretsError;
use serde::Deserialize;
use serde_json::{Map, Value};

/// What `type` says, where it is there.
const TYPE: &str = "authorized_user";

/// A way into one mailbox that nobody connects over HTTP. Debug shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct MailAccount {
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
    /// What gives access tokens.
    pub refresh_token: String,
    /// Where it does; none: at Google.
    pub token_uri: Option<String>,
    /// What was granted, as far as the file says; a refresh asks for nothing, and so for no more than was granted.
    pub scopes: Vec<String>,
}

/// The JSON as it is written. An access token and its end (`token`, `expiry`) may be there too; they are old soon.
#[derive(Deserialize)]
struct Fields {
    #[serde(rename = "type")]
    kind: Option<String>,
    client_id: String,
    client_secret: String,
    refresh_token: String,
    token_uri: Option<String>,
    scopes: Option<Scopes>,
}

/// Older files have them in one text, separated by spaces.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scopes {
    Text(String),
    List(Vec<String>),
}

impl MailAccount {
    pub(crate) fn from_json(fields: Map<String, Value>) -> Result<MailAccount, SecretsError> {
        let fields = Fields::deserialize(Value::Object(fields)).map_err(|_| SecretsError::Gmail)?;
        let is_filled =
            [&fields.client_id, &fields.client_secret, &fields.refresh_token].iter().all(|it| !it.is_empty());
        if !is_filled || fields.kind.is_some_and(|kind| kind != TYPE) {
            return Err(SecretsError::Gmail);
        }
        let scopes = match fields.scopes {
            None => Vec::new(),
            Some(Scopes::Text(text)) => text.split_ascii_whitespace().map(str::to_owned).collect(),
            Some(Scopes::List(list)) => list,
        };
        Ok(MailAccount {
            client_id: fields.client_id,
            client_secret: fields.client_secret,
            refresh_token: fields.refresh_token,
            token_uri: fields.token_uri.filter(|uri| !uri.is_empty()),
            scopes,
        })
    }
}

impl std::fmt::Debug for MailAccount {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("MailAccount(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(account: &Value) -> Result<MailAccount, SecretsError> {
        MailAccount::from_json(account.as_object().expect("an object").clone())
    }

    #[test]
    fn every_key_that_older_files_have_is_taken() {
        let account = read(&json!({
            "type": "authorized_user", "client_id": "id", "client_secret": "hush", "refresh_token": "1//hush",
            "token": "ya29.hush", "token_uri": "https://oauth2.googleapis.com/token", "expiry": "2026-11-21T06:00:00Z",
            "scopes": ["https://www.googleapis.com/auth/gmail.readonly"], "id_token": null, "universe_domain": "x",
        }))
        .expect("it is whole");
        assert_eq!((account.client_id.as_str(), account.refresh_token.as_str()), ("id", "1//hush"));
        assert_eq!(account.token_uri.as_deref(), Some("https://oauth2.googleapis.com/token"));
        assert_eq!(account.scopes, ["https://www.googleapis.com/auth/gmail.readonly"]);
        assert_eq!(format!("{account:?}"), "MailAccount(..)");
    }

    #[test]
    fn three_fields_are_enough_and_nothing_is_added_to_what_was_granted() {
        let least = json!({ "client_id": "id", "client_secret": "hush", "refresh_token": "1//hush" });
        let account = read(&least).expect("it is whole");
        assert_eq!((account.token_uri, account.scopes), (None, Vec::<String>::new()));
        let mut older = least;
        older["scopes"] = json!("a b");
        older["token_uri"] = json!("");
        let account = read(&older).expect("it is whole");
        assert_eq!((account.token_uri, account.scopes), (None, vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn half_an_account_or_another_kind_is_none_and_nothing_of_it_is_told() {
        for (name, wrong) in [
            ("client_id", Value::Null),
            ("client_secret", json!("")),
            ("refresh_token", json!(7)),
            ("scopes", json!({})),
            ("type", json!("service_account")),
        ] {
            let mut account = json!({ "client_id": "id", "client_secret": "hush", "refresh_token": "1//hush" });
            account[name] = wrong;
            assert_eq!(format!("{:?}", read(&account).expect_err("it is not")), "Gmail", "{name}");
        }
    }
}
