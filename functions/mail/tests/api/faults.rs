//! What the program that did this before got wrong, by the numbers that known_faults.rs has; how mails are read, the tests of
//! `extract` show.

use crate::support::{ACCOUNT, App, EVENTS, prose, tells, told};
use fakes::google::{Call, Fault as GoogleFault};
use fakes::openai::{Fault, Reply};
use serde_json::{Value, json};
use store::Next;
use testkit::{DAY, MINUTE};

fn counts(run: &Value) -> [&Value; 3] {
    [&run["processed"], &run["created"], &run["failed"]]
}

#[tokio::test]
async fn fault_2_an_event_without_category_source_or_start_is_stored() {
    let app = App::new().await;
    app.model.answer_where("Party", tells(&[told("Party", "")]));
    app.receive("Subject: Party\r\n\r\nSome day");
    assert_eq!(counts(&app.ran().await), [1, 1, 0]);
    let event = app.events().await.remove(0);
    assert_eq!(
        (&event["category"], &event["source_name"], &event["start_time"]),
        (&json!(null), &json!(""), &json!(null))
    );
    assert_eq!(app.caller.get(&format!("/events/{}", event["id"].as_str().unwrap())).await.status, 200);
}

#[tokio::test]
async fn fault_3_a_mail_is_read_once_and_paid_for_once() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml"]);
    app.ran().await;
    for _ in 0..3 {
        app.inbox.forget_history();
        assert_eq!(counts(&app.ran().await), [0, 0, 0]);
    }
    assert_eq!((app.model.calls(), app.google.requests_of(Call::GmailMail).len()), (1, 1));
}

#[tokio::test]
async fn fault_4_a_hostile_mail_changes_no_other_mails_event() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml"]);
    app.ran().await;
    let before = app.events().await;
    app.receive_corpus(&["11-hostile.eml"]);
    assert_eq!(app.ran().await["deduplicated"], 1);
    let after = app.events().await;
    assert_eq!(after.len(), before.len());
    for field in ["id", "title", "start_time", "status", "source_email", "email_id", "source_url"] {
        assert_eq!(after[0][field], before[0][field], "{field}");
    }
}

#[tokio::test]
async fn fault_10_two_copies_of_an_event_are_one_and_it_keeps_its_first_time() {
    let app = App::new().await;
    app.receive_corpus(&["07-ticket.eml"]);
    app.ran().await;
    let first = app.events().await.remove(0);
    app.hand.advance_ms(DAY);
    app.receive_corpus(&["08-orchestra.eml", "09-forward.eml"]);
    app.ran().await;
    let events = app.events().await;
    let again = events.iter().find(|event| event["id"] == first["id"]).unwrap();
    assert_eq!((&again["created_at"], again["email_ids"].as_array().unwrap().len()), (&first["created_at"], 3));
    assert_eq!(events.iter().filter(|event| event["title"] == first["title"]).count(), 1);
}

#[tokio::test]
async fn fault_11_a_run_of_which_most_fails_is_a_failed_job_and_each_mail_says_so() {
    let app = App::new().await;
    for subject in ["Alpha", "Omega"] {
        app.model.answer_where(subject, Reply::Refusal("No.".to_owned()));
        app.receive(prose(subject, "ada@example.org"));
    }
    app.receive_corpus(&["02-invitation.eml"]);
    let error = app.run().await.unwrap_err();
    assert_eq!(error.code(), "too_many_failures");
    let run = app.last_run().await;
    assert_eq!((counts(&run), &run["failure"]), ([&json!(3), &json!(1), &json!(2)], &json!("too_many_failures")));
    // A refusal is final: nothing is asked again.
    assert_eq!((counts(&app.ran().await), app.model.calls()), ([&json!(0), &json!(0), &json!(0)], 2));
}

#[tokio::test]
async fn fault_12_an_outage_is_no_failure_of_a_mail_and_what_came_before_it_stays() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml", "07-ticket.eml"]);
    app.google.pass_next(Call::GmailMail);
    app.google.fail_next(Call::GmailMail, GoogleFault::Status { code: 503, reason: "backendError" });
    assert_eq!(app.run().await.unwrap_err().code(), "google_unavailable");
    assert_eq!(
        (&app.last_run().await["failed"], &app.last_run().await["failure"]),
        (&json!(0), &json!("google_unavailable"))
    );
    app.ran().await;
    assert_eq!(app.titles("").await, ["Design review", "Winter Concert"]);
    assert_eq!(app.mailbox().await["last_run"]["failure"], Value::Null);
}

#[tokio::test]
async fn fault_15_a_first_run_on_an_empty_table_loses_nothing() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml"]);
    assert_eq!(counts(&app.ran().await), [1, 1, 0]);
}

#[tokio::test]
async fn fault_17_what_is_read_and_how_is_a_setting_and_no_new_build() {
    let app = App::with(&[("OPENAI_MODEL", "another-model")]).await;
    app.receive(prose("Picnic", ACCOUNT));
    app.ran().await;
    assert_eq!(app.model.questions()[0]["model"], "another-model");
    let path = format!("/mailboxes/{}", app.token);
    assert_eq!(app.patch(&path, json!({ "label": EVENTS, "schedule": "@hourly" })).await.status, 200);
}

#[tokio::test]
async fn without_a_model_prose_waits_until_there_is_one() {
    let mut app = App::with(&[("OPENAI_MODEL", "off")]).await;
    app.receive_corpus(&["01-newsletter.eml", "02-invitation.eml"]);
    let run = app.ran().await;
    assert_eq!((counts(&run), &run["left"], app.model.calls()), ([&json!(2), &json!(1), &json!(0)], &json!(1), 0));
    assert_eq!(app.ran().await["processed"], 0);
    app.variables.retain(|(name, _)| *name != "OPENAI_MODEL");
    assert_eq!(counts(&app.ran().await), [1, 3, 0]);
    assert_eq!(app.model.calls(), 1);
}

#[tokio::test]
async fn no_more_is_spent_in_a_run_than_its_limit() {
    let app = App::with(&[("OPENAI_RUN_LIMIT_CENTS", "1"), ("OPENAI_PRICES", "0.15,0.075,0.60")]).await;
    for subject in ["a", "b", "c", "d", "e", "f"] {
        app.receive(prose(subject, ACCOUNT));
    }
    let run = app.ran().await;
    assert!(0 < app.model.calls() && run["left"] != 0 && run["cost"].as_f64().unwrap() <= 0.01, "{run}");
    let asked = app.model.calls();
    while app.ran().await["left"] != 0 {}
    assert_eq!((app.model.calls(), asked < 6), (6, true), "each once, and not all at once");
}

#[tokio::test]
async fn a_model_that_is_busy_is_asked_again_when_it_says_so() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml"]);
    app.model.fail_next(Fault::TooMany { retry_after_s: 120 });
    let next = app.run().await.unwrap();
    assert_eq!(next, Next::At(app.now() + 120_000));
    assert_eq!(app.last_run().await["failure"], "model_busy");
    assert_eq!(app.ran().await["created"], 3);
}

#[tokio::test]
async fn without_credit_what_needs_no_model_is_read_all_the_same() {
    let app = App::new().await;
    app.receive_corpus(&["01-newsletter.eml", "02-invitation.eml"]);
    app.model.fail_always(Fault::NoCredit);
    assert_eq!(app.run().await.unwrap_err().code(), "model_not_allowed");
    assert_eq!(app.titles("").await, ["Design review"]);
    app.model.heal();
    assert_eq!(app.ran().await["created"], 3);
}

#[tokio::test]
async fn a_run_that_runs_out_of_time_goes_on_where_it_was() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml", "07-ticket.eml", "13-course.eml"]);
    app.google.set_now(app.now());
    let run = async |deadline| {
        app.mailboxes(app.world.store()).run(app.user, app.token, app.clock.clone(), deadline).await.unwrap()
    };
    // Less than a mail may take is left: nothing is begun.
    let next = run(app.now() + MINUTE).await;
    assert!(matches!(next, Next::At(at) if app.now() < at && at <= app.now() + MINUTE), "{next:?}");
    assert_eq!(app.last_run().await["ended_at"], Value::Null);
    assert!(matches!(run(i64::MAX).await, Next::At(_)));
    assert_eq!(counts(&app.last_run().await), [3, 5, 0]);
}
