//! A whole acquaintance with the fake Google: consent, calendars, changes, a new access token, and goodbye.

use calendar::Change;
use domain::Product;
use fakes::google::DEFAULT_ACCOUNT;
use google::{Changes, Client, Endpoints, Error, Google, Granted, consent};
use serde_json::json;
use url::Url;

use crate::stub::NOW;

const REDIRECT: &str = "https://api.example.com/oauth2/google/callback";

/// The fake, us, and who we are to it.
async fn meet() -> (fakes::Google, Google, Client) {
    let fake = fakes::Google::start().await;
    fake.set_now(NOW);
    let (api_url, jwks_url) = (Some(fake.url()), Some(fake.jwks_url()));
    let google = Google::new(Endpoints { api_url, jwks_url, revoke_url: None });
    let client = Client::from_json(&fake.client_json()).expect("a client");
    (fake, google, client)
}

async fn connect(fake: &fakes::Google, google: &Google, client: &Client) -> Granted {
    let begun = consent(client, Product::Calendar, REDIRECT, "state-1").expect("a consent");
    let back = Url::parse(&fake.approve(&begun.url).await).expect("an address");
    let sent = |name: &str| back.query_pairs().find(|(key, _)| key == name).expect("a parameter").1.into_owned();
    assert_eq!(sent("state"), "state-1");
    let granted = google.exchange(client, Product::Calendar, REDIRECT, &sent("code"), &begun.verifier, NOW).await;
    granted.expect("a grant")
}

/// What a listing tells of each event: its id and whether it is there.
fn told(changes: &Changes) -> Vec<(&str, bool)> {
    let tell = |change| match change {
        &Change::Deleted { ref id } | &Change::Cancelled { ref id, .. } => (id.as_str(), false),
        Change::Is(event) => (event.id.as_str(), true),
    };
    changes.changes.iter().map(tell).collect()
}

#[tokio::test]
async fn from_consent_to_goodbye() {
    let (fake, google, client) = meet().await;
    let granted = connect(&fake, &google, &client).await;
    assert_eq!(granted.subject, fake.subject(DEFAULT_ACCOUNT));

    let renewed = google.refresh(&client, &granted.credentials, NOW).await.expect("an access token");
    assert_ne!(renewed.access_token, granted.credentials.access_token);
    let calendars = google.calendars(&renewed.access_token).await.expect("calendars");
    assert!(calendars.iter().any(|calendar| calendar.primary));

    fake.expire_access_tokens();
    let refused = google.calendars(&renewed.access_token).await;
    assert!(matches!(refused, Err(Error::Unauthorized)));

    google.revoke(&client, &renewed).await.expect("it is revoked");
    google.revoke(&client, &renewed).await.expect("it was revoked");
    assert_eq!(fake.grants(DEFAULT_ACCOUNT), 0);
    assert!(matches!(google.refresh(&client, &renewed, NOW).await, Err(Error::InvalidGrant)));
}

#[tokio::test]
async fn a_calendar_is_followed_through_its_changes() {
    let (fake, google, client) = meet().await;
    let access = connect(&fake, &google, &client).await.credentials.access_token;
    let calendar = fake.calendar(DEFAULT_ACCOUNT, "primary");
    calendar.page_size(1);
    let time = |hour: u8| json!({"dateTime": format!("2026-11-20T{hour:02}:00:00Z"), "timeZone": "UTC"});
    let run = calendar.insert(json!({"summary": "#! Run", "start": time(6), "end": time(7)}));
    let weekly = json!({"summary": "#! Yoga", "start": time(8), "end": time(9), "recurrence": ["RRULE:FREQ=WEEKLY"]});
    let yoga = calendar.insert(weekly);

    let all = google.changes(&access, "primary", None).await.expect("all of it");
    assert_eq!((told(&all), all.unreadable), (vec![(run.as_str(), true), (yoga.as_str(), true)], 0));

    let off = calendar.cancel_occurrence(&yoga, "2026-11-27T08:00:00Z");
    calendar.delete(&run);
    let since = google.changes(&access, "primary", Some(&all.sync_token)).await.expect("changes");
    assert_eq!(told(&since), [(off.as_str(), false), (run.as_str(), false)]);
    let [Change::Cancelled { origin, .. }, Change::Deleted { .. }] = &since.changes[..] else { panic!("{since:?}") };
    assert_eq!(origin.series, yoga);

    fake.expire_sync_tokens();
    let gone = google.changes(&access, "primary", Some(&since.sync_token)).await;
    assert!(matches!(gone, Err(Error::SyncTokenGone)));
    let anew = google.changes(&access, "primary", None).await.expect("all of it");
    assert_eq!(told(&anew), [(yoga.as_str(), true), (off.as_str(), false)]);
    let nowhere = google.changes(&access, "nowhere", None).await;
    assert!(matches!(nowhere, Err(Error::NotFound)));
}
