//! Letters and their codes on the way to the table.

use crate::AccountsState;
use crate::links::Links;
use auth::{CodeHandle, Digits, NoEntropy, OneTimeCode, Sealed};
use domain::{CodePurpose, Email, LetterId};
use letters::Letter;
use runtime::Secrets;
use std::sync::Arc;
use store::{Alongside, CodeHolder, NewCode, NewLetter, SealedSecret, User};
use uuid::Uuid;
use web::Error;

/// How long a code in a letter is good: time enough for slow mail, and for nobody to find it in an old mailbox.
pub(crate) const CODE_LIFE_MS: i64 = 30 * 60 * 1000;
/// How long an invitation that is mailed is good: its reader did not ask for it, and may be on holiday.
pub(crate) const INVITATION_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What letters are made with. It is there before anybody looks whom a letter is for, so that it costs the same for all.
pub(crate) struct Post {
    secrets: Arc<Secrets>,
    pub(crate) links: Links,
}

/// A code that was made, in all its forms.
pub(crate) struct Minted {
    pub(crate) code: OneTimeCode,
    pub(crate) digits: Digits,
    handle: CodeHandle,
}

impl AccountsState {
    /// 503 where this installation has no keys to seal letters with.
    pub(crate) async fn post(&self) -> Result<Post, Error> {
        let post = self.post_if_any().await?;
        post.ok_or_else(|| Error::unavailable("the secret has no encryption_keys, and letters are sealed"))
    }

    /// `None` where this installation has no keys to seal letters with: for what goes on without a letter.
    pub(crate) async fn post_if_any(&self) -> Result<Option<Post>, Error> {
        let secrets = self.secrets.current().await.map_err(Error::unavailable)?;
        Ok(secrets.encryption_keys.is_some().then(|| Post { secrets, links: self.links.clone() }))
    }
}

impl Post {
    /// A letter, sealed for this address. From `until` on (ms) it is not worth sending.
    pub(crate) fn letter(&self, to: &Email, letter: &Letter, until: i64) -> Result<NewLetter, Error> {
        let keyring = self.secrets.encryption_keys.as_ref();
        let keyring = keyring.ok_or_else(|| Error::unavailable("the secret has no encryption_keys"))?;
        let id = LetterId(Uuid::new_v4());
        let Sealed { version, bytes } = letters::seal(keyring, id, to, letter)?;
        let sealed = SealedSecret { key_version: version, bytes };
        Ok(NewLetter { id, kind: letter.kind(), to: to.clone(), sealed, until })
    }

    /// A letter that tells what has happened, and is never too late.
    pub(crate) fn news(&self, to: &Email, letter: &Letter) -> Result<NewLetter, Error> {
        self.letter(to, letter, i64::MAX)
    }
}

impl Minted {
    /// A new code.
    pub(crate) fn new() -> Result<Minted, NoEntropy> {
        let (code, digits) = (OneTimeCode::mint()?, Digits::mint()?);
        Ok(Minted { handle: code.handle(), code, digits })
    }

    /// What whoever asked for it is told.
    pub(crate) fn handle(&self) -> &str {
        self.handle.reveal()
    }

    /// As it is stored: good for a link, until then.
    pub(crate) fn stored(&self, purpose: CodePurpose, holder: CodeHolder, valid_until: i64) -> NewCode {
        let (hash, link) = (self.handle.stored(), self.code.proof());
        NewCode { hash, link, digits: None, purpose, holder, valid_until }
    }

    /// The same, good for its digits too.
    pub(crate) fn stored_with_digits(&self, purpose: CodePurpose, holder: CodeHolder, valid_until: i64) -> NewCode {
        NewCode { digits: Some(self.handle.proof(&self.digits)), ..self.stored(purpose, holder, valid_until) }
    }
}

/// A code of this user, as they are now.
pub(crate) fn held_by(user: &User) -> CodeHolder {
    CodeHolder::User { id: user.id, epoch: user.session_epoch, email: None }
}

/// A code and the letter that it stands in.
pub(crate) fn code_in_letter(code: NewCode, letter: NewLetter) -> Alongside {
    Alongside { code: Some(code), letter: Some(letter), ..Alongside::default() }
}

/// What is stored where nobody is to be told anything: it costs what a code costs, and is good for nothing.
pub(crate) fn decoy(minted: &Minted, purpose: CodePurpose, now: i64) -> Alongside {
    let code = minted.stored(purpose, CodeHolder::Nobody, now + CODE_LIFE_MS);
    Alongside { code: Some(code), ..Alongside::default() }
}
