//! Something happens to somebody's check-ins, or is refused.

use crate::ProbesState;
use crate::asker::user_not_found;
use domain::{ErrorKind, UserId};
use liveness::{Event, Outcome, Refusal, Watch};
use store::{Stepped, StoredWatch};
use web::Error;

/// After so long a drill may be held again, in seconds.
const DRILL_RETRY_S: u32 = 3_600;

impl ProbesState {
    /// Lets `event` happen to what it finds. What may not happen is a 4xx, and changes nothing.
    pub(crate) async fn happens(
        &self,
        user: UserId,
        event: impl Fn(&Watch) -> Event,
        now: i64,
    ) -> Result<(StoredWatch, Outcome), Error> {
        match self.store.watches_step(user, event, None, now).await? {
            Stepped::Done(done) => Ok(*done),
            Stepped::Refused(refusal) => Err(refused(refusal)),
            Stepped::NumberTaken => Err(Error::conflict("somebody else is asked at your phone number")),
            Stepped::Gone => Err(user_not_found()),
            Stepped::Before(_) => Err(Error::bug("what nobody has texted cannot have happened before")),
        }
    }
}

fn refused(refusal: Refusal) -> Error {
    let kind = match refusal {
        Refusal::UnknownContact => ErrorKind::NotFound,
        Refusal::NotAnOrder | Refusal::BadPause => ErrorKind::Invalid,
        Refusal::DrillTooSoon => return Error::too_many(refusal.to_string(), DRILL_RETRY_S),
        Refusal::NoEmergencyContact
        | Refusal::LastEmergencyContact
        | Refusal::NoPhoneNumber
        | Refusal::OwnPhoneNumber
        | Refusal::PhoneNumberTaken
        | Refusal::EmailTaken
        | Refusal::TooManyContacts
        | Refusal::Inactive
        | Refusal::NotNext => ErrorKind::Conflict,
    };
    Error::new(kind, refusal.to_string())
}
