//! A letter as it waits: encrypted, and of use for nobody but the one it is addressed to.

use crate::Letter;
use auth::{Keyring, KeyringError, Sealed};
use domain::{Email, ErrorKind, Failure, LetterId};

/// Why a letter could not be encrypted, or not be read again. It tells nothing of the letter.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// There is no key, or another, or it was not sealed for this address.
    #[error("a letter could not be sealed or opened")]
    Keyring(#[from] KeyringError),
    /// What was sealed is no letter. The cause is dropped on purpose: it may quote it.
    #[error("what was sealed is no letter")]
    Malformed,
}

impl Failure for SealError {
    fn kind(&self) -> ErrorKind {
        match self {
            SealError::Keyring(error) => error.kind(),
            SealError::Malformed => ErrorKind::Bug,
        }
    }
}

/// Encrypts a letter, for this id and this address alone.
pub fn seal(keyring: &Keyring, id: LetterId, to: &Email, letter: &Letter) -> Result<Sealed, SealError> {
    let plain = serde_json::to_vec(letter).map_err(|_| SealError::Malformed)?;
    Ok(keyring.seal(&plain, &context(id, to))?)
}

/// The letter that was sealed for this id and this address.
pub fn open(keyring: &Keyring, id: LetterId, to: &Email, sealed: &Sealed) -> Result<Letter, SealError> {
    let plain = keyring.open(sealed, &context(id, to))?;
    serde_json::from_slice(&plain).map_err(|_| SealError::Malformed)
}

/// With the address in it, so that nobody who can write to the table has a code sent to themselves.
fn context(id: LetterId, to: &Email) -> String {
    format!("letter {id} to {}", to.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_opens_for_its_own_id_and_address_alone() {
        let keyring = Keyring::from_json(&Keyring::generate().unwrap()).unwrap();
        let (id, other) = (LetterId(uuid::Uuid::new_v4()), LetterId(uuid::Uuid::new_v4()));
        let to = |address: &str| Email::parse(address).unwrap();
        let letter = Letter::Invitation { link: "https://ui.example/join#code=hush".to_owned() };
        let sealed = seal(&keyring, id, &to("ada@example.org"), &letter).unwrap();
        assert_eq!(open(&keyring, id, &to("ada@example.org"), &sealed).unwrap(), letter);
        assert!(open(&keyring, other, &to("ada@example.org"), &sealed).is_err());
        assert!(open(&keyring, id, &to("eve@example.org"), &sealed).is_err());
        assert_eq!(format!("{letter:?}"), "Letter(invitation)");
    }
}
