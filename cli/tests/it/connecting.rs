//! A Google account, connected from the command line; the fake one stands for the real one.

use crate::stage::Stage;
use std::io::{BufRead, BufReader};

#[tokio::test(flavor = "multi_thread")]
async fn connecting_waits_until_the_consent_is_given() {
    let stage = Stage::demo().await;
    stage.sign_in();
    let mut child = stage.begun(stage.command(&["connect", "google", "--no-browser"]));
    let mut address = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut address).expect("it prints the address");
    let google = stage.app().fake_google().expect("a demonstration has one");
    assert!(address.starts_with(&google), "nobody is sent to the real Google");
    let pressed = address.trim().replace("/auth?", "/auth/decision?") + "&account=ada@example.com&decision=allow";
    let landed = reqwest::get(pressed).await.expect("it answers");
    assert!(landed.url().as_str().contains("/tokens?google_oauth2=authorized"), "{}", landed.url());
    let ended = child.wait_with_output().expect("it ends");
    let words = String::from_utf8(ended.stderr).expect("text");
    assert!(ended.status.success() && words.contains("Connected to the token impulses on"), "{words}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_is_connected_in_the_same_way_and_not_to_a_token_that_has_a_calendar() {
    let stage = Stage::demo().await;
    stage.sign_in();
    let address = stage.run(&["connect", "gmail", "--no-browser", "--no-wait"]).done();
    assert!(address.contains("gmail.readonly") && !address.contains("calendar"), "{address}");
    let pressed = address.trim().replace("/auth?", "/auth/decision?") + "&account=ada@example.com&decision=allow";
    let landed = reqwest::get(pressed).await.expect("it answers");
    assert!(landed.url().as_str().contains("google_oauth2=authorized"), "{}", landed.url());
    let words = "The token is connected to a mailbox";
    stage.run(&["connect", "google", "--no-browser", "--no-wait"]).failed(1, words);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_client_at_google_it_says_so() {
    let stage = Stage::signed_in().await;
    stage.run(&["connect", "google", "--no-browser", "--no-wait"]).failed(5, "Google OAuth is not configured");
}
