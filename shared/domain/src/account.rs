//! Who somebody is, and what a data token lets its bearer do.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(out)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map($name)
            }
        }
    };
}

pub(crate) use uuid_id;

uuid_id! {
    /// A user, for ever: never given to another.
    UserId
}
uuid_id! {
    /// A data token's public id; not the secret itself.
    TokenId
}
uuid_id! {
    /// A session's public id, the same for its whole life; not what a client shows to be recognised.
    SessionRef
}

/// What a user may do beyond their own things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Runs this installation.
    Admin,
    /// Everybody else.
    Standard,
}

/// Whether somebody may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    /// Has registered; whether the address is theirs is not known yet.
    Pending,
    /// May.
    Active,
    /// An administrator has said no.
    Inactive,
}

/// What a data token lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Capability {
    /// Read.
    Api,
    /// Write and delete.
    Ingest,
    /// Both.
    Super,
}

impl Capability {
    /// Whether it covers reading.
    pub fn reads(self) -> bool {
        matches!(self, Capability::Api | Capability::Super)
    }

    /// Whether it covers writing and deleting.
    pub fn writes(self) -> bool {
        matches!(self, Capability::Ingest | Capability::Super)
    }
}

/// Not one of the words the API uses.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown word")]
pub struct UnknownWord;

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ }) => {
        impl $name {
            /// The word for it on the wire and in the store.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                match word { $($word => Ok($name::$variant),)+ _ => Err(UnknownWord) }
            }
        }
    };
}

pub(crate) use words;

words!(Role { Admin = "ADMIN", Standard = "STANDARD" });
words!(UserState { Pending = "pending", Active = "active", Inactive = "inactive" });
words!(Capability { Api = "API", Ingest = "INGEST", Super = "SUPER" });

/// An e-mail address as it is compared: trimmed and in lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Not an e-mail address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("value is not a valid email address")]
pub struct EmailError;

impl Email {
    /// Checks the syntax of RFC 5321 (no display name, no domain literal) and normalises.
    pub fn parse(text: &str) -> Result<Email, EmailError> {
        let options = email_address::Options::default().without_display_text().without_domain_literal();
        let text = text.trim().to_lowercase();
        if text.chars().any(char::is_control) {
            return Err(EmailError);
        }
        match email_address::EmailAddress::parse_with_options(&text, options) {
            Ok(_) => Ok(Email(text)),
            Err(_) => Err(EmailError),
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address is personal: it shows in an answer to its owner, never in a log.
impl std::fmt::Debug for Email {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Email(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_normalised_and_checked() {
        assert_eq!(
            Email::parse(" Ada@Example.ORG ").map(|email| email.as_str().to_owned()),
            Ok("ada@example.org".into())
        );
        for text in ["", "ada", "@x", "a@", "a b@c.d", "Ada <a@b.c>", "a\0@b.c", "a@b.c\n,d@e.f"] {
            assert_eq!(Email::parse(text), Err(EmailError), "{text:?}");
        }
    }

    #[test]
    fn words_are_case_sensitive_and_round_trip() {
        for capability in [Capability::Api, Capability::Ingest, Capability::Super] {
            assert_eq!(capability.as_str().parse(), Ok(capability));
        }
        assert_eq!("super".parse::<Capability>(), Err(UnknownWord));
        assert_eq!("ADMIN".parse(), Ok(Role::Admin));
    }
}
