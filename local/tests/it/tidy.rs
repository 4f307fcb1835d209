//! House rules that a compiler does not know.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// The names of all crates that `package` links, in a release.
fn linked(package: &str) -> String {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--package", package, "--edges", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    String::from_utf8(tree.stdout).expect("names are text")
}

fn links(tree: &str, krate: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(krate))
}

#[test]
fn no_function_links_the_embedded_engine_a_fake_or_another_function() {
    let functions = ["data", "accounts", "oauth", "probes", "mail", "health", "page", "jobs"];
    for function in functions {
        let tree = linked(function);
        for foreign in
            ["engine", "testkit", "fakes", "dynoxide-rs", "local", "cli", "aws-config"].into_iter().chain(functions)
        {
            assert!(foreign == function || !links(&tree, foreign), "{function} links {foreign}");
        }
    }
}

#[test]
fn only_what_needs_them_links_strangers() {
    for function in ["data", "accounts", "health", "page"] {
        let tree = linked(function);
        for foreign in ["google", "connections", "google-calendar3", "oauth2", "https"] {
            assert!(!links(&tree, foreign), "{function} links {foreign}");
        }
    }
    assert!(!links(&linked("health"), "csv"), "health links what reads points");
    for function in ["data", "accounts", "oauth", "health", "page"] {
        let tree = linked(function);
        assert!(!links(&tree, "post") && !links(&tree, "aws-sdk-sesv2"), "{function} links what sends mail");
        assert!(!links(&tree, "sms"), "{function} links what sends text messages");
    }
}

#[test]
fn ring_is_the_only_cryptography_for_tls_and_signatures() {
    for function in ["data", "accounts", "oauth", "probes", "mail", "health", "page", "jobs"] {
        let tree = linked(function);
        for foreign in ["aws-lc-rs", "aws-lc-sys", "openssl", "rsa", "ed25519-dalek"] {
            assert!(!links(&tree, foreign), "{function} links {foreign}");
        }
    }
}

#[test]
fn pure_crates_do_no_io() {
    for pure in ["series", "domain", "calendar", "letters", "flags", "liveness"] {
        let tree = linked(pure);
        for foreign in ["tokio", "axum", "aws-sdk-dynamodb", "reqwest"] {
            assert!(!links(&tree, foreign), "{pure} links {foreign}");
        }
    }
}

#[test]
fn only_the_store_names_dynamodb() {
    let allowed = ["shared/store", "shared/engine", "shared/runtime", "shared/testkit", "local/examples"];
    let search = ["-rlE", "aws_sdk_dynamodb", "functions", "shared", "local", "cli", "--include=*.rs"];
    let mut out = out_of(Command::new("grep").args(search));
    out.retain(|file| !allowed.iter().any(|allowed| file.starts_with(allowed)));
    assert!(out.iter().all(|file| file.ends_with("tidy.rs")), "{out:?}");
}

#[test]
fn only_google_names_the_ways_to_google() {
    let search = ["-rlE", "google_calendar3::|oauth2::", "functions", "shared", "local", "cli", "--include=*.rs"];
    let mut out = out_of(Command::new("grep").args(search));
    out.retain(|file| !file.starts_with("shared/google"));
    assert!(out.iter().all(|file| file.ends_with("tidy.rs")), "{out:?}");
}

#[test]
fn only_the_post_names_ses() {
    let out =
        out_of(Command::new("grep").args(["-rl", "aws_sdk_sesv2", "functions", "shared", "local", "--include=*.rs"]));
    assert!(out.iter().all(|file| file.starts_with("shared/post") || file.ends_with("tidy.rs")), "{out:?}");
}

#[test]
fn only_sms_names_twilio() {
    let search = ["-rliE", "x-twilio-|twilio\\.com", "functions", "shared", "local", "cli", "--include=*.rs"];
    let mut out = out_of(Command::new("grep").args(search));
    out.retain(|file| !file.starts_with("shared/sms") && !file.starts_with("shared/fakes"));
    assert!(out.iter().all(|file| file.ends_with("tidy.rs")), "{out:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let sources = out_of(Command::new("find").args(["functions", "shared", "local", "cli", "-name", "*.rs"]));
    for file in sources {
        let text = std::fs::read_to_string(root().join(&file)).expect("a readable file");
        assert!(text.starts_with("//!"), "{file} does not open by saying what it is");
    }
}

#[test]
fn every_event_is_json_and_names_a_function() {
    let events = out_of(Command::new("find").args(["events", "-name", "*.json"]));
    assert!(!events.is_empty());
    for file in events {
        let text = std::fs::read_to_string(root().join(&file)).expect("a readable file");
        let event: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(event["version"] == "2.0" || event["detail-type"] == "Scheduled Event", "{file}");
        let function = file.trim_start_matches("events/").split('-').next().expect("a first word");
        assert!(root().join("functions").join(function).is_dir(), "{file} is for no function");
    }
}

fn out_of(command: &mut Command) -> Vec<String> {
    let out = command.current_dir(root()).output().expect("the tool runs");
    String::from_utf8(out.stdout).expect("paths are text").lines().map(str::to_owned).collect()
}
