//! Consent, what it gives, and what becomes of it when Google does not want us any more.

use crate::office::ACCOUNT;
use crate::stage::{Stage, parameter};
use crate::stories::{activities, connected, morning};
use connections::{Answer, Error, Status};
use domain::{Product, UserId};
use fakes::google::{Call, Fault};
use serde_json::json;
use store::Next;
use testkit::{MINUTE, NOW, Vault};

#[tokio::test]
async fn a_consent_is_used_once_and_by_who_began_it() {
    let (stage, who, _) = connected().await;
    let connections = stage.connections(stage.store());
    let answer = async |visitor: Option<UserId>, after: i64| {
        let url = connections.begin(who.user, who.token, Product::Calendar, NOW).await.unwrap();
        let back = stage.google.approve_as(&url, ACCOUNT).await;
        let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
        let first = connections.complete(&state, Answer::Code(&code), visitor, NOW + after).await;
        let again = connections.complete(&state, Answer::Code(&code), visitor, NOW + after).await;
        assert!(matches!(again, Err(Error::UnknownState)));
        first
    };
    assert!(answer(None, 0).await.is_ok());
    assert!(answer(Some(who.user), 10 * MINUTE - 1).await.is_ok());
    assert!(matches!(answer(None, 10 * MINUTE).await, Err(Error::UnknownState)));
    assert!(matches!(answer(Some(stage.user().await), 0).await, Err(Error::OtherVisitor)));
    assert!(matches!(connections.complete("guessed", Answer::Denied, None, NOW).await, Err(Error::UnknownState)));
}

#[tokio::test]
async fn a_revoked_grant_is_shown_and_not_polled_until_there_is_consent_again() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    stage.google.revoke_grants(ACCOUNT);
    stage.hand.advance_ms(2 * 60 * MINUTE);
    assert_eq!(stage.poll(who).await.unwrap(), Next::Done);
    let connections = stage.connections(stage.store());
    let status = async || connections.list(who.user, stage.now()).await.unwrap()[0].clone();
    assert_eq!(status().await.status, Status::ConsentNeeded);
    assert_eq!(status().await.failure.as_deref(), Some("invalid_grant"));
    stage.google.forget_requests();
    assert_eq!(stage.poll(who).await.unwrap(), Next::Done);
    assert_eq!(stage.google.requests(), [], "nothing is asked of Google");
    assert_eq!(activities(&stage, who.user).await.len(), 1, "what was there stays");
    stage.consent(who, ACCOUNT).await;
    calendar.insert(morning("#!swim"));
    stage.poll(who).await.unwrap();
    assert_eq!(status().await.status, Status::Connected);
    assert_eq!(activities(&stage, who.user).await.len(), 2);
}

#[tokio::test]
async fn a_failing_google_is_shown_and_forgotten_once_it_answers() {
    let (stage, who, _) = connected().await;
    for fault in [
        Fault::Status { code: 429, reason: "rateLimitExceeded" },
        Fault::Status { code: 403, reason: "userRateLimitExceeded" },
        Fault::Status { code: 500, reason: "backendError" },
        Fault::CutConnection,
        Fault::Garbage,
    ] {
        stage.poll(who).await.unwrap();
        stage.google.fail_always(Call::Events, fault.clone());
        stage.google.forget_requests();
        stage.hand.advance_ms(MINUTE);
        assert!(stage.poll(who).await.is_err(), "{fault:?}");
        let shown = stage.connections(stage.store()).list(who.user, stage.now()).await.unwrap();
        assert_eq!(shown[0].status, Status::Failing, "{fault:?}");
        assert!(shown[0].calendars[0].has_sync_token, "{fault:?}");
        stage.google.heal();
        stage.poll(who).await.unwrap();
        let shown = stage.connections(stage.store()).list(who.user, stage.now()).await.unwrap();
        assert_eq!((shown[0].status, shown[0].failing_since), (Status::Connected, None));
        let last = stage.google.requests_of(Call::Events).pop().unwrap();
        assert!(last.parameter("syncToken").is_some(), "{fault:?}: the sync token was kept");
    }
}

#[tokio::test]
async fn an_access_token_that_expired_is_refreshed_and_a_new_refresh_token_kept() {
    let (stage, who, _) = connected().await;
    stage.google.rotate_refresh_tokens(true);
    for _ in 0..3 {
        stage.hand.advance_ms(2 * 60 * MINUTE);
        stage.google.forget_requests();
        stage.poll(who).await.unwrap();
        assert_eq!(stage.google.requests_of(Call::Token).len(), 1);
        stage.poll(who).await.unwrap();
        assert_eq!(stage.google.requests_of(Call::Token).len(), 1, "it was stored");
    }
    stage.google.expire_access_tokens();
    stage.poll(who).await.unwrap();
    assert_eq!(stage.google.requests_of(Call::Token).len(), 2, "refreshed because Google said so");
}

#[tokio::test]
async fn an_end_that_google_does_not_hear_of_is_told_again() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    stage.google.fail_always(Call::Revoke, Fault::Status { code: 503, reason: "backendError" });
    let connections = stage.connections(stage.store());
    connections.disconnect(who.user, who.token, NOW).await.unwrap();
    assert_eq!(connections.list(who.user, NOW).await.unwrap(), []);
    assert_eq!(activities(&stage, who.user).await, []);
    assert!(stage.poll(who).await.is_err());
    assert_eq!(stage.google.grants(ACCOUNT), 1);
    stage.google.heal();
    assert_eq!(stage.poll(who).await.unwrap(), Next::Done);
    assert_eq!(stage.google.grants(ACCOUNT), 0);
}

#[tokio::test]
async fn another_account_takes_the_place_of_the_first() {
    let (stage, who, calendar) = connected().await;
    calendar.insert(morning("#!run"));
    stage.poll(who).await.unwrap();
    stage.google.calendar("eve@example.org", "primary").insert(morning("#!swim"));
    stage.consent(who, "eve@example.org").await;
    stage.poll(who).await.unwrap();
    let activities: Vec<_> = activities(&stage, who.user).await.into_iter().map(|(_, name)| name).collect();
    assert_eq!(activities, ["swim"]);
}

#[tokio::test]
async fn nothing_of_the_credentials_is_stored_in_clear() {
    let (stage, who, _) = connected().await;
    let connection = stage.store().connections_get(who.user, who.token).await.unwrap().unwrap();
    let bytes = String::from_utf8_lossy(&connection.credentials.bytes).into_owned();
    assert!(!bytes.contains("token") && !bytes.contains("scope"), "{bytes}");
    assert_eq!(format!("{connection:?}"), format!("Connection({} {} Connected)", who.user, who.token));
}

/// One process has the new key of the secret, the other learns of it when it meets it.
#[tokio::test]
async fn a_consent_that_was_begun_with_a_new_key_is_completed_by_a_process_that_knew_the_old_one() {
    let stage = Stage::new().await;
    let who = stage.connect(stage.user().await, ACCOUNT).await;
    let (old, new) = (auth::Keyring::generate().unwrap(), auth::Keyring::generate().unwrap());
    let secret =
        |keys: serde_json::Value| json!({"google_oauth2_creds": stage.google.client_json(), "encryption_keys": keys});
    let vault = Vault::holding(secret(json!({"1": old["1"]}))).await;
    let process = || stage.connections_with(stage.store(), vault.source(stage.clock.clone()));
    let stale = process();
    stale.begin(who.user, who.token, Product::Calendar, stage.now()).await.unwrap();
    vault.now_holds(secret(json!({"1": old["1"], "2": new["1"]})));
    let url = process().begin(who.user, who.token, Product::Calendar, stage.now()).await.unwrap();
    stage.hand.advance_ms(MINUTE);
    let back = stage.google.approve_as(&url, ACCOUNT).await;
    let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
    stale.complete(&state, Answer::Code(&code), None, stage.now()).await.unwrap();
}
