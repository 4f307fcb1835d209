//! What the documentation names is there: files, headings, and variables of the environment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where variables are read, or handed on.
const CODE: [&str; 7] = ["functions", "shared", "local", "cli", "scripts", ".github", "template.yaml"];
/// Folders whose files are named by their path.
const FOLDERS: [&str; 8] = ["cli", "docs", "events", "functions", "local", "scripts", "shared", "ui"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Path and text of each page.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = std::fs::read_dir(root().join("docs")).expect("docs/").map(|entry| entry.expect("an entry").path());
    let pages = ["README.md", "ARCHITECTURE.md"].map(|name| root().join(name)).into_iter().chain(docs);
    pages.map(|page| (page.clone(), std::fs::read_to_string(page).expect("a readable page"))).collect()
}

/// What stands between two marks, wherever that is.
fn between<'a>(text: &'a str, from: &'a str, to: char) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |rest| rest.split_once(to).map(|(inside, _)| inside))
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |letter: &char| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter);
    headings.map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}

#[test]
fn every_file_that_the_documentation_names_is_there() {
    for (page, text) in pages() {
        for file in text.split('`').skip(1).step_by(2).filter(|code| !code.contains(char::is_whitespace)) {
            let names_a_file = FOLDERS.iter().any(|folder| file.starts_with(&format!("{folder}/")));
            let is_pattern = file.contains(['*', '<', '{']);
            assert!(!names_a_file || is_pattern || root().join(file).exists(), "{} names {file}", page.display());
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    for (page, text) in pages() {
        for link in between(&text, "](", ')').filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().expect("a folder").join(file) };
            assert!(target.exists(), "{} links {link}", page.display());
            if !anchor.is_empty() {
                let there = anchors(&std::fs::read_to_string(&target).expect("a readable page"));
                assert!(there.contains(anchor), "{} links {link}", page.display());
            }
        }
    }
}

/// Names in capitals with an underscore, such as variables have.
fn capitals(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.filter(|word| {
        word.contains('_')
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && !word.contains(|letter: char| letter.is_ascii_lowercase())
    })
}

#[test]
fn every_variable_that_is_set_or_documented_is_read() {
    let known: BTreeSet<String> = CODE.iter().flat_map(|place| words_below(&root().join(place))).collect();
    for (page, text) in pages() {
        for code in text.split('`').skip(1).step_by(2).filter(|code| !code.contains('\n')) {
            for word in capitals(code) {
                assert!(known.contains(word), "{} names {word}, which nothing reads", page.display());
            }
        }
    }
    let read = words_below(&root().join("shared/runtime/src"));
    let template = std::fs::read_to_string(root().join("template.yaml")).expect("a readable file");
    let set = template.lines().map(str::trim).filter_map(|line| line.split_once(": !Ref ")).map(|(name, _)| name);
    for name in set.filter(|name| capitals(name).any(|word| word == *name)) {
        assert!(read.iter().any(|word| word == name), "template.yaml sets {name}, which nothing reads");
    }
}

/// All names in capitals in the files below a place.
fn words_below(place: &Path) -> Vec<String> {
    if place.is_dir() {
        let entries = std::fs::read_dir(place).expect("a readable folder");
        return entries.flat_map(|entry| words_below(&entry.expect("an entry").path())).collect();
    }
    let text = std::fs::read(place).unwrap_or_default();
    capitals(&String::from_utf8_lossy(&text)).map(str::to_owned).collect()
}
