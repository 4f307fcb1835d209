//! Sends letters: through Amazon SES, or into an outbox that is looked at on the same machine. The only crate that names SES.
//!
//! A letter is sent at least once. SES knows no key by which a repeated call is recognised: where its answer is lost, or the
//! process dies before the answer is recorded, the letter goes out again.

mod error;
pub use error::{PostError, Refused};

mod outbox;
pub use outbox::{InOutbox, Outbox};

mod ses;

use auth::Sealed;
use aws_types::SdkConfig;
use domain::{Email, LetterId};
use letters::Rendered;
use runtime::{Config, SecretSource};
use ses::Ses;
use store::SealedSecret;

/// A way for letters to go out. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    secrets: SecretSource,
    way: Option<Way>,
}

#[derive(Clone)]
enum Way {
    Ses(Box<Ses>),
    Outbox(Outbox),
}

/// A letter that is to go out.
pub struct Outgoing<'a> {
    /// Which one it is.
    pub id: LetterId,
    /// To whom.
    pub to: &'a Email,
    /// What it says, as it was stored.
    pub sealed: &'a SealedSecret,
    /// From when on it is worth nothing, in ms.
    pub until: i64,
}

impl Post {
    /// Through SES, from `MAIL_FROM`. Where there is none, mail is not set up: nothing goes out, and letters wait. Nothing is
    /// connected before the first letter.
    pub fn through_ses(secrets: SecretSource, aws: SdkConfig, config: &Config) -> Post {
        let from = config.mail_from.as_ref();
        let way = from.map(|from| Way::Ses(Box::new(Ses::new(aws, from, config.ses_url.clone()))));
        Post { secrets, way }
    }

    /// Into an outbox.
    pub fn into_outbox(secrets: SecretSource, outbox: Outbox) -> Post {
        Post { secrets, way: Some(Way::Outbox(outbox)) }
    }

    /// Sends a letter as it is at `now` (ms); answers the provider's name for it.
    pub async fn send(&self, letter: &Outgoing<'_>, now: i64) -> Result<String, PostError> {
        let way = self.way.as_ref().ok_or(PostError::NotSetUp)?;
        let rendered = self.opened(letter).await?.render(letter.until - now);
        way.send(letter, rendered, now).await
    }

    async fn opened(&self, letter: &Outgoing<'_>) -> Result<letters::Letter, PostError> {
        let secrets = self.secrets.with_encryption_key(letter.sealed.key_version).await?;
        let keyring = secrets.encryption_keys.as_ref().ok_or(PostError::NoKeys)?;
        let sealed = Sealed { version: letter.sealed.key_version, bytes: letter.sealed.bytes.clone() };
        Ok(letters::open(keyring, letter.id, letter.to, &sealed)?)
    }
}

impl Way {
    async fn send(&self, letter: &Outgoing<'_>, rendered: Rendered, now: i64) -> Result<String, PostError> {
        match self {
            Way::Ses(ses) => ses.send(letter.to, &rendered).await,
            Way::Outbox(outbox) => Ok(outbox.take(letter.id, letter.to, rendered, now)),
        }
    }
}
