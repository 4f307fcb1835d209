//! The web page, through its routes. It holds whether it has been built or not.

use std::path::Path;
use testkit::{Answer, Caller};

fn caller() -> Caller {
    Caller::new(web::border(page::routes(), &web::BorderConfig::default()))
}

/// The files that the page names.
fn files(page: &Answer) -> Vec<String> {
    page.text().split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_page_is_the_same_html_under_a_strict_policy() {
    let caller = caller();
    for path in page::PATHS {
        let page = caller.get(path).await;
        assert_eq!(
            (page.status.as_u16(), page.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{path}"
        );
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        let text = page.text();
        assert!(!text.contains("<style") && !text.contains(" style=") && !text.contains("<script>"), "{path}");
    }
}

#[tokio::test]
async fn who_has_the_page_already_gets_nothing() {
    let caller = caller();
    let tag = caller.get("/").await.header("etag").unwrap().to_owned();
    for known in [tag.as_str(), tag.trim_start_matches("W/"), "*"] {
        let again = caller.with("if-none-match", known).get("/charts").await;
        assert_eq!(again.brief(), (304, ""), "{known}");
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        assert!(again.header("content-encoding").is_none());
    }
    let other = caller.with("if-none-match", "\"other\"").get("/").await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn files_with_a_hash_in_their_name_are_kept_for_ever_and_travel_compressed() {
    let caller = caller();
    let files = files(&caller.get("/").await);
    assert_eq!(files.is_empty(), !page::is_built());
    for path in files {
        let plain = caller.get(&path).await;
        assert_eq!(plain.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
        for (accepted, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")] {
            let coded = caller.with("accept-encoding", accepted).get(&path).await;
            assert_eq!(coded.header("content-encoding"), Some(coding), "{path} {accepted}");
            assert!(coded.body.len() < plain.body.len());
            assert_eq!(coded.header("vary"), Some("Accept-Encoding, Origin"));
        }
    }
}

#[tokio::test]
async fn there_is_nothing_else() {
    let caller = caller();
    for path in ["/index.html", "/assets/none.js", "/tokens/1", "/assets"] {
        assert_eq!(caller.get(path).await.status, 404, "{path}");
    }
    assert_eq!(caller.get("/tokens/").await.header("location"), Some("http://impulses.test/tokens"));
}

#[test]
fn the_page_knows_the_same_paths() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/paths.ts");
    let text = std::fs::read_to_string(file).unwrap();
    let list = text.split_once("PATHS = [").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
    let paths: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(paths, page::PATHS);
}
