//! How wrong passwords slow down further ones.
//!
//! Counted are tries per e-mail and address together (strictly), per address, and per e-mail from wherever. The last would
//! let strangers lock somebody out; so it is lenient, its waits are short, and it does not count from where the right
//! password was given lately.
//!
//! What is counted under is a digest: the table learns neither e-mails nor addresses, and a try for an e-mail that nobody
//! has leaves what any other leaves.

use auth::Digest;
use domain::Pace;
use std::net::{IpAddr, Ipv6Addr};
use store::{Admission, Store};
use web::Error;

/// The kind of tries that is counted here.
const LOGIN: &str = "login";
const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Five typing errors wait for nothing; who guesses on gets some 100 tries a day.
const PAIR: Pace = Pace { free: 5, first_wait_ms: SECOND_MS, longest_wait_ms: 15 * MINUTE_MS, forget_ms: HOUR_MS };
/// An office behind one address may mistype more; who tries one password on many accounts gets some 300 tries a day.
const ADDRESS: Pace =
    Pace { free: 20, first_wait_ms: SECOND_MS, longest_wait_ms: 5 * MINUTE_MS, forget_ms: 15 * MINUTE_MS };
/// Only guesses from very many addresses get here. Its waits bound them to a try each 10 s, and are all that strangers can do
/// to the owner of an account who comes from somewhere new.
const ACCOUNT: Pace =
    Pace { free: 50, first_wait_ms: SECOND_MS, longest_wait_ms: 10 * SECOND_MS, forget_ms: 10 * MINUTE_MS };
/// How long a place where the right password was given is not counted per account.
const TRUSTED_MS: i64 = 30 * 24 * HOUR_MS;
/// An IPv6 client has at least this prefix to itself, and any address in it.
const IPV6_PREFIX_BITS: u32 = 64;

/// One try to log in, counted.
pub(crate) struct LoginTry {
    pair: String,
    address: String,
    /// Absent where the place is trusted.
    account: Option<String>,
}

impl LoginTry {
    /// Counts it, or refuses it with 429.
    pub(crate) async fn begin(store: &Store, email: &str, address: IpAddr, now: i64) -> Result<LoginTry, Error> {
        let email = email.trim().to_lowercase();
        let place = place(address);
        let pair = subject(LOGIN, &["pair", &place, &email]);
        let address = subject(LOGIN, &["address", &place]);
        let account = subject(LOGIN, &["account", &email]);
        admitted(store, &address, &ADDRESS, now).await?;
        if admitted(store, &pair, &PAIR, now).await? {
            return Ok(LoginTry { pair, address, account: None });
        }
        admitted(store, &account, &ACCOUNT, now).await?;
        Ok(LoginTry { pair, address, account: Some(account) })
    }

    /// Forgets what was tried for this e-mail, from this address and from wherever: somebody has shown that it is theirs.
    pub(crate) async fn forget(store: &Store, email: &str, address: IpAddr) -> Result<(), Error> {
        let email = email.trim().to_lowercase();
        store.tries_forget(&subject(LOGIN, &["pair", &place(address), &email])).await?;
        Ok(store.tries_forget(&subject(LOGIN, &["account", &email])).await?)
    }

    /// It was the right password: the failures of this e-mail from this place are forgotten, and the try itself never was.
    pub(crate) async fn succeeded(self, store: &Store, now: i64) -> Result<(), Error> {
        store.tries_trust(&self.pair, now, now + TRUSTED_MS).await?;
        store.tries_take_back(&self.address).await?;
        if let Some(account) = self.account {
            store.tries_take_back(&account).await?;
        }
        Ok(())
    }
}

/// Counts a try of one subject; true where it is trusted.
async fn admitted(store: &Store, subject: &str, pace: &Pace, now: i64) -> Result<bool, Error> {
    match store.tries_begin(subject, pace, now).await? {
        Admission::Admitted { trusted } => Ok(trusted),
        Admission::Wait { until } => Err(refusal("Too many failed logins; try again later", until, now)),
    }
}

/// 429 with these words, and the seconds until then.
pub(crate) fn refusal(words: &'static str, until: i64, now: i64) -> Error {
    let seconds = (until - now).max(1).unsigned_abs().div_ceil(SECOND_MS.unsigned_abs());
    Error::too_many(words, u32::try_from(seconds).unwrap_or(u32::MAX))
}

/// The address, or of an IPv6 address the network that its client has to itself.
pub(crate) fn place(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = address.to_bits() & (u128::MAX << (Ipv6Addr::BITS - IPV6_PREFIX_BITS));
            Ipv6Addr::from_bits(network).to_string()
        }
    }
}

/// What tries of a kind are counted under: it tells neither e-mail nor address.
pub(crate) fn subject(kind: &str, parts: &[&str]) -> String {
    Digest::of(format!("{kind}\n{}", parts.join("\n"))).to_hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::{NOW, World};

    /// Whether a try for this e-mail from 10.0.x.x is admitted.
    async fn try_from(store: &Store, email: &str, place: u16, now: i64) -> Result<LoginTry, Error> {
        let [high, low] = place.to_be_bytes();
        LoginTry::begin(store, email, [10, 0, high, low].into(), now).await
    }

    #[tokio::test]
    async fn who_tries_many_accounts_from_one_address_is_slowed_down() {
        let world = World::new().await;
        let store = world.store();
        for user in 0..ADDRESS.free {
            assert!(try_from(&store, &format!("user{user}"), 1, NOW).await.is_ok(), "{user}");
        }
        assert!(try_from(&store, "another", 1, NOW).await.is_err());
        assert!(try_from(&store, "another", 2, NOW).await.is_ok());
    }

    #[tokio::test]
    async fn strangers_everywhere_slow_one_another_down_but_not_the_owner_at_home() {
        let world = World::new().await;
        let store = world.store();
        try_from(&store, "ada", 0, NOW).await.unwrap().succeeded(&store, NOW).await.unwrap();
        for place in 1..=200 {
            let admitted = try_from(&store, "ada", place, NOW).await.is_ok();
            assert_eq!(admitted, u32::from(place) <= ACCOUNT.free, "{place}");
        }
        assert!(try_from(&store, "Ada ", 0, NOW).await.is_ok(), "at home");
        let somewhere_new = NOW + ACCOUNT.longest_wait_ms;
        assert!(try_from(&store, "ada", 999, somewhere_new).await.is_ok(), "never longer than that");
    }

    #[tokio::test]
    async fn an_office_that_logs_in_is_not_slowed_down() {
        let world = World::new().await;
        let store = world.store();
        for user in 0..2 * ADDRESS.free {
            let this_try = try_from(&store, &format!("user{user}"), 1, NOW).await.unwrap();
            this_try.succeeded(&store, NOW).await.unwrap();
        }
    }

    #[test]
    fn an_ipv6_client_is_its_network() {
        for (address, expect) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ] {
            assert_eq!(place(address.parse().unwrap()), expect);
        }
    }

    #[test]
    fn a_subject_tells_neither_email_nor_address() {
        let subject = subject(LOGIN, &["pair", "192.0.2.7", "ada@example.org"]);
        assert!(subject.len() == 64 && subject.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
