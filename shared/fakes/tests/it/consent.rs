//! Consent: what the page takes, and where the browser goes.

use crate::support::{Client, REDIRECT, SCOPE, parameters};

#[tokio::test]
async fn whoever_approves_is_sent_back_with_a_code_and_the_state() {
    let client = Client::new().await;
    let back = client.google.approve(&client.consent_url(&[])).await;
    assert!(back.starts_with(&format!("{REDIRECT}?")), "{back}");
    let sent = parameters(&back);
    assert_eq!(sent["state"], "st/at+e");
    assert_eq!(sent["scope"], format!("{SCOPE} openid"));
    assert!(sent["code"].starts_with("4/0A"));
}

#[tokio::test]
async fn whoever_declines_is_sent_back_with_an_error_and_the_state() {
    let client = Client::new().await;
    let back = client.google.deny(&client.consent_url(&[])).await;
    assert_eq!(back, format!("{REDIRECT}?state=st%2Fat%2Be&error=access_denied"));
}

#[tokio::test]
async fn a_redirect_keeps_the_query_that_it_has() {
    let client = Client::new().await;
    let url = client.consent_url(&[("redirect_uri", "https://example.com/back?a=b"), ("state", "")]);
    assert_eq!(client.google.deny(&url).await, "https://example.com/back?a=b&error=access_denied");
}

#[tokio::test]
async fn the_page_offers_what_the_handles_do() {
    let client = Client::new().await;
    let page = client.get(&client.consent_url(&[("state", "<\"&")])).await;
    assert_eq!(page.status(), 200);
    let html = page.text().await.unwrap();
    assert!(html.contains("calendar.readonly") && html.contains("&lt;&quot;&amp;") && !html.contains("<\"&"));

    let decision = |decision: &str| {
        let more = format!("/decision?account=eve%40example.com&decision={decision}&");
        client.consent_url(&[]).replacen('?', &more, 1)
    };
    let allowed = client.get(&decision("allow")).await;
    assert_eq!(allowed.status(), 302);
    let sent = parameters(allowed.headers()["location"].to_str().unwrap());
    let (_, tokens) = client.exchange(&sent["code"]).await;
    let (_, calendars) = client.api(tokens["access_token"].as_str().unwrap(), "users/me/calendarList").await;
    assert_eq!(calendars["items"][0]["id"], "eve@example.com");

    let denied = client.get(&decision("deny")).await;
    assert_eq!(parameters(denied.headers()["location"].to_str().unwrap())["error"], "access_denied");
}

#[tokio::test]
async fn a_url_that_is_not_in_order_is_complained_of() {
    let client = Client::new().await;
    let cases = [
        ("client_id", "another"),
        ("client_id", ""),
        ("redirect_uri", "/relative"),
        ("redirect_uri", "ftp://example.com/"),
        ("redirect_uri", ""),
        ("response_type", "token"),
        ("response_type", ""),
        ("scope", ""),
        ("code_challenge", ""),
        ("code_challenge", "short"),
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
    ];
    for case in cases {
        assert_eq!(client.get(&client.consent_url(&[case])).await.status(), 400, "{case:?}");
    }
    assert_eq!(client.get(&format!("{}/nowhere", client.google.url())).await.status(), 404);
}

#[tokio::test]
#[should_panic(expected = "the consent URL leads elsewhere")]
async fn a_url_of_another_server_is_a_mistake() {
    let client = Client::new().await;
    client.google.approve("https://accounts.google.com/o/oauth2/auth?client_id=x").await;
}
