//! Which mails are read, and when.

use crate::support::{ARRIVED, App, EVENTS, corpus};
use domain::{Capability, Job, JobKind, Role};
use serde_json::{Value, json};
use store::{Store, User, UserUpdated};
use testkit::{DAY, NOW};

#[tokio::test]
async fn a_mailbox_is_read_on_mondays_at_five_until_somebody_says_otherwise() {
    let app = App::new().await;
    let mailbox = app.mailbox().await;
    assert_eq!(
        (&mailbox["query"], &mailbox["schedule"], &mailbox["time_zone"], &mailbox["status"]),
        (&json!("label:Events"), &json!("0 17 * * 1"), &json!("America/New_York"), &json!("connected"))
    );
    // NOW is a Saturday.
    assert_eq!(mailbox["next_runs"][0], "2026-11-23T22:00:00+00:00");
    assert_eq!(mailbox["next_runs"].as_array().unwrap().len(), 5);
    let path = format!("/mailboxes/{}", app.token);
    let change = json!({ "label": "News/Jazz club", "schedule": "@daily", "time_zone": "Europe/Warsaw" });
    let changed = app.patch(&path, change).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let mailbox = app.mailbox().await;
    assert_eq!(mailbox, changed.json());
    assert_eq!(mailbox["query"], "label:News-Jazz-club");
    assert_eq!(mailbox["next_runs"][0], "2026-11-21T23:00:00+00:00");
}

#[tokio::test]
async fn what_cannot_be_wanted_is_refused_and_changes_nothing() {
    let app = App::new().await;
    let before = app.world.items().await;
    let path = format!("/mailboxes/{}", app.token);
    for body in [
        json!({}),
        json!({ "query": "" }),
        json!({ "query": "a\nb" }),
        json!({ "query": "a", "label": "b" }),
        json!({ "label": "a\"b" }),
        json!({ "schedule": "* * * * *" }),
        json!({ "schedule": 5 }),
        json!({ "time_zone": "Mars" }),
    ] {
        assert_eq!(app.patch(&path, body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(app.patch("/mailboxes/nonsense", json!({ "query": "a" })).await.status, 404);
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn a_run_can_be_asked_for_and_the_schedule_stays() {
    let app = App::new().await;
    let subject = Job::subject_of(app.user, app.token);
    let job = app.store.jobs_claim(JobKind::MailIngest, &subject, NOW, NOW + DAY).await.unwrap();
    app.store.jobs_finish(&job.unwrap(), store::Next::At(NOW + DAY), NOW).await.unwrap();
    let asked = app.caller.post(&format!("/mailboxes/{}/run", app.token), "").await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    assert_eq!(
        (&asked.json()["kind"], &asked.json()["token_id"]),
        (&json!("mail_ingest"), &json!(app.token.to_string()))
    );
    assert!(app.store.jobs_claim(JobKind::MailIngest, &subject, NOW, NOW + DAY).await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_without_a_mailbox_has_none() {
    let app = App::new().await;
    let (token, _) = crate::support::token(&app.store, app.user, Capability::Api).await;
    for id in [token.to_string(), "nonsense".to_owned()] {
        assert_eq!(app.caller.get(&format!("/mailboxes/{id}")).await.status, 404);
        assert_eq!(app.caller.post(&format!("/mailboxes/{id}/run"), "").await.status, 404);
    }
}

#[tokio::test]
async fn other_mails_are_read_once_others_are_wanted() {
    let app = App::new().await;
    app.inbox.receive_at(corpus("02-invitation.eml"), &["Work"], ARRIVED);
    assert_eq!(app.ran().await["processed"], 0);
    let path = format!("/mailboxes/{}", app.token);
    assert_eq!(app.patch(&path, json!({ "query": "from:grace label:Work" })).await.status, 200);
    assert_eq!(app.ran().await["created"], 1);
    // Of a query, everything is listed each time; what is read stays read.
    assert_eq!(app.ran().await["processed"], 0);
}

#[tokio::test]
async fn a_mail_that_gets_its_label_later_is_read_then() {
    let app = App::new().await;
    let mail = app.inbox.receive_at(corpus("02-invitation.eml"), &[], ARRIVED);
    assert_eq!(app.ran().await["processed"], 0);
    app.inbox.add_to(&mail, EVENTS);
    assert_eq!(app.ran().await["created"], 1);
    let listings = app.google.requests().len();
    assert_eq!((app.ran().await["processed"].clone(), listings < app.google.requests().len()), (Value::from(0), true));
}

#[tokio::test]
async fn without_consent_it_is_not_read_and_says_so() {
    let app = App::new().await;
    app.google.revoke_grants(crate::support::ACCOUNT);
    app.google.expire_access_tokens();
    let next = app.run().await.unwrap();
    assert!(matches!(next, store::Next::At(at) if at == 1_795_471_200_000), "{next:?}");
    let mailbox = app.mailbox().await;
    assert_eq!(
        (&mailbox["status"], &mailbox["last_run"]["failure"]),
        (&json!("consent_needed"), &json!("invalid_grant"))
    );
    assert_eq!(mailbox["next_runs"], json!([]));
    assert_eq!(app.caller.post(&format!("/mailboxes/{}/run", app.token), "").await.status, 409);
    app.connect(app.token, crate::support::ACCOUNT).await;
    app.receive_corpus(&["02-invitation.eml"]);
    assert_eq!(app.ran().await["created"], 1);
    assert_eq!(app.mailbox().await["status"], "connected");
}

#[tokio::test]
async fn a_connection_that_ends_takes_its_mailbox_along_and_leaves_the_events() {
    let app = App::new().await;
    app.receive_corpus(&["02-invitation.eml"]);
    app.ran().await;
    app.connections(app.store.clone()).disconnect(app.user, app.token, app.now()).await.unwrap();
    assert_eq!(app.caller.get(&format!("/mailboxes/{}", app.token)).await.status, 404);
    assert_eq!(app.events().await.len(), 1);
    let left = app.world.items().await.join(" ");
    assert!(!left.contains("MAILBOX#") && !left.contains("#MAIL\""), "{left}");
    assert_eq!(app.run().await.unwrap(), store::Next::Done);
}

#[tokio::test]
async fn nothing_is_read_for_whoever_is_suspended_and_all_of_it_afterwards() {
    let app = App::new().await;
    second_administrator(&app.store).await;
    app.receive_corpus(&["02-invitation.eml"]);
    let user = app.store.users_get(app.user).await.unwrap().unwrap();
    assert!(matches!(app.store.users_deactivate(&user, NOW).await, Ok(UserUpdated::Updated(_))));
    app.run().await.unwrap();
    assert!(app.store.mailboxes_get(app.user, app.token).await.unwrap().is_none_or(|mailbox| mailbox.run.is_none()));
    let user = app.store.users_get(app.user).await.unwrap().unwrap();
    app.store.users_activate(&user, NOW).await.unwrap();
    assert_eq!(app.ran().await["processed"], 1);
}

/// The first one could not be suspended without.
async fn second_administrator(store: &Store) {
    let id = crate::support::user(store).await;
    let user = store.users_get(id).await.unwrap().unwrap();
    store.users_update(&user, User { role: Role::Admin, ..user.clone() }, NOW).await.unwrap();
}
