//! What an earlier server got wrong with accounts, by the number of the fault: each told by what must hold.

use crate::recovery::{forgotten, reset};
use crate::registration::{OTHER_PASSWORD, confirmed, registration_of, token_for, verification};
use crate::support::*;
use serde_json::json;

#[tokio::test]
async fn fault_1_what_the_asker_gets_tells_neither_digits_nor_link() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    app.mail().await;
    let token = token_for(&app, "ada@example.org").await;
    let letter = app.one_mail().await;
    assert!(!token.contains(&letter.digits()) && token != letter.code());
    assert_eq!(app.send(reset(&token, OTHER_PASSWORD)).await.status, 400);
    assert_eq!(app.send(Call::get(&format!("/account/verify?code={token}"))).await.status, 400);
    let stored = app.world.items().await.join("\n");
    for secret in [&token, &letter.code(), &letter.digits()] {
        assert!(!stored.contains(&format!("\"{secret}\"")), "the table keeps what it is checked by, and nothing else");
    }
}

#[tokio::test]
async fn fault_2_who_registers_with_a_strangers_address_waits_in_vain() {
    let app = App::new().await;
    assert_eq!(app.send(registration_of("ada@example.org", "attackers choice")).await.status, 201);
    let attackers = app.one_mail().await;
    assert_eq!(app.send(registration_of("ada@example.org", PASSWORD)).await.status, 201);
    let letter = app.one_mail().await;
    assert_eq!(app.send(Call::get(&attackers.path())).await.status, 400, "the older letter is void");
    let send = |password: &str| Call::post("/account/verify").form(&[("code", &letter.code()), ("password", password)]);
    assert_eq!(app.send(send("attackers choice")).await.status, 403);
    assert_eq!(app.send(send(PASSWORD)).await.status, 200);
    assert_eq!(app.login("ada@example.org", "attackers choice").await.status, 401);
    app.login("ada@example.org", PASSWORD).await.ok();
}

#[tokio::test]
async fn fault_2_nobody_is_talked_into_confirming_an_account_in_which_somebody_waits() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", "attackers choice")).await;
    let letter = app.one_mail().await;
    let send = Call::post("/account/verify").form(&[("code", &letter.code()), ("password", "whatever ada tries")]);
    assert_eq!(app.send(send).await.status, 403);
    assert_ne!(app.login("ada@example.org", "attackers choice").await.status, 200);
}

#[tokio::test]
async fn fault_2_who_made_an_account_with_a_strangers_address_loses_all_of_it_to_them() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    let sid = app.signed_in("ada@example.org").await;
    let token = app.token(&sid, "kept for later").await;
    assert_eq!(app.send(registration_of("ada@example.org", OTHER_PASSWORD)).await.status, 201);
    assert_eq!(app.mail_brief().await, ["ada@example.org already_registered"]);
    app.send(forgotten("ada@example.org")).await.ok();
    app.send(reset(&app.one_mail().await.code(), OTHER_PASSWORD)).await.ok();
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.status, 401);
    assert!(!app.grants(&token["token_plaintext"]).await, "the first proof of an address ends what was made before it");
    assert_eq!(app.login("ada@example.org", PASSWORD).await.status, 401);
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
}

#[tokio::test]
async fn fault_2_six_digits_do_not_open_an_account_for_whoever_registered_over_somebody() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    app.mail().await;
    let token = token_for(&app, "ada@example.org").await;
    let digits = app.one_mail().await.digits();
    app.send(registration_of("ada@example.org", "attackers choice")).await;
    assert_eq!(app.send(verification(&token, &digits)).await.status, 400);
    app.mail().await;
    token_for(&app, "ada@example.org").await;
    let letter = app.one_mail().await;
    assert!(!letter.has_digits(), "now only a link that asks for the password");
    let send = |password: &str| Call::post("/account/verify").form(&[("code", &letter.code()), ("password", password)]);
    assert_eq!(app.send(send(PASSWORD)).await.status, 403);
    assert_ne!(app.login("ada@example.org", "attackers choice").await.status, 200);
}

/// Also where no further letter may go out, so that the older code is still the newest.
#[tokio::test]
async fn fault_2_nor_while_letters_are_held_back() {
    let app = App::new().await;
    app.send(registration_of("ada@example.org", PASSWORD)).await;
    for client in 0..4 {
        let ask = Call::post("/auth/request-verification-token").json(json!({"email": "ada@example.org"}));
        app.send(ask.from(&format!("10.0.0.{client}"))).await.ok();
    }
    app.mail().await;
    app.hand.advance_s(60);
    let token = token_for(&app, "ada@example.org").await;
    let digits = app.one_mail().await.digits();
    app.send(registration_of("ada@example.org", "attackers choice").from("10.0.0.9")).await;
    assert!(app.mail().await.is_empty());
    assert_eq!(app.send(verification(&token, &digits)).await.status, 400);
    assert_ne!(app.login("ada@example.org", "attackers choice").await.status, 200);
}

#[tokio::test]
async fn fault_3_an_address_that_nobody_has_is_answered_like_a_wrong_password_whichever_way() {
    let app = App::new().await;
    confirmed(&app, "known@example.org").await;
    for path in ["/login", "/user/login"] {
        let call =
            |email: &str| Call::post(path).json(json!({"email": email, "password": "a wrong one"})).from("10.0.0.9");
        let known = seen(&app, call("known@example.org")).await;
        assert_eq!((known.0, known.3), (401, 1));
        assert_eq!(seen(&app, call("nobdy@example.org")).await, known, "{path}");
    }
}

#[tokio::test]
async fn fault_4_nothing_is_signed_with_a_key_that_stands_in_the_code() {
    let mut app = App::new().await;
    let before = confirmed(&app, "ada@example.org").await;
    app.without_keys();
    let login = Call::post("/login").json(json!({"email": "ada@example.org", "password": PASSWORD}));
    assert_eq!(app.send(login).await.status, 503);
    assert_eq!(app.send(forgotten("ada@example.org")).await.status, 503);
    app.send(Call::get("/user").sid(&before)).await.ok();
}

#[tokio::test]
async fn fault_5_a_reset_ends_access_and_refresh_tokens_at_once() {
    let app = App::new().await;
    let sid = confirmed(&app, "ada@example.org").await;
    let tokens = app.tokens("ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    app.send(reset(&app.one_mail().await.code(), OTHER_PASSWORD)).await.ok();
    assert!(!app.lets_in(&tokens.access).await);
    assert_eq!(app.renew(&tokens.refresh).await.status, 400);
    assert_eq!(app.send(Call::get("/user").sid(&sid)).await.status, 401);
}

#[tokio::test]
async fn fault_6_a_reset_is_good_once_and_briefly_and_voids_what_is_older() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let old = app.one_mail().await.code();
    app.send(forgotten("ada@example.org")).await.ok();
    let token = app.one_mail().await.code();
    let bad = (400, "ErrorCode.RESET_PASSWORD_BAD_TOKEN".to_owned());
    assert_eq!(app.send(reset(&old, OTHER_PASSWORD)).await.coded(), bad);
    app.send(reset(&token, OTHER_PASSWORD)).await.ok();
    assert_eq!(app.send(reset(&token, PASSWORD)).await.coded(), bad);
    app.send(forgotten("ada@example.org")).await.ok();
    app.hand.advance_s(30 * 60);
    app.mail().await;
    assert_eq!(app.send(reset(&token, PASSWORD)).await.coded(), bad);
}

#[tokio::test]
async fn fault_7_wrong_passwords_lock_nobody_out_of_a_reset_and_a_reset_lets_in_at_once() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    while app.login("ada@example.org", "a wrong one").await.status != 429 {}
    app.send(forgotten("ada@example.org")).await.ok();
    app.send(reset(&app.one_mail().await.code(), OTHER_PASSWORD)).await.ok();
    app.login("ada@example.org", OTHER_PASSWORD).await.ok();
}

/// Whoever asks for other letters to somebody's address does not keep from them the one that they need.
#[tokio::test]
async fn fault_7_nobody_keeps_anybody_from_a_letter_for_a_new_password() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    for client in 0..50 {
        let from = format!("10.0.0.{client}");
        let ask = Call::post("/auth/request-verification-token").json(json!({"email": "ada@example.org"}));
        app.send(ask.from(&from)).await.ok();
        app.send(registration_of("ada@example.org", "whatever comes").from(&from)).await;
    }
    app.mail().await;
    app.send(forgotten("ada@example.org")).await.ok();
    app.send(reset(&app.one_mail().await.code(), OTHER_PASSWORD)).await.ok();
}

#[tokio::test]
async fn fault_8_whatever_is_sent_is_answered_in_the_four_hundreds() {
    let app = App::new().await;
    confirmed(&app, "ada@example.org").await;
    app.send(forgotten("ada@example.org")).await.ok();
    let token = app.one_mail().await.code();
    let weak = app.send(reset(&token, "short")).await;
    assert_eq!(weak.coded(), (400, "ErrorCode.RESET_PASSWORD_INVALID_PASSWORD TOO_SHORT".into()));
    for text in ["", "x", "é", &"z".repeat(10_000), "null\0", "../../etc"] {
        assert_eq!(app.send(reset(text, OTHER_PASSWORD)).await.status, 400, "{text:?}");
        let verify = app.send(verification(text, text)).await;
        assert!([400, 429].contains(&verify.status), "{text:?} {}", verify.body);
        let confirm = app.send(Call::post("/auth/confirm-email").json(json!({"token": text}))).await;
        assert!([400, 429].contains(&confirm.status), "{text:?} {}", confirm.body);
    }
    for path in ["/auth/verify", "/auth/reset-password", "/auth/forgot-password", "/auth/confirm-email", "/register"] {
        for body in ["{}", "[]", "null", "{\"token\": 1, \"email\": []}", "{"] {
            assert_eq!(app.send(Call::post(path).text(body)).await.status, 422, "{path} {body}");
        }
    }
    for state in ["/account/verify", "/account/reset", "/account/confirm-email", "/account/claim"] {
        for query in ["", "?code=", "?code=%FF", "?code=a&code=b", "?other=1"] {
            assert_eq!(app.send(Call::get(&format!("{state}{query}"))).await.status, 400, "{state}{query}");
        }
        let empty = app.send(Call::post(state).form(&[])).await;
        assert_eq!((empty.status, empty.header("content-type")), (422, "text/html; charset=utf-8"));
    }
    app.send(reset(&token, OTHER_PASSWORD)).await.ok();
}

/// What an outsider can see of an answer, and what it cost: status, fields with their kinds, calls to the table, hashes.
async fn seen(app: &App, call: Call) -> (u16, Vec<String>, u64, u64) {
    let store = app.store();
    let (calls, hashes) = (store.usage().reading(), app.hashing.begun());
    let answer = app.send_over(store.clone(), call).await;
    let body = answer.json();
    let shape = body.as_object().expect("an object").iter().map(|(key, value)| {
        format!("{key} {}", value.as_str().map_or("no text".to_owned(), |text| text.len().to_string()))
    });
    (answer.status, shape.collect(), (store.usage().reading() - calls).calls, app.hashing.begun() - hashes)
}

#[tokio::test]
async fn fault_9_nobody_learns_who_has_an_account() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    confirmed(&app, "known@example.org").await;
    app.send(registration_of("waits@example.org", PASSWORD)).await;
    for email in ["known@example.org", "waits@example.org"] {
        for (path, call) in [
            ("request", Call::post("/auth/request-verification-token").json(json!({"email": email}))),
            ("forgot", forgotten(email)),
            ("register", registration_of(email, PASSWORD)),
        ] {
            let other = match path {
                "request" => Call::post("/auth/request-verification-token").json(json!({"email": "nobdy@example.org"})),
                "forgot" => forgotten("nobdy@example.org"),
                _ => registration_of(&format!("nw{}@example.org", &email[..3]), PASSWORD),
            };
            assert_eq!(seen(&app, call).await, seen(&app, other).await, "{path} {email}");
        }
    }
}

#[tokio::test]
async fn fault_9_the_answers_of_one_address_do_not_tell_either() {
    let app = App::new().await;
    let id = async || app.send(registration_of("ada@example.org", PASSWORD)).await.json()["id"].clone();
    let ids = [id().await, id().await, id().await];
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "an id is never told twice");
}

#[tokio::test]
async fn fault_10_an_address_is_checked_and_has_one_account_however_it_is_written() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    let (one, two) = tokio::join!(
        app.send(registration_of("Ada@Example.org", PASSWORD)),
        app.send(registration_of("ada@example.ORG ", PASSWORD))
    );
    assert_eq!((one.status, two.status), (201, 201));
    let accounts = app.store().users_list().await.unwrap();
    assert_eq!(accounts.iter().filter(|user| user.email.as_str() == "ada@example.org").count(), 1);
    assert_eq!(app.send(registration_of("not-an-email", PASSWORD)).await.status, 422);
}

#[tokio::test]
async fn fault_14_no_end_of_a_long_password_is_cut_off() {
    let app = App::new().await;
    let long = "a long passphrase, ".repeat(50);
    app.send(registration_of("ada@example.org", &long)).await;
    let code = app.one_mail().await.code();
    let send = |password: &str| Call::post("/account/verify").form(&[("code", &code), ("password", password)]);
    assert_eq!(app.send(send(&long[..100])).await.status, 403);
    assert_eq!(app.send(send(&long)).await.status, 200);
}

#[tokio::test]
async fn fault_17_forms_carry_any_password_as_it_was_typed() {
    let app = App::new().await;
    let password = "a+b c&d=e%41 zażółć\"'<";
    app.send(registration_of("ada@example.org", password)).await;
    let code = app.one_mail().await.code();
    let send = Call::post("/account/verify").form(&[("code", &code), ("password", password)]);
    assert_eq!(app.send(send).await.status, 200);
    app.login("ada@example.org", password).await.ok();
}
