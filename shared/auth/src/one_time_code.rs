//! One-time codes: a secret in a link, and the two other ways in which the same code is known.
//!
//! ```text
//!  OneTimeCode ──────────▶ CodeHandle ──────────▶ CodeHash        what it is stored and looked up under
//!  in a letter's link      to whoever asked
//!       │                       └──with Digits──▶ CodeProof       six digits, in the same letter
//!       └───────────────────────────────────────▶ CodeProof       the link itself
//! ```
//!
//! Each arrow is a SHA-256. So whoever asked for a letter and has the handle cannot make the link of it, and who reads the
//! table can make neither: not even the digits, of which there are few, because they are hashed with the handle.

use crate::{Digest, NoEntropy, random};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{CodeHash, CodeProof};
use sha2::{Digest as _, Sha256};

/// Randomness in a code: 43 characters of url-safe base64.
const SECRET_BYTES: usize = 32;
/// How many codes of six digits there are.
const DIGITS_RANGE: u32 = 1_000_000;
/// Random numbers from here on are drawn again: those below are a multiple of [`DIGITS_RANGE`], so that all digits are equally
/// likely.
const UNBIASED_BELOW: u32 = u32::MAX - u32::MAX % DIGITS_RANGE;

/// What stands in a letter's link. It has no Display, and Debug hides it.
pub struct OneTimeCode(String);

/// By what whoever asked for a letter refers to its code; of no use without the letter. Debug hides it.
pub struct CodeHandle(String);

/// Six digits for typing. Debug hides them.
pub struct Digits(String);

impl OneTimeCode {
    /// A new one: 43 url-safe characters.
    pub fn mint() -> Result<OneTimeCode, NoEntropy> {
        Ok(OneTimeCode(URL_SAFE_NO_PAD.encode(random::bytes::<SECRET_BYTES>()?)))
    }

    /// What somebody sent. Any text will do: a wrong one is found nowhere.
    pub fn presented(text: impl Into<String>) -> OneTimeCode {
        OneTimeCode(text.into())
    }

    /// The text, for the letter.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What refers to it.
    pub fn handle(&self) -> CodeHandle {
        CodeHandle(URL_SAFE_NO_PAD.encode(Sha256::digest(format!("handle\n{}", self.0))))
    }

    /// What shows that somebody has the link, and not the handle alone.
    pub fn proof(&self) -> CodeProof {
        CodeProof::new(Digest::of(format!("link\n{}", self.0)).to_hex())
    }
}

impl CodeHandle {
    /// What somebody sent.
    pub fn presented(text: impl Into<String>) -> CodeHandle {
        CodeHandle(text.into())
    }

    /// The text, for whoever asked for a letter: 43 url-safe characters.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the code is looked up by.
    pub fn stored(&self) -> CodeHash {
        CodeHash::new(Digest::of(&self.0).to_hex())
    }

    /// What shows that somebody has read the digits in the letter.
    pub fn proof(&self, digits: &Digits) -> CodeProof {
        CodeProof::new(Digest::of(format!("digits\n{}\n{}", self.0, digits.0)).to_hex())
    }
}

impl Digits {
    /// New ones, each of the million as likely as any other.
    pub fn mint() -> Result<Digits, NoEntropy> {
        loop {
            let number = u32::from_be_bytes(random::bytes()?);
            if number < UNBIASED_BELOW {
                return Ok(Digits(format!("{:06}", number % DIGITS_RANGE)));
            }
        }
    }

    /// What somebody typed, without the space that mail programs and people put around or between.
    pub fn presented(text: &str) -> Digits {
        Digits(text.chars().filter(|c| !c.is_whitespace()).collect())
    }

    /// The text, for the letter.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

macro_rules! hidden {
    ($($name:ident),+) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}

hidden!(OneTimeCode, CodeHandle, Digits);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_by_its_handle_and_neither_tells_the_other() {
        let code = OneTimeCode::mint().unwrap();
        let handle = code.handle();
        assert_eq!((code.reveal().len(), handle.reveal().len()), (43, 43));
        assert_ne!(code.reveal(), handle.reveal());
        assert_eq!(OneTimeCode::presented(code.reveal()).handle().stored(), handle.stored());
        assert_ne!(OneTimeCode::presented(handle.reveal()).proof(), code.proof());
        assert_ne!(OneTimeCode::mint().unwrap().reveal(), code.reveal());
    }

    #[test]
    fn digits_prove_something_with_their_handle_alone() {
        let (one, other) = (OneTimeCode::mint().unwrap().handle(), OneTimeCode::mint().unwrap().handle());
        let digits = Digits::presented(" 012 345 ");
        assert_eq!(digits.reveal(), "012345");
        assert_eq!(one.proof(&digits), one.proof(&Digits::presented("012345")));
        assert_ne!(one.proof(&digits), one.proof(&Digits::presented("012346")));
        assert_ne!(one.proof(&digits), other.proof(&digits));
    }

    #[test]
    fn digits_are_six_and_all_numbers_below_the_bound_are_shared_out_evenly() {
        for _ in 0..100 {
            let digits = Digits::mint().unwrap();
            assert!(digits.reveal().len() == 6 && digits.reveal().bytes().all(|byte| byte.is_ascii_digit()));
        }
        const {
            assert!(UNBIASED_BELOW.is_multiple_of(DIGITS_RANGE) && u32::MAX - UNBIASED_BELOW < DIGITS_RANGE);
        }
    }

    #[test]
    fn debug_shows_none() {
        let code = OneTimeCode::mint().unwrap();
        let shown = format!("{code:?} {:?} {:?}", code.handle(), Digits::presented("123456"));
        assert_eq!(shown, "OneTimeCode(..) CodeHandle(..) Digits(..)");
    }
}
