//! A process dies at any call to the table: what it did is whole, and whoever asks again gets there.

use crate::recovery::{forgotten, reset};
use crate::registration::{OTHER_PASSWORD, confirmed, registration_of, token_for, verification};
use crate::support::*;
use http::StatusCode;
use store::Policy;
use testkit::Ordered;
use tower::ServiceExt;

/// Lets `call` make so many calls to the table, and no more. False where it needed no more.
async fn died_after(app: &App, calls: usize, call: Call) -> bool {
    let (request, app_router) = (call.into_request(), |store| app.router_over(store));
    let mut actor = Ordered::start(&app.world.endpoint(), Policy::default(), |store| {
        let router = app_router(store);
        async move { router.oneshot(request).await.expect("routers do not fail").status() }
    })
    .await;
    for _ in 0..calls {
        if actor.step().await.is_none() {
            break;
        }
    }
    let died = actor.peek().await.is_some();
    match died {
        true => actor.crash(),
        false => assert!([StatusCode::OK, StatusCode::CREATED].contains(&actor.finish().await)),
    }
    died
}

/// A user and their letter, or neither.
#[tokio::test]
async fn fault_19_who_registers_has_a_letter_on_its_way_or_is_nobody() {
    for calls in 0.. {
        let app = App::new().await;
        app.register("first@example.org").await.ok();
        let died = died_after(&app, calls, registration_of("ada@example.org", PASSWORD)).await;
        let users = app.store().users_list().await.unwrap().len() - 1;
        assert_eq!(app.mail().await.len(), users, "after {calls} calls");
        app.hand.advance_s(3600);
        assert_eq!(app.send(registration_of("ada@example.org", PASSWORD)).await.status, 201);
        let code = app.one_mail().await.code();
        let send = Call::post("/account/verify").form(&[("code", &code), ("password", PASSWORD)]);
        assert_eq!(app.send(send).await.status, 200);
        if !died {
            assert!(5 < calls, "it was watched");
            return;
        }
    }
}

#[tokio::test]
async fn fault_19_who_is_verified_is_welcomed_or_may_try_again() {
    for calls in 0.. {
        let app = App::new().await;
        app.register("first@example.org").await.ok();
        app.send(registration_of("ada@example.org", PASSWORD)).await;
        app.mail().await;
        let token = token_for(&app, "ada@example.org").await;
        let digits = app.one_mail().await.digits();
        let died = died_after(&app, calls, verification(&token, &digits)).await;
        let verified = app.login("ada@example.org", PASSWORD).await.status == 200;
        assert_eq!(app.mail_brief().await.len(), usize::from(verified), "after {calls} calls");
        let again = app.send(verification(&token, &digits)).await;
        assert_eq!(
            again.status,
            if verified { 400 } else { 200 },
            "after {calls} calls: a code is spent with what it does"
        );
        if !died {
            return;
        }
    }
}

#[tokio::test]
async fn fault_19_a_reset_is_whole_wherever_it_dies() {
    for calls in 0.. {
        let app = App::new().await;
        app.register("first@example.org").await.ok();
        let sid = app.signed_in("ada@example.org").await;
        app.send(forgotten("ada@example.org")).await.ok();
        let code = app.one_mail().await.code();
        let died = died_after(&app, calls, reset(&code, OTHER_PASSWORD)).await;
        let changed = app.login("ada@example.org", OTHER_PASSWORD).await.status == 200;
        let old = app.login("ada@example.org", PASSWORD).await.status;
        assert_eq!(old, if changed { 401 } else { 200 }, "after {calls} calls: one password is right");
        let session = app.send(Call::get("/user").sid(&sid)).await.status;
        assert_eq!(session, if changed { 401 } else { 200 }, "after {calls} calls");
        assert_eq!(app.mail().await.len(), usize::from(changed), "after {calls} calls");
        assert_eq!(app.send(reset(&code, OTHER_PASSWORD)).await.status, if changed { 400 } else { 200 });
        if !died {
            return;
        }
    }
}

/// The letter goes out with the account, and not before it.
#[tokio::test]
async fn fault_19_who_leaves_is_told_so_once_they_are_gone() {
    for calls in 0.. {
        let app = App::new().await;
        app.register("first@example.org").await.ok();
        let sid = confirmed(&app, "ada@example.org").await;
        let died = died_after(&app, calls, Call::delete("/user").sid(&sid)).await;
        let gone = app.login("ada@example.org", PASSWORD).await.status == 401;
        assert_eq!(app.mail_brief().await.len(), usize::from(gone), "after {calls} calls");
        let is_in = app.send(Call::get("/user").sid(&sid)).await.status == 200;
        assert_eq!(is_in, !gone, "after {calls} calls");
        if !died {
            return;
        }
    }
}
