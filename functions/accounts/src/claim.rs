//! Invitations: a user who was made for somebody chooses a password, or somebody becomes a user by a link alone.

use crate::AccountsState;
use crate::links::CLAIM;
use crate::new_password::Known;
use crate::post::{INVITATION_LIFE_MS, Minted, code_in_letter};
use crate::redeem::Redeemed;
use crate::reset_password::with_password;
use crate::verify_address::welcome;
use auth::PasswordRefused;
use domain::{CodePurpose, Email, PersonName, Role, UserId};
use letters::Letter;
use std::net::IpAddr;
use store::{Code, CodeHolder, NewUser, User, UserCreated};
use uuid::Uuid;
use web::{Error, Secret};

/// Somebody who becomes a user by a link alone.
pub(crate) struct Newcomer {
    pub(crate) email: Email,
    pub(crate) first_name: PersonName,
    pub(crate) last_name: PersonName,
    pub(crate) password: Secret,
}

/// What became of an invitation.
pub(crate) enum Claimed {
    Done,
    BadCode,
    Refused(PasswordRefused),
    EmailTaken,
}

/// An invitation that is good.
pub(crate) enum Invitation {
    /// For this user, who chooses a password.
    Theirs(Box<User>),
    /// For whoever has it: they get this role.
    Anybodys(Role),
}

impl AccountsState {
    /// Makes a user who chooses their password by the link in a letter; before that nobody can sign in as them. Whatever role
    /// is wanted, they get STANDARD.
    pub(crate) async fn invite(&self, new: NewUser, now: i64) -> Result<bool, Error> {
        let (post, minted, until) = (self.post().await?, Minted::new()?, now + INVITATION_LIFE_MS);
        let link = post.links.with_code(CLAIM, &minted.code)?;
        let letter = post.letter(&new.email, &Letter::Invitation { link }, until)?;
        let holder = CodeHolder::User { id: new.id, epoch: 0, email: None };
        let with = code_in_letter(minted.stored(CodePurpose::Invitation, holder, until), letter);
        match self.store.users_register(new, true, &with, now).await {
            Ok(()) => Ok(true),
            Err(store::Error::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// The invitation of a link, if it is good.
    pub(crate) async fn invitation(&self, code: &Secret, now: i64) -> Result<Option<(Code, Invitation)>, Error> {
        let Some(code) = self.code_of_link(code.reveal(), CodePurpose::Invitation, now).await? else { return Ok(None) };
        let invitation = match code.holder() {
            CodeHolder::Anybody(role) => Some(Invitation::Anybodys(*role)),
            _ => self.holder_of(&code).await?.map(|user| Invitation::Theirs(Box::new(user))),
        };
        Ok(invitation.map(|invitation| (code, invitation)))
    }

    /// A user who was made for somebody is theirs now.
    pub(crate) async fn take_over(
        &self,
        (code, user): (&Code, &User),
        password: Secret,
        now: i64,
    ) -> Result<Claimed, Error> {
        let password = match self.chosen(password, Known::of(user)) {
            Ok(password) => self.hash(password).await?,
            Err(refused) => return Ok(Claimed::Refused(refused)),
        };
        let post = self.post().await?;
        let change = |user: &User| Ok((with_password(user, &password, now), welcome(user, &post)?));
        Ok(match self.redeem(code, change, now).await? {
            Redeemed::Done(_) => Claimed::Done,
            Redeemed::Bad | Redeemed::EmailTaken => Claimed::BadCode,
        })
    }

    /// Somebody becomes a user, whose address nobody doubts: whoever runs the installation gave them the link.
    pub(crate) async fn join(&self, code: &Code, role: Role, who: Newcomer, now: i64) -> Result<Claimed, Error> {
        let known = Known { email: &who.email, first_name: Some(&who.first_name), last_name: Some(&who.last_name) };
        let password = match self.chosen(who.password, known) {
            Ok(password) => self.hash(password).await?,
            Err(refused) => return Ok(Claimed::Refused(refused)),
        };
        let new = NewUser::active(UserId(Uuid::new_v4()), who.email, role, password);
        let new = NewUser { first_name: Some(who.first_name), last_name: Some(who.last_name), ..new };
        match self.store.users_claim(new, code, now).await {
            Ok(UserCreated::Created(_)) => Ok(Claimed::Done),
            Ok(UserCreated::EmailTaken | UserCreated::NotTheFirst) => Ok(Claimed::EmailTaken),
            Err(store::Error::Conflict) => Ok(Claimed::BadCode),
            Err(error) => Err(error.into()),
        }
    }

    /// Counts a try of an invitation; see [`AccountsState::code_tried`].
    pub(crate) async fn invitation_tried(
        &self,
        code: &Secret,
        client: IpAddr,
        now: i64,
    ) -> Result<Option<(Code, Invitation)>, Error> {
        let this_try = self.code_tried(client, now).await?;
        let found = self.invitation(code, now).await?;
        if found.is_some() {
            self.code_was_right(this_try).await?;
        }
        Ok(found)
    }
}
