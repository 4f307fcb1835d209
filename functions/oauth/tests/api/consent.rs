//! From the beginning of a consent to where the browser lands.

use crate::support::*;
use domain::Capability;
use fakes::google::{BadIdToken, Call, Fault};
use serde_json::{Value, json};
use testkit::{Answer, Caller};

/// How long Google's answer is waited for, in seconds.
const STATE_LIFE_S: i64 = 600;

fn lands(answer: &Answer) -> (u16, &str) {
    (answer.status.as_u16(), answer.header("location").unwrap_or_default())
}

fn failed(detail: &str) -> String {
    format!("{UI}/tokens?google_oauth2=error&detail={detail}")
}

#[tokio::test]
async fn a_consent_begins_at_google_with_the_parameters_that_clients_know() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    let url = begun(&holder).await;
    let (base, query) = url.split_once('?').unwrap();
    assert_eq!(base, format!("{}/o/oauth2/auth", app.google.url()));
    let known = "response_type=code&client_id=";
    assert!(query.starts_with(known), "{query}");
    let names: Vec<_> = query.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    assert_eq!(names[2..7], ["redirect_uri", "scope", "access_type", "prompt", "state"]);
    assert!(query.contains("&redirect_uri=https%3A%2F%2Fapi.example%2Foauth2%2Fgoogle%2Fcallback&scope="), "{query}");
    assert!(query.contains("calendar.readonly+https%3A%2F%2F"), "a space is a plus");
    assert_ne!(begun(&holder).await, url, "each time another state");
    assert_eq!(holder.caller.get(&format!("{AUTH}?product=calendar&more=1")).await.status, 200);
}

#[tokio::test]
async fn only_calendars_and_mailboxes_can_be_connected() {
    let app = App::new().await;
    let holder = app.holder(Capability::Super).await;
    let (status, detail) = holder.caller.get(&format!("{AUTH}?product=drive")).await.refusal();
    let place = (&detail[0]["type"], &detail[0]["loc"], &detail[0]["input"]);
    assert_eq!((status, place), (422, (&json!("value_error"), &json!(["query", "product"]), &json!("drive"))));
}

#[tokio::test]
async fn a_consent_that_was_given_lands_on_the_web_page_with_the_token() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    let back = app.approved(&holder).await;
    let answer = app.nobody().get(&back).await;
    let expect = format!("{UI}/tokens?google_oauth2=authorized&token_id={}&token_name=phone+%26+co", holder.id);
    assert_eq!(lands(&answer), (307, expect.as_str()));
    assert!(answer.body.is_empty());
    let used = json!("Invalid or expired OAuth state");
    assert_eq!(app.nobody().get(&back).await.refusal(), (400, used), "a state is good once");
}

#[tokio::test]
async fn without_a_web_page_elsewhere_the_browser_lands_on_ours() {
    let app = App::with(&[("ORIGIN_API", API)], json!({})).await;
    let holder = app.holder(Capability::Api).await;
    let answer = app.nobody().get(&app.approved(&holder).await).await;
    let expect = format!("{API}/tokens?google_oauth2=authorized&token_id={}&token_name=phone+%26+co", holder.id);
    assert_eq!(lands(&answer), (307, expect.as_str()));
    let denied = callback(&app.google.deny(&begun(&holder).await).await);
    let expect = format!("{API}/tokens?google_oauth2=error&detail=access_denied");
    assert_eq!(lands(&app.nobody().get(&denied).await), (307, expect.as_str()));
}

#[tokio::test]
async fn what_google_says_in_place_of_a_code_lands_as_a_word_of_ours() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    for (error, detail) in [
        ("access_denied", "access_denied"),
        ("server_error", "google_unavailable"),
        ("temporarily_unavailable", "google_unavailable"),
        ("invalid_scope", "exchange_refused"),
        ("%3Cscript%3E", "exchange_refused"),
        ("", "exchange_refused"),
    ] {
        let denied = callback(&app.google.deny(&begun(&holder).await).await).replace("access_denied", error);
        assert_eq!(lands(&app.nobody().get(&denied).await), (307, failed(detail).as_str()), "{error}");
        assert_eq!(app.nobody().get(&denied).await.status, 400, "a state is good once");
    }
}

#[tokio::test]
async fn a_callback_without_its_parameters_says_which() {
    let app = App::new().await;
    for (query, missing) in [
        ("", vec!["code", "state"]),
        ("?code=x", vec!["state"]),
        ("?error=x", vec!["state"]),
        ("?state=x", vec!["code"]),
    ] {
        let (status, detail) = app.nobody().get(&format!("/oauth2/google/callback{query}")).await.refusal();
        let expect: Vec<Value> = missing
            .iter()
            .map(|name| json!({"type": "missing", "loc": ["query", name], "msg": "Field required", "input": null}))
            .collect();
        assert_eq!((status, detail), (422, json!(expect)), "{query}");
    }
}

#[tokio::test]
async fn a_state_that_is_unknown_or_too_old_connects_nothing() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    let refused = (400, json!("Invalid or expired OAuth state"));
    for query in ["code=x&state=nonsense", "error=access_denied&state=nonsense", "code=x&state="] {
        assert_eq!(app.nobody().get(&format!("/oauth2/google/callback?{query}")).await.refusal(), refused, "{query}");
    }
    let back = app.approved(&holder).await;
    app.hand.advance_s(STATE_LIFE_S);
    assert_eq!(app.nobody().get(&back).await.refusal(), refused);
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, "[]"));
}

#[tokio::test]
async fn a_token_that_died_meanwhile_is_not_connected() {
    let app = App::new().await;
    let refused = (401, json!("Token expired or deleted"));
    let deleted = app.holder(Capability::Api).await;
    let back = app.approved(&deleted).await;
    assert!(app.store.tokens_delete(app.user, deleted.id, testkit::NOW).await.unwrap());
    assert_eq!(app.nobody().get(&back).await.refusal(), refused);
    let expired = app.holder(Capability::Api).await;
    app.hand.advance_s(TOKEN_LIFE_S - STATE_LIFE_S + 1);
    let back = app.approved(&expired).await;
    app.hand.advance_s(STATE_LIFE_S - 1);
    assert_eq!(app.nobody().get(&back).await.refusal(), refused);
    assert_eq!(app.google.requests_of(Call::Token).len(), 0, "no code was exchanged");
}

#[tokio::test]
async fn a_browser_in_which_somebody_else_is_signed_in_connects_nothing() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    let eve = new_user(&app.store, "eve@example.org").await;
    let back = app.approved(&holder).await;
    let refusal = app.session_of(eve).await.get(&back).await.refusal();
    assert_eq!(refusal, (403, json!("Another user began this")));
    assert_eq!(app.session_of(app.user).await.get(&back).await.status, 400, "the state is used up");
    assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, "[]"));
}

#[tokio::test]
async fn a_browser_of_the_same_user_or_of_nobody_is_fine() {
    let app = App::new().await;
    let holder = app.holder(Capability::Api).await;
    let eve = new_user(&app.store, "eve@example.org").await;
    let ended = app.session_of(eve).await;
    app.hand.advance_s(1_800);
    let browsers: [Caller; 3] = [app.session_of(app.user).await, ended, app.nobody().with("cookie", "sid=nonsense")];
    for browser in browsers {
        assert_eq!(browser.get(&app.approved(&holder).await).await.status, 307);
    }
}

#[tokio::test]
async fn an_exchange_that_fails_lands_with_a_word_and_connects_nothing() {
    type Trouble = fn(&fakes::Google);
    let troubles: [(&str, Trouble); 8] = [
        ("no_refresh_token", |google| google.without_refresh_token(true)),
        ("scopes_missing", |google| google.granting(&["https://www.googleapis.com/auth/userinfo.email"])),
        ("identity_unverified", |google| google.bad_id_token(Some(BadIdToken::Garbage))),
        ("invalid_grant", |google| google.fail_next(Call::Token, Fault::Status { code: 400, reason: "invalid_grant" })),
        ("exchange_refused", |google| {
            google.fail_next(Call::Token, Fault::Status { code: 401, reason: "invalid_client" })
        }),
        ("google_unavailable", |google| google.fail_next(Call::Token, Fault::Status { code: 503, reason: "x" })),
        ("google_unavailable", |google| google.fail_next(Call::Token, Fault::CutConnection)),
        ("google_unavailable", |google| google.fail_next(Call::Jwks, Fault::Status { code: 500, reason: "x" })),
    ];
    for (detail, trouble) in troubles {
        let app = App::new().await;
        let holder = app.holder(Capability::Api).await;
        trouble(&app.google);
        let back = app.approved(&holder).await;
        assert_eq!(lands(&app.nobody().get(&back).await), (307, failed(detail).as_str()));
        assert_eq!(holder.caller.get(CONFIGS).await.brief(), (200, "[]"), "{detail}");
    }
}
