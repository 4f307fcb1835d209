//! What happens to a watch, and why it may not.

use crate::{ContactDetails, ContactId, MaxRetries, MessageId, Recipient, Settings, Undelivered, WaitMinutes};
use domain::{PersonName, PhoneNumber};

/// Who is watched over, as they are just now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// Absent where nobody has told.
    pub first_name: Option<PersonName>,
    /// Where they are texted; absent where nobody has told.
    pub phone: Option<PhoneNumber>,
}

/// What happens to a watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Time has passed.
    Time,

    /// They say that they are all right; in these words.
    Good(String),
    /// They say that they are not. With `true` they call for help whether or not they were asked.
    Bad(String, bool),
    /// They say something that nobody understands.
    Unknown(String),
    /// They ask to be asked in so many minutes.
    Ask {
        /// In how many minutes.
        in_minutes: u16,
        /// How often again.
        max_retries: MaxRetries,
        /// How long an answer is waited for.
        wait: WaitMinutes,
    },
    /// The schedule is to rest until then (ms).
    Pause(i64),
    /// The schedule is to leave out its next run: the one at this time (ms), where one is named. So it may be said twice.
    Skip(Option<i64>),
    /// The schedule is to be on.
    On,
    /// The schedule is to be off.
    Off,
    /// Their contacts are to be told, for a test.
    Drill,
    /// They want no messages.
    OptOut,
    /// They want messages again.
    OptIn,

    /// They want to be watched over in another way.
    Settings(Box<Settings>),
    /// There is one more contact.
    ContactAdded(Box<ContactDetails>),
    /// A contact is another.
    ContactChanged(ContactId, Box<ContactDetails>),
    /// A contact goes.
    ContactRemoved(ContactId),
    /// Contacts are asked in this order. Each is named once.
    ContactsOrdered(Vec<ContactId>),

    /// A contact says that they look after it, or that they agree.
    Acknowledged(ContactId),
    /// A contact wants no messages.
    ContactOptedOut(ContactId),
    /// A contact wants messages again.
    ContactOptedIn(ContactId),

    /// Somebody is about to send a followed message; [`crate::Outcome::is_wanted`] tells whether they should.
    Begin(MessageId),
    /// The provider has taken a message.
    Taken(MessageId),
    /// A message has arrived.
    Delivered(MessageId),
    /// A message will never arrive.
    Failed(MessageId, Recipient, Undelivered),
}

/// Why something may not happen. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is nobody to tell.
    #[error("needs an emergency contact who takes messages")]
    NoEmergencyContact,
    /// There would be nobody left to tell.
    #[error("is the last emergency contact, who is needed while check-ins are on")]
    LastEmergencyContact,
    /// There is nowhere to ask them.
    #[error("needs a phone number of your own")]
    NoPhoneNumber,
    /// An alarm would come back to where nobody answers.
    #[error("is your own phone number")]
    OwnPhoneNumber,
    /// Another contact has the number.
    #[error("contact with the same 'phone_number' already exists")]
    PhoneNumberTaken,
    /// Another contact has the address.
    #[error("contact with the same 'email' already exists")]
    EmailTaken,
    /// There are as many contacts as there may be.
    #[error("there are {} contacts already", crate::MOST_CONTACTS)]
    TooManyContacts,
    /// There is no such contact.
    #[error("there is no such contact")]
    UnknownContact,
    /// A list of contacts does not name each once.
    #[error("must name each contact once")]
    NotAnOrder,
    /// The schedule is off.
    #[error("check-ins are off")]
    Inactive,
    /// Another run comes next than the one that is to be left out.
    #[error("is not the next check-in")]
    NotNext,
    /// A pause ends in the past, or too late.
    #[error("must be a time within the next year")]
    BadPause,
    /// The last drill was just now.
    #[error("the last drill was less than an hour ago")]
    DrillTooSoon,
}
