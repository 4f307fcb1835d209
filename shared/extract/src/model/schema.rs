//! The form of an answer, as OpenAI's structured outputs want it
//! (<https://platform.openai.com/docs/guides/structured-outputs>): each property required, null where it is not known,
//! no others.

use serde::Deserialize;
use serde_json::{Value, json};

/// The answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    pub(super) events: Vec<ToldEvent>,
}

/// One event of it. The names are the model's instructions too.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldEvent {
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) location: Option<String>,
    pub(super) category: Option<String>,
    pub(super) organizer_name: Option<String>,
    pub(super) organizer_url: Option<String>,
    pub(super) source_url: Option<String>,
    pub(super) status: String,
    pub(super) tags: Vec<String>,
}

/// `response_format` of a request.
pub(super) fn response_format() -> Value {
    let time = "Local time there as YYYY-MM-DDTHH:MM, or YYYY-MM-DD where no time is given.";
    let link = "A link that stands in the mail, character by character.";
    let properties = json!({
        "title": { "type": "string", "description": "The event's name as the mail has it." },
        "description": nullable("One or two sentences."),
        "start": nullable(time),
        "end": nullable(time),
        "time_zone": nullable("IANA name, only where the mail names a zone or a place in another than the mailbox's."),
        "location": nullable("The place with its address, or the words for online."),
        "category": nullable("One word in lower case, such as music, theatre, talk, sport, travel, deadline."),
        "organizer_name": nullable("Who holds the event."),
        "organizer_url": nullable(link),
        "source_url": nullable(link),
        "status": { "type": "string", "enum": ["confirmed", "tentative", "postponed", "cancelled"] },
        "tags": { "type": "array", "items": { "type": "string" }, "description": "At most five words." },
    });
    let required: Vec<&String> = properties.as_object().map(|it| it.keys().collect()).unwrap_or_default();
    let event = json!({
        "type": "object", "properties": properties, "required": required, "additionalProperties": false,
    });
    json!({
        "type": "json_schema",
        "json_schema": {
            "name": "events",
            "strict": true,
            "schema": {
                "type": "object",
                "properties": { "events": { "type": "array", "items": event } },
                "required": ["events"],
                "additionalProperties": false,
            },
        },
    })
}

fn nullable(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}
