//! A connected mailbox: the consent to it, how it is shown, and what it has in common with a calendar of the same account.

use crate::support::*;
use axum::body::Body;
use domain::Capability;
use fakes::Google;
use fakes::google::{Call, DEFAULT_ACCOUNT};
use http::Method;
use serde_json::{Value, json};

const READONLY: &str = "scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fgmail.readonly+https%3A%2F%2F";

/// All connections, as `product status`.
async fn shown(holder: &Holder) -> Vec<String> {
    let listed = holder.caller.get(CONFIGS).await.json();
    let text = |of: &Value| of.as_str().unwrap().to_owned();
    let line = |one: &Value| format!("{} {}", text(&one["product"]), text(&one["status"]));
    let mut lines: Vec<String> = listed.as_array().unwrap().iter().map(line).collect();
    lines.sort();
    lines
}

fn config_of(holder: &Holder) -> String {
    format!("{CONFIGS}/{}", holder.id)
}

#[tokio::test]
async fn a_mailbox_is_asked_for_read_only_and_nothing_else() {
    let app = App::new().await;
    let url = begun_with(&app.holder(Capability::Api).await, GMAIL).await;
    assert!(url.contains(READONLY) && !url.contains("modify") && !url.contains("calendar"), "{url}");
}

#[tokio::test]
async fn a_connected_mailbox_is_listed_as_gmail_and_has_no_calendars() {
    let app = App::new().await;
    let holder = app.mailbox().await;
    let listed = app.listed(&holder).await;
    assert_eq!((&listed["product"], &listed["status"]), (&json!("gmail"), &json!("connected")));
    assert_eq!((&listed["calendars"], &listed["sync"]), (&json!([]), &Value::Null));
    let stored = app.store.connections_get(app.user, holder.id).await.unwrap().unwrap();
    let sealed = String::from_utf8_lossy(&stored.credentials.bytes).into_owned();
    assert!(!sealed.contains("gmail.readonly"), "credentials are encrypted");
}

#[tokio::test]
async fn a_consent_that_leaves_the_mailbox_out_connects_nothing() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    app.google.granting(&["https://www.googleapis.com/auth/userinfo.email"]);
    let back = callback(&app.google.approve(&begun_with(&holder, GMAIL).await).await);
    let answer = app.nobody().get(&back).await;
    assert!(answer.header("location").unwrap().ends_with("detail=scopes_missing"));
    assert_eq!(shown(&holder).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_about_calendars_refuses_a_mailbox_and_asks_google_nothing() {
    let app = App::new().await;
    let holder = app.mailbox().await;
    let refused = (409, json!("The token is connected to a mailbox"));
    assert_eq!(holder.caller.get(&calendars_of(holder.id)).await.refusal(), refused);
    let caller = holder.caller.with("content-type", "application/json");
    let chosen = caller.send(Method::PUT, &calendars_of(holder.id), Body::from(r#"{"calendars":["primary"]}"#)).await;
    assert_eq!(chosen.refusal(), refused);
    app.poll(&holder).await;
    assert_eq!(app.google.requests_of(Call::CalendarList).len() + app.google.requests_of(Call::Events).len(), 0);
    assert_eq!(shown(&holder).await, ["gmail connected"]);
}

#[tokio::test]
async fn a_token_is_connected_to_one_product_at_a_time() {
    let app = App::new().await;
    let (calendar, mailbox) = (app.connected().await, app.mailbox().await);
    let refused = (409, json!("The token is connected to a calendar"));
    assert_eq!(calendar.caller.get(GMAIL).await.refusal(), refused);
    assert_eq!(mailbox.caller.get(AUTH).await.refusal().0, 409);
    assert_eq!(mailbox.caller.get(GMAIL).await.status, 200, "the same product can be consented to anew");

    let twice = app.holder(Capability::Api).await;
    let (first, second) = (begun_with(&twice, AUTH).await, begun_with(&twice, GMAIL).await);
    let first = callback(&app.google.approve(&first).await);
    assert_eq!(app.nobody().get(&first).await.status, 307);
    let second = callback(&app.google.approve(&second).await);
    let late = app.nobody().get(&second).await;
    assert!(late.header("location").unwrap().ends_with("google_oauth2=error&detail=other_product"));
    assert_eq!(twice.caller.delete(&config_of(&twice)).await.brief(), (200, "null"));
    assert_eq!(twice.caller.get(GMAIL).await.status, 200, "once it is disconnected the token is free");
}

#[tokio::test]
async fn the_end_of_one_connection_leaves_the_other_of_the_same_account_alive() {
    for calendar_first in [true, false] {
        let app = App::new().await;
        let (calendar, mailbox) = (app.connected().await, app.mailbox().await);
        let (first, second, left) = match calendar_first {
            true => (&calendar, &mailbox, "gmail connected"),
            false => (&mailbox, &calendar, "calendar connected"),
        };
        assert_eq!(first.caller.delete(&config_of(first)).await.brief(), (200, "null"));
        assert_eq!((app.google.revoked().len(), shown(second).await), (0, vec![left.to_owned()]));
        assert_eq!(app.google.grants(DEFAULT_ACCOUNT), 2, "Google would have ended both");
        assert_eq!(second.caller.delete(&config_of(second)).await.brief(), (200, "null"));
        assert_eq!((app.google.revoked(), shown(second).await), (vec![DEFAULT_ACCOUNT.to_owned()], vec![]));
    }
}

const ADOPT: &str = "/oauth2/google/mailbox";

/// A token of the installation's first user, who is its administrator.
async fn administrators(app: &App) -> Holder {
    app.holder(Capability::Api).await
}

#[tokio::test]
async fn the_deployers_mailbox_is_connected_without_a_consent_and_its_end_revokes_nothing() {
    let own = |google: &Google| json!({ "gmail": authorized_user(google), "google_oauth2_creds": {} });
    let app = App::made(&[], own).await;
    let holder = administrators(&app).await;
    assert_eq!(holder.caller.post(ADOPT, "").await.brief(), (200, "null"));
    assert_eq!(shown(&holder).await, ["gmail connected"]);
    assert_eq!(holder.caller.post(ADOPT, "").await.brief(), (200, "null"), "it may be repeated");
    assert_eq!(holder.caller.delete(&config_of(&holder)).await.brief(), (200, "null"));
    assert_eq!((app.google.revoked().len(), shown(&holder).await), (0, vec![]));
}

fn authorized_user(google: &Google) -> Value {
    serde_json::from_str(&google.authorized_user(DEFAULT_ACCOUNT)).unwrap()
}

#[tokio::test]
async fn credentials_that_have_ended_connect_nothing() {
    let app = App::made(&[], |google| json!({ "gmail": authorized_user(google) })).await;
    app.google.revoke_grants(DEFAULT_ACCOUNT);
    let holder = administrators(&app).await;
    let refused = (409, json!("The account's owner has to consent again"));
    assert_eq!(holder.caller.post(ADOPT, "").await.refusal(), refused);
    assert_eq!(shown(&holder).await, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_but_an_administrator_connects_the_deployers_mailbox_and_only_where_there_is_one() {
    let app = App::new().await;
    let refused = (503, json!("Google OAuth is not configured"));
    assert_eq!(administrators(&app).await.caller.post(ADOPT, "").await.refusal(), refused);
    let somebody = new_user(&app.store, "eve@example.org").await;
    let somebody = app.holder_of(somebody, Capability::Super, "hers").await;
    assert_eq!(somebody.caller.post(ADOPT, "").await.refusal(), (403, json!("Only an administrator may do this")));
    let owner = app.nobody().with("x-token", "the token");
    assert_eq!(owner.post(ADOPT, "").await.refusal().0, 403);
}
