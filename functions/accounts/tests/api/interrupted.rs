//! Something else happens to a user between what a request has read and what it writes.

use crate::recovery::{forgotten, reset};
use crate::registration::{OTHER_PASSWORD, confirmed};
use crate::support::*;
use domain::Email;
use serde_json::json;
use store::{Alongside, Policy, User, UserUpdated};
use testkit::Ordered;
use tower::ServiceExt;

/// A request that has read everything, and waits before its transaction.
async fn before_its_transaction(app: &App, call: Call) -> Ordered<Answer> {
    let (request, router) = (call.into_request(), |store| app.router_over(store));
    let mut actor = Ordered::start(&app.world.endpoint(), Policy::default(), |store| {
        let router = router(store);
        async move { Answer::read(router.oneshot(request).await.expect("routers do not fail")).await }
    })
    .await;
    while actor.peek().await.is_some_and(|call| call.operation != "TransactWriteItems") {
        actor.step().await;
    }
    actor
}

async fn user(app: &App, email: &str) -> User {
    app.store().users_by_email(&Email::parse(email).expect("an address")).await.expect("it answers").expect("a user")
}

#[tokio::test]
async fn no_code_goes_to_an_address_that_the_account_has_just_left() {
    let app = App::new().await;
    confirmed(&app, "old@example.org").await;
    app.mail().await;
    let asking = before_its_transaction(&app, forgotten("old@example.org")).await;
    let before = user(&app, "old@example.org").await;
    let after = User { email: Email::parse("new@example.org").expect("an address"), ..before.clone() };
    let voiding = Alongside { voided: Some(before.id), ..Alongside::default() };
    let moved = app.store().users_update_with(&before, after, &voiding, app.now()).await;
    assert!(matches!(moved, Ok(UserUpdated::Updated(_))));
    assert_eq!(asking.finish().await.status, 200, "nobody learns of it");
    let mail = app.mail().await;
    for letter in &mail {
        let taken = app.send(reset(&letter.code(), OTHER_PASSWORD)).await.status;
        assert_eq!(taken, 400, "whoever reads {} has the account", letter.to);
    }
    assert_eq!(app.login("new@example.org", OTHER_PASSWORD).await.status, 401);
}

#[tokio::test]
async fn who_is_suspended_while_changing_the_password_comes_back_without_a_session() {
    let app = App::new().await;
    app.register("admin@example.org").await.ok();
    let sid = app.signed_in("ada@example.org").await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    let changing = before_its_transaction(&app, Call::post("/user/password").sid(&sid).json(body)).await;
    let ada = user(&app, "ada@example.org").await;
    app.store().users_deactivate(&ada, app.now()).await.expect("she is suspended");
    let answer = changing.finish().await;
    let ada = user(&app, "ada@example.org").await;
    app.store().users_activate(&ada, app.now()).await.expect("she is let in again");
    let session = app.send(Call::get("/user").sid(&sid)).await.status;
    let new_password = app.login("ada@example.org", OTHER_PASSWORD).await.status;
    assert_eq!((answer.status, session, new_password), (401, 401, 401), "nothing is changed by who is out");
}

#[tokio::test]
async fn a_session_that_was_ended_makes_no_token_any_more() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let body = json!({"name": "thief", "capability": "SUPER"});
    let making = before_its_transaction(&app, Call::post("/token").sid(&sid).json(body)).await;
    let other = app.login("ada@example.org", PASSWORD).await.sid();
    app.send(Call::post("/user/logout-everywhere").sid(&other)).await.ok();
    let answer = making.finish().await;
    assert_eq!(answer.status, 401, "{}", answer.body);
}

#[tokio::test]
async fn a_session_is_not_lost_where_its_cookie_is_replaced_while_the_password_changes() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let replacing = before_its_transaction(&app, Call::post("/user/refresh").sid(&sid)).await;
    let body = json!({"current_password": PASSWORD, "new_password": OTHER_PASSWORD});
    app.send(Call::post("/user/password").sid(&sid).json(body)).await.ok();
    let answer = replacing.finish().await;
    let now = if answer.status == 200 { answer.sid() } else { sid };
    assert_eq!(app.send(Call::get("/user").sid(&now)).await.status, 200, "this session goes on, it was said");
}

#[tokio::test]
async fn a_late_activation_lets_in_no_token_of_who_is_suspended_again() {
    let app = App::new().await;
    app.register("admin@example.org").await.ok();
    let sid = app.signed_in("ada@example.org").await;
    drop(sid);
    let store = app.store();
    let out = store.users_deactivate(&user(&app, "ada@example.org").await, app.now()).await.expect("suspended");
    let UserUpdated::Updated(out) = out else { panic!("{out:?}") };
    let now = app.now();
    let mut activating = Ordered::start(&app.world.endpoint(), Policy::default(), move |store| async move {
        store.users_activate(&out, now).await.expect("activated")
    })
    .await;
    while activating.step().await.expect("a transaction").operation != "TransactWriteItems" {}
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    let token = app.token(&sid, "phone").await;
    store.users_deactivate(&user(&app, "ada@example.org").await, app.now()).await.expect("suspended again");
    assert!(!app.grants(&token["token_plaintext"]).await);
    activating.finish().await;
    assert!(!app.grants(&token["token_plaintext"]).await, "a suspended user's token works");
}
