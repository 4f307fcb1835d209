//! Refresh tokens: good once, with a little patience; and what ends a session of a program.

use crate::support::*;
use serde_json::json;

const DAY_S: i64 = 86_400;

fn invalid() -> (u16, String) {
    (400, "ErrorCode.REFRESH_TOKEN_INVALID".into())
}

async fn app() -> (App, Tokens) {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let tokens = app.tokens("ada@example.org").await;
    (app, tokens)
}

#[tokio::test]
async fn each_renewal_gives_another_pair_of_tokens() {
    let (app, mut tokens) = app().await;
    for _ in 0..5 {
        app.hand.advance_s(600);
        let next = Tokens::of(&app.renew(&tokens.refresh).await);
        assert!(next.refresh != tokens.refresh && next.access != tokens.access);
        assert!(app.lets_in(&next.access).await && app.lets_in(&tokens.access).await, "until it expires");
        tokens = next;
    }
    let older_name = Call::post("/auth/refresh-tokens").json(json!({"token": tokens.refresh}));
    assert!(app.lets_in(&Tokens::of(&app.send(older_name).await).access).await);
}

#[tokio::test]
async fn who_lost_the_answer_gets_the_same_successor_again_for_a_moment() {
    let (app, first) = app().await;
    let second = Tokens::of(&app.renew(&first.refresh).await);
    app.hand.advance_s(29);
    let again = Tokens::of(&app.renew(&first.refresh).await);
    assert_eq!(again.refresh, second.refresh);
    assert!(app.lets_in(&again.access).await);
    assert_ne!(Tokens::of(&app.renew(&second.refresh).await).refresh, second.refresh, "and it is good");
}

#[tokio::test]
async fn a_spent_token_that_is_used_later_ends_the_session_of_who_stole_it_and_of_whom() {
    let (app, first) = app().await;
    let second = Tokens::of(&app.renew(&first.refresh).await);
    let other = app.tokens("ada@example.org").await;
    app.hand.advance_s(30);
    assert_eq!(app.renew(&first.refresh).await.refusal(), invalid());
    assert!(!app.lets_in(&first.access).await && !app.lets_in(&second.access).await);
    assert_eq!(app.renew(&second.refresh).await.refusal(), invalid());
    assert!(app.lets_in(&other.access).await, "another session goes on");
}

#[tokio::test]
async fn a_token_from_long_ago_ends_the_session_too() {
    let (app, first) = app().await;
    let second = Tokens::of(&app.renew(&first.refresh).await);
    let third = Tokens::of(&app.renew(&second.refresh).await);
    assert_eq!(app.renew(&first.refresh).await.refusal(), invalid(), "its successor has been used: no grace");
    assert!(!app.lets_in(&third.access).await);
}

#[tokio::test]
async fn tabs_that_renew_at_once_all_go_on_with_the_same_token() {
    let (app, first) = app().await;
    let tabs: Vec<_> =
        (0..5).map(|_| app.spawn(Call::post("/auth/refresh").json(json!({"refresh_token": first.refresh})))).collect();
    let mut given = Vec::new();
    for tab in tabs {
        given.push(Tokens::of(&tab.await.unwrap()));
    }
    assert!(given.iter().all(|tokens| tokens.refresh == given[0].refresh));
    assert!(app.lets_in(&given[4].access).await);
    assert_eq!(app.renew(&given[0].refresh).await.status, 200);
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused_and_ends_nothing() {
    let (app, tokens) = app().await;
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    for text in ["", "x", &"x".repeat(64), &sid, &tokens.access] {
        assert_eq!(app.renew(text).await.refusal(), invalid(), "{text}");
    }
    for (body, expected) in [(json!({}), "missing refresh_token"), (json!({"token": 5}), "string_type token")] {
        assert_eq!(app.send(Call::post("/auth/refresh").json(body)).await.refusal(), (422, expected.to_owned()));
    }
    assert!(app.lets_in(&tokens.access).await);
    assert_eq!(app.send(Call::get("/user").sid(&tokens.refresh)).await.status, 401, "nor is it a cookie");
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_without_use_and_ninety_in_all() {
    let (app, mut tokens) = app().await;
    let unused = app.tokens("ada@example.org").await;
    for ends in ["2027-01-19T00:00:00+00:00", "2027-02-17T00:00:00+00:00", "2027-02-19T00:00:00+00:00"] {
        app.hand.advance_s(29 * DAY_S);
        let answer = app.renew(&tokens.refresh).await;
        tokens = Tokens::of(&answer);
        assert_eq!(answer.ok()["refresh_token_expiration"], ends);
    }
    assert_eq!(app.renew(&unused.refresh).await.refusal(), invalid());
    app.hand.advance_s(3 * DAY_S);
    assert_eq!(app.renew(&tokens.refresh).await.refusal(), invalid());
}

#[tokio::test]
async fn a_logout_ends_the_session_of_whatever_token_is_shown_at_once() {
    let (app, other) = app().await;
    for spent in [false, true] {
        let tokens = app.tokens("ada@example.org").await;
        let shown = tokens.refresh.clone();
        let tokens = if spent { Tokens::of(&app.renew(&tokens.refresh).await) } else { tokens };
        let call = Call::post("/auth/logout").json(json!({"refresh_token": shown}));
        assert_eq!(app.send(call).await.ok(), json!({"status": "logged_out"}));
        assert!(!app.lets_in(&tokens.access).await);
        assert_eq!(app.renew(&tokens.refresh).await.refusal(), invalid());
    }
    let tokens = app.tokens("ada@example.org").await;
    app.send(Call::post("/auth/logout").bearer(&tokens.access)).await.ok();
    assert!(!app.lets_in(&tokens.access).await && app.lets_in(&other.access).await);
    let nobodys = Call::post("/auth/logout").json(json!({"token": "x".repeat(64)}));
    assert_eq!(app.send(nobodys).await.status, 200, "RFC 7009: that it is none is no error");
    assert_eq!(app.send(Call::post("/auth/logout").json(json!({}))).await.refusal(), (401, "No session".into()));
}
