//! The corpus, read mail by mail in the order of its names, comes out as its table says; once more, and nothing changes.

use crate::support::{Kept, answered, corpus, home, mail};
use extract::{Found, Mail, Method, Reading, When, read};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Each hour another mail.
const HOUR_MS: i64 = 3_600_000;

fn names() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let names = fs::read_dir(directory)
        .expect("the corpus")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"));
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".eml")).collect();
    names.sort();
    names
}

/// By itself, else by the answer that lies beside it.
fn found(name: &str, mail: &Mail) -> (&'static str, Vec<Found>) {
    match read(mail, &home()) {
        Reading::Events(Method::Calendar, events) => ("calendar", events),
        Reading::Events(_, events) => ("markup", events),
        Reading::Nothing => ("nothing", Vec::new()),
        Reading::Prose => ("model", answered(mail, &corpus(&name.replace(".eml", ".answer.json")))),
    }
}

fn shown(when: &When) -> String {
    match when {
        When::Date(date) => date.to_string(),
        When::Time { wall, zone, at } => format!("{wall} {} {at}", zone.as_deref().unwrap_or("-")),
    }
}

fn table() -> String {
    let mut kept = Kept::default();
    let mut table = String::from("Mails, how each is read, and what becomes of its events:\n\n");
    for (name, now) in names().iter().zip((1..).map(|hour| hour * HOUR_MS)) {
        let mail = mail(corpus(name));
        let (method, found) = found(name, &mail);
        writeln!(table, "{name} | {method} | {}", kept.take(&mail, &found, now).join(", "))
            .expect("a string takes all");
    }
    table.push_str("\nThe events:\n");
    for event in &kept.events {
        let facts = &event.facts;
        writeln!(table, "\n{} | {:?} | {:?}", facts.title, facts.status, event.method).expect("a string takes all");
        writeln!(table, "  id {} created {} updated {}", event.id, event.created_at, event.updated_at)
            .expect("a string takes all");
        for (word, when) in [("from", &facts.start), ("to", &facts.end)] {
            when.iter().for_each(|when| writeln!(table, "  {word} {}", shown(when)).expect("a string takes all"));
        }
        let texts = [
            ("at", &facts.location),
            ("about", &facts.description),
            ("category", &facts.category),
            ("by", &facts.organizer_name),
            ("page of who holds it", &facts.organizer_url),
            ("page", &facts.source_url),
        ];
        for (word, text) in texts {
            text.iter().for_each(|text| {
                writeln!(table, "  {word} {}", text.replace('\n', " / ")).expect("a string takes all")
            });
        }
        facts.recurrence.iter().for_each(|line| writeln!(table, "  {line}").expect("a string takes all"));
        writeln!(table, "  tags {:?} doubts {:?}", facts.tags, event.doubts).expect("a string takes all");
        writeln!(table, "  from {} <{}>; mails {:?}", event.source_name, event.source_email, event.email_ids)
            .expect("a string takes all");
    }
    table
}

#[test]
fn the_corpus_comes_out_as_its_table_says() {
    let table = table();
    let committed = String::from_utf8(corpus("table.txt")).unwrap();
    assert!(table == committed, "the corpus comes out so, and not as corpus/table.txt has it:\n{table}");
}

#[test]
fn a_second_run_over_the_same_mails_changes_nothing() {
    let mut kept = Kept::default();
    let mut run = |now| {
        let mails = names().into_iter().map(|name| (mail(corpus(&name)), name));
        let words = mails.flat_map(|(mail, name)| kept.take(&mail, &found(&name, &mail).1, now)).collect::<Vec<_>>();
        (words, kept.events.clone())
    };
    let (_, first) = run(HOUR_MS);
    let (words, second) = run(2 * HOUR_MS);
    assert!(words.iter().all(|&word| word == "unchanged"), "{words:?}");
    assert!(first == second);
}
