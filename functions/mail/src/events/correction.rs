//! What a person says of an event.

use crate::sent::Sent;
use extract::{Correction, Field, Status, When};
use jiff::tz::TimeZone;
use liveness::Zone;
use store::Review;
use utoipa::ToSchema;
use web::{Error, JsonObject, Violation};

/// Lengths in characters: those that what mails say has.
const LONGEST_TITLE: usize = 300;
const LONGEST_DESCRIPTION: usize = 4_000;
const LONGEST_LINE: usize = 500;
const LONGEST_WORD: usize = 50;
const MOST_TAGS: usize = 20;
const LONGEST_URL: usize = 2_000;

/// What is to change; what is absent stays, and null takes away what a mail says.
#[derive(ToSchema)]
#[expect(dead_code, reason = "for the description; `Said` is what is read")]
pub(crate) struct ReviewEvent {
    /// `approved`, `rejected` or `pending`.
    #[schema(required = false)]
    review: String,
    #[schema(required = false)]
    title: String,
    #[schema(required = false)]
    description: Option<String>,
    /// ISO 8601: a day, a time of `time_zone` (`2026-12-05T19:00`), or one with an offset.
    #[schema(required = false)]
    start_time: Option<String>,
    /// The same; exclusive, and not before the start.
    #[schema(required = false)]
    end_time: Option<String>,
    /// The IANA zone of the two; without it, that of the event, or UTC.
    #[schema(required = false)]
    time_zone: String,
    #[schema(required = false)]
    location: Option<String>,
    #[schema(required = false)]
    category: Option<String>,
    #[schema(required = false)]
    organizer_name: Option<String>,
    /// The event's page, http or https.
    #[schema(required = false)]
    source_url: Option<String>,
    #[schema(required = false)]
    tags: Vec<String>,
    /// `confirmed`, `tentative`, `postponed` or `cancelled`.
    #[schema(required = false)]
    status: String,
}

/// What a person says of an event.
pub(crate) struct Said {
    pub(crate) review: Option<Review>,
    zone: Option<Zone>,
    start: Option<Option<String>>,
    end: Option<Option<String>>,
    fields: Vec<Field>,
}

impl Said {
    /// 422 with all that is wrong, or where nothing is said.
    pub(crate) fn read(body: &JsonObject) -> Result<Said, Error> {
        let mut sent = Sent::of(body.object()?);
        let (review, zone) = (sent.text("review", str::parse), sent.text("time_zone", Zone::parse));
        let (start, end) = (sent.text_or_null("start_time", time), sent.text_or_null("end_time", time));
        let line = |longest| move |text: &str| short(text, longest);
        let fields = [
            sent.text("title", line(LONGEST_TITLE)).map(Field::Title),
            sent.text_or_null("description", line(LONGEST_DESCRIPTION)).map(Field::Description),
            sent.text_or_null("location", line(LONGEST_LINE)).map(Field::Location),
            sent.text_or_null("category", word).map(Field::Category),
            sent.text_or_null("organizer_name", line(LONGEST_LINE)).map(Field::OrganizerName),
            sent.text_or_null("source_url", page).map(Field::SourceUrl),
            sent.texts("tags").map(tags).transpose()?.map(Field::Tags),
            sent.text("status", status).map(Field::Status),
        ];
        let fields = fields.into_iter().flatten().collect();
        let said = sent.whole(Said { review, zone, start, end, fields })?;
        let is_nothing = said.review.is_none() && said.start.is_none() && said.end.is_none() && said.fields.is_empty();
        if is_nothing { Err(Error::invalid("Send review, or at least one field of the event")) } else { Ok(said) }
    }

    /// What was corrected before, and now this too. `of_event` is the zone of the event's own times.
    pub(crate) fn added_to(&self, mut correction: Correction, of_event: Option<&str>) -> Result<Correction, Error> {
        let of_event = of_event.and_then(|name| Zone::parse(name).ok());
        let zone = self.zone.as_ref().or(of_event.as_ref()).map_or(TimeZone::UTC, |zone| zone.rules().clone());
        if let Some(start) = &self.start {
            correction.set(&Field::Start(when("start_time", start.as_deref(), &zone)?));
        }
        if let Some(end) = &self.end {
            correction.set(&Field::End(when("end_time", end.as_deref(), &zone)?));
        }
        self.fields.iter().for_each(|field| correction.set(field));
        Ok(correction)
    }

    /// Whether an end was sent.
    pub(crate) fn has_end(&self) -> bool {
        matches!(self.end, Some(Some(_)))
    }
}

fn when(field: &'static str, text: Option<&str>, zone: &TimeZone) -> Result<Option<When>, Error> {
    let Some(text) = text else { return Ok(None) };
    let wrong = || Violation::value_error(["body".into(), field.into()], "must be a day or a time, as ISO 8601 has it");
    When::parse(text, zone).map(Some).ok_or_else(|| wrong().into())
}

fn time(text: &str) -> Result<String, &'static str> {
    let reads = When::parse(text, &TimeZone::UTC).is_some();
    reads.then(|| text.to_owned()).ok_or("must be a day or a time, as ISO 8601 has it")
}

fn short(text: &str, longest: usize) -> Result<String, String> {
    let text = text.trim();
    let is_good = !text.is_empty() && text.chars().count() <= longest;
    if is_good { Ok(text.to_owned()) } else { Err(format!("must be a text of 1 to {longest} characters")) }
}

fn word(text: &str) -> Result<String, String> {
    short(text, LONGEST_WORD).map(|word| word.to_lowercase())
}

fn page(text: &str) -> Result<String, String> {
    let text = short(text, LONGEST_URL)?;
    let is_page = ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme) && scheme.len() < text.len());
    let is_one = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    if is_page && is_one { Ok(text) } else { Err("must be an http or https address".to_owned()) }
}

fn tags(sent: Vec<String>) -> Result<Vec<String>, Error> {
    let wrong =
        || Violation::value_error(["body".into(), "tags".into()], "must be at most 20 words of 1 to 50 characters");
    let mut tags: Vec<String> = Vec::new();
    for tag in sent {
        let tag = word(&tag).map_err(|_| wrong())?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() <= MOST_TAGS { Ok(tags) } else { Err(wrong().into()) }
}

fn status(word: &str) -> Result<Status, &'static str> {
    match word {
        "confirmed" => Ok(Status::Confirmed),
        "tentative" => Ok(Status::Tentative),
        "postponed" => Ok(Status::Postponed),
        "cancelled" => Ok(Status::Cancelled),
        _ => Err("must be confirmed, tentative, postponed or cancelled"),
    }
}
