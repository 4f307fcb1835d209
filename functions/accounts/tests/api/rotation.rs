//! The secret changes while processes run that know an older one.

use crate::registration::confirmed;
use crate::support::*;
use auth::{Keyring, SigningKeys};
use axum::Router;
use serde_json::{Value, json};
use testkit::Vault;
use tower::ServiceExt;

/// How long a process goes by what it knows of the secret, unless it meets a key that it does not know.
const FORGOTTEN_S: i64 = 5 * 60;
/// And how long even then.
const ASKED_AGAIN_S: i64 = 10;

/// A process that has its secret from there.
fn process(vault: &Vault, app: &App) -> Router {
    app.router_with(&vault.source(app.clock()))
}

async fn sent(process: &Router, call: Call) -> Answer {
    Answer::read(process.clone().oneshot(call.into_request()).await.expect("routers do not fail")).await
}

async fn tokens(process: &Router) -> Tokens {
    let login = Call::post("/login").json(json!({"email": "ada@example.org", "password": PASSWORD}));
    Tokens::of(&sent(process, login).await)
}

async fn renewed(process: &Router, tokens: &Tokens) -> Answer {
    sent(process, Call::post("/auth/refresh").json(json!({"refresh_token": tokens.refresh}))).await
}

async fn lets_in(process: &Router, tokens: &Tokens) -> bool {
    sent(process, Call::get("/user").bearer(&tokens.access)).await.status == 200
}

/// The keys of a secret by number, each made of those that a generation makes.
fn keys(generations: &[(&str, &Value)]) -> Value {
    generations
        .iter()
        .map(|(number, made)| ((*number).to_owned(), made["1"].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[tokio::test]
async fn a_process_learns_of_a_new_key_when_it_is_shown_it_and_no_client_notices() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    let made = || SigningKeys::generate().expect("entropy");
    let sealing = || Keyring::generate().expect("entropy");
    let (old, new, old_seal, new_seal) = (made(), made(), sealing(), sealing());
    let secret = |signing: &[(&str, &Value)], sealing: &[(&str, &Value)]| json!({"jwt_keys": keys(signing), "encryption_keys": keys(sealing)});
    let vault = Vault::holding(secret(&[("1", &old)], &[("1", &old_seal)])).await;
    let stale = process(&vault, &app);
    let before = tokens(&stale).await;

    vault.now_holds(secret(&[("1", &old), ("2", &new)], &[("1", &old_seal), ("2", &new_seal)]));
    let fresh = process(&vault, &app);
    let after = tokens(&fresh).await;
    assert!(lets_in(&fresh, &before).await, "the old key is good while tokens of it are about");
    assert!(!lets_in(&stale, &after).await, "not at each request that somebody makes up");
    app.hand.advance_s(ASKED_AGAIN_S);
    assert!(lets_in(&stale, &after).await && lets_in(&stale, &before).await);

    // Renewed by one process, and asked for again at another, because the answer was lost.
    let behind = {
        vault.now_holds(secret(&[("1", &old)], &[("1", &old_seal)]));
        let behind = process(&vault, &app);
        assert!(lets_in(&behind, &before).await);
        vault.now_holds(secret(&[("2", &new)], &[("1", &old_seal), ("2", &new_seal)]));
        behind
    };
    let successor = renewed(&fresh, &after).await.ok()["refresh_token"].clone();
    app.hand.advance_s(ASKED_AGAIN_S);
    assert_eq!(renewed(&behind, &after).await.ok()["refresh_token"], successor);

    app.hand.advance_s(FORGOTTEN_S);
    assert!(!lets_in(&stale, &before).await, "the old key is gone");
    assert_eq!(renewed(&stale, &before).await.status, 200, "and nobody has to log in again");
}
