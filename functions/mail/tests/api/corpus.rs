//! The corpus goes in from Gmail and comes out of `GET /events` as its table says; once more, and nothing changes.

use crate::support::{ARRIVED, App, EVENTS, corpus, corpus_mails};
use domain::JobKind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use testkit::{MINUTE, NOW};

const HOUR: i64 = 60 * MINUTE;

/// The blocks of the table's events, by their ids.
fn expected(with_times: bool) -> BTreeMap<String, String> {
    let table = String::from_utf8(corpus("table.txt")).unwrap();
    let (_, events) = table.split_once("The events:\n").unwrap();
    let blocks = events.split("\n\n").map(|block| block.trim_matches('\n').to_owned());
    blocks.map(|block| keyed(if with_times { block } else { timeless(&block) })).collect()
}

fn keyed(block: String) -> (String, String) {
    let id = block.split("  id ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    (id, block)
}

/// Without when it was first and last told of.
fn timeless(block: &str) -> String {
    let lines = block.lines().map(|line| line.split(" created ").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

fn text<'a>(event: &'a Value, field: &str) -> Option<&'a str> {
    event[field].as_str()
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn since(event: &Value, field: &str) -> i64 {
    let at: jiff::Timestamp = text(event, field).unwrap().parse().unwrap();
    at.as_millisecond() - NOW
}

/// The words of a list, as Rust's Debug writes them.
fn words(event: &Value, field: &str) -> Vec<String> {
    let words = event[field].as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// An event in the form of the table.
fn block(event: &Value) -> String {
    let mut out = String::new();
    let (status, method) = (text(event, "status").unwrap(), text(event, "method").unwrap());
    write!(out, "{} | {} | {}", text(event, "title").unwrap(), capital(status), capital(method)).unwrap();
    let (created, updated) = (since(event, "created_at"), since(event, "updated_at"));
    write!(out, "\n  id {} created {created} updated {updated}", text(event, "id").unwrap()).unwrap();
    for (word, at, local) in [("from", "start_time", "start_local"), ("to", "end_time", "end_local")] {
        let Some(at) = text(event, at) else { continue };
        match text(event, local) {
            Some(wall) => {
                let zone = text(event, "time_zone").unwrap_or("-");
                write!(out, "\n  {word} {wall} {zone} {at}").unwrap();
            }
            None => write!(out, "\n  {word} {at}").unwrap(),
        }
    }
    let lines = [
        ("at", "location"),
        ("about", "description"),
        ("category", "category"),
        ("by", "organizer_name"),
        ("page of who holds it", "organizer_url"),
        ("page", "source_url"),
    ];
    for (word, field) in lines {
        if let Some(line) = text(event, field) {
            write!(out, "\n  {word} {}", line.replace('\n', " / ")).unwrap();
        }
    }
    words(event, "recurrence").iter().for_each(|line| write!(out, "\n  {line}").unwrap());
    let doubts: Vec<String> =
        words(event, "doubts").iter().map(|word| word.split('_').map(capital).collect::<String>()).collect();
    write!(out, "\n  tags {:?} doubts [{}]", words(event, "tags"), doubts.join(", ")).unwrap();
    let (name, email) = (text(event, "source_name").unwrap(), text(event, "source_email").unwrap());
    write!(out, "\n  from {name} <{email}>; mails {:?}", words(event, "email_ids")).unwrap();
    out
}

#[tokio::test]
async fn the_corpus_comes_out_of_the_api_as_its_table_says() {
    let app = App::new().await;
    let table = String::from_utf8(corpus("table.txt")).unwrap();
    for (at, name) in (1..).zip(corpus_mails()) {
        app.hand.advance_ms(NOW + at * HOUR - MINUTE - app.now());
        app.receive_corpus(&[&name]);
        let run = app.ran().await;
        let line = table.lines().find(|line| line.starts_with(&name)).unwrap();
        for word in ["created", "updated", "deduplicated"] {
            let told = line.rsplit('|').next().unwrap().split(',').filter(|told| told.trim() == word).count();
            assert_eq!(run[word], told, "{name}: {word}");
        }
        assert_eq!((&run["processed"], &run["failed"]), (&Value::from(1), &Value::from(0)), "{name}");
    }
    let events: BTreeMap<_, _> = app.events().await.iter().map(|event| keyed(block(event))).collect();
    let expected = expected(true);
    for (id, block) in &expected {
        assert_eq!(events.get(id), Some(block));
    }
    assert_eq!(events.len(), expected.len());
}

#[tokio::test]
async fn all_at_once_it_comes_to_the_same_and_a_second_run_asks_and_writes_nothing() {
    let app = App::new().await;
    // The fake lists what arrived at one time by ids, so each arrives a little later.
    for (at, name) in (0..).zip(corpus_mails()) {
        app.learn(&name);
        app.inbox.receive_at(corpus(&name), &[EVENTS], ARRIVED + at);
    }
    let run = app.ran().await;
    assert_eq!((&run["processed"], &run["failure"]), (&Value::from(13), &Value::Null));
    let events = app.events().await;
    let blocks: BTreeMap<_, _> = events.iter().map(|event| keyed(timeless(&block(event)))).collect();
    assert_eq!(blocks, expected(false));
    assert_eq!(app.model.calls(), 4);
    let (before, calls) = (items(&app).await, app.model.calls());
    let run = app.ran().await;
    assert_eq!((&run["processed"], &run["model_questions"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(app.model.calls(), calls);
    assert_eq!(items(&app).await, before);
    // Nor where everything is listed anew.
    app.inbox.forget_history();
    let run = app.ran().await;
    assert_eq!((&run["processed"], app.model.calls()), (&Value::from(0), calls));
    assert_eq!(items(&app).await, before);
}

/// All that is stored but the run's own record: the mailbox, its points, and jobs.
async fn items(app: &App) -> Vec<String> {
    let own = [format!("MAILBOX#{}", app.token), "#LOG".to_owned(), format!("J#{}", JobKind::Seal.as_str())];
    let items = app.world.items().await.into_iter();
    items.filter(|item| own.iter().all(|own| !item.contains(own.as_str()))).collect()
}

#[tokio::test]
async fn the_numbers_of_a_run_are_points_of_its_user() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml", "02-invitation.eml"]);
    app.ran().await;
    let metrics = app.store.metrics_list(app.user).await.unwrap();
    let names: Vec<String> = metrics.iter().map(ToString::to_string).collect();
    for name in connections::MAIL_METRICS {
        assert!(names.contains(&name.to_owned()), "{name}");
    }
}
