//! One-time codes: each is an item to look it up by its handle's hash, and those of a user have another that says which of a
//! purpose is the one that is good.
//!
//! ```text
//!  U#<user> CODE#verify ──names──▶ O#<hash> O        a newer code takes the name; the older one is good for nothing then
//! ```
//!
//! A code is spent in the transaction that does what it is good for, or not at all. It was made under the user's session
//! epoch, and whatever raises that (a new password, the end of all sessions) voids it.
//!
//! What was replaced lies there until its TTL removes it, half an hour to a few days later, and with it the address that an
//! account was to have.

use crate::error::Error;
use crate::expression::Expression;
use crate::item::{Item, Read, item, n, s};
use crate::table::Action;
use crate::{Alongside, Store, keys};
use domain::{CodeHash, CodeProof, CodePurpose, Email, Role, UserId};

/// Wrong digits that end a code: a million numbers, so 5 in a million guesses of a code get through.
const DIGITS_TRIES: u32 = 5;

/// How long whoever runs an installation has to open a link that somebody hands them.
const INVITATION_LIFE_MS: i64 = 24 * 60 * 60 * 1000;

/// A code that is to be. Debug shows nothing of it but what it is good for.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// What it is looked up by.
    pub hash: CodeHash,
    /// What shows that somebody has the link.
    pub link: CodeProof,
    /// What shows that somebody has the digits, where there are any.
    pub digits: Option<CodeProof>,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// For whom.
    pub holder: CodeHolder,
    /// From when on it is dead, in ms.
    pub valid_until: i64,
}

/// For whom a code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeHolder {
    /// For nobody: it looks like any other to whoever asked, and no proof is right.
    Nobody,
    /// For a user; void once their session epoch is another.
    User {
        /// Whose it is.
        id: UserId,
        /// Their session epoch.
        epoch: u64,
        /// The address that they want, if the code is about one.
        email: Option<Email>,
    },
    /// For whoever has it: they may make an account with this role.
    Anybody(Role),
}

/// A code that somebody has proved to have. It is not spent yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    hash: CodeHash,
    purpose: CodePurpose,
    holder: CodeHolder,
}

/// How somebody proves to have a code.
#[derive(Clone, Copy, Debug)]
pub enum CodeClaim<'a> {
    /// By its link.
    Link(&'a CodeProof),
    /// By its digits; a wrong try is counted.
    Digits(&'a CodeProof),
}

impl Code {
    /// For whom it is.
    pub fn holder(&self) -> &CodeHolder {
        &self.holder
    }

    /// What it is good for.
    pub fn purpose(&self) -> CodePurpose {
        self.purpose
    }
}

impl Store {
    /// The code that is looked up by `hash`, if it is good for `purpose` at `now`, and the claim is right. Nothing is spent by
    /// this but, for wrong digits, one of five tries.
    pub async fn codes_find(
        &self,
        hash: &CodeHash,
        purpose: CodePurpose,
        claim: CodeClaim<'_>,
        now: i64,
    ) -> Result<Option<Code>, Error> {
        let found = match claim {
            CodeClaim::Link(_) => self.table.get(&keys::code(hash)).await?,
            CodeClaim::Digits(_) => self.code_tried(hash).await?,
        };
        let Some(item) = found else { return Ok(None) };
        let proved = match claim {
            CodeClaim::Link(proof) => item.text("link_proof")? == proof.as_str(),
            CodeClaim::Digits(proof) => item.maybe_text("digits_proof")? == Some(proof.as_str()),
        };
        let good = item.text("purpose")? == purpose.as_str() && now < item.number::<i64>("valid_until")?;
        let holder = read_holder(&item)?;
        if !(good && proved) || holder == CodeHolder::Nobody {
            return Ok(None);
        }
        let code = Code { hash: hash.clone(), purpose, holder };
        Ok(if self.code_is_the_newest(&code).await? { Some(code) } else { None })
    }

    /// Takes a try before the digits are looked at: a hundred at once are a hundred, not one.
    async fn code_tried(&self, hash: &CodeHash) -> Result<Option<Item>, Error> {
        let change = Expression::new("ADD tries_left :less", [(":less", n(-1)), (":none", n(0))]);
        match self.table.update_if(&keys::code(hash), change, "tries_left > :none").await {
            Ok(item) => Ok(Some(item)),
            Err(Error::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn code_is_the_newest(&self, code: &Code) -> Result<bool, Error> {
        let CodeHolder::User { id, .. } = code.holder else { return Ok(true) };
        match self.table.get(&keys::own_code(id, code.purpose)).await? {
            Some(newest) => Ok(newest.text("code_hash")? == code.hash.as_str()),
            None => Ok(false),
        }
    }

    /// Stores a code and whatever goes with it, without changing anybody. [`Error::Conflict`] where its user is gone, or the
    /// letter with it goes to an address that theirs no longer is.
    pub async fn codes_issue(&self, with: &Alongside, now: i64) -> Result<(), Error> {
        let mut actions = with.actions(now);
        if let Some(CodeHolder::User { id, email, .. }) = with.code.as_ref().map(|code| &code.holder) {
            let still_theirs = match (email, &with.letter) {
                (None, Some(letter)) => Expression::new("email = :to", [(":to", s(letter.to.as_str()))]),
                // It goes to the address that they want, or nowhere.
                _ => Expression::present(),
            };
            actions.push(Action::Check(keys::user_item(*id), still_theirs));
        }
        self.table.transact(actions).await
    }

    /// Lets whoever has the code become a user with this role, once, within a day: how an installation gets its first owner.
    /// `hash` and `link` are the code's handle, stored, and the code's proof. Answers until when, in ms.
    pub async fn invitations_create(
        &self,
        hash: CodeHash,
        link: CodeProof,
        role: Role,
        now: i64,
    ) -> Result<i64, Error> {
        let valid_until = now + INVITATION_LIFE_MS;
        let holder = CodeHolder::Anybody(role);
        let code = NewCode { hash, link, digits: None, purpose: CodePurpose::Invitation, holder, valid_until };
        self.table.transact(issued(&code, now)).await.map(|()| valid_until)
    }
}

/// The parts of a transaction that make a code.
pub(crate) fn issued(code: &NewCode, now: i64) -> Vec<Action> {
    let removable_from = n(code.valid_until.max(now).div_euclid(1000) + 1);
    let mut written = item(
        &keys::code(&code.hash),
        [
            ("purpose", s(code.purpose.as_str())),
            ("link_proof", s(code.link.as_str())),
            ("tries_left", n(DIGITS_TRIES)),
            ("valid_until", n(code.valid_until)),
            ("expires_at", removable_from.clone()),
        ],
    );
    if let Some(digits) = &code.digits {
        written.insert("digits_proof".to_owned(), s(digits.as_str()));
    }
    write_holder(&mut written, &code.holder);
    let mut actions = vec![Action::PutIf(written, Expression::absent())];
    if let CodeHolder::User { id, .. } = code.holder {
        let newest = [("code_hash", s(code.hash.as_str())), ("expires_at", removable_from)];
        actions.push(Action::Put(item(&keys::own_code(id, code.purpose), newest)));
    }
    actions
}

/// The parts of a transaction that spend a code, which then cannot be done unless it is still good.
pub(crate) fn spent(code: &Code) -> Vec<Action> {
    let lookup = keys::code(&code.hash);
    match code.holder {
        CodeHolder::User { id, .. } => {
            let newest = Expression::new("code_hash = :code", [(":code", s(code.hash.as_str()))]);
            let theirs = keys::own_code(id, code.purpose);
            vec![Action::DeleteIf(theirs, newest), Action::DeleteIf(lookup, Expression::present())]
        }
        CodeHolder::Nobody | CodeHolder::Anybody(_) => vec![Action::DeleteIf(lookup, Expression::present())],
    }
}

fn write_holder(item: &mut Item, holder: &CodeHolder) {
    let mut set = |name: &str, value| item.insert(name.to_owned(), value);
    match holder {
        CodeHolder::Nobody => {}
        CodeHolder::Anybody(role) => {
            set("user_role", s(role.as_str()));
        }
        CodeHolder::User { id, epoch, email } => {
            set("user_id", s(id.to_string()));
            set("session_epoch", n(epoch));
            if let Some(email) = email {
                set("email", s(email.as_str()));
            }
        }
    }
}

fn read_holder(item: &Item) -> Result<CodeHolder, Error> {
    if item.contains_key("user_id") {
        let email = item.maybe_text("email")?.map(Email::parse).transpose();
        return Ok(CodeHolder::User {
            id: item.parsed("user_id")?,
            epoch: item.number("session_epoch")?,
            email: email.map_err(|_| Error::Malformed("email"))?,
        });
    }
    match item.contains_key("user_role") {
        true => Ok(CodeHolder::Anybody(item.parsed("user_role")?)),
        false => Ok(CodeHolder::Nobody),
    }
}
