//! A test's hand on one calendar: what its owner does on the web page.

use super::agenda::{Agenda, EditError};
use super::server::{Shared, lock};
use serde_json::Value;

/// One calendar of an account. Cheap to clone.
///
/// # Panics
/// All methods panic where a change cannot be made ([`EditError`]), for that is a mistake in the test; and where the
/// calendar was removed.
#[derive(Clone)]
pub struct Calendar {
    pub(super) state: Shared,
    pub(super) account: String,
    pub(super) id: String,
}

impl Calendar {
    /// The calendar's id; of a primary one it is the account's address.
    pub fn id(&self) -> String {
        self.agenda(|agenda| agenda.id.clone())
    }

    /// [`Agenda::insert`]
    pub fn insert(&self, event: Value) -> String {
        self.edit(|agenda| agenda.insert(&event))
    }

    /// [`Agenda::insert_raw`]
    pub fn insert_raw(&self, resource: Value) -> String {
        self.edit(|agenda| agenda.insert_raw(&resource))
    }

    /// [`Agenda::update`]
    pub fn update(&self, id: &str, event: Value) {
        self.edit(|agenda| agenda.update(id, &event));
    }

    /// [`Agenda::patch`]
    pub fn patch(&self, id: &str, changes: Value) {
        self.edit(|agenda| agenda.patch(id, &changes));
    }

    /// [`Agenda::delete`]
    pub fn delete(&self, id: &str) {
        self.edit(|agenda| agenda.delete(id));
    }

    /// [`Agenda::restore`]
    pub fn restore(&self, id: &str) {
        self.edit(|agenda| agenda.restore(id));
    }

    /// [`Agenda::cancel_occurrence`]
    pub fn cancel_occurrence(&self, series: &str, original_start: &str) -> String {
        self.edit(|agenda| agenda.cancel_occurrence(series, original_start))
    }

    /// [`Agenda::override_occurrence`]
    pub fn override_occurrence(&self, series: &str, original_start: &str, changes: Value) -> String {
        self.edit(|agenda| agenda.override_occurrence(series, original_start, &changes))
    }

    /// [`Agenda::set_summary`]
    pub fn set_summary(&self, summary: &str) {
        self.agenda(|agenda| agenda.set_summary(summary));
    }

    /// [`Agenda::set_time_zone`]
    pub fn set_time_zone(&self, zone: &str) {
        self.edit(|agenda| agenda.set_time_zone(zone));
    }

    /// [`Agenda::page_size`]
    pub fn page_size(&self, events: usize) {
        self.agenda(|agenda| agenda.page_size(events));
    }

    /// [`Agenda::empty_first_page`]
    pub fn empty_first_page(&self, on: bool) {
        self.agenda(|agenda| agenda.empty_first_page(on));
    }

    /// [`Agenda::events`]
    pub fn events(&self) -> Vec<Value> {
        self.agenda(|agenda| agenda.events())
    }

    /// The calendar is gone from its account, even if it is the primary one; requests for it are answered with 404.
    pub fn remove(&self) {
        let id = self.id();
        lock(&self.state).account(&self.account).calendars.retain(|agenda| agenda.id != id);
    }

    fn edit<T>(&self, change: impl FnOnce(&mut Agenda) -> Result<T, EditError>) -> T {
        match self.agenda(change) {
            Ok(made) => made,
            Err(mistake) => panic!("the fake calendar cannot do that: {mistake}"),
        }
    }

    fn agenda<T>(&self, use_it: impl FnOnce(&mut Agenda) -> T) -> T {
        let mut state = lock(&self.state);
        let agenda = state.account(&self.account).calendar(&self.id);
        use_it(agenda.expect("nobody has removed the calendar"))
    }
}
