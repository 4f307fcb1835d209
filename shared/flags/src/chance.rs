//! Where somebody lies among everybody, for ever the same for one flag.
//!
//! SHA-256 (FIPS 180-4) over what it is for, the codename and who it is, of which the first 64 bits are the place:
//!
//! ```text
//!   sha256("rollout" 0x00 "new-chart" 0x00 "ada")[..8]  =  place, of 2^64
//!   place × 10,000 / 2^64  =  0 .. 9,999: they are in 25 % if it is below 2,500
//! ```
//!
//! So raising a percentage only adds people, and flags, percentages and splits do not follow one another.

use crate::Codename;
use sha2::{Digest, Sha256};

/// What a place is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Whether somebody is in a percentage.
    Rollout,
    /// Which variant of a split they get.
    Split,
}

/// Which of `parts` equal parts of everybody somebody is in, from 0 on.
pub(crate) fn part(purpose: Purpose, codename: &Codename, who: &str, parts: u64) -> u64 {
    let seed = match purpose {
        Purpose::Rollout => "rollout",
        Purpose::Split => "split",
    };
    let hash = Sha256::new().chain_update(seed).chain_update([0]).chain_update(codename.as_str());
    let hash: [u8; 32] = hash.chain_update([0]).chain_update(who).finalize().into();
    let place = hash.iter().take(8).fold(0_u128, |place, &byte| place << 8 | u128::from(byte));
    u64::try_from((place * u128::from(parts)) >> 64).unwrap_or(parts)
}
