//! Users, for administrators and for whoever asks about themselves by id: the routes and the envelope of Kronus.
//!
//! A user is only ever read by the id of who asks, or by an administrator; everything else is refused before it is looked up,
//! so nobody learns which ids there are.

mod filter;
mod managed_user;
mod sent;
mod subject;

pub(crate) mod add_user;
pub(crate) mod change_user;
pub(crate) mod list_users;
pub(crate) mod remove_user;
pub(crate) mod show_user;
pub(crate) mod standing;
