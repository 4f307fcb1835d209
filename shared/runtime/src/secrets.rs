//! The installation's one secret: a JSON object, of which each part is optional and no part is ever shown.

use crate::{MailAccount, TwilioAccount};
use auth::{Keyring, KeyringError, SigningKeys, SigningKeysError};
use domain::PasswordHash;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The variable in which installations of the earlier server have Google's client JSON.
const GOOGLE_OAUTH2_CREDS: &str = "GOOGLE_OAUTH2_CREDS";

/// What the secret holds. Fields that this version does not know are ignored.
#[derive(Clone, Default)]
pub struct Secrets {
    /// `hashed_token`: bcrypt (or argon2) hash of the older single-owner token of the header `X-Token`.
    pub hashed_token: Option<PasswordHash>,
    /// `google_oauth2_creds`: the client JSON that Google's console gives out, as text. It is written as that object or as a
    /// text that holds it; whether it is a client at all, `google` finds out.
    pub google_oauth2_creds: Option<String>,
    /// `encryption_keys`: what credentials at Google are encrypted with, `{"1": "<base64 of 32 bytes>", ...}`.
    pub encryption_keys: Option<Keyring>,
    /// `jwt_keys`: what access tokens are signed with, `{"1": "<base64 of 32 bytes>", ...}`.
    pub jwt_keys: Option<SigningKeys>,
    /// `twilio`: the account that text messages are sent from, `{"account_sid": "AC...", "auth_token": "...",
    /// "messaging_service_sid": "MG..."}`. Of several tokens (an array) the first is used, and all are believed.
    pub twilio: Option<TwilioAccount>,
    /// `gmail`: the deployer's own mailbox, `{"client_id": "...", "client_secret": "...", "refresh_token": "..."}` and what
    /// else `impulses gmail authorize` writes.
    pub gmail: Option<MailAccount>,
    /// `openai`: the key of the language model's server, `{"api_key": "..."}` or `{"apiKey": "..."}`.
    pub openai_key: Option<String>,
    /// `watcher_url`: where a watcher outside is told that the clock works. Whoever knows it can keep that watcher quiet. Whether
    /// it is an address at all, `jobs` finds out: nothing else is to stop because of it.
    pub watcher_url: Option<String>,
}

/// Why there are no secrets to be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Not a JSON object, or a field of another type. The cause is dropped on purpose: it may quote the secret.
    #[error("the secret must be a JSON object with fields of their own types")]
    Malformed,
    /// The field `encryption_keys` is not what it should be.
    #[error("the secret's encryption_keys cannot be used")]
    EncryptionKeys(#[source] KeyringError),
    /// The field `jwt_keys` is not what it should be.
    #[error("the secret's jwt_keys cannot be used")]
    SigningKeys(#[source] SigningKeysError),
    /// The field `twilio` is not what it should be.
    #[error("the secret's twilio must have account_sid, auth_token and messaging_service_sid")]
    Twilio,
    /// The field `gmail` is not what it should be.
    #[error("the secret's gmail must be an authorized_user with client_id, client_secret and refresh_token")]
    Gmail,
    /// The field `openai` is not what it should be.
    #[error("the secret's openai must have api_key")]
    OpenAi,
    /// Secrets Manager did not give it.
    #[error("Secrets Manager did not give the secret")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The JSON as it is written.
#[derive(Deserialize)]
struct Fields {
    hashed_token: Option<String>,
    google_oauth2_creds: Option<Value>,
    encryption_keys: Option<Map<String, Value>>,
    jwt_keys: Option<Map<String, Value>>,
    twilio: Option<Map<String, Value>>,
    gmail: Option<Map<String, Value>>,
    openai: Option<Map<String, Value>>,
    watcher_url: Option<String>,
}

impl Secrets {
    /// From the secret's JSON. An empty field counts as absent, and so does an empty object.
    pub fn from_json(text: &str) -> Result<Secrets, SecretsError> {
        // By way of a map, because a struct would also be read from a JSON array.
        let object: Map<String, Value> = serde_json::from_str(text).map_err(|_| SecretsError::Malformed)?;
        let fields = Fields::deserialize(Value::Object(object)).map_err(|_| SecretsError::Malformed)?;
        Ok(Secrets {
            hashed_token: fields.hashed_token.filter(|hash| !hash.is_empty()).map(PasswordHash::new),
            google_oauth2_creds: fields
                .google_oauth2_creds
                .map(client_text)
                .transpose()?
                .filter(|client| is_filled(client)),
            encryption_keys: fields.encryption_keys.filter(|keys| !keys.is_empty()).map(keyring).transpose()?,
            jwt_keys: fields.jwt_keys.filter(|keys| !keys.is_empty()).map(signing_keys).transpose()?,
            twilio: fields.twilio.filter(|account| !account.is_empty()).map(TwilioAccount::from_json).transpose()?,
            gmail: fields.gmail.filter(|account| !account.is_empty()).map(MailAccount::from_json).transpose()?,
            openai_key: fields.openai.filter(|openai| !openai.is_empty()).map(openai_key).transpose()?,
            watcher_url: fields.watcher_url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty()),
        })
    }

    /// Takes from this process's environment what is absent here and earlier installations have there: the variable
    /// `GOOGLE_OAUTH2_CREDS`. For a process on one machine; those in Lambda have no secrets in their environment.
    pub fn or_from_env(self) -> Secrets {
        self.or_from(|name| std::env::var(name).ok())
    }

    /// The same from whatever answers for the variables.
    pub fn or_from(self, lookup: impl Fn(&str) -> Option<String>) -> Secrets {
        let google_oauth2_creds =
            self.google_oauth2_creds.or_else(|| lookup(GOOGLE_OAUTH2_CREDS).filter(|client| is_filled(client)));
        Secrets { google_oauth2_creds, ..self }
    }
}

fn client_text(written: Value) -> Result<String, SecretsError> {
    match written {
        Value::String(text) => Ok(text),
        Value::Object(_) => Ok(written.to_string()),
        _ => Err(SecretsError::Malformed),
    }
}

/// `{}` is how the earlier server was told that there is no client.
fn is_filled(client: &str) -> bool {
    let is_empty_object = || serde_json::from_str::<Map<String, Value>>(client).is_ok_and(|object| object.is_empty());
    !client.trim().is_empty() && !is_empty_object()
}

fn keyring(keys: Map<String, Value>) -> Result<Keyring, SecretsError> {
    Keyring::from_json(&Value::Object(keys)).map_err(SecretsError::EncryptionKeys)
}

fn signing_keys(keys: Map<String, Value>) -> Result<SigningKeys, SecretsError> {
    SigningKeys::from_json(&Value::Object(keys)).map_err(SecretsError::SigningKeys)
}

fn openai_key(fields: Map<String, Value>) -> Result<String, SecretsError> {
    let key = fields.get("api_key").or_else(|| fields.get("apiKey")).and_then(Value::as_str);
    key.filter(|key| !key.is_empty()).map(str::to_owned).ok_or(SecretsError::OpenAi)
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Secrets(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// base64 of 32 bytes.
    const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn check(json: &str, hashed_token: Option<&str>, client: Option<&str>, has_keys: bool) {
        let secrets = Secrets::from_json(json).unwrap();
        assert_eq!(secrets.hashed_token.as_ref().map(PasswordHash::as_str), hashed_token, "{json}");
        assert_eq!(secrets.google_oauth2_creds.as_deref(), client, "{json}");
        assert_eq!(secrets.encryption_keys.is_some(), has_keys, "{json}");
    }

    #[test]
    fn every_field_is_optional_and_unknown_ones_are_ignored() {
        check("{}", None, None, false);
        check(r#"{"hashed_token":"","openai":{"api_key":"x"},"twilio":{}}"#, None, None, false);
        check(r#"{"hashed_token":null,"google_oauth2_creds":null,"encryption_keys":null}"#, None, None, false);
        check(r#"{"hashed_token":"$2b$12$abc"}"#, Some("$2b$12$abc"), None, false);
        check(&format!(r#"{{"encryption_keys":{{"1":"{KEY}"}}}}"#), None, None, true);
        check(r#"{"encryption_keys":{}}"#, None, None, false);
    }

    #[test]
    fn keys_to_sign_with_are_read_and_an_empty_object_has_none() {
        let has_keys = |json: &str| Secrets::from_json(json).unwrap().jwt_keys.is_some();
        assert!(has_keys(&format!(r#"{{"jwt_keys":{{"1":"{KEY}"}}}}"#)));
        assert!(!has_keys(r#"{"jwt_keys":{}}"#) && !has_keys("{}"));
        let error = Secrets::from_json(r#"{"jwt_keys":{"1":"hush"}}"#).unwrap_err();
        assert_eq!(format!("{error} {error:?}"), "the secret's jwt_keys cannot be used SigningKeys(Malformed)");
    }

    #[test]
    fn an_account_at_twilio_is_whole_or_the_secret_is_wrong() {
        let whole = r#"{"twilio":{"account_sid":"AC1","auth_token":"hush","messaging_service_sid":"MG1"}}"#;
        assert_eq!(Secrets::from_json(whole).unwrap().twilio.unwrap().auth_tokens, ["hush"]);
        assert_eq!(Secrets::from_json(r#"{"twilio":null}"#).unwrap().twilio, None);
        let error = Secrets::from_json(r#"{"twilio":{"auth_token":"hush"}}"#).unwrap_err();
        assert!(matches!(error, SecretsError::Twilio) && !error.to_string().contains("hush"));
    }

    #[test]
    fn a_mailbox_of_the_deployers_is_whole_or_the_secret_is_wrong() {
        let whole = r#"{"gmail":{"client_id":"id","client_secret":"hush","refresh_token":"1//hush"}}"#;
        assert_eq!(Secrets::from_json(whole).unwrap().gmail.unwrap().client_id, "id");
        assert_eq!(Secrets::from_json(r#"{"gmail":{}}"#).unwrap().gmail, None);
        let error = Secrets::from_json(r#"{"gmail":{"refresh_token":"1//hush"}}"#).unwrap_err();
        assert!(matches!(error, SecretsError::Gmail) && !error.to_string().contains("hush"));
    }

    #[test]
    fn the_models_key_is_read_under_both_of_its_names() {
        let key = |json: &str| Secrets::from_json(json).unwrap().openai_key;
        assert_eq!(key(r#"{"openai":{"api_key":"sk-1"}}"#).as_deref(), Some("sk-1"));
        assert_eq!(key(r#"{"openai":{"apiKey":"sk-1","other":1}}"#).as_deref(), Some("sk-1"));
        assert_eq!((key(r#"{"openai":{}}"#), key("{}")), (None, None));
        for wrong in [r#"{"key":"hush"}"#, r#"{"api_key":""}"#, r#"{"apiKey":["hush"]}"#] {
            let error = Secrets::from_json(&format!(r#"{{"openai":{wrong}}}"#)).unwrap_err();
            assert_eq!(format!("{error} {error:?}"), "the secret's openai must have api_key OpenAi", "{wrong}");
        }
    }

    #[test]
    fn a_watchers_address_is_a_text_or_none() {
        let watcher = |json: &str| Secrets::from_json(json).unwrap().watcher_url;
        assert_eq!(watcher(r#"{"watcher_url":"https://hc.example/1\n"}"#).as_deref(), Some("https://hc.example/1"));
        assert!(watcher(r#"{"watcher_url":" "}"#).is_none() && watcher("{}").is_none());
    }

    #[test]
    fn googles_client_is_an_object_or_a_text_and_an_empty_one_is_none() {
        let client = r#"{"web":{"client_id":"a"}}"#;
        check(r#"{"google_oauth2_creds":{"web":{"client_id":"a"}}}"#, None, Some(client), false);
        check(r#"{"google_oauth2_creds":"{\"web\":{\"client_id\":\"a\"}}"}"#, None, Some(client), false);
        for empty in ["{}", "\"{}\"", "\" {\\n} \"", "\"\"", "\" \""] {
            check(&format!(r#"{{"google_oauth2_creds":{empty}}}"#), None, None, false);
        }
    }

    #[test]
    fn the_environment_gives_what_the_secret_lacks() {
        let lookup = |name: &str| (name == "GOOGLE_OAUTH2_CREDS").then(|| r#"{"web":"env"}"#.to_owned());
        let client = |json: &str| Secrets::from_json(json).unwrap().or_from(lookup).google_oauth2_creds;
        assert_eq!(client("{}").as_deref(), Some(r#"{"web":"env"}"#));
        assert_eq!(client(r#"{"google_oauth2_creds":{"web":"file"}}"#).as_deref(), Some(r#"{"web":"file"}"#));
        assert_eq!(Secrets::default().or_from(|_| Some("{}".to_owned())).google_oauth2_creds, None);
    }

    #[test]
    fn neither_debug_nor_an_error_shows_the_secret() {
        let secrets = Secrets::from_json(r#"{"hashed_token":"$2b$12$abc","google_oauth2_creds":"hush"}"#).unwrap();
        assert_eq!(format!("{secrets:?}"), "Secrets(..)");
        for json in ["", "hush", r#"{"hashed_token":77}"#, "[\"hush\"]", r#"{"google_oauth2_creds":["hush"]}"#] {
            let error = Secrets::from_json(json).unwrap_err();
            assert_eq!(
                format!("{error} {error:?}"),
                "the secret must be a JSON object with fields of their own types Malformed"
            );
        }
        let error = Secrets::from_json(r#"{"encryption_keys":{"1":"hush"}}"#).unwrap_err();
        assert_eq!(
            format!("{error} {error:?}"),
            "the secret's encryption_keys cannot be used EncryptionKeys(Malformed)"
        );
    }
}
