//! Google is out of reach: whatever is wanted of it, that is what is told, and soon.

use domain::{ErrorKind, Failure, Product};
use google::{Client, Credentials, Endpoints, Error, Google, Outage};
use tokio::net::TcpListener;

use crate::stub::{NOW, Reply, Stub, client};

/// The error of each operation.
async fn errors(google: &Google, client: &Client) -> Vec<Error> {
    let credentials = Credentials {
        access_token: "access-1".to_owned(),
        refresh_token: "refresh-1".to_owned(),
        scope: "scope-1".to_owned(),
        expires_at: NOW / 1_000,
    };
    let back = "https://api.example.com/oauth2/google/callback";
    [
        google.exchange(client, Product::Calendar, back, "code-1", "verifier-1", NOW).await.err(),
        google.refresh(client, &credentials, NOW).await.err(),
        google.revoke(client, &credentials).await.err(),
        google.calendars("access-1").await.err(),
        google.changes("access-1", "primary", Some("s1")).await.err(),
    ]
    .into_iter()
    .map(|error| error.expect("an error"))
    .collect()
}

fn outage(error: &Error) -> &Outage {
    match error {
        Error::Unavailable(outage) => outage,
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn nobody_listens() {
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let google = Google::new(Endpoints { api_url: Some(url.clone()), ..Endpoints::default() });
    for error in errors(&google, &client(&url)).await {
        assert!(matches!(outage(&error), Outage::Connection(_)), "{error:?}");
        assert_eq!((error.code(), error.kind()), ("google_unavailable", ErrorKind::Unavailable));
        assert!(!format!("{error:?}").contains("-1"), "no token, no code");
    }
}

#[tokio::test]
async fn who_does_not_speak_tls_is_out_of_reach() {
    let stub = Stub::saying([]).await;
    let url = stub.url("").replace("http://", "https://");
    let google = Google::new(Endpoints { api_url: Some(url.clone()), ..Endpoints::default() });
    for error in errors(&google, &client(&url)).await {
        assert!(matches!(outage(&error), Outage::Connection(_)), "{error:?}");
    }
}

#[tokio::test]
async fn the_connection_breaks() {
    let stub = Stub::playing(|_, _| Reply::CutOff).await;
    for error in errors(&stub.google(), &stub.client()).await {
        assert!(matches!(outage(&error), Outage::BrokenOff), "{error:?}");
    }
    assert_eq!(stub.asked().len(), 5, "nothing is tried twice");
}

/// The clock stands still but for what is waited for.
#[tokio::test(start_paused = true)]
async fn no_answer_comes() {
    let stub = Stub::playing(|_, _| Reply::Silence).await;
    for error in errors(&stub.google(), &stub.client()).await {
        assert!(matches!(outage(&error), Outage::Timeout(_)), "{error:?}");
    }
}

#[tokio::test]
async fn operations_may_run_on_any_thread() {
    fn any_thread(_: impl Future + Send) {}
    let (google, client) = (Google::new(Endpoints::default()), client("http://127.0.0.1:1"));
    any_thread(errors(&google, &client));
}
