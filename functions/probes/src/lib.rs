//! Check-ins over HTTP: contacts, settings, probes, jobs, and what the provider of text messages tells.
//!
//! Whatever somebody does here is an event of their check-ins (`liveness`), stored under their version. The paths are those of
//! Kronus, each under four names: bare and under `/v1`, with and without a slash at its end.

mod contacts;
mod everybodys;
mod own_probes;
mod settings;
mod webhook;

mod state;
pub use state::ProbesState;

mod asker;
mod happens;
mod paces;
mod paging;
mod sent;

use axum::Router;
use contacts::{add_contact, change_contact, drill, list_contacts, order_contacts, remove_contact};
use everybodys::{count_jobs, count_probes, list_jobs, list_probes};
use own_probes::{ask, check_in, list_messages, list_own_probes};
use settings::{change_settings, pause, preview_runs, show_settings, skip};
use webhook::{hear, report};

web::operations! {
    ProbesState, web::names_at_kronus:
    list_contacts::list_contacts,
    add_contact::add_contact,
    order_contacts::order_contacts,
    change_contact::change_contact,
    remove_contact::remove_contact,
    drill::drill,
    show_settings::show_probe_settings,
    change_settings::change_probe_settings,
    preview_runs::preview_runs,
    pause::pause,
    pause::end_pause,
    skip::skip_run,
    list_own_probes::list_own_probes,
    ask::ask,
    check_in::check_in,
    list_messages::list_messages,
    list_probes::list_probes,
    count_probes::count_probes,
    list_jobs::list_jobs,
    count_jobs::count_jobs,
    hear::hear,
    report::report,
}

/// The routes.
pub fn routes(state: ProbesState) -> Router {
    operations().with_state(state)
}
