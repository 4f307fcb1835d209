//! One step of a watch.

use crate::turn::Turn;
use crate::{Event, Outcome, Owner, Refusal, Watch};

/// What an event at `now` (ms) makes of a watch. The same step of the same watch comes to the same outcome.
pub fn step(watch: &Watch, owner: &Owner, event: Event, now: i64) -> Result<Outcome, Refusal> {
    let mut turn = Turn::new(watch.clone(), owner, now);
    match event {
        Event::Time => turn.time(),
        Event::Good(text) => turn.good(&text),
        Event::Bad(text, is_distress) => turn.bad(&text, is_distress),
        Event::Unknown(text) => turn.unknown(&text),
        Event::Ask { in_minutes, max_retries, wait } => turn.ask_in(in_minutes, max_retries, wait)?,
        Event::Pause(until) => turn.pause(until)?,
        Event::Skip(run) => turn.skip(run)?,
        Event::On => turn.on()?,
        Event::Off => turn.off(),
        Event::Drill => turn.drill()?,
        Event::OptOut => turn.opted_out(),
        Event::OptIn => turn.watch.opted_out = false,
        Event::Settings(settings) => turn.settings(*settings)?,
        Event::ContactAdded(details) => turn.contact_added(*details)?,
        Event::ContactChanged(id, details) => turn.contact_changed(id, *details)?,
        Event::ContactRemoved(id) => turn.contact_removed(id)?,
        Event::ContactsOrdered(order) => turn.contacts_ordered(&order)?,
        Event::Acknowledged(id) => turn.acknowledged(id)?,
        Event::ContactOptedOut(id) => turn.contact_opted_out(id)?,
        Event::ContactOptedIn(id) => turn.contact_opted_in(id)?,
        Event::Begin(id) => turn.begin(&id),
        Event::Taken(id) => turn.taken(&id),
        Event::Delivered(id) => turn.delivered(&id),
        Event::Failed(id, to, why) => turn.failed(&id, to, why),
    }
    Ok(turn.into_outcome())
}
