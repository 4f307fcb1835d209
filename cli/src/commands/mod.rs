//! One command, one file.

pub(crate) mod completions;
pub(crate) mod connect;
pub(crate) mod evaluate;
pub(crate) mod export;
pub(crate) mod get;
pub(crate) mod gmail;
pub(crate) mod import;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod metrics;
pub(crate) mod plot;
pub(crate) mod push;
pub(crate) mod tokens;
