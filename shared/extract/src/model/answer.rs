//! What the model answered.

use super::schema::{Told, ToldEvent};
use crate::draft::Draft;
use crate::event::{Doubt, Facts, Found, Method, Status};
use crate::mail::Mail;
use crate::reading::once;
use crate::when::When;
use crate::zone;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// As many events as are taken from one answer: more than its tokens hold.
const MOST_EVENTS: usize = 100;

/// An answer, whose price is owed whatever is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it cost in tokens; none where the server does not tell.
    pub usage: Option<Usage>,
    /// What is in it.
    pub outcome: Outcome,
}

/// What an answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail tells of these events, each once; often of none.
    Events(Vec<Found>),
    /// The model, or a filter before it, would not read the mail. Asking again brings the same.
    Refused,
    /// The answer reached its longest length, and what there is of it is no JSON.
    CutOff,
    /// It is not in the form that was asked for: the server does not know structured outputs.
    Malformed,
}

/// Tokens that were read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// All that were read.
    pub input_tokens: u64,
    /// Those among them that the server had read before, which cost less.
    pub cached_tokens: u64,
    /// All that were written.
    pub output_tokens: u64,
}

/// Reads the body of an answer with status 200
/// (<https://platform.openai.com/docs/api-reference/chat/object>) to what was asked of a mail.
pub fn read(body: &[u8], mail: &Mail, home: &TimeZone) -> Answer {
    let Ok(completion) = serde_json::from_slice::<Completion>(body) else {
        return Answer { usage: None, outcome: Outcome::Malformed };
    };
    let usage = completion.usage.as_ref().map(usage);
    Answer { usage, outcome: outcome(completion, mail, home) }
}

// Of what servers answer only this is asked for, and each part may be missing: no two compatible ones answer the same.
#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<StatedUsage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Option<Message>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct StatedUsage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
    prompt_tokens_details: Option<StatedDetails>,
}

#[derive(Deserialize)]
struct StatedDetails {
    cached_tokens: Option<u64>,
}

fn usage(stated: &StatedUsage) -> Usage {
    let cached_tokens = stated.prompt_tokens_details.as_ref().and_then(|details| details.cached_tokens).unwrap_or(0);
    Usage { input_tokens: stated.prompt_tokens, cached_tokens, output_tokens: stated.completion_tokens }
}

fn outcome(completion: Completion, mail: &Mail, home: &TimeZone) -> Outcome {
    let Some(choice) = completion.choices.into_iter().next() else { return Outcome::Malformed };
    let Some(message) = choice.message else { return Outcome::Malformed };
    match (message.refusal.filter(|refusal| !refusal.is_empty()), choice.finish_reason.as_deref()) {
        (Some(_), _) | (_, Some("content_filter")) => return Outcome::Refused,
        (_, Some("length")) => return Outcome::CutOff,
        _ => {}
    }
    match serde_json::from_str::<Told>(message.content.as_deref().unwrap_or_default()) {
        Ok(told) => Outcome::Events(once(events(told, mail, home))),
        Err(_) => Outcome::Malformed,
    }
}

fn events(told: Told, mail: &Mail, home: &TimeZone) -> Vec<Found> {
    let told = told.events.into_iter().take(MOST_EVENTS);
    told.filter_map(|event| draft(event, mail, home).finish(mail, Method::Model, home)).collect()
}

fn draft(told: ToldEvent, mail: &Mail, home: &TimeZone) -> Draft {
    let mut doubts = Vec::new();
    let zone = zone_of(told.time_zone.as_deref(), home, &mut doubts);
    let when = |text: Option<String>| text.and_then(|text| When::parse(&text, &zone));
    let mut seen = |url: Option<String>| {
        let url = url.filter(|url| !url.trim().is_empty())?;
        let link = mail.links.find(&url);
        doubts.extend(link.is_none().then_some(Doubt::UnseenLink));
        link
    };
    let (organizer_url, source_url) = (seen(told.organizer_url), seen(told.source_url));
    let facts = Facts {
        title: told.title,
        description: told.description,
        start: when(told.start),
        end: when(told.end),
        location: told.location,
        category: told.category,
        organizer_name: told.organizer_name,
        organizer_email: None,
        organizer_url,
        source_url,
        tags: told.tags,
        recurrence: Vec::new(),
        status: status(&told.status),
    };
    Draft { is_cancellation: facts.status == Status::Cancelled, facts, doubts, ..Draft::default() }
}

fn zone_of(name: Option<&str>, home: &TimeZone, doubts: &mut Vec<Doubt>) -> TimeZone {
    let Some(name) = name.filter(|name| !name.trim().is_empty()) else { return home.clone() };
    zone::named(name).unwrap_or_else(|| {
        doubts.push(Doubt::UnknownZone);
        home.clone()
    })
}

fn status(told: &str) -> Status {
    match told {
        "cancelled" => Status::Cancelled,
        "postponed" => Status::Postponed,
        "tentative" => Status::Tentative,
        _ => Status::Confirmed,
    }
}
