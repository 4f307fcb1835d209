//! Every route is fired at by nobody, by another account, with a token that is too narrow, and with what has expired.

use crate::access_table::{ROUTES, Route, UNTESTED, Who};
use crate::cast::Person;
use crate::check_ins_of_user;
use crate::event_of_user;
use crate::installation::Installation;
use axum::body::Body;
use http::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::{Answer, Caller};

#[test]
fn the_table_has_every_route_there_is() {
    let description: Value = serde_json::from_str(include_str!("../../../openapi.json")).expect("JSON");
    let paths = description["paths"].as_object().expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flat_map(|item| item.keys());
        methods.map(move |method| (method.to_uppercase(), path.clone()))
    });
    let there: BTreeSet<_> = operations.collect();
    let named = |(method, path): (&str, &str)| (method.to_owned(), path.to_owned());
    let tested = ROUTES.iter().map(|route| (route.method, route.path)).chain(UNTESTED);
    assert_eq!(tested.map(named).collect::<BTreeSet<_>>(), there);
}

#[tokio::test]
async fn who_may_not_is_refused_by_every_name_and_changes_nothing() {
    let all = Installation::new().await;
    let admin = Person::new(&all).await; // The first user is.
    for route in ROUTES {
        let (ada, bob) = (owner(&all, route, &admin).await, Person::new(&all).await);
        let before = all.items().await;
        for route in route.names() {
            for (who, caller, expect) in strangers(route.who, &all.api, &ada, &bob, &admin) {
                let status = fire(&caller, &route, &ada).await.status.as_u16();
                assert!(expect.contains(&status), "{} {} by {who}: {status}", route.method, route.path);
            }
        }
        let after = all.items().await;
        assert_eq!(before, after, "{} {} changed something", route.method, route.path);
    }
}

/// By its own name whoever may gets in, by any other the first of them.
#[tokio::test]
async fn who_may_gets_in_by_every_name() {
    let all = Installation::new().await;
    let admin = Person::new(&all).await; // The first user is.
    for route in ROUTES.iter().flat_map(|route| route.names()) {
        let is_own = ROUTES.iter().any(|own| (own.method, own.path) == (route.method, route.path));
        let all_ways = rightful(route.who, &admin, &admin).len();
        let ways = if is_own { all_ways } else { all_ways.min(1) };
        for way in 0..ways {
            let ada = owner(&all, &route, &admin).await;
            let (who, caller) = rightful(route.who, &ada, &admin).swap_remove(way);
            let answer = fire(&caller, &route, &ada).await;
            assert!(answer.status.is_success(), "{} {} by {who}: {}", route.method, route.path, answer.text());
        }
    }
}

/// Somebody who has what the route is about.
async fn owner(all: &Installation, route: &Route, admin: &Person) -> Person {
    let ada = Person::new(all).await;
    if route.path.starts_with("/mailboxes") {
        all.connect_to("gmail", &ada.token_text, ada.cookie()).await;
    } else {
        all.connect(&ada.token_text, ada.cookie()).await;
    }
    if route.sent.contains("{event}") {
        event_of_user::tell(&all.world.store(), ada.id).await;
    }
    if ["/contacts", "/probe"].iter().any(|watched| route.path.contains("/users/{id}") && route.path.contains(watched))
    {
        check_ins_of_user::switch_on(&all.world.store(), ada.id, all.clock.now_ms()).await;
    }
    if route.sent.contains("{flag}") {
        let flag = format!(r#"{{"codename": "{}"}}"#, ada.id);
        assert_eq!(admin.access.post("/feature-flags", flag).await.status, 201);
    }
    ada
}

/// Who is to be refused, and with which status.
fn strangers(
    who: Who,
    nobody: &Caller,
    ada: &Person,
    bob: &Person,
    admin: &Person,
) -> Vec<(&'static str, Caller, Vec<u16>)> {
    let bearer = nobody.with("authorization", &format!("Bearer {}", ada.token_text));
    let unsigned = [
        ("nobody", nobody.clone(), vec![401]),
        ("an expired access token", ada.expired_access.clone(), vec![401]),
        ("an expired session", ada.expired_session.clone(), vec![401]),
        ("a data token", ada.full.clone(), vec![401]),
        ("a data token as bearer", bearer, vec![401]),
    ];
    let anonymous = [
        ("nobody", nobody.clone(), vec![422]),
        ("an expired token", ada.expired.clone(), vec![401]),
        ("an expired session", ada.expired_session.clone(), vec![401]),
        ("an expired access token", ada.expired_access.clone(), vec![401]),
    ];
    let only_writing = ("a token that only writes", ada.writing.clone(), vec![403]);
    match who {
        Who::Anybody => vec![],
        Who::Prover => vec![("nobody", nobody.clone(), vec![400, 401, 404, 422])],
        Who::SignedIn => unsigned.into(),
        Who::Owner => [unsigned.as_slice(), &[("another account", bob.session.clone(), vec![404])]].concat(),
        Who::Admin => [unsigned.as_slice(), &[("no administrator", bob.session.clone(), vec![403])]].concat(),
        Who::SelfOrAdmin => [unsigned.as_slice(), &[("another account", bob.session.clone(), vec![403])]].concat(),
        Who::Self_ => {
            let others = [&bob.session, &admin.session].map(|other| ("another account", other.clone(), vec![403]));
            [unsigned.as_slice(), &others].concat()
        }
        Who::Reader => [anonymous.as_slice(), &[only_writing]].concat(),
        Who::TokenReader => {
            let no_token = ("a session", ada.session.clone(), vec![403]);
            [anonymous.as_slice(), &[only_writing, no_token]].concat()
        }
        Who::AdminTokenReader => {
            let others =
                [("a session", admin.session.clone(), vec![403]), ("no administrator", bob.full.clone(), vec![403])];
            [anonymous.as_slice(), &[only_writing], &others].concat()
        }
        Who::Writer => {
            let only_reading = ("a token that only reads", ada.reading.clone(), vec![403]);
            [anonymous.as_slice(), &[only_reading]].concat()
        }
        Who::Full | Who::FullOwner => {
            let only_reading = ("a token that only reads", ada.reading.clone(), vec![403]);
            let another = ("another account", bob.full.clone(), vec![404]);
            let is_owned = who == Who::FullOwner;
            let others = is_owned.then_some(another);
            anonymous.into_iter().chain([only_reading, only_writing]).chain(others).collect()
        }
        Who::ReaderOwner => {
            [anonymous.as_slice(), &[only_writing, ("another account", bob.full.clone(), vec![404])]].concat()
        }
    }
}

/// Who is to be let in.
fn rightful(who: Who, ada: &Person, admin: &Person) -> Vec<(&'static str, Caller)> {
    let session = [("their session", ada.session.clone()), ("their access token", ada.access.clone())];
    let reading = [("a token", ada.full.clone()), ("a token that only reads", ada.reading.clone())];
    let writing = [("a token", ada.full.clone()), ("a token that only writes", ada.writing.clone())];
    let administrator = [("an administrator", admin.session.clone())];
    match who {
        Who::Prover => vec![],
        Who::Anybody | Who::SignedIn | Who::Owner | Who::Self_ => session.into(),
        Who::TokenReader => reading.into(),
        Who::AdminTokenReader => vec![("an administrator's token", admin.full.clone())],
        Who::Reader | Who::ReaderOwner => [reading, session].concat(),
        Who::Writer => [writing, session].concat(),
        Who::Full | Who::FullOwner => [vec![("a token", ada.full.clone())], session.into()].concat(),
        Who::Admin => administrator.into(),
        Who::SelfOrAdmin => [session.as_slice(), &administrator].concat(),
    }
}

async fn fire(caller: &Caller, route: &Route, ada: &Person) -> Answer {
    let id = ada.id.to_string();
    let sent = |text: &str| {
        text.replace("{token}", &ada.token.to_string())
            .replace("{user}", &id)
            .replace("{flag}", &id)
            .replace("{event}", event_of_user::ID)
    };
    let sent = |text: &str| sent(text).replace("{session}", &ada.session_id.to_string());
    let method = Method::from_bytes(route.method.as_bytes()).expect("a method");
    let body = Body::from(sent(route.body).replace("{email}", &ada.email));
    caller.with("content-type", "application/json").send(method, &sent(route.sent), body).await
}
