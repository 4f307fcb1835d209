//! Which events are asked for.

use super::Known;
use super::cursor::Cursor;
use crate::moment;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use serde::Deserialize;
use store::Review;
use utoipa::IntoParams;
use web::{Error, Violation, echo};

/// How many events a page has where nobody says, and at most: their descriptions have up to 16 KB each.
const PAGE: (usize, usize) = (50, 200);
/// The longest text that is searched for, in characters.
const LONGEST_TEXT: usize = 200;

/// Which events, as it was sent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AskedEvents {
    /// Those that begin at this time or later: milliseconds since 1970, an RFC 3339 date and time, or a day (UTC). With this or
    /// `end`, those without a start are left out. One that recurs stands where it begins first.
    pub(crate) start: Option<String>,
    /// Those that begin before it.
    pub(crate) end: Option<String>,
    /// Those of this category, in any case.
    pub(crate) category: Option<String>,
    /// Those whose first mail came from this domain, address or name, in any case.
    pub(crate) source: Option<String>,
    /// Those in whose title, description, location or tags all these words stand, in any case.
    pub(crate) q: Option<String>,
    /// Those of this review: `pending`, `approved` or `rejected`; without it, all but rejected ones.
    pub(crate) review: Option<String>,
    /// How many to a page, 1 to 200; 50 where it is absent. A page may have fewer and still not be the last.
    #[param(value_type = Option<usize>)]
    pub(crate) limit: Option<String>,
    /// The `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
}

/// Which events.
pub(crate) struct Wanted {
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
    category: Option<String>,
    source: Option<String>,
    words: Vec<String>,
    review: Option<Review>,
    pub(crate) limit: usize,
    pub(crate) cursor: Option<Cursor>,
}

impl Wanted {
    /// 422 with all that is wrong, or where a parameter is there twice.
    pub(crate) fn read(sent: Result<Query<AskedEvents>, QueryRejection>) -> Result<Wanted, Error> {
        let Query(asked) = sent.map_err(|_| Error::invalid("A parameter is there twice"))?;
        let mut wrong = Vec::new();
        let time = "expected milliseconds since 1970, an RFC 3339 date and time, or a day";
        let wanted = Wanted {
            from: read("start", asked.start.as_deref(), time, moment::read, &mut wrong),
            to: read("end", asked.end.as_deref(), time, moment::read, &mut wrong),
            category: asked.category.map(|word| word.trim().to_lowercase()),
            source: asked.source.map(|word| word.trim().to_lowercase()),
            words: read("q", asked.q.as_deref(), "expected at most 200 characters", words, &mut wrong)
                .unwrap_or_default(),
            review: read(
                "review",
                asked.review.as_deref(),
                "expected pending, approved or rejected",
                |word| word.parse().ok(),
                &mut wrong,
            ),
            limit: read("limit", asked.limit.as_deref(), "expected a whole number from 1 to 200", limit, &mut wrong)
                .unwrap_or(PAGE.0),
            cursor: read(
                "cursor",
                asked.cursor.as_deref(),
                "expected the next_cursor of a page",
                Cursor::decode,
                &mut wrong,
            ),
        };
        if let (Some(from), Some(to)) = (wanted.from, wanted.to)
            && to < from
        {
            wrong.push(violation("end", "it lies before start", asked.end.as_deref().unwrap_or_default()));
        }
        if wrong.is_empty() { Ok(wanted) } else { Err(Error::violations(wrong)) }
    }

    /// Whether an event is one of them, of those that begin in time.
    pub(crate) fn fits(&self, known: &Known) -> bool {
        let review = known.stored.review;
        let is_reviewed = self.review.map_or(review != Review::Rejected, |wanted| review == wanted);
        let category = known.facts.category.as_deref().map(str::to_lowercase);
        let is_of_category = self.category.as_ref().is_none_or(|wanted| category.as_ref() == Some(wanted));
        is_reviewed && is_of_category && self.is_of_source(known) && self.has_words(known)
    }

    fn is_of_source(&self, known: &Known) -> bool {
        let event = &known.event;
        let sources = [&event.source_domain, &event.source_email, &event.source_name];
        self.source.as_ref().is_none_or(|wanted| sources.iter().any(|source| source.to_lowercase() == *wanted))
    }

    fn has_words(&self, known: &Known) -> bool {
        let facts = &known.facts;
        let texts = [Some(&facts.title), facts.description.as_ref(), facts.location.as_ref()];
        let texts = texts.into_iter().flatten().chain(&facts.tags).map(|text| text.to_lowercase());
        let text = texts.collect::<Vec<_>>().join("\n");
        self.words.iter().all(|word| text.contains(word))
    }
}

fn read<T>(
    name: &'static str,
    sent: Option<&str>,
    expected: &'static str,
    parse: impl Fn(&str) -> Option<T>,
    wrong: &mut Vec<Violation>,
) -> Option<T> {
    let sent = sent?;
    let parsed = parse(sent);
    if parsed.is_none() {
        wrong.push(violation(name, expected, sent));
    }
    parsed
}

fn violation(name: &'static str, message: &'static str, sent: &str) -> Violation {
    Violation::value_error(["query".into(), name.into()], message).with_input(echo(&sent.into()))
}

fn words(text: &str) -> Option<Vec<String>> {
    let is_short = text.chars().count() <= LONGEST_TEXT;
    is_short.then(|| text.to_lowercase().split_whitespace().map(str::to_owned).collect())
}

fn limit(text: &str) -> Option<usize> {
    text.trim().parse().ok().filter(|limit| (1..=PAGE.1).contains(limit))
}
