//! What a program shows to get an access token, and another one of these: good once (RFC 9700, 4.14.2).
//!
//! ```text
//!   Zk3v...22 characters that stay...|...42 characters that are new each time...
//!        looked up by their hash                compared by their hash
//! ```

use crate::{Digest, NoEntropy, random};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{RefreshHash, SessionHash};

/// 48 random bytes are 64 url-safe characters, as of every other token here.
const SECRET_BYTES: usize = 48;
const CHARS: usize = 64;
/// The part that all tokens of a session begin with: 132 random bits, so that it cannot be guessed. 252 are left.
const FAMILY_CHARS: usize = 22;

/// A refresh token. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// The first of a session.
    pub fn mint() -> Result<RefreshToken, NoEntropy> {
        Ok(RefreshToken(URL_SAFE_NO_PAD.encode(random::bytes::<SECRET_BYTES>()?)))
    }

    /// The next one of the same session.
    pub fn successor(&self) -> Result<RefreshToken, NoEntropy> {
        let new = RefreshToken::mint()?;
        Ok(RefreshToken([&self.0[..FAMILY_CHARS], &new.0[FAMILY_CHARS..]].concat()))
    }

    /// Takes what a client sent, if it can be one at all.
    pub fn presented(text: &str) -> Option<RefreshToken> {
        let is_one =
            text.len() == CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        is_one.then(|| RefreshToken(text.to_owned()))
    }

    /// The text, to hand it to the client.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the tokens of its session are looked up by.
    pub fn family(&self) -> SessionHash {
        SessionHash::new(Digest::of(&self.0[..FAMILY_CHARS]).to_hex())
    }

    /// What is stored of the rest.
    pub fn stored(&self) -> RefreshHash {
        RefreshHash::new(Digest::of(&self.0[FAMILY_CHARS..]).to_hex())
    }
}

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("RefreshToken(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_successor_is_of_the_same_family_and_otherwise_new() {
        let first = RefreshToken::mint().unwrap();
        let second = first.successor().unwrap();
        assert_eq!((first.family(), second.reveal().len()), (second.family(), 64));
        assert_ne!(first.stored(), second.stored());
        assert_ne!(first.family(), RefreshToken::mint().unwrap().family());
        assert_eq!(RefreshToken::presented(second.reveal()), Some(second));
    }

    #[test]
    fn what_cannot_be_one_is_none() {
        for text in ["", "short", &"x".repeat(63), &"x".repeat(65), &"ż".repeat(32), &".".repeat(64)] {
            assert_eq!(RefreshToken::presented(text), None, "{text}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", RefreshToken::mint().unwrap()), "RefreshToken(..)");
    }
}
