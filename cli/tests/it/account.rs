//! Signing in and out, and what stays on the machine in between.

use crate::stage::Stage;
use std::os::unix::fs::PermissionsExt;

const CONFIG: &str = ".config/impulses/config.toml";

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_leaves_a_token_and_no_password_behind() {
    let stage = Stage::signed_in().await;
    let kept = std::fs::read_to_string(stage.file(CONFIG)).expect("it is there");
    assert!(!kept.contains(stage.password()) && kept.contains("token = "));
    let mode = |name: &str| std::fs::metadata(stage.file(name)).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(CONFIG), mode(".config/impulses")), (0o600, 0o700));
    assert_eq!(stage.run(&["metrics", "--json"]).done(), "[]\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_replaces_the_token() {
    let stage = Stage::signed_in().await;
    stage.sign_in();
    let tokens = stage.fed(&["tokens", "list", "--json", "--password-stdin"], stage.password()).json();
    let names: Vec<_> = tokens.as_array().expect("a list").iter().map(|token| token["name"].as_str()).collect();
    assert_eq!(names.len(), 2, "the owner's and this machine's: {names:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_signing_out_the_token_is_dead_and_forgotten() {
    let stage = Stage::signed_in().await;
    let kept = std::fs::read_to_string(stage.file(CONFIG)).expect("it is there");
    let token = kept.lines().find_map(|line| line.strip_prefix("token = ")).expect("a token").trim_matches('"');
    stage.run(&["logout"]).failed(2, "--password-stdin");
    stage.fed(&["logout", "--password-stdin"], "wrong").failed(3, "Invalid credentials");
    stage.fed(&["logout", "--password-stdin"], stage.password()).done();
    assert!(!stage.file(CONFIG).exists());
    stage.run(&["metrics"]).failed(3, "not signed in");
    let mut with_old_token = stage.command(&["metrics"]);
    with_old_token.env("IMPULSES_TOKEN", token).env("IMPULSES_URL", stage.app().url());
    stage.ran(with_old_token).failed(3, "Invalid or expired data token");
    stage.run(&["logout"]).done();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_signs_nobody_in() {
    let stage = Stage::empty().await;
    let login = ["login", "--url", stage.app().url(), "--email", stage.email(), "--password-stdin"];
    stage.fed(&login, "wrong").failed(3, "Invalid credentials");
    stage.fed(&login, "").failed(2, "the password is empty");
    stage.run(&login[..5]).failed(2, "nobody is there to ask");
    assert!(!stage.file(CONFIG).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_or_a_token_is_never_an_argument() {
    let stage = Stage::empty().await;
    for wrong in [["login", "--password", "x"], ["metrics", "--token", "x"], ["login", "--token", "x"]] {
        stage.run(&wrong).failed(2, "unexpected argument");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_only_where_it_is_of() {
    let stage = Stage::signed_in().await;
    stage.run(&["metrics", "--url", "http://127.0.0.1:9"]).failed(3, "you are signed in at");
    let mut elsewhere = stage.command(&["metrics", "--url", stage.app().url()]);
    elsewhere.env("IMPULSES_TOKEN", stage.token());
    stage.ran(elsewhere).done();
    let mut nowhere = stage.command(&["metrics"]);
    nowhere.env("IMPULSES_TOKEN", "").env("IMPULSES_URL", "");
    stage.ran(nowhere).done();
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_deleted() {
    let stage = Stage::signed_in().await;
    let made =
        ["tokens", "create", "phone", "--capability", "ingest", "--expires", "+30d", "--json", "--password-stdin"];
    let made = stage.fed(&made, stage.password()).json();
    assert_eq!((&made["capability"], &made["name"]), (&"INGEST".into(), &"phone".into()));
    let mut push = stage.command(&["push", "steps", "7", "--url", stage.app().url()]);
    push.env("IMPULSES_TOKEN", made["token_plaintext"].as_str().expect("a token"));
    stage.ran(push).done();
    let id = made["id"].as_str().expect("an id");
    stage.fed(&["tokens", "delete", id, "--password-stdin"], stage.password()).done();
    stage.fed(&["tokens", "delete", id, "--password-stdin"], stage.password()).failed(4, "Token not found");
    let listed = stage.fed(&["tokens", "list", "--password-stdin"], stage.password()).done();
    assert!(!listed.contains("phone"), "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_listens_it_says_so_and_may_be_tried_again() {
    let stage = Stage::empty().await;
    let login = ["login", "--url", "http://127.0.0.1:9", "--email", "a@b.c", "--password-stdin"];
    stage.fed(&login, "x").failed(5, "127.0.0.1 cannot be reached");
    stage.run(&["metrics", "--url", "ftp://x"]).failed(3, "not signed in");
    stage.fed(&["login", "--url", "ftp://x", "--password-stdin"], "x").failed(2, "no http or https address");
}

#[test]
fn every_shell_gets_its_completions() {
    let home = tempfile::tempdir().expect("a directory");
    for shell in ["bash", "zsh", "fish"] {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_impulses"))
            .args(["completions", shell])
            .env("HOME", home.path())
            .output();
        let script = String::from_utf8(run.expect("it starts").stdout).expect("text");
        assert!(script.contains("impulses") && script.contains("plot"), "{shell}");
    }
}
