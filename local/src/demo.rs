//! `--demo`: a fake Google in this process, in which somebody has kept a calendar and gets mail, and a fake model that reads
//! it. Nothing is sent to the real ones.

use crate::demo_mail;
use fakes::google::{Calendar, DEFAULT_ACCOUNT};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use runtime::Config;
use serde_json::{Value, json};

/// Where the calendar's owner lives.
const ZONE: &str = "Europe/Warsaw";
/// How long the calendar goes back: three months.
const DAYS: i64 = 90;

/// The fake Google, with a calendar full of three months of somebody's life and a mailbox, and the fake model.
pub(crate) struct Demo {
    google: fakes::Google,
    model: fakes::OpenAi,
}

impl Demo {
    /// Starts it on any free port of loopback; `now` is where the three months end.
    pub(crate) async fn start(now: i64) -> anyhow::Result<Demo> {
        let google = fakes::Google::start_on(0).await?;
        let zone = TimeZone::get(ZONE)?;
        let today = Timestamp::from_millisecond(now)?.to_zoned(zone).date();
        let calendar = google.calendar(DEFAULT_ACCOUNT, "primary");
        calendar.set_time_zone(ZONE);
        fill(&calendar, today.checked_sub(DAYS.days())?)?;
        demo_mail::fill(&google.mailbox(DEFAULT_ACCOUNT), now);
        let model = fakes::OpenAi::start_on(0).await?;
        demo_mail::teach(&model)?;
        Ok(Demo { google, model })
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        self.google.url()
    }

    /// The OAuth client that it knows.
    pub(crate) fn client(&self) -> String {
        self.google.client_json()
    }

    /// The model's key.
    pub(crate) fn model_key(&self) -> String {
        self.model.key().to_owned()
    }

    /// This configuration with the fakes in the real ones' place.
    pub(crate) fn instead(&self, config: Config) -> Config {
        Config {
            google_api_url: Some(self.google.url()),
            google_jwks_url: Some(self.google.jwks_url()),
            google_revoke_url: Some(self.google.revoke_url()),
            openai_base_url: Some(self.model.url()),
            ..config
        }
    }
}

/// Three months from `first` on. Titles that begin with `#!` become metrics, others do not.
fn fill(calendar: &Calendar, first: Date) -> anyhow::Result<()> {
    nights(calendar, first)?;
    climbing(calendar, first)?;
    for (n, day) in first.series(3.days()).take(days(3)).enumerate() {
        calendar.insert(run(n, day)?);
    }
    for (n, day) in first.series(2.days()).take(days(2)).enumerate() {
        calendar.insert(reading(n, day)?);
    }
    calendar.insert(json!({
        "summary": "#!trip", "description": "where: Tatry\ncost=420",
        "start": {"date": first.checked_add(40.days())?}, "end": {"date": first.checked_add(43.days())?},
    }));
    calendar.insert(timed("Dentist", "Nothing is measured here.", first.checked_add(20.days())?, "09:30", 45)?);
    Ok(())
}

/// How many days `apart` there are.
fn days(apart: usize) -> usize {
    usize::try_from(DAYS).unwrap_or_default() / apart
}

/// One event that recurs every night, also where the clocks change.
fn nights(calendar: &Calendar, first: Date) -> anyhow::Result<()> {
    let night = timed("#!sleep", "bed: own", first, "23:15", 7 * 60 + 30)?;
    let nights = calendar.insert(recurring(night, "RRULE:FREQ=DAILY"));
    let late = first.checked_add(12.days())?;
    let short = timed("#!sleep", "bed: own\nwoken=2", late.tomorrow()?, "01:40", 5 * 60)?;
    calendar.override_occurrence(&nights, &format!("{late}T23:15:00"), short);
    Ok(())
}

/// Every Tuesday but one, with a description as Google's own web page writes it.
fn climbing(calendar: &Calendar, first: Date) -> anyhow::Result<()> {
    let tuesday = first.nth_weekday(1, Weekday::Tuesday)?;
    let description = "<p>where: the&nbsp;wall</p>with: <b>Ewa &amp; Jan</b><br>routes=9";
    let evening = timed("#!climbing", description, tuesday, "18:00", 120)?;
    let series = calendar.insert(recurring(evening, "RRULE:FREQ=WEEKLY;BYDAY=TU"));
    calendar.cancel_occurrence(&series, &format!("{}T18:00:00", tuesday.checked_add(3.weeks())?));
    Ok(())
}

/// Each a little different; the last of them with a line that nobody can be sure of.
fn run(n: usize, day: Date) -> anyhow::Result<Value> {
    let (meters, minutes) = (5_000 + n * 37 % 11 * 500, 30 + n * 37 % 11 * 3);
    let place = ["the park", "the river", "the forest"][n % 3];
    let climb = if n + 1 == days(3) { "climb=1,2" } else { "climb=85 m" };
    timed("#!run", &format!("distance={meters}\nwhere: {place}\n{climb}"), day, "07:10", minutes)
}

fn reading(n: usize, day: Date) -> anyhow::Result<Value> {
    let (title, pages) = (["Solaris", "Middlemarch", "Lalka"][n / 15 % 3], 12 + n * 7 % 23);
    timed("#!reading", &format!("title: {title}\npages={pages}"), day, "21:00", 20 + pages)
}

fn timed(summary: &str, description: &str, day: Date, at: &str, minutes: usize) -> anyhow::Result<Value> {
    let start: jiff::civil::DateTime = format!("{day}T{at}").parse()?;
    let end = start.checked_add(i64::try_from(minutes)?.minutes())?;
    let moment = |time: jiff::civil::DateTime| json!({"dateTime": time.to_string(), "timeZone": ZONE});
    Ok(json!({"summary": summary, "description": description, "start": moment(start), "end": moment(end)}))
}

fn recurring(mut event: Value, rule: &str) -> Value {
    event["recurrence"] = json!([rule]);
    event
}
