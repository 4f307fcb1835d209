//! Randomness from the operating system, and the texts made of it.

use crate::Password;
use domain::{ErrorKind, Failure};

/// The operating system gave no randomness; nothing secret can be made.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gave no randomness")]
pub struct NoEntropy(#[from] getrandom::Error);

impl Failure for NoEntropy {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Bug
    }
}

/// Letters and digits that cannot be mistaken for one another when read aloud or copied by hand. 32, so that five bits of
/// randomness choose one without bias.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Groups of a readable password, and characters in each: 20 characters of 5 bits, beyond any guessing.
const GROUPS: usize = 4;
const GROUP_CHARS: usize = 5;

/// As many random bytes as asked for.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A password for somebody to copy from a screen: `xk2fm-9a8bd-hq4tz-m7wuc`.
pub fn readable_password() -> Result<Password, NoEntropy> {
    let random = bytes::<{ GROUPS * GROUP_CHARS }>()?;
    let letter = |byte: &u8| char::from(READABLE[usize::from(*byte) % READABLE.len()]);
    let groups: Vec<String> = random.chunks(GROUP_CHARS).map(|group| group.iter().map(letter).collect()).collect();
    Ok(Password::claimed(groups.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_password_is_four_groups_of_five_and_never_the_same() {
        let first = readable_password().unwrap();
        assert_eq!(first.reveal().split('-').map(str::len).collect::<Vec<_>>(), [5, 5, 5, 5]);
        assert!(first.reveal().bytes().all(|byte| byte == b'-' || READABLE.contains(&byte)));
        assert_ne!(first.reveal(), readable_password().unwrap().reveal());
    }
}
