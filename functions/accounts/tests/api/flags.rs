//! `/feature-flags`: what anybody sees, and what administrators do.

use crate::support::*;
use axum::Router;
use serde_json::{Value, json};
use tower::ServiceExt;

/// An installation with an administrator and somebody else, both signed in.
async fn installation() -> (App, String, String) {
    let app = App::new().await;
    let admin = app.signed_in("admin@example.org").await;
    let other = app.signed_in("ada@example.org").await;
    (app, admin, other)
}

async fn created(app: &App, admin: &str, flag: Value) -> Value {
    let answer = app.send(Call::post("/feature-flags").sid(admin).json(flag)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

/// The status of a registration with another process.
async fn registers(process: &Router, email: &str) -> u16 {
    let call = Call::post("/user").json(registration(email, PASSWORD, "STANDARD"));
    Answer::read(process.clone().oneshot(call.into_request()).await.expect("routers do not fail")).await.status
}

async fn public(app: &App) -> Value {
    app.send(Call::get("/feature-flags")).await.ok()
}

/// Fault 11: the list was public and told who made and changed each flag.
#[tokio::test]
async fn the_public_list_has_four_fields_of_public_flags_and_nothing_else() {
    let (app, admin, _) = installation().await;
    created(&app, &admin, json!({"codename": "hidden", "is_active": true})).await;
    created(&app, &admin, json!({"codename": "b", "public": true, "rules": [{"users": ["ada"]}]})).await;
    created(&app, &admin, json!({"codename": "a", "label": "A", "public": true, "is_active": true})).await;
    app.hand.advance_s(5);
    let list = app.send(Call::get("/feature-flags")).await;
    let expected = concat!(
        r#"[{"codename":"a","label":"A","description":"","is_active":true},"#,
        r#"{"codename":"b","label":"","description":"","is_active":false}]"#
    );
    assert_eq!((list.status, list.body.as_str()), (200, expected));
}

#[tokio::test]
async fn whoever_has_the_list_already_is_told_so() {
    let (app, admin, _) = installation().await;
    let first = app.send(Call::get("/feature-flags")).await;
    assert_eq!((first.body.as_str(), first.header("cache-control")), ("[]", "no-cache"));
    let tag = first.header("etag").to_owned();
    for shown in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let again = app.send(Call::get("/feature-flags").header("if-none-match", &shown)).await;
        assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()), "{shown}");
    }
    created(&app, &admin, json!({"codename": "a", "public": true})).await;
    let changed = app.send(Call::get("/feature-flags").header("if-none-match", &tag)).await;
    assert_eq!(changed.status, 200);
}

#[tokio::test]
async fn only_administrators_see_or_change_more() {
    let (app, admin, other) = installation().await;
    created(&app, &admin, json!({"codename": "a"})).await;
    let before = app.world.items().await;
    let calls = || {
        [
            Call::get("/feature-flags?detail=true"),
            Call::post("/feature-flags").json(json!({"codename": "b"})),
            Call::get("/feature-flags/a"),
            Call::new("PATCH", "/feature-flags/a").json(json!({"is_active": true})),
            Call::post("/feature-flags/a/toggle"),
            Call::get("/feature-flags/a/history"),
            Call::delete("/feature-flags/a"),
        ]
    };
    for call in calls() {
        assert_eq!(app.send(call).await.status, 401);
    }
    for call in calls() {
        let refusal = app.send(call.sid(&other)).await.refusal();
        assert_eq!(refusal, (403, "Only an administrator may do this".to_owned()));
    }
    assert_eq!(app.world.items().await, before);
}

#[tokio::test]
async fn a_flag_is_made_changed_and_deleted() {
    let (app, admin, _) = installation().await;
    let made = created(&app, &admin, json!({"codename": "New.Chart-2", "label": "Łąka"})).await;
    assert_eq!(made["version"], 1);
    assert_eq!((&made["is_active"], &made["public"], &made["is_stale"]), (&json!(false), &json!(false), &json!(false)));
    let me = app.send(Call::get("/user").sid(&admin)).await.ok()["id"].clone();
    assert_eq!((&made["created_by"], &made["updated_by"]), (&me, &me));

    let patch = json!({
        "is_active": true, "label": null, "stale_at": 1, "version": 77, "created_by": "nobody",
        "variants": {"on": "red", "off": "blue"}, "rules": [{"percentage": 12.5, "split": {"on": 3, "off": 1}}],
    });
    let answer = app.send(Call::new("PATCH", "/feature-flags/New.Chart-2").sid(&admin).json(patch)).await;
    assert_eq!(answer.header("etag"), "\"2\"");
    let changed = answer.ok();
    assert_eq!(changed["label"], "");
    assert_eq!(changed["rules"], json!([{"percentage": 12.5, "split": {"on": 3, "off": 1}}]));
    assert_eq!((&changed["version"], &changed["is_stale"], &changed["created_by"]), (&json!(2), &json!(true), &me));
    assert_eq!(app.send(Call::get("/feature-flags/New.Chart-2").sid(&admin)).await.ok(), changed);

    let all = app.send(Call::get("/feature-flags?detail=true").sid(&admin)).await.ok();
    assert_eq!(all, json!({"total": 1, "results": [changed]}));
    assert_eq!(app.send(Call::delete("/feature-flags/New.Chart-2").sid(&admin)).await.ok(), json!(null));
    let gone = (404, "Feature flag not found".to_owned());
    assert_eq!(app.send(Call::delete("/feature-flags/New.Chart-2").sid(&admin)).await.refusal(), gone);
    assert_eq!(app.send(Call::get("/feature-flags/New.Chart-2").sid(&admin)).await.refusal(), gone);

    let history = app.send(Call::get("/feature-flags/New.Chart-2/history").sid(&admin)).await.ok();
    let told: Vec<_> = history.as_array().unwrap().iter().map(|event| (&event["action"], &event["version"])).collect();
    assert_eq!(told, [(&json!("deleted"), &json!(3)), (&json!("updated"), &json!(2)), (&json!("created"), &json!(1))]);
    assert_eq!(history[1]["changes"]["is_active"], json!({"from": false, "to": true}));
    assert_eq!(history[1]["by"], me);
}

/// Fault 13: a change needed every field, and took null for a name.
#[tokio::test]
async fn a_change_needs_only_what_changes_and_nothing_wrong_is_stored() {
    let (app, admin, _) = installation().await;
    let made = created(&app, &admin, json!({"codename": "a", "label": "A", "description": "B"})).await;
    let patch = |body: Value| Call::new("PATCH", "/feature-flags/a").sid(&admin).json(body);
    for (body, expected) in [
        (json!({"is_active": "yes"}), "value_error is_active"),
        (json!({"rules": [{"percentage": 101}]}), "value_error percentage"),
        (json!({"rules": [{"percent": 5}]}), "value_error percent"),
        (json!({"codename": "b"}), "value_error codename"),
        (json!({"on_variant": "x", "stale_at": "soon"}), "value_error stale_at, value_error on_variant"),
        (json!([]), "model_attributes_type body"),
    ] {
        assert_eq!(app.send(patch(body.clone())).await.refusal(), (422, expected.to_owned()), "{body}");
    }
    assert_eq!(app.send(Call::get("/feature-flags/a").sid(&admin)).await.ok(), made);
    let changed = app.send(patch(json!({"description": "C"}))).await.ok();
    assert_eq!((&changed["label"], &changed["description"]), (&json!("A"), &json!("C")));
}

#[tokio::test]
async fn what_a_codename_may_be_and_that_it_is_unique() {
    let (app, admin, _) = installation().await;
    created(&app, &admin, json!({"codename": "a"})).await;
    let make = |body: Value| Call::post("/feature-flags").sid(&admin).json(body);
    let taken = (409, "A feature flag of this codename exists".to_owned());
    assert_eq!(app.send(make(json!({"codename": "a"}))).await.refusal(), taken);
    for (body, expected) in [
        (json!({}), "missing codename"),
        (json!({"codename": 5}), "string_type codename"),
        (json!({"codename": "a b"}), "value_error codename"),
        (json!({"codename": ".."}), "value_error codename"),
    ] {
        assert_eq!(app.send(make(body)).await.refusal(), (422, expected.to_owned()));
    }
    created(&app, &admin, json!({"codename": "A"})).await;
}

#[tokio::test]
async fn whoever_names_the_version_that_they_read_overwrites_nobody() {
    let (app, admin, _) = installation().await;
    created(&app, &admin, json!({"codename": "a"})).await;
    let toggle = || Call::post("/feature-flags/a/toggle").sid(&admin);
    assert_eq!(app.send(toggle().header("if-match", "\"1\"")).await.ok()["is_active"], true);
    for call in [
        toggle(),
        Call::new("PATCH", "/feature-flags/a").sid(&admin).json(json!({"label": "x"})),
        Call::delete("/feature-flags/a").sid(&admin),
    ] {
        let refusal = app.send(call.header("if-match", "\"1\"")).await.refusal();
        assert_eq!(refusal, (412, "It has changed: it is at version 2 now".to_owned()));
    }
    assert_eq!(app.send(toggle().header("if-match", "W/\"2\"")).await.ok()["version"], 3);
    assert_eq!(app.send(toggle().header("if-match", "*")).await.ok()["version"], 4);
    assert_eq!(app.send(toggle()).await.ok()["version"], 5);
    assert_eq!(app.send(Call::post("/feature-flags/b/toggle").sid(&admin)).await.status, 404);
}

/// Fault 16: a toggle was a read and then a write.
#[tokio::test]
async fn of_two_toggles_at_once_both_count() {
    let (app, admin, _) = installation().await;
    created(&app, &admin, json!({"codename": "a"})).await;
    let toggle = || app.spawn(Call::post("/feature-flags/a/toggle").sid(&admin));
    let (one, two) = tokio::join!(toggle(), toggle());
    for answer in [one.unwrap(), two.unwrap()] {
        answer.ok();
    }
    let after = app.send(Call::get("/feature-flags/a").sid(&admin)).await.ok();
    assert_eq!((&after["is_active"], &after["version"]), (&json!(false), &json!(3)));
}

/// Fault 16, the rest: a switch is heard of in every process within five seconds, and by this one at once.
#[tokio::test]
async fn a_flag_that_is_switched_off_is_off_everywhere_after_five_seconds() {
    let (app, admin, _) = installation().await;
    created(&app, &admin, json!({"codename": "FF_ENABLE_REGISTRATION", "public": true, "is_active": true})).await;
    let another = app.router_over(app.store());
    assert_eq!(registers(&another, "b@example.org").await, 200);
    app.send(Call::post("/feature-flags/FF_ENABLE_REGISTRATION/toggle").sid(&admin)).await.ok();
    assert_eq!(app.register("c@example.org").await.status, 503, "here at once");
    app.hand.advance_ms(4_999);
    assert_eq!(registers(&another, "d@example.org").await, 200, "there it is not known yet");
    app.hand.advance_ms(1);
    assert_eq!(registers(&another, "e@example.org").await, 503);
    assert_eq!(public(&app).await[0]["is_active"], false);
}

#[tokio::test]
async fn registration_is_what_its_flag_says_and_else_what_the_installation_says() {
    let open = App::new().await;
    let admin = open.signed_in("admin@example.org").await;
    let closed = (503, "User registration is disabled".to_owned());
    // A new flag is off.
    created(&open, &admin, json!({"codename": "FF_ENABLE_REGISTRATION"})).await;
    assert_eq!(open.register("a@example.org").await.refusal(), closed);
    let patch = |body: Value| Call::new("PATCH", "/feature-flags/FF_ENABLE_REGISTRATION").sid(&admin).json(body);
    open.send(patch(json!({"is_active": true}))).await.ok();
    assert_eq!(open.register("a@example.org").await.status, 200);
    // Nobody in particular registers, so a percentage of people is nobody.
    open.send(patch(json!({"rules": [{"percentage": 99}]}))).await.ok();
    assert_eq!(open.register("b@example.org").await.refusal(), closed);
    open.send(Call::delete("/feature-flags/FF_ENABLE_REGISTRATION").sid(&admin)).await.ok();
    assert_eq!(open.register("b@example.org").await.status, 200);
}

#[tokio::test]
async fn all_flags_come_in_pages() {
    let (app, admin, _) = installation().await;
    for name in ["a", "b", "c"] {
        created(&app, &admin, json!({"codename": name})).await;
    }
    let page = |query: &str| Call::get(&format!("/feature-flags?detail=true&{query}")).sid(&admin);
    let second = app.send(page("page=2&page_size=2")).await.ok();
    assert_eq!((&second["total"], &second["results"][0]["codename"]), (&json!(3), &json!("c")));
    assert_eq!(app.send(page("page=3&page_size=2")).await.ok()["results"], json!([]));
    for query in ["page=0", "page_size=0", "page_size=101", "page=x", "detail=maybe"] {
        assert_eq!(app.send(page(query)).await.status, 422, "{query}");
    }
}
