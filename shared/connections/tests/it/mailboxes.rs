//! Ways into mailboxes: one that somebody has connected, and the deployer's own out of the secret.

use crate::stage::{Connected, Stage, parameter};
use connections::{Answer, Connections, Error, Lacking, note};
use domain::Product;
use fakes::google::{Call, DEFAULT_ACCOUNT, Fault};
use google::{Client, Outage, Wanted};
use runtime::{SecretSource, Secrets};
use serde_json::{Value, json};
use store::{Connection, Standing};
use testkit::NOW;

const REDIRECT: &str = "http://127.0.0.1:9/";

/// A user whose token is connected to a mailbox.
async fn connected(stage: &Stage) -> Connected {
    let who = stage.listed(stage.user().await).await;
    let connections = stage.connections(stage.store());
    let url = connections.begin(who.user, who.token, Product::Gmail, NOW).await.unwrap();
    let back = stage.google.approve(&url).await;
    let (code, state) = (parameter(&back, "code"), parameter(&back, "state"));
    let connected = connections.complete(&state, Answer::Code(&code), None, NOW).await.unwrap();
    assert_eq!(connected.product, Product::Gmail);
    who
}

async fn stored(stage: &Stage, who: Connected) -> Connection {
    stage.store().connections_get(who.user, who.token).await.unwrap().unwrap()
}

/// What `impulses gmail authorize` would have written, without `scopes`.
async fn authorized_user(stage: &Stage) -> Value {
    let client = Client::from_json(&stage.google.client_json()).unwrap();
    let begun = google::consent(&client, Product::Gmail, REDIRECT, "state").unwrap();
    let code = parameter(&stage.google.approve(&begun.url).await, "code");
    let way = google::Google::new(google::Endpoints { jwks_url: Some(stage.google.jwks_url()), ..Default::default() });
    let granted = way.exchange(&client, Product::Gmail, REDIRECT, &code, &begun.verifier, NOW).await.unwrap();
    let file: Value = serde_json::from_str(&stage.google.client_json()).unwrap();
    let web = |name: &str| file["web"][name].clone();
    json!({
        "client_id": web("client_id"), "client_secret": web("client_secret"), "token_uri": web("token_uri"),
        "refresh_token": granted.credentials.refresh_token,
    })
}

fn with_secret(stage: &Stage, gmail: &Value) -> Connections {
    let secrets = Secrets::from_json(&json!({ "gmail": gmail }).to_string()).unwrap();
    stage.connections_with(stage.store(), SecretSource::given(secrets))
}

#[tokio::test]
async fn a_connected_mailbox_is_read_with_an_access_token_that_is_kept_fresh() {
    let stage = Stage::new().await;
    let who = connected(&stage).await;
    let id = stage.google.mailbox(DEFAULT_ACCOUNT).receive("Subject: a party\r\n\r\n", &["Events"]);
    let connections = stage.connections(stage.store());
    let first = connections.fresh(&mut stored(&stage, who).await, NOW).await.unwrap();
    let later = NOW + 4_000_000;
    stage.google.set_now(later);
    let fresh = connections.fresh(&mut stored(&stage, who).await, later).await.unwrap();
    assert_ne!(first.access_token, fresh.access_token);
    let found = connections.google().mails(&fresh.access_token, Wanted::Query("label:Events"), None).await.unwrap();
    assert_eq!(found.mails, [id]);
    assert_eq!(stored(&stage, who).await.token_expiry, later / 1000 + 3_599, "it is stored for the next run");
}

#[tokio::test]
async fn fault_16_a_refresh_token_that_has_died_asks_for_consent_and_a_network_that_fails_does_not() {
    let stage = Stage::new().await;
    let who = connected(&stage).await;
    let connections = stage.connections(stage.store());
    let later = NOW + 7 * 86_400_000;
    stage.google.set_now(later);

    stage.google.fail_next(Call::Token, Fault::CutConnection);
    let mut connection = stage.store().connections_begin(who.user, who.token).await.unwrap().unwrap();
    let error = connections.fresh(&mut connection, later).await.unwrap_err();
    assert!(matches!(error, Error::Google(google::Error::Unavailable(Outage::Connection(_)))), "{error:?}");
    note(&mut connection, Some(&error), later);
    assert_eq!(
        (connection.standing, connection.failing.clone()),
        (Standing::Connected, Some((later, "google_unavailable".into())))
    );

    stage.google.revoke_grants(DEFAULT_ACCOUNT);
    let error = connections.fresh(&mut connection, later).await.unwrap_err();
    note(&mut connection, Some(&error), later + 1);
    assert_eq!(
        (connection.standing, connection.failing.clone()),
        (Standing::ConsentNeeded, Some((later, "invalid_grant".into())))
    );
    stage.store().connections_save(&connection, Vec::new(), later).await.unwrap();
    let shown = connections.list(who.user, later).await.unwrap();
    assert_eq!((shown[0].product, shown[0].status.as_str()), (Product::Gmail, "consent_needed"));
}

#[tokio::test]
async fn fault_13_a_refresh_never_asks_for_a_scope_so_none_is_asked_for_that_was_not_granted() {
    let stage = Stage::new().await;
    let own = authorized_user(&stage).await;
    let connections = with_secret(&stage, &own);
    let mailbox = connections.own_mailbox().await.unwrap().unwrap();
    let access = connections.own_access(&mailbox, NOW).await.unwrap();
    assert_eq!(connections.google().mailbox(&access.access_token).await.unwrap().address, DEFAULT_ACCOUNT);
    let refreshes = stage.google.requests_of(Call::Token);
    let refresh = refreshes.iter().find(|asked| asked.field("grant_type") == Some("refresh_token")).unwrap();
    assert_eq!(refresh.field("scope"), None);
    assert_eq!(format!("{mailbox:?}"), "OwnMailbox(..)");
}

#[tokio::test]
async fn the_deployers_mailbox_is_there_where_the_secret_has_it_and_tells_what_is_wrong_with_it() {
    let stage = Stage::new().await;
    assert!(stage.connections(stage.store()).own_mailbox().await.unwrap().is_none());
    let mut own = authorized_user(&stage).await;
    own["token_uri"] = json!("ftp://hush");
    let error = with_secret(&stage, &own).own_mailbox().await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(Lacking::GoodMailAccount(_))));
    let own = authorized_user(&stage).await;
    stage.google.revoke_grants(DEFAULT_ACCOUNT);
    let connections = with_secret(&stage, &own);
    let mailbox = connections.own_mailbox().await.unwrap().unwrap();
    let error = connections.own_access(&mailbox, NOW).await.unwrap_err();
    assert!(matches!(error, Error::Google(google::Error::InvalidGrant)));
}
