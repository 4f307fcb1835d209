//! The HTTP border: how a request is read, how an answer and an error are written, and what holds on every path.
//!
//! A leaf: it knows the kinds of failure of `domain`, and neither the store nor accounts nor Lambda's own types. Lambda's
//! limit on an answer is known here all the same, because only what writes an answer can keep it.

mod error;
pub use error::{Coded, Detail, Error};

mod error_answer;
pub use error_answer::{CodedBody, ErrorBody};

mod violation;
pub use violation::{Context, Loc, Violation, ViolationsBody, echo};

mod border;
pub use border::{BorderConfig, border};

mod operations;
pub use operations::names_at_kronus;
#[doc(hidden)]
pub use operations::{operation, own_name, served};
#[doc(hidden)]
pub use utoipa_axum;

mod cors;

mod forgery;

mod slash;

mod endpoint;

mod small_answer;

mod credentials;
pub use credentials::{Presented, Secret, Visitor};

mod session_cookie;
pub use session_cookie::{SESSION_COOKIE, SessionCookie};

mod client_address;
pub use client_address::ClientAddress;

mod payload;
pub use payload::{Limits, Payload};

mod packed;
pub use packed::Packed;

mod media;
pub use media::Media;

mod inflate;

mod json_fault;
pub use json_fault::json_invalid;

mod json_object;
pub use json_object::{Fields, JsonObject};

mod form;
pub use form::FormOrJson;

mod accept;
pub use accept::{Accept, Format};

mod coding;
pub use coding::{AnswerCoding, Coding, takes_coding};

mod quality;

mod body_writer;
pub use body_writer::{BodyError, BodyWriter};

mod written;
pub use written::Written;

mod encoder;

mod envelope;

mod enveloped;
pub use enveloped::{Envelope, Paging, failed};

mod vary;

mod number;
pub use number::write_f64;

mod string;
pub use string::write_json_string;

mod next_page;
pub use next_page::next_page;

#[cfg(test)]
mod test;
