//! `/users`: for administrators, and for whoever asks about themselves. Faults are Kronus', by number.

use crate::support::*;
use serde_json::{Value, json};

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) sid: String,
    pub(crate) id: String,
}

async fn person(app: &App, email: &str) -> Person {
    let sid = app.signed_in(email).await;
    let id = app.send(Call::get("/user").sid(&sid)).await.ok()["id"].as_str().expect("a text").to_owned();
    Person { sid, id }
}

/// An installation with an administrator and two others.
pub(crate) async fn installation() -> (App, Person, Person, Person) {
    let app = App::new().await;
    let admin = person(&app, "admin@example.org").await;
    app.hand.advance_s(1);
    let ada = person(&app, "ada@example.org").await;
    app.hand.advance_s(1);
    let bob = person(&app, "bob@example.org").await;
    (app, admin, ada, bob)
}

fn at(person: &Person) -> String {
    format!("/users/{}", person.id)
}

pub(crate) fn to(person: &Person, action: &str) -> Call {
    Call::post(&format!("/users/{}/{action}", person.id))
}

fn newcomer() -> Value {
    json!({
        "first_name": "Ewa", "last_name": "Nowak", "email": "Ewa@Example.org", "password": PASSWORD,
        "phone_number": "+48 123-456-789",
    })
}

async fn emails(app: &App, admin: &Person, query: &str) -> Vec<String> {
    let list = app.send(Call::get(&format!("/users?{query}")).sid(&admin.sid)).await.ok();
    list["data"]
        .as_array()
        .expect("as it is answered")
        .iter()
        .map(|user| user["email"].as_str().expect("as it is answered").replace("@example.org", ""))
        .collect()
}

#[tokio::test]
async fn users_are_listed_newest_first_in_the_envelope_of_kronus() {
    let (app, admin, ..) = installation().await;
    for path in ["/users", "/users/", "/v1/users", "/v1/users/"] {
        let list = app.send(Call::get(path).sid(&admin.sid)).await.ok();
        assert_eq!(list["success"], true);
        assert_eq!(list["paging"], json!({"total": 3, "page": 1, "pages": 1}));
        assert_eq!(list["data"][2]["id"], admin.id.as_str());
        assert_eq!((&list["data"][2]["role"], &list["data"][2]["role_id"]), (&json!("ADMIN"), &json!(1)));
        assert_eq!(list["data"][0]["is_active"], true);
    }
    assert_eq!(emails(&app, &admin, "").await, ["bob", "ada", "admin"]);
}

#[tokio::test]
async fn users_are_searched_and_paged() {
    let (app, admin, ada, _) = installation().await;
    let names = json!({"first_name": "Łucja", "last_name": "Nowak"});
    app.send(Call::new("PATCH", "/users/me").sid(&ada.sid).json(names)).await.ok();
    app.send(to(&ada, "deactivate").sid(&admin.sid)).await.ok();
    for (query, expected) in [
        ("search=AD", vec!["ada", "admin"]),
        ("search=%C5%81UCJA%20now", vec!["ada"]),
        ("search=%20", vec!["bob", "ada", "admin"]),
        ("search=nobody", vec![]),
        ("state=inactive", vec!["ada"]),
        ("state=active&role=standard", vec!["bob"]),
        ("role=ADMIN", vec!["admin"]),
        ("page=2&page_size=2", vec!["admin"]),
        ("page=9", vec![]),
    ] {
        assert_eq!(emails(&app, &admin, query).await, expected, "{query}");
    }
    for query in
        ["page=0", "page=x", "page_size=0", "page_size=101", "state=asleep", "role=owner", "cursor=x", "page=1&page=2"]
    {
        let answer = app.send(Call::get(&format!("/users?{query}")).sid(&admin.sid)).await;
        assert_eq!((answer.status, &answer.json()["success"]), (422, &json!(false)), "{query}");
    }
}

#[tokio::test]
async fn a_cursor_neither_repeats_nor_leaves_out_anybody_while_others_come() {
    let (app, admin, ..) = installation().await;
    let first = app.send(Call::get("/users?page_size=2").sid(&admin.sid)).await.ok();
    assert_eq!(first["paging"]["pages"], 2);
    let cursor = first["paging"]["next_cursor"].as_str().unwrap();
    app.hand.advance_s(1);
    app.register("late@example.org").await.ok();
    let second = app.send(Call::get(&format!("/users?page_size=2&cursor={cursor}")).sid(&admin.sid)).await.ok();
    assert_eq!(second["data"][0]["email"], "admin@example.org");
    assert_eq!(second["paging"]["next_cursor"], Value::Null);
}

#[tokio::test]
async fn a_user_is_shown_with_how_they_are_watched_over() {
    let (app, admin, ada, _) = installation().await;
    for (sid, path) in [(&ada.sid, "/users/me/".to_owned()), (&admin.sid, format!("/v1{}/", at(&ada)))] {
        let shown = app.send(Call::get(&path).sid(sid)).await.ok()["data"].clone();
        assert_eq!((&shown["id"], &shown["email"]), (&json!(ada.id), &json!("ada@example.org")));
        let settings = &shown["probe_settings"];
        assert_eq!((&settings["user_id"], &settings["active"]), (&json!(ada.id), &json!(false)));
        assert_eq!((&settings["cron_expression"], &settings["max_retries"]), (&json!("0 18 * * 3"), &json!(3)));
        assert_eq!(settings["wait_time_in_minutes"], 60);
    }
}

/// Fault 12: somebody else's things were read by their bare id.
#[tokio::test]
async fn nobody_reaches_another_user_whether_there_is_one_or_not() {
    let (app, _, ada, bob) = installation().await;
    let before = app.world.items().await;
    let nobody = format!("/users/{}", uuid::Uuid::new_v4());
    for path in [at(&bob), format!("/v1{}", at(&bob)), nobody, "/users/7".to_owned()] {
        let body = json!({"first_name": "Mallory"});
        for call in [
            Call::get(&path),
            Call::new("PUT", &path).json(body.clone()),
            Call::new("PATCH", &path).json(body),
            Call::delete(&path),
            Call::post(&format!("{path}/activate")),
            Call::post(&format!("{path}/deactivate")),
            Call::post(&format!("{path}/promote")),
            Call::post(&format!("{path}/demote")),
        ] {
            let answer = app.send(call.sid(&ada.sid)).await;
            assert_eq!((answer.status, &answer.json()["success"]), (403, &json!(false)), "{path}: {}", answer.body);
            assert!(!answer.body.contains("bob"), "{}", answer.body);
        }
    }
    for call in [Call::get("/users"), Call::post("/users").json(newcomer())] {
        assert_eq!(app.send(call.sid(&ada.sid)).await.status, 403);
    }
    for call in [Call::get("/users"), Call::get(&at(&bob)), Call::post("/users").json(newcomer()), to(&bob, "promote")]
    {
        assert_eq!(app.send(call).await.status, 401);
    }
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn an_administrator_reads_and_removes_but_does_not_edit() {
    let (app, admin, ada, bob) = installation().await;
    assert_eq!(app.send(Call::get(&at(&ada)).sid(&admin.sid)).await.ok()["data"]["email"], "ada@example.org");
    let edit = Call::new("PUT", &at(&ada)).sid(&admin.sid).json(json!({"first_name": "X"}));
    assert_eq!(app.send(edit).await.status, 403);
    assert_eq!(app.send(Call::delete(&at(&bob)).sid(&admin.sid)).await.ok()["success"], true);
    for call in [Call::get(&at(&bob)), Call::delete(&at(&bob)), to(&bob, "promote"), to(&bob, "deactivate")] {
        let answer = app.send(call.sid(&admin.sid)).await;
        assert_eq!((answer.status, &answer.json()["errors"]), (404, &json!(["User not found"])));
    }
    assert_eq!(app.send(Call::get("/user").sid(&bob.sid)).await.status, 401);
}

/// Fault 13: a change of the password answered its hash.
#[tokio::test]
async fn no_answer_has_a_hash() {
    let (app, admin, ada, _) = installation().await;
    let made = app.send(Call::post("/users").sid(&admin.sid).json(newcomer())).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let answers = [
        made,
        app.send(Call::get("/users").sid(&admin.sid)).await,
        app.send(Call::get(&at(&ada)).sid(&admin.sid)).await,
        app.send(Call::get("/users/user").sid(&ada.sid)).await,
        app.send(Call::new("PUT", &at(&ada)).sid(&ada.sid).json(json!({"first_name": "Ada"}))).await,
        app.send(Call::new("PUT", &at(&ada)).sid(&ada.sid).json(json!({"password": "correct horse 2"}))).await,
        app.send(to(&ada, "promote").sid(&admin.sid)).await,
    ];
    for answer in answers {
        for secret in ["$argon2", "password_hash", "correct horse"] {
            assert!(!answer.body.contains(secret), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn somebody_changes_what_is_known_of_them() {
    let (app, _, ada, _) = installation().await;
    let change = |method: &str, body: Value| Call::new(method, "/users/me").sid(&ada.sid).json(body);
    let sent = json!({"first_name": " Ada ", "phone_number": "+48 123 456 789", "role": "ADMIN", "id": "x"});
    let changed = app.send(change("PUT", sent)).await.ok()["data"].clone();
    assert_eq!((&changed["first_name"], &changed["last_name"]), (&json!("Ada"), &Value::Null));
    assert_eq!((&changed["phone_number"], &changed["role"]), (&json!("+48123456789"), &json!("STANDARD")));
    assert_eq!(changed["id"], ada.id.as_str());
    let changed = app.send(change("PATCH", json!({"phone_number": null, "last_name": "L"}))).await.ok()["data"].clone();
    assert_eq!((&changed["first_name"], &changed["phone_number"]), (&json!("Ada"), &Value::Null));
    assert_eq!(app.send(Call::get(&at(&ada)).sid(&ada.sid)).await.ok()["data"], changed);
}

/// Faults 18 and 21: what was no text ended the connection; `+0...` was a number; an address in capitals was another.
#[tokio::test]
async fn every_field_is_typed_and_told_when_it_is_wrong() {
    let (app, admin, ada, _) = installation().await;
    let change = |body: Value| Call::new("PATCH", "/users/me").sid(&ada.sid).json(body);
    for (body, expected) in [
        (json!({"first_name": 5}), "string_type first_name"),
        (json!({"first_name": null}), "string_type first_name"),
        (json!({"first_name": [], "last_name": {}}), "string_type first_name, string_type last_name"),
        (json!({"last_name": ""}), "value_error last_name"),
        (json!({"phone_number": "+0123456789"}), "value_error phone_number"),
        (json!({"phone_number": 48123456789_i64}), "string_type phone_number"),
        (json!({"email": "new@example.org"}), "value_error email"),
        (json!({"password": "correct horse 2"}), "value_error password"),
        (json!({}), "Send at least one of first_name, last_name and phone_number"),
        (json!({"unknown": 1}), "Send at least one of first_name, last_name and phone_number"),
        (json!("x"), "model_attributes_type body"),
    ] {
        let answer = app.send(change(body.clone())).await;
        assert_eq!(answer.refusal(), (422, expected.to_owned()), "{body}");
        assert_eq!(answer.json()["success"], false);
    }
    let with = |field: &str, value: Value| {
        let mut body = newcomer();
        body[field] = value;
        Call::post("/users").sid(&admin.sid).json(body)
    };
    for (call, expected) in [
        (with("email", json!("not-an-email")), (422, "value_error email")),
        (with("email", json!("ADA@EXAMPLE.ORG")), (409, "User with this email already exists")),
        (with("phone_number", json!("123")), (422, "value_error phone_number")),
        (with("first_name", json!(null)), (422, "string_type first_name")),
        (with("password", json!(5)), (422, "string_type password")),
    ] {
        let (status, detail) = app.send(call).await.refusal();
        assert_eq!((status, detail.as_str()), expected);
    }
    assert_eq!(app.send(with("password", json!("short"))).await.status, 422);
}

/// Fault 17: whatever was sent became part of the row.
#[tokio::test]
async fn whoever_makes_a_user_chooses_neither_id_nor_role_nor_times() {
    let (app, admin, ada, _) = installation().await;
    let mut body = newcomer();
    for (field, value) in [
        ("id", json!(ada.id)),
        ("role", json!("ADMIN")),
        ("role_id", json!(1)),
        ("state", json!("inactive")),
        ("created_at", json!("1970-01-01T00:00:00+00:00")),
        ("verified_at", json!(1)),
        ("session_epoch", json!(9)),
    ] {
        body[field] = value;
    }
    let answer = app.send(Call::post("/v1/users").sid(&admin.sid).json(body)).await;
    assert_eq!(answer.status, 201);
    let made = answer.json()["data"].clone();
    assert_ne!(made["id"], ada.id.as_str());
    assert_eq!((&made["role"], &made["state"]), (&json!("STANDARD"), &json!("active")));
    assert_eq!((&made["created_at"], &made["verified_at"]), (&json!("2026-11-21T00:00:02+00:00"), &Value::Null));
    assert_eq!((&made["email"], &made["phone_number"]), (&json!("ewa@example.org"), &json!("+48123456789")));
    assert_eq!(app.login("ewa@example.org", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn who_is_made_without_a_password_is_invited_and_cannot_sign_in_before() {
    let (app, admin, ..) = installation().await;
    let mut body = newcomer();
    body["password"] = Value::Null;
    let answer = app.send(Call::post("/users").sid(&admin.sid).json(body.clone())).await;
    assert_eq!((answer.status, &answer.json()["data"]["state"]), (201, &json!("pending")));
    assert_eq!(app.login("ewa@example.org", PASSWORD).await.status, 401);
    let again = app.send(Call::post("/users").sid(&admin.sid).json(body)).await;
    assert_eq!(again.status, 409);
}
