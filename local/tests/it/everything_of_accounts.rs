//! Everything that accounts do beyond sessions and tokens, once: registering, letters and what their codes are good for,
//! invitations, flags, and users for administrators.

use crate::installation::{Installation, ok};
use auth::OneTimeCode;
use axum::body::Body;
use domain::Role;
use http::Method;
use serde_json::json;
use testkit::MINUTE;

/// Registered, registered again, verified, forgotten, reset, and gone while a letter was under way.
pub(crate) async fn registrations(all: &Installation) {
    let person = |email: &str| {
        json!({"email": email, "password": "correct horse", "first_name": "Ada", "last_name": "Lovelace"}).to_string()
    };
    let whose = |email: &str| json!({"email": email}).to_string();
    for _ in 0..2 {
        ok(all.api.post("/register", person("again@example.org")).await);
        all.pass(MINUTE).await;
    }
    ok(all.api.post("/register", person("new@example.org")).await);
    all.pass(MINUTE).await;
    let asked = ok(all.api.post("/auth/request-verification-token", whose("new@example.org")).await).json();
    let digits = digits(&newest_letter(all).await);
    all.ear.remember(&digits);
    let shown = json!({"token": asked["verification_token"], "registration_code": digits});
    ok(all.api.post("/auth/verify", shown.to_string()).await);
    ok(all.api.post("/register", person("new@example.org")).await);
    ok(all.api.post("/auth/forgot-password", whose("new@example.org")).await);
    let code = code(&newest_letter(all).await);
    ok(all.api.get(&format!("/account/reset?code={code}")).await);
    let chosen = json!({"token": code, "password": "battery staple"});
    ok(all.api.post("/auth/reset-password", chosen.to_string()).await);
    all.pass(MINUTE).await; // Who asks too often is slowed down.
    ok(all.api.post("/auth/forgot-password", whose("new@example.org")).await);
    all.pass(0).await;
    let session = all.signed_in("new@example.org", "battery staple").await.caller;
    ok(session.delete("/user").await);
}

/// Names, password and address become others, by routes and by pages, and somebody takes along what is known of them.
pub(crate) async fn changes(all: &Installation) {
    all.pass(20 * MINUTE).await; // Who asks too often is slowed down.
    let person =
        json!({"email": "eve@example.org", "password": "correct horse", "first_name": "E", "last_name": "Adams"});
    ok(all.api.post("/register", person.to_string()).await);
    let code = code(&newest_letter(all).await);
    ok(all.api.get(&format!("/account/verify?code={code}")).await);
    ok(all.api.post("/account/verify", json!({"code": code, "password": "correct horse"}).to_string()).await);
    let session = all.signed_in("eve@example.org", "correct horse").await.caller;
    let patch = |path: &str, body: &'static str| {
        let caller = session.with("content-type", "application/json");
        let path = path.to_owned();
        async move { ok(caller.send(Method::PATCH, &path, Body::from(body)).await) }
    };
    patch("/user", r#"{"first_name": "Evelyn"}"#).await;
    patch("/users/me", r#"{"phone_number": "+48123456789"}"#).await;
    let change = json!({"current_password": "correct horse", "new_password": "battery staple"});
    ok(session.post("/user/password", change.to_string()).await);
    for (new, by) in [("eve2@example.org", "/auth/confirm-email"), ("eve3@example.org", "/account/confirm-email")] {
        ok(session.post("/user/email", json!({"email": new, "password": "battery staple"}).to_string()).await);
        let code = self::code(&newest_letter(all).await);
        ok(all.api.get(&format!("/account/confirm-email?code={code}")).await);
        let sent = json!({"token": code, "code": code, "password": "battery staple"});
        ok(all.api.post(by, sent.to_string()).await);
    }
    ok(all.api.get("/account/forgot").await);
    ok(all.api.post("/account/forgot", json!({"email": "eve3@example.org"}).to_string()).await);
    let code = self::code(&newest_letter(all).await);
    ok(all.api.post("/account/reset", json!({"code": code, "password": "stapled battery"}).to_string()).await);
    let session = all.signed_in("eve3@example.org", "stapled battery").await.caller;
    let export = ok(session.get("/user/export").await).json();
    for query in ["metrics", "points", "connections"] {
        let query = export["elsewhere"][query].as_str().expect("a query").replace("{metric}", "weight");
        ok(session.get(&query).await);
    }
    ok(session.get("/user/dashboards").await);
    let home = r#"{"version": 0, "dashboards": [{"name": "Home", "charts": []}]}"#;
    ok(session.with("content-type", "application/json").send(Method::PUT, "/user/dashboards", Body::from(home)).await);
    let elsewhere = all.signed_in("eve3@example.org", "stapled battery").await.caller;
    let sessions = ok(elsewhere.get("/user/sessions").await).json();
    let other = sessions.as_array().expect("a list").iter().find(|session| session["current"] == false);
    let other = other.expect("there are two")["id"].as_str().expect("a text").to_owned();
    ok(elsewhere.delete(&format!("/user/sessions/{other}")).await);
    assert_eq!(session.get("/user").await.status, 401);
}

/// Accepted: one that was handed out, and one that came by mail.
pub(crate) async fn invitations(all: &Installation) {
    let handed = OneTimeCode::mint().expect("entropy");
    let (hash, link) = (handed.handle().stored(), handed.proof());
    let now = all.clock.now_ms();
    all.world.store().invitations_create(hash, link, Role::Standard, now).await.expect("the table answers");
    let accepted = json!({
        "code": handed.reveal(), "email": "kim@example.org", "password": "correct horse", "first_name": "Kim", "last_name": "Q",
    });
    ok(all.api.get(&format!("/account/claim?code={}", handed.reveal())).await);
    ok(all.api.post("/account/claim", accepted.to_string()).await);
    all.signed_in("kim@example.org", "correct horse").await;

    let admin = all.signed_in("first@example.org", "correct horse").await.caller;
    let invited = json!({"email": "lee@example.org", "first_name": "Lee", "last_name": "Q"});
    ok(admin.post("/users", invited.to_string()).await);
    let code = code(&newest_letter(all).await);
    ok(all.api.get(&format!("/account/claim?code={code}")).await);
    ok(all.api.post("/account/claim", json!({"code": code, "password": "correct horse"}).to_string()).await);
    all.signed_in("lee@example.org", "correct horse").await;
}

/// Flags come, change, are asked for and go; so do users.
pub(crate) async fn administration(all: &Installation) {
    let admin = all.signed_in("first@example.org", "correct horse").await.caller;
    ok(admin.post("/feature-flags", r#"{"codename": "f"}"#).await);
    ok(admin.post("/feature-flags/f/toggle", "").await);
    ok(admin.get("/feature-flags/f/history").await);
    ok(admin.delete("/feature-flags/f").await);
    let ewa = json!({
        "email": "ewa@example.org", "first_name": "Ewa", "last_name": "Nowak", "password": "correct horse",
    });
    let made = ok(admin.post("/users", ewa.to_string()).await).json();
    let id = made["data"]["id"].as_str().expect("a text").to_owned();
    let session = all.signed_in("ewa@example.org", "correct horse").await.caller;
    let (_, token) = all.token(&session).await;
    ok(all.api.with("x-api-key", &token).post("/ofrep/v1/evaluate/flags", "{}").await);
    ok(admin.get("/users?search=ewa").await);
    for standing in ["deactivate", "activate", "promote", "demote"] {
        ok(admin.post(&format!("/users/{id}/{standing}"), "").await);
    }
    ok(admin.delete(&format!("/users/{id}")).await);
}

/// What the last letter says that went out.
async fn newest_letter(all: &Installation) -> String {
    all.pass(1).await;
    let letters = all.outbox.letters();
    let with_code = letters.into_iter().find(|letter| letter.text.contains("?code="));
    with_code.expect("a letter with a code").text
}

fn code(letter: &str) -> String {
    let link = letter.lines().find_map(|line| line.split_once("?code="));
    link.expect("a link").1.to_owned()
}

fn digits(letter: &str) -> String {
    let digits = letter.lines().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()));
    digits.expect("six digits").to_owned()
}
