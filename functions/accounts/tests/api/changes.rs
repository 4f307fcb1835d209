//! Who is signed in changes password, address and names, and takes out what is known of them.

use crate::recovery::{forgotten, reset};
use crate::registration::{OTHER_PASSWORD, code_in, confirmed, registration_of};
use crate::support::*;
use serde_json::json;

fn password_change(sid: &str, from: &str, to: &str) -> Call {
    Call::post("/user/password").sid(sid).json(json!({"current_password": from, "new_password": to}))
}

fn email_change(sid: &str, email: &str, password: &str) -> Call {
    Call::post("/user/email").sid(sid).json(json!({"email": email, "password": password}))
}

async fn is_signed_in(app: &App, sid: &str) -> bool {
    app.send(Call::get("/user").sid(sid)).await.status == 200
}

#[tokio::test]
async fn another_password_ends_all_sessions_but_this_one() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let other = app.login("ada@example.org", PASSWORD).await.sid();
    let wrong = app.send(password_change(&sid, OTHER_PASSWORD, OTHER_PASSWORD)).await;
    assert_eq!(wrong.refusal(), (403, "The password is wrong".into()));
    for (weak, why) in [
        ("short", "Password must be at least 8 characters long"),
        ("password1", "Password is too common; choose another"),
        ("Lovelace1815", "Password must not be your e-mail address or name"),
    ] {
        assert_eq!(app.send(password_change(&sid, PASSWORD, weak)).await.refusal(), (422, why.into()));
    }
    assert!(is_signed_in(&app, &other).await && app.mail().await.is_empty());
    let changed = app.send(password_change(&sid, PASSWORD, OTHER_PASSWORD)).await;
    assert_eq!(changed.ok(), json!({"password_changed": true}));
    assert_eq!(app.mail_brief().await, ["ada@example.org password_changed"]);
    assert!(is_signed_in(&app, &sid).await && !is_signed_in(&app, &other).await);
    let answer = app.send(Call::post("/user/refresh").sid(&sid)).await;
    assert!(is_signed_in(&app, &answer.sid()).await, "its life goes on as any other's");
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 401);
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
}

#[tokio::test]
async fn a_letter_that_is_under_way_is_void_once_the_password_is_another() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let code = app.one_mail().await.code();
    app.send(password_change(&sid, PASSWORD, OTHER_PASSWORD)).await.ok();
    assert_eq!(app.send(reset(&code, PASSWORD)).await.status, 400);
}

#[tokio::test]
async fn another_address_counts_once_it_is_confirmed_with_the_password() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let to_the_old = app.one_mail().await.code();
    let wrong = app.send(email_change(&sid, "new@example.org", OTHER_PASSWORD)).await;
    assert_eq!(wrong.refusal(), (403, "The password is wrong".into()));
    assert_eq!(app.send(email_change(&sid, "New@example.org", PASSWORD)).await.ok(), json!({"token_sent": true}));
    let letter = app.one_mail().await;
    assert_eq!(letter.brief(), "new@example.org change_address");
    app.login("ada@example.org", PASSWORD).await.ok();
    let send = |password: &str| {
        Call::post("/account/confirm-email").form(&[("code", &code_in(&letter.path())), ("password", password)])
    };
    assert_eq!(app.send(Call::get(&letter.path())).await.status, 200);
    assert_eq!(app.send(send(OTHER_PASSWORD)).await.status, 403, "whose address it is may not know whose account");
    assert_eq!(app.send(send(PASSWORD)).await.status, 200);
    assert_eq!(app.mail_brief().await, ["ada@example.org address_changed"]);
    assert!(is_signed_in(&app, &sid).await);
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.ok()["email"], "new@example.org");
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 401);
    app.login("new@example.org", PASSWORD).await.ok();
    assert_eq!(app.send(reset(&to_the_old, OTHER_PASSWORD)).await.status, 400, "the old mailbox opens nothing");
    assert_eq!(app.send(registration_of("ada@example.org", PASSWORD)).await.status, 201, "the address is free");
    assert_eq!(app.mail_brief().await, ["ada@example.org verify_address"]);
}

#[tokio::test]
async fn an_address_is_confirmed_by_the_code_alone_where_a_program_has_it() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    app.send(email_change(&sid, "new@example.org", PASSWORD)).await.ok();
    let token = app.one_mail().await.code();
    let confirm = || Call::post("/auth/confirm-email").json(json!({"token": token}));
    assert_eq!(app.send(confirm()).await.ok(), json!({"email": "new@example.org"}));
    assert_eq!(app.send(confirm()).await.coded(), (400, "ErrorCode.CONFIRM_EMAIL_BAD_TOKEN".into()));
}

#[tokio::test]
async fn somebody_elses_address_is_not_told_and_not_given_away() {
    let app = App::new().await;
    confirmed(&app, "eve@example.org").await;
    let sid = confirmed(&app, "ada@example.org").await;
    assert_eq!(app.send(email_change(&sid, "eve@example.org", PASSWORD)).await.ok(), json!({"token_sent": true}));
    assert_eq!(app.mail_brief().await, ["eve@example.org already_registered"]);
    app.send(email_change(&sid, "late@example.org", PASSWORD)).await.ok();
    let token = app.one_mail().await.code();
    confirmed(&app, "late@example.org").await;
    let taken = app.send(Call::post("/auth/confirm-email").json(json!({"token": token}))).await;
    assert_eq!(taken.refusal(), (409, "User with this email already exists".into()));
    assert!(is_signed_in(&app, &sid).await);
}

#[tokio::test]
async fn fault_13_a_name_is_changed_alone_and_never_to_null() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let patch = |body| Call::new("PATCH", "/user").sid(&sid).json(body);
    let changed = app.send(patch(json!({"first_name": " Augusta "}))).await;
    changed.has_keys(&["id", "email", "first_name", "last_name"]);
    assert_eq!((&changed.ok()["first_name"], &changed.json()["last_name"]), (&json!("Augusta"), &json!("Lovelace")));
    for (body, expect) in [
        (json!({"first_name": null}), "string_type first_name"),
        (json!({"last_name": ""}), "value_error last_name"),
        (json!({"last_name": 5}), "string_type last_name"),
    ] {
        assert_eq!(app.send(patch(body)).await.refusal(), (422, expect.to_owned()));
    }
    assert_eq!(app.send(patch(json!({}))).await.ok()["first_name"], "Augusta");
    assert_eq!(app.send(Call::new("PATCH", "/user").json(json!({}))).await.status, 401);
}

#[tokio::test]
async fn what_is_known_of_somebody_is_theirs_to_take() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let token = app.token(&sid, "phone").await;
    let answer = app.send(Call::get("/user/export").sid(&sid)).await;
    answer.has_keys(&["account", "tokens", "sessions", "elsewhere"]);
    let export = answer.ok();
    assert_eq!(
        (&export["account"]["email"], &export["account"]["first_name"]),
        (&json!("ada@example.org"), &json!("Ada"))
    );
    assert_eq!(export["account"]["verified_at"], "2026-11-21T00:00:00+00:00");
    assert_eq!((&export["tokens"][0]["name"], &export["sessions"][0]["current"]), (&json!("phone"), &json!(true)));
    let elsewhere = json!({
        "metrics": "/data?detail=true", "points": "/data/{metric}?limit=10000", "connections": "/oauth2/google/configs",
    });
    assert_eq!(export["elsewhere"], elsewhere);
    for secret in [token["token_plaintext"].as_str().unwrap(), &sid, "argon2"] {
        assert!(!answer.body.contains(secret), "no secret is in it");
    }
}

#[tokio::test]
async fn wrong_passwords_of_who_is_signed_in_are_slowed_down_like_any_other() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let mut tries = 0;
    while app.send(password_change(&sid, "a wrong one", OTHER_PASSWORD)).await.status == 403 {
        tries += 1;
    }
    assert_eq!(tries, 5);
    assert_eq!(app.send(email_change(&sid, "new@example.org", PASSWORD)).await.status, 429);
}

#[tokio::test]
async fn whoever_is_deleted_is_told_whoever_did_it() {
    let app = App::new().await;
    let admin = app.signed_in("first@example.org").await;
    confirmed(&app, "ada@example.org").await;
    let users = app.store().users_list().await.unwrap();
    let id = users.iter().find(|user| user.email.as_str() == "ada@example.org").unwrap().id;
    app.send(Call::delete(&format!("/users/{id}")).sid(&admin)).await.ok();
    assert_eq!(app.mail_brief().await, ["ada@example.org account_deleted"]);
    let sid = confirmed(&app, "ada@example.org").await;
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    app.store().erase(id, app.now()).await.unwrap();
    let letter = app.one_mail().await;
    assert_eq!((letter.brief().as_str(), letter.greets().as_deref()), ("ada@example.org account_deleted", Some("Ada")));
}

#[tokio::test]
async fn nobody_fills_a_mailbox_that_was_never_shown_to_be_theirs() {
    let app = App::new().await;
    app.signed_in("first@example.org").await;
    let sid = app.signed_in("strangers@example.org").await;
    app.send(password_change(&sid, PASSWORD, OTHER_PASSWORD)).await.ok();
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    assert!(app.mail().await.is_empty());
}

#[tokio::test]
async fn without_keys_to_seal_letters_with_people_may_still_leave() {
    let mut app = App::new().await;
    app.signed_in("first@example.org").await;
    let sid = confirmed(&app, "ada@example.org").await;
    app.without_keys();
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    assert!(app.mail().await.is_empty());
}
