//! Random secrets handed to a client once: minted here, presented later, stored only as a hash.
//!
//! What a client holds ([`DataToken`], [`SessionId`], [`ConsentState`]) and what is stored of it (`domain::TokenHash`, ...)
//! are different types, so that neither can be put in the other's place. Debug shows none of them.

use crate::{Digest, NoEntropy, random};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{FeedHash, SessionHash, StateHash, TokenHash};

/// Randomness in what a client holds. 48 bytes are exactly 64 characters of url-safe base64, the shape that clients know.
const SECRET_BYTES: usize = 48;
/// Randomness in a state: 43 characters.
const STATE_BYTES: usize = 32;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident of $bytes:ident, stored as $stored:ident) => {
        $(#[$doc])*
        pub struct $name(String);

        impl $name {
            /// Makes a new one, of url-safe characters.
            pub fn mint() -> Result<$name, NoEntropy> {
                Ok($name(URL_SAFE_NO_PAD.encode(random::bytes::<$bytes>()?)))
            }

            /// Takes what a client sent. Any text will do: a wrong one is found nowhere.
            pub fn presented(text: impl Into<String>) -> $name {
                $name(text.into())
            }

            /// The text, to hand it to the client.
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// What is stored of it, and what it is looked up by.
            pub fn stored(&self) -> $stored {
                $stored::new(Digest::of(&self.0).to_hex())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

secret! {
    /// What a client shows to read or write data.
    DataToken of SECRET_BYTES, stored as TokenHash
}
secret! {
    /// What a browser shows to be recognised: the value of the cookie `sid`.
    SessionId of SECRET_BYTES, stored as SessionHash
}
secret! {
    /// What comes back from a stranger with the answer to a consent that was begun here (`state`, RFC 6749, 4.1.1).
    ConsentState of STATE_BYTES, stored as StateHash
}

secret! {
    /// What stands in the address of a user's feed of events: a calendar program sends no header.
    FeedSecret of STATE_BYTES, stored as FeedHash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minted_secret_is_64_url_safe_characters_and_never_the_same() {
        let token = DataToken::mint().unwrap();
        assert_eq!(token.reveal().len(), 64);
        assert!(token.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(token.reveal(), DataToken::mint().unwrap().reveal());
        assert_eq!(ConsentState::mint().unwrap().reveal().len(), 43);
    }

    #[test]
    fn what_is_stored_is_the_hex_sha_256() {
        let stored = SessionId::presented("abc").stored();
        assert_eq!(stored.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn debug_shows_neither() {
        let token = DataToken::mint().unwrap();
        assert_eq!(format!("{token:?} {:?}", token.stored()), "DataToken(..) TokenHash(..)");
    }
}
