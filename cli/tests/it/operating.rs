//! What an operator does to an installation on this machine, and what its users notice.

use crate::stage::{Ran, Stage};
use serde_json::{Value, json};

/// Runs an operator's command on the data directory of `stage`.
fn operate(stage: &Stage, arguments: &[&str], input: &str) -> Ran {
    let directory = stage.file("data");
    let place = ["--data-dir", directory.to_str().expect("text")];
    stage.fed(&[arguments, &place].concat(), input)
}

fn sign_in(stage: &Stage, password: &str) -> Ran {
    stage.fed(&["login", "--url", stage.app().url(), "--email", stage.email(), "--password-stdin"], password)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_that_runs_is_left_alone() {
    let stage = Stage::kept().await;
    operate(&stage, &["user", "list"], "").failed(5, "stop that one first");
    let stopped = stage.stopped().await;
    let users = operate(&stopped, &["user", "list", "--json"], "").json();
    assert_eq!(users[0]["email"], stopped.email());
    assert_eq!((&users[0]["role"], &users[0]["state"]), (&"ADMIN".into(), &"active".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_password_lets_in_and_the_old_one_does_not() {
    let stage = Stage::kept().await.stopped().await;
    let reset = ["user", "reset-password", stage.email(), "--password-stdin"];
    operate(&stage, &reset, "short").failed(2, "at least");
    operate(&stage, &["reset_user_password", "nobody@example.com", "--password-stdin"], "x")
        .failed(4, "nobody has this e-mail");
    operate(&stage, &["reset_user_password", stage.email(), "--password-stdin"], "plum-tractor-ninety\n").done();
    operate(&stage, &["user", "reset-password", stage.email()], "").failed(2, "--password-stdin");
    let stage = stage.started().await;
    sign_in(&stage, stage.password()).failed(3, "Invalid credentials");
    sign_in(&stage, "plum-tractor-ninety").done();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays_and_others_go_and_come() {
    let stage = Stage::kept().await.stopped().await;
    operate(&stage, &["user", "deactivate", stage.email()], "").failed(1, "the last administrator");
    operate(&stage, &["user", "deactivate", "no address"], "").failed(2, "");
    operate(&stage, &["admin", "bootstrap", "eve@example.com", "--password-stdin"], "plum-tractor-ninety")
        .failed(1, "first account already");
    let active = operate(&stage, &["activate_user", stage.email(), "--verify", "--json"], "").json();
    assert_eq!(active["state"], "active");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_token_lets_in_from_the_next_start() {
    let stage = Stage::kept().await.stopped().await;
    let token = |ran: Ran| ran.json()["token"].as_str().expect("a token").to_owned();
    let first = token(operate(&stage, &["token", "rotate", "--json"], ""));
    let second = token(operate(&stage, &["token", "rotate", "--json"], ""));
    assert_eq!((first.len(), second.len()), (64, 64));
    let kept = std::fs::read_to_string(stage.file("data/secrets.json")).expect("it is there");
    assert!(kept.contains("encryption_keys") && !kept.contains(&first) && !kept.contains(&second));
    let stage = stage.started().await;
    let status = async |token: &str| {
        let request = reqwest::Client::new().get(format!("{}/data", stage.app().url())).header("x-token", token);
        request.send().await.expect("it answers").status().as_u16()
    };
    assert_eq!((status(&first).await, status(&second).await), (401, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_keys_are_made_and_those_there_are_kept() {
    let stage = Stage::kept().await.stopped().await;
    let file = stage.file("data/secrets.json");
    let before = std::fs::read_to_string(&file).expect("it is there");
    let keys = |text: &str| serde_json::from_str::<Value>(text).expect("JSON")["encryption_keys"].clone();
    operate(&stage, &["secrets", "init"], "").done();
    assert_eq!(keys(&std::fs::read_to_string(&file).expect("it is there")), keys(&before));
    std::fs::write(&file, json!({ "hashed_token": "kept", "encryption_keys": {} }).to_string())
        .expect("it can be written");
    let made = operate(&stage, &["secrets", "init", "--json"], "").json();
    assert!(made["made"].as_array().expect("a list").contains(&"encryption_keys".into()), "{made}");
    let filled: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("it is there")).expect("JSON");
    assert_eq!((filled["hashed_token"].as_str(), filled["encryption_keys"]["1"].is_string()), (Some("kept"), true));
    std::fs::write(&file, "hush").expect("it can be written");
    operate(&stage, &["secrets", "init"], "").failed(1, "the secret is no JSON object");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_and_only_dead_ones_redriven() {
    let stage = Stage::kept().await;
    sign_in(&stage, stage.password()).done();
    stage.run(&["push", "coffee", "1"]).done();
    let stage = stage.stopped().await;
    let jobs = operate(&stage, &["jobs", "list", "--json"], "").json();
    let kinds: Vec<_> = jobs.as_array().expect("a list").iter().map(|job| job["kind"].as_str()).collect();
    assert!(kinds.contains(&Some("seal")) && kinds.contains(&Some("heartbeat")), "{jobs}");
    assert_eq!(operate(&stage, &["jobs", "list", "--dead"], "").done(), "");
    operate(&stage, &["jobs", "redrive", "heartbeat", "system"], "").failed(4, "no such job that was given up");
    operate(&stage, &["jobs", "redrive", "dance", "system"], "").failed(2, "no kind of job dance");
    operate(&stage, &["jobs", "redrive"], "").failed(2, "required");
    assert_eq!(operate(&stage, &["jobs", "redrive", "--all", "--json"], "").json(), json!({ "redriven": 0 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_must_be_named_and_be_there() {
    let stage = Stage::empty().await;
    stage.run(&["user", "list"]).failed(2, "--data-dir DIR for one on this machine, --table NAME for one in AWS");
    stage.run(&["user", "list", "--data-dir", "nowhere"]).failed(4, "nowhere has no database");
    stage.run(&["token", "rotate", "--table", "x"]).failed(2, "--secret ID");
    stage.run(&["user", "list", "--table", "x", "--data-dir", "y"]).failed(2, "cannot be used with");
}

/// The table in AWS is spoken to by the same SDK; the engine stands for it, with the environment's credentials.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_reached_by_the_operators_own_credentials() {
    let stage = Stage::empty().await;
    let mut list = stage.command(&["user", "list", "--json", "--table", "impulses", "--region", "eu-central-1"]);
    list.env("AWS_ACCESS_KEY_ID", "local").env("AWS_SECRET_ACCESS_KEY", "local");
    list.env("AWS_ENDPOINT_URL_DYNAMODB", stage.app().engine().endpoint());
    assert_eq!(stage.ran(list).json()[0]["email"], stage.email());
    let mut nowhere = stage.command(&["user", "list", "--table", "impulses"]);
    nowhere.env("AWS_EC2_METADATA_DISABLED", "true");
    stage.ran(nowhere).failed(2, "say which region");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_made_switched_and_in_force() {
    let stage = Stage::kept().await.stopped().await;
    operate(&stage, &["flag", "create", "no name"], "").failed(2, "");
    operate(&stage, &["toggle_feature_flag", "New.chart"], "").failed(4, "no flag of this name");
    operate(&stage, &["create_feature_flag", "New.chart"], "").done();
    operate(&stage, &["flag", "create", "New.chart"], "").failed(1, "already");
    for (arguments, is_active, version) in [
        (&["flag", "list"][..], false, 1),
        (&["flag", "toggle", "New.chart"], true, 2),
        (&["flag", "set", "New.chart", "on"], true, 2),
        (&["toggle_feature_flag", "New.chart"], false, 3),
        (&["flag", "set", "New.chart", "on"], true, 4),
    ] {
        let flags = operate(&stage, &[arguments, &["--json"]].concat(), "").json();
        assert_eq!(
            flags,
            json!([{"codename": "New.chart", "is_active": is_active, "version": version}]),
            "{arguments:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_evaluated_by_the_server_for_whoever_is_named() {
    let stage = Stage::kept().await.stopped().await;
    operate(&stage, &["flag", "create", "new-chart"], "").done();
    operate(&stage, &["flag", "set", "new-chart", "on"], "").done();
    operate(&stage, &["flag", "evaluate", "new-chart"], "").failed(2, "asks a server that runs");
    let stage = stage.started().await;
    stage.run(&["flag", "evaluate", "new-chart"]).failed(3, "not signed in");
    stage.sign_in();
    let evaluate =
        ["flag", "evaluate", "new-chart", "--user", "ada", "--attribute", "plan=pro", "--attribute", "age=36"];
    assert_eq!(stage.run(&evaluate).done(), "true\n");
    let answer = stage.run(&[&evaluate[..], &["--json"]].concat()).json();
    assert_eq!((&answer["value"], &answer["reason"]), (&true.into(), &"STATIC".into()));
    stage.run(&["flag", "evaluate", "old-chart"]).failed(4, "");
    stage.run(&["flag", "evaluate", "new-chart", "--attribute", "plan"]).failed(2, "NAME=VALUE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_an_administrator_leads_to_the_page_that_makes_one() {
    let stage = Stage::kept().await.stopped().await;
    let invited = operate(&stage, &["admin", "invite", "https://api.example/", "--json"], "").json();
    let link = invited["url"].as_str().expect("a link");
    assert!(link.starts_with("https://api.example/account/claim?code=") && 60 < link.len(), "{link}");
}
