//! Letters on one machine: they go out at once, into a page that only this machine sees.

use crate::process::client;
use auth::Keyring;
use domain::{Email, LetterId};
use letters::Letter;
use local::{App, Settings};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::time::Duration;
use store::{NewLetter, SealedSecret};

pub(crate) const LINK: &str = "https://ui.example/verify#code=hush-hush";

/// A letter to somebody, that is good for longer than any test takes.
pub(crate) fn letter(keyring: &Keyring, now: i64) -> NewLetter {
    let (id, to) = (LetterId(uuid::Uuid::new_v4()), Email::parse("reader@example.org").expect("an address"));
    let letter = Letter::VerifyAddress { link: LINK.to_owned(), code: None };
    let sealed = letters::seal(keyring, id, &to, &letter).expect("a key");
    let sealed = SealedSecret { key_version: sealed.version, bytes: sealed.bytes };
    NewLetter { id, kind: letter.kind(), to, sealed, until: now + 86_400_000 }
}

#[tokio::test]
async fn a_letter_can_be_read_as_soon_as_the_request_that_had_it_sent_is_answered() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = Settings {
        host: Ipv4Addr::LOCALHOST.into(),
        port: 0,
        data_dir: Some(directory.path().to_owned()),
        // Nobody could wait for the next one.
        tick: Duration::from_secs(3_600),
        secrets: None,
        demo: false,
    };
    let app = App::start(&settings).await.expect("it starts");
    let secrets = std::fs::read(directory.path().join("secrets.json")).expect("it has made a key");
    let secrets: Value = serde_json::from_slice(&secrets).expect("JSON");
    let keyring = Keyring::from_json(&secrets["encryption_keys"]).expect("a key");
    let now = runtime::Clock::system().now_ms();
    app.store().letters_put(&letter(&keyring, now), now).await.expect("the table answers");

    let login = json!({"email": "a@b.example", "password": "wrong"});
    client().post(format!("{}/user/login", app.url())).json(&login).send().await.expect("it answers");
    let letters = loop {
        let answer = client().get(format!("{}/outbox.json", app.url())).send().await.expect("it answers");
        let letters: Vec<Value> = answer.json().await.expect("JSON");
        if !letters.is_empty() {
            break letters;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(
        (&letters[0]["kind"], &letters[0]["to"], &letters[0]["subject"]),
        (&json!("letter"), &json!("reader@example.org"), &json!("Confirm your e-mail address"))
    );
    let page = client().get(format!("{}/outbox", app.url())).send().await.expect("it answers");
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert!(page.text().await.expect("text").contains(&format!("<a href=\"{LINK}\">")));
    let proxied = client().get(format!("{}/outbox", app.url())).header("x-forwarded-for", "203.0.113.9").send().await;
    assert_eq!(proxied.expect("it answers").status(), 404);
    app.stop().await.expect("it ends well");
}
