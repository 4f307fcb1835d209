//! Check-ins, and the alarm when they stay unanswered. Pure: no I/O, no clock, no chance; knows neither the store nor who
//! sends messages.
//!
//! ```text
//!   Watch + Event + now ── step ──▶ Outcome: Watch, probes, messages, what to answer, what an operator has to know
//!
//!   asked ──wait──▶ again ──wait──▶ ... ──wait──▶ first contact ──▶ next contact ──▶ ... ──▶ the first again
//!     └──────────────── an answer ends it ────────────┴──────────── and tells whom was told: all clear
//! ```
//!
//! Messages are said here and sent elsewhere. Whether one may still go out is asked just before ([`Event::Begin`]): so nobody
//! is alarmed after an answer has been accepted.

mod watch;
pub use watch::{Asked, Drill, Pause, Pending, Watch};

mod settings;
pub use settings::{
    AcknowledgeMinutes, AcknowledgeMinutesError, AfterAlarm, MaxRetries, MaxRetriesError, Settings, WaitMinutes,
    WaitMinutesError,
};

mod schedule;
pub use schedule::{MINIMUM_INTERVAL_MINUTES, Schedule, ScheduleError};

mod zone;
pub use zone::{Zone, ZoneError};

mod contact;
pub use contact::{Consent, Contact, ContactDetails, ContactId};

mod probe;
pub use probe::{Alarmed, Origin, Probe, ProbeId, ProbeState, UnknownProbeState};

mod alarm;
pub use alarm::{Alarm, Reason, Told};

mod message;
pub use message::{Message, MessageId, MessageKind, Progress, Recipient, Undelivered};

mod event;
pub use event::{Event, Owner, Refusal};

mod outcome;
pub use outcome::{Concern, Outcome};

mod step;
pub use step::step;

mod turn;

mod asking;

mod answering;

mod alarming;

mod delivery;

mod choosing;

mod naming;
pub use naming::MOST_CONTACTS;

mod words;

mod said;
pub use said::{ContactSaid, OwnerSaid, contact_hint, contact_said, is_acknowledgement, owner_said};

mod command;
pub use command::{Command, CommandError};

mod vocabulary;
