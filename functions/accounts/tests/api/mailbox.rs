//! Letters as their readers get them: out of the table, and opened.

use crate::support::App;
use auth::Sealed;
use domain::LetterId;
use letters::Letter;
use serde_json::Value;
use store::LetterStanding;

/// A letter that came.
#[derive(Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    letter: Letter,
}

impl App {
    /// All letters since the last time that somebody looked, in the order of their addresses and kinds.
    pub(crate) async fn mail(&self) -> Vec<Mail> {
        let mut mail = Vec::new();
        for pk in self.world.partitions().await {
            let Some(id) = pk.strip_prefix("L#") else { continue };
            let id: LetterId = id.parse().expect("a letter's id");
            let letter = self.store().letters_get(id).await.expect("the engine answers").expect("a letter");
            let LetterStanding::Waiting { to, sealed, .. } = letter.standing else { continue };
            let sealed = Sealed { version: sealed.key_version, bytes: sealed.bytes };
            let letter = letters::open(&self.keyring, id, &to, &sealed).expect("a letter that opens");
            mail.push(Mail { to: to.as_str().to_owned(), letter });
            self.store().letters_sent(id, "m", self.now()).await.expect("the engine answers");
        }
        mail.sort_by_key(Mail::brief);
        mail
    }

    /// The one letter that came.
    pub(crate) async fn one_mail(&self) -> Mail {
        let mut mail = self.mail().await;
        assert_eq!(mail.len(), 1, "{mail:?}");
        mail.remove(0)
    }

    /// All letters that came: to whom, and what about.
    pub(crate) async fn mail_brief(&self) -> Vec<String> {
        self.mail().await.iter().map(Mail::brief).collect()
    }
}

impl Mail {
    /// To whom, and what about.
    pub(crate) fn brief(&self) -> String {
        format!("{} {}", self.to, self.letter.kind().as_str())
    }

    /// Where its first link leads, without the host.
    pub(crate) fn path(&self) -> String {
        let link = self.fields()["link"].as_str().expect("a link").to_owned();
        link.strip_prefix(crate::support::API).expect("our own address").to_owned()
    }

    /// The code in its link.
    pub(crate) fn code(&self) -> String {
        self.path().split_once("?code=").expect("a code").1.to_owned()
    }

    /// The six digits.
    pub(crate) fn digits(&self) -> String {
        self.fields()["code"].as_str().expect("digits").to_owned()
    }

    /// Whether there are any.
    pub(crate) fn has_digits(&self) -> bool {
        self.fields()["code"].is_string()
    }

    /// Whom it greets.
    pub(crate) fn greets(&self) -> Option<String> {
        self.fields()["first_name"].as_str().map(str::to_owned)
    }

    fn fields(&self) -> Value {
        serde_json::to_value(&self.letter).expect("a letter is JSON")
    }
}
