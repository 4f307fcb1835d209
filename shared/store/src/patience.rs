//! Waiting for capacity, where somebody copies a whole table and nobody waits for an answer.

use crate::error::Error;
use crate::table::by_chance;
use std::time::Duration;

/// How long the first wait is; each is twice as long as the one before...
const FIRST: Duration = Duration::from_millis(100);
/// ...up to this, in which the least of provisioned tables has gathered some hundred units.
const LONGEST: Duration = Duration::from_secs(10);
/// After this it is no lack of capacity any more.
const ENOUGH: Duration = Duration::from_secs(600);

/// Tries again what finds the table unavailable, for ten minutes at most.
pub(crate) async fn patiently<T>(mut attempt: impl AsyncFnMut() -> Result<T, Error>) -> Result<T, Error> {
    let (mut wait, mut waited) = (FIRST, Duration::ZERO);
    loop {
        match attempt().await {
            Err(Error::Unavailable(_)) if waited < ENOUGH => tokio::time::sleep(by_chance(wait)).await,
            outcome => return outcome,
        }
        waited += wait;
        wait = LONGEST.min(wait * 2);
    }
}
