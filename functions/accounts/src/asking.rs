//! How asking for letters, and trying codes, is slowed down.
//!
//! Counted is per client and address, and per client; those who are too quick are told so. Per address from wherever is
//! counted too, but there nobody is turned away: the answer is the same, only no further letter goes out. So strangers can
//! neither flood somebody's mailbox nor keep the owner from a letter: the last one that went out is there, and good for
//! longer than the longest pause. Each purpose has a count of its own, because a letter that confirms an address is of no use
//! to who has forgotten a password.

use crate::AccountsState;
use crate::login_tries::{place, refusal, subject};
use domain::{CodePurpose, Email, Pace};
use std::net::IpAddr;
use store::Admission;
use web::Error;

const SECOND_MS: i64 = 1_000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Somebody who registers, asks for the letter again and mistypes the address waits for nothing.
const PAIR: Pace = Pace { free: 5, first_wait_ms: SECOND_MS, longest_wait_ms: 15 * MINUTE_MS, forget_ms: HOUR_MS };
/// An office behind one address may ask for more; who tries many addresses gets some 300 a day.
const CLIENT: Pace =
    Pace { free: 20, first_wait_ms: SECOND_MS, longest_wait_ms: 5 * MINUTE_MS, forget_ms: 15 * MINUTE_MS };
/// At most 150 letters a day, with pauses shorter than a code lives. That is also how often digits can be had to guess at:
/// with five tries each, one in a thousand a day.
const MAILBOX: Pace = Pace { free: 5, first_wait_ms: MINUTE_MS, longest_wait_ms: 10 * MINUTE_MS, forget_ms: HOUR_MS };
/// Accounts made without a letter (`POST /user`): a class or an office makes its own at once; beyond that, whoever makes them
/// is a program, and so is who asks of many addresses whether they are taken.
const ACCOUNTS: Pace =
    Pace { free: 100, first_wait_ms: SECOND_MS, longest_wait_ms: 5 * MINUTE_MS, forget_ms: 15 * MINUTE_MS };
/// Links and digits that were wrong.
const WRONG_CODES: Pace =
    Pace { free: 20, first_wait_ms: SECOND_MS, longest_wait_ms: 5 * MINUTE_MS, forget_ms: 15 * MINUTE_MS };

/// What is said to who asks too often.
const SLOW_DOWN: &str = "Too many requests; try again later";

/// A try of a code, counted.
pub(crate) struct CodeTry(String);

impl AccountsState {
    /// Counts one who asks for a letter to this address; 429 where they ask too often. Answers whether a letter may go out.
    pub(crate) async fn asked(
        &self,
        to: &Email,
        purpose: CodePurpose,
        client: IpAddr,
        now: i64,
    ) -> Result<bool, Error> {
        let place = place(client);
        self.admitted(&subject("asking", &["client", &place]), &CLIENT, now).await?;
        self.admitted(&subject("asking", &["pair", &place, to.as_str()]), &PAIR, now).await?;
        let mailbox = subject("asking", &["mailbox", purpose.as_str(), to.as_str()]);
        let admission = self.store.tries_begin(&mailbox, &MAILBOX, now).await?;
        Ok(matches!(admission, Admission::Admitted { .. }))
    }

    /// Counts one who makes an account; 429 where they make too many.
    pub(crate) async fn makes_account(&self, client: IpAddr, now: i64) -> Result<(), Error> {
        self.admitted(&subject("account", &["client", &place(client)]), &ACCOUNTS, now).await
    }

    /// Counts a try of a code; 429 where there were too many wrong ones.
    pub(crate) async fn code_tried(&self, client: IpAddr, now: i64) -> Result<CodeTry, Error> {
        let subject = subject("code", &["client", &place(client)]);
        self.admitted(&subject, &WRONG_CODES, now).await?;
        Ok(CodeTry(subject))
    }

    /// It was right, and counts no more.
    pub(crate) async fn code_was_right(&self, this_try: CodeTry) -> Result<(), Error> {
        Ok(self.store.tries_take_back(&this_try.0).await?)
    }

    async fn admitted(&self, subject: &str, pace: &Pace, now: i64) -> Result<(), Error> {
        match self.store.tries_begin(subject, pace, now).await? {
            Admission::Admitted { .. } => Ok(()),
            Admission::Wait { until } => Err(refusal(SLOW_DOWN, until, now)),
        }
    }
}
