//! Exceptions: single occurrences of an event that recurs, which do not take place or differ. Pure.
//!
//! Each is a resource of its own, whose id is made of the series' and of when the occurrence would have begun. They vanish
//! with their series, without a word in any listing, and come back with it.

use super::agenda::{Agenda, EditError, merge};
use super::entry::{Content, Entry, Origin};
use super::moment::Moment;
use serde_json::{Value, json};

impl Agenda {
    /// The occurrence of `series` that would begin at `original_start` does not take place. The start is a date of an
    /// all-day series, else a moment, or wall time in the series' zone. Whether the series has an occurrence then is
    /// not checked. Answers the exception's id.
    pub fn cancel_occurrence(&mut self, series: &str, original_start: &str) -> Result<String, EditError> {
        let (id, origin) = self.occurrence(series, original_start)?;
        if !self.entries.contains_key(&id) {
            self.put(id.clone(), Some(origin), Content::Nothing);
        }
        self.change(&id, |entry| entry.cancelled = true);
        Ok(id)
    }

    /// That occurrence differs in the fields of `changes`; in the others it is (again) as the series. Answers the
    /// exception's id.
    pub fn override_occurrence(
        &mut self,
        series: &str,
        original_start: &str,
        changes: &Value,
    ) -> Result<String, EditError> {
        let (id, origin) = self.occurrence(series, original_start)?;
        let Content::Live { fields, start, end } = &self.entry(series)?.content else {
            return Err(EditError::DoesNotRecur(series.to_owned()));
        };
        let begins = match changes.get("start") {
            Some(start) => Moment::read(start, &self.zone).ok_or(EditError::Unreadable("start"))?,
            None => origin.original_start.clone(),
        };
        let mut event = Value::Object(fields.clone());
        merge(&mut event, &json!({ "recurrence": null, "start": begins.render(&self.zone) }));
        if let Some(ends) = begins.after(start, end) {
            merge(&mut event, &json!({ "end": ends.render(&self.zone) }));
        }
        merge(&mut event, changes);
        let content = self.live(&event)?;
        Ok(self.put(id, Some(origin), content))
    }

    /// Whether it is an exception of a series that is deleted.
    pub(super) fn is_hidden(&self, entry: &Entry) -> bool {
        let series = entry.origin.as_ref().and_then(|origin| self.entries.get(&origin.series));
        series.is_some_and(|series| series.cancelled)
    }

    /// The ids of a series' exceptions.
    pub(super) fn exceptions_of(&self, series: &str) -> Vec<String> {
        let of_series = |entry: &Entry| entry.origin.as_ref().is_some_and(|origin| origin.series == series);
        self.entries.iter().filter(|(_, entry)| of_series(entry)).map(|(id, _)| id.clone()).collect()
    }

    fn occurrence(&self, series: &str, original_start: &str) -> Result<(String, Origin), EditError> {
        let entry = self.entry(series)?;
        let (Content::Live { start, .. }, true) = (&entry.content, entry.recurs()) else {
            return Err(EditError::DoesNotRecur(series.to_owned()));
        };
        let read = start.occurrence(original_start, &self.zone);
        let original_start = read.ok_or(EditError::Unreadable("original start"))?;
        let id = format!("{series}_{}", original_start.suffix());
        Ok((id, Origin { series: series.to_owned(), original_start }))
    }
}
