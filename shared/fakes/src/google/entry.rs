//! One event resource as the calendar keeps it, and as it is listed.

use super::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

/// What a calendar keeps under an event's id.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its place in the order of changes; each change gets the next higher one.
    pub(super) version: u64,
    /// Of an exception: which occurrence of which series it stands for.
    pub(super) origin: Option<Origin>,
    /// Deleted; of an exception: the occurrence does not take place. The content is kept, as in the web page's bin.
    pub(super) cancelled: bool,
    pub(super) content: Content,
}

/// Which occurrence of which series.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) series: String,
    pub(super) original_start: Moment,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Of an occurrence that was never anything but cancelled.
    Nothing,
    /// An event; what it has besides its times is `fields`.
    Live { fields: Map<String, Value>, start: Moment, end: Moment },
    /// Listed exactly as the test wrote it.
    Raw(Map<String, Value>),
}

impl Entry {
    /// Whether it is deleted, rather than an occurrence that does not take place.
    pub(super) fn is_tombstone(&self) -> bool {
        self.cancelled && self.origin.is_none()
    }

    pub(super) fn recurs(&self) -> bool {
        matches!(&self.content, Content::Live { fields, .. } if fields.contains_key("recurrence"))
    }

    /// The resource, its times with the offsets of `zone`. Of a cancelled one it has only what is guaranteed.
    pub(super) fn render(&self, id: &str, zone: &TimeZone) -> Value {
        let mut out = Map::new();
        out.insert("kind".into(), json!("calendar#event"));
        out.insert("etag".into(), json!(format!("\"{}\"", self.version)));
        out.insert("id".into(), json!(id));
        match &self.content {
            _ if self.cancelled => _ = out.insert("status".into(), json!("cancelled")),
            Content::Nothing => {}
            Content::Raw(fields) => out.extend(fields.clone()),
            Content::Live { fields, start, end } => {
                out.insert("status".into(), json!("confirmed"));
                out.insert("eventType".into(), json!("default"));
                out.extend(fields.clone());
                out.insert("start".into(), start.render(zone));
                out.insert("end".into(), end.render(zone));
            }
        }
        if let Some(origin) = &self.origin {
            out.insert("recurringEventId".into(), json!(origin.series));
            out.insert("originalStartTime".into(), origin.original_start.render(zone));
        }
        Value::Object(out)
    }
}
