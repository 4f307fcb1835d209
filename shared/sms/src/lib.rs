//! Text messages: sent through Twilio or into an outbox that is looked at on the same machine, and what Twilio tells of
//! them. The only crate that names Twilio.
//!
//! [`Sender`] tries nothing twice and keeps nothing: who calls stores first what is to be sent, and decides when to
//! come again. Twilio knows no key by which it would recognise a repeated call, so [`SendError::AnswerLost`] is told
//! apart from what was certainly not sent: only after it may somebody get a message twice. A report whose address
//! ([`Outgoing::report_to`]) holds an id of ours tells of such a message too.
//!
//! The other half is pure: a request of Twilio's is a [`Form`] whose [`is_signed`] is asked first, and then an
//! [`Incoming`] message or a [`Report`] on one that was sent; [`twiml`] is what Twilio is answered.

mod sid;
pub use sid::MessageSid;

mod sender;
pub use sender::{Accepted, Outgoing, Sender};

mod outbox;
pub use outbox::{InOutbox, Outbox};

mod messages_api;

mod call;

mod answer;

mod error;
pub use error::{Outage, SendError};

mod refused;
pub use refused::{Refusal, Refused};

mod status;
pub use status::Status;

mod segments;
pub use segments::{Encoding, Segments};

mod form;
pub use form::{Form, FormError};

mod signature;
pub use signature::{SIGNATURE_HEADER, is_signed};

mod incoming;
pub use incoming::Incoming;

mod consent;
pub use consent::Consent;

mod report;
pub use report::{REPORTS_PATH, Report, reported_name};

pub mod twiml;
