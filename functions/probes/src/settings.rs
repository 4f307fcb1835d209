//! How somebody is watched over, and what they do about it.

pub(crate) mod done_body;
mod settings_change;

pub(crate) mod change_settings;
pub(crate) mod pause;
pub(crate) mod preview_runs;
pub(crate) mod show_settings;
pub(crate) mod skip;
