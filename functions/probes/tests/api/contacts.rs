//! Contacts come, change and go, and are their user's alone.

use crate::support::{ADA, App, EVA, TOM, contact, data};
use domain::Role;
use liveness::MessageKind;
use serde_json::{Value, json};

#[tokio::test]
async fn contacts_come_change_and_go() {
    let app = App::new().await;
    let ada = app.person(Some(ADA), Role::Standard).await;
    let added = ada.post("/contacts", contact("Tom", "+48 220-000-001")).await;
    assert_eq!(added.status, 201);
    let tom = data(&added);
    assert_eq!((&tom["id"], &tom["phone_number"], &tom["consent"]), (&json!(1), &json!(TOM), &json!("told")));
    assert_eq!(
        (&tom["user_id"], &tom["created_at"]),
        (&json!(ada.id.to_string()), &json!("2026-11-21T00:00:00+00:00"))
    );
    assert_eq!(app.sent(&ada, MessageKind::Named).await, 1);

    let changed = data(&ada.put("/contacts/1", json!({"last_name": "Jones", "unknown": 5})).await);
    assert_eq!((&changed["first_name"], &changed["last_name"]), (&json!("Tom"), &json!("Jones")));
    ada.add("Eva", EVA).await;
    let list = ada.get("/contacts").await.json();
    assert_eq!(list["paging"], json!({"total": 2, "page": 1, "pages": 1}));
    let ordered = data(&ada.put("/contacts", json!({"order": [2, 1]})).await);
    assert_eq!((&ordered[0]["id"], &ordered[1]["id"]), (&json!(2), &json!(1)));

    assert_eq!(ada.delete("/contacts/2").await.brief(), (200, r#"{"success":true,"data":null}"#));
    assert_eq!(ada.delete("/contacts/2").await.status, 404);
    assert_eq!(ada.put("/contacts/2", json!({"first_name": "Eve"})).await.status, 404);
    ada.add("Eva", EVA).await;
    assert_eq!(data(&ada.get("/contacts").await)[1]["id"], 3, "a number is never given to another");
}

#[tokio::test]
async fn fault_12_a_contact_is_found_with_its_user_alone() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let (bob, admin) = (app.person(None, Role::Standard).await, app.person(None, Role::Admin).await);
    let before = app.world.items().await;
    for other in [&bob, &admin] {
        let caller = other.caller.with("content-type", "application/json");
        for (method, rest) in
            [("GET", "/contacts"), ("POST", "/contacts"), ("PUT", "/contacts/1"), ("DELETE", "/contacts/1")]
        {
            let body = contact("Eva", EVA).to_string().into();
            let answer = caller.send(method.parse().unwrap(), &ada.path(rest), body).await;
            assert_eq!(answer.status, 403, "{method} {rest}");
            assert_eq!(answer.json()["success"], false);
        }
    }
    assert_eq!(bob.put("/contacts/1", json!({"first_name": "Mine"})).await.status, 404);
    assert_eq!(app.nobody.get(&ada.path("/contacts")).await.status, 401);
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn fault_2_the_last_emergency_contact_stays_while_check_ins_are_on() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    assert_eq!(ada.put("/probe_settings", json!({"active": true})).await.status, 200);
    let before = app.world.items().await;
    assert_eq!(ada.delete("/contacts/1").await.status, 409);
    assert_eq!(ada.put("/contacts/1", json!({"is_emergency_contact": false})).await.status, 409);
    assert_eq!(app.world.items().await, before);
    ada.add("Eva", EVA).await;
    assert_eq!(ada.delete("/contacts/1").await.status, 200);
}

#[tokio::test]
async fn what_is_no_contact_is_refused_with_all_that_is_wrong_and_changes_nothing() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    let before = app.world.items().await;
    let with = |field: &str, value: Value| {
        let mut sent = contact("Eva", EVA);
        sent[field] = value;
        sent
    };
    for (sent, status, error) in [
        (json!({}), 422, "first_name: Field required"),
        (json!([]), 422, "Input should be a valid dictionary or object to extract fields from"),
        (with("first_name", json!(5)), 422, "first_name: Input should be a valid string"),
        (
            with("first_name", json!(" ")),
            422,
            "first_name: Value error, must be a name of 1 to 100 characters, none of them a control character",
        ),
        (
            with("phone_number", json!("+0123456789")),
            422,
            "phone_number: Value error, must be a telephone number with its country code, such as +48123456789",
        ),
        (with("email", json!(null)), 422, "email: Input should be a valid string"),
        (with("is_emergency_contact", json!("yes")), 422, "is_emergency_contact: Input should be a valid boolean"),
        (with("phone_number", json!(TOM)), 409, "contact with the same 'phone_number' already exists"),
        (with("email", json!("TOM@example.org")), 409, "contact with the same 'email' already exists"),
        (with("phone_number", json!(ADA)), 409, "is your own phone number"),
    ] {
        let answer = ada.post("/contacts", sent.clone()).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["errors"][0]), (status, &json!(error)), "{sent}");
    }
    for sent in [json!({}), json!({"unknown": 1}), json!({"phone_number": null})] {
        assert_eq!(ada.put("/contacts/1", sent).await.status, 422);
    }
    for order in
        [json!({}), json!({"order": 1}), json!({"order": []}), json!({"order": ["1"]}), json!({"order": [1, 1]})]
    {
        assert_eq!(ada.put("/contacts", order).await.status, 422);
    }
    let all = ada.post("/contacts", json!({"first_name": 1, "email": "x"})).await.json();
    assert_eq!(all["errors"].as_array().unwrap().len(), 4, "{all}");
    let kept = |items: Vec<String>| items.into_iter().filter(|item| !item.contains("TRY#")).collect::<Vec<_>>();
    assert_eq!(kept(app.world.items().await), kept(before));
}

#[tokio::test]
async fn strangers_are_not_texted_for_ever() {
    let app = App::new().await;
    let ada = app.watched(ADA).await;
    // Whom somebody names over and over.
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(ada.post("/contacts", contact("Eva", EVA)).await.status.as_u16());
        let last = data(&ada.get("/contacts").await).as_array().unwrap().last().unwrap()["id"].clone();
        if last != 1 {
            ada.delete(&format!("/contacts/{last}")).await;
        }
    }
    assert_eq!(statuses, [201, 201, 201, 201, 201, 429]);
    // Who is told nothing costs nothing; what is refused neither.
    let mut quiet = contact("Eva", EVA);
    quiet["is_emergency_contact"] = json!(false);
    assert_eq!(ada.post("/contacts", quiet).await.status, 201);
    for _ in 0..40 {
        assert_eq!(ada.post("/contacts", contact("Tom", TOM)).await.status, 409);
    }
    // Names for the whole world.
    let bob = app.person(None, Role::Standard).await;
    let mut refused = 0;
    for number in 0..30 {
        let answer = bob.post("/contacts", contact(&format!("C{number}"), &format!("+4833{number:07}"))).await;
        let at = if answer.status == 201 { data(&answer)["id"].clone() } else { json!(0) };
        refused += usize::from(answer.status == 429);
        bob.delete(&format!("/contacts/{at}")).await;
    }
    assert_eq!(refused, 5);
}
