//! `impulses gmail authorize` against the fake Google: with a browser that comes back by itself, and with one elsewhere.

use crate::stage::Machine;
use fakes::Google;
use fakes::google::{Call, DEFAULT_ACCOUNT};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command};

const READONLY: &str = "https://www.googleapis.com/auth/gmail.readonly";
/// 2026-11-21T06:00:00Z.
const NOW: i64 = 1_795_240_800_000;
const AUTHORIZE: [&str; 4] = ["gmail", "authorize", "--client-file", "client.json"];

/// A machine with a client's file of a fake Google, and that Google.
async fn begin() -> (Machine, Google) {
    let (machine, google) = (Machine::new(), Google::start().await);
    machine.write("client.json", &google.client_json().replace("\"web\"", "\"installed\""));
    (machine, google)
}

fn command(machine: &Machine, more: &[&str]) -> Command {
    machine.command(&[&AUTHORIZE, more].concat())
}

/// The address that the program prints first.
fn address(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut line).expect("it prints the address");
    line.trim().to_owned()
}

/// Somebody presses a button: where the browser is sent, or what it is shown there.
async fn press(address: &str, decision: &str) -> String {
    let pressed = address.replace("/auth?", "/auth/decision?") + "&account=ada@example.com&decision=" + decision;
    reqwest::get(pressed).await.expect("it answers").text().await.expect("a text")
}

fn credentials(machine: &Machine) -> Value {
    let text = std::fs::read_to_string(machine.file("gmail-credentials.json")).expect("the file is there");
    serde_json::from_str(&text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_14_a_browser_comes_back_by_itself_and_the_file_is_the_owners_alone() {
    let (machine, google) = begin().await;
    let mut child = machine.begun(command(&machine, &[]));
    let address = address(&mut child);
    assert!(
        address.contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A") && address.contains("code_challenge_method=S256")
    );
    assert!(press(&address, "allow").await.starts_with("Allowed. Close this page"));
    let ended = child.wait_with_output().expect("it ends");
    let words = String::from_utf8(ended.stderr).expect("text");
    assert!(ended.status.success() && words.contains("7 days"), "{words}");

    let file = credentials(&machine);
    let fields: Vec<&str> = file.as_object().expect("an object").keys().map(String::as_str).collect();
    let known = ["client_id", "client_secret", "refresh_token", "token", "token_uri", "scopes", "expiry", "type"];
    assert_eq!(fields, known);
    assert_eq!((file["type"].as_str(), &file["scopes"][0]), (Some("authorized_user"), &Value::from(READONLY)));
    assert!(!words.contains(file["refresh_token"].as_str().expect("text")), "no secret is told");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(machine.file("gmail-credentials.json")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(google.grants(DEFAULT_ACCOUNT), 1);
    assert_eq!(google.requests_of(Call::Token).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_14_without_a_browser_the_address_is_pasted_and_a_wrong_one_asked_for_again() {
    let (machine, google) = begin().await;
    let mut child = machine.begun(command(&machine, &["--no-browser"]));
    let address = address(&mut child);
    let back = google.approve(&address).await;
    assert!(back.starts_with("http://127.0.0.1:49151/?"));
    let mut stdin = child.stdin.take().expect("it is piped");
    writeln!(stdin, "4/0Anonsense\nhttp://127.0.0.1:49151/?state=other&code=x\n{back}").expect("it reads");
    drop(stdin);
    let ended = child.wait_with_output().expect("it ends");
    let words = String::from_utf8(ended.stderr).expect("text");
    assert!(ended.status.success(), "{words}");
    assert!(words.contains("not the whole address") && words.contains("another consent"), "{words}");
    assert_eq!(credentials(&machine)["scopes"], serde_json::json!([READONLY]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_opens_the_mailbox_as_the_secret_has_it() {
    let (machine, google) = begin().await;
    let child = &mut machine.begun(command(&machine, &["--no-browser"]));
    let back = google.approve(&address(child)).await;
    writeln!(child.stdin.take().expect("it is piped"), "{back}").expect("it reads");
    assert!(child.wait().expect("it ends").success());
    let secret = serde_json::json!({ "gmail": credentials(&machine) }).to_string();
    let account = runtime::Secrets::from_json(&secret).expect("a secret").gmail.expect("a mailbox");
    let token_uri = account.token_uri.as_deref();
    let client = google::Client::new(&account.client_id, &account.client_secret, token_uri).expect("a client");
    let endpoints = google::Endpoints { api_url: Some(google.url()), ..Default::default() };
    let way = google::Google::new(endpoints);
    let known = google::Credentials::of_refresh_token(&account.refresh_token, &account.scopes);
    let fresh = way.refresh(&client, &known, NOW).await.expect("an access token");
    assert_eq!(way.mailbox(&fresh.access_token).await.expect("a mailbox").address, DEFAULT_ACCOUNT);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_declines_is_told_so_and_no_file_is_made() {
    let (machine, _google) = begin().await;
    let mut child = machine.begun(command(&machine, &[]));
    let address = address(&mut child);
    assert!(press(&address, "deny").await.starts_with("It was not allowed"));
    let ended = child.wait_with_output().expect("it ends");
    let words = String::from_utf8(ended.stderr).expect("text");
    assert!(ended.status.code() == Some(3) && words.contains("consent was denied"), "{words}");
    assert!(!machine.file("gmail-credentials.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_replaced_only_where_that_is_said() {
    let (machine, google) = begin().await;
    machine.write("gmail-credentials.json", "precious");
    machine.run(&[&AUTHORIZE[..], &["--no-browser"]].concat()).failed(2, "is there already; --replace");
    assert_eq!(google.requests().len(), 0);
    let child = &mut machine.begun(command(&machine, &["--no-browser", "--replace"]));
    let back = google.approve(&address(child)).await;
    writeln!(child.stdin.take().expect("it is piped"), "{back}").expect("it reads");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(credentials(&machine)["type"], "authorized_user");
}

#[tokio::test(flavor = "multi_thread")]
async fn fault_13_less_than_was_asked_for_is_not_kept() {
    let (machine, google) = begin().await;
    google.granting(&["https://www.googleapis.com/auth/userinfo.email"]);
    let child = &mut machine.begun(command(&machine, &["--no-browser"]));
    let back = google.approve(&address(child)).await;
    writeln!(child.stdin.take().expect("it is piped"), "{back}").expect("it reads");
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
    assert!(!machine.file("gmail-credentials.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_secret_is_asked_for_and_need_not_be_an_argument() {
    let machine = Machine::new();
    let named = ["gmail", "authorize", "--client-id", "an-id", "--no-browser"];
    machine.run(&named).failed(2, "GOOGLE_CLIENT_SECRET");
    let mut command = machine.command(&named);
    command.env("GOOGLE_CLIENT_SECRET", "hush");
    let ended = machine.ran(command);
    assert!(ended.code == 2 && ended.out.contains("client_id=an-id") && !ended.out.contains("hush"), "{ended:?}");
    assert!(ended.err.contains("nobody has pasted the address"), "{ended:?}");
    let help = machine.run(&["gmail", "authorize", "--help"]).done();
    for flag in ["--client-id", "--client-secret", "--scopes", "--output", "--no-browser"] {
        assert!(help.contains(flag), "{help}");
    }
}
