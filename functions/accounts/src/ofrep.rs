//! The OpenFeature Remote Evaluation Protocol, OFREP 0.3 (<https://openfeature.dev/docs/reference/other-technologies/ofrep>):
//! programs ask what a flag is for whom, in any language that has an OpenFeature client.
//!
//! Errors are of the protocol's shape: `{"key", "errorCode", "errorDetails"}`.

mod asker;
mod failure;
mod sent;
mod success;

pub(crate) mod evaluate_flag;
pub(crate) mod evaluate_flags;
