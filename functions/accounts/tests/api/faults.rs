//! What an earlier server got wrong: one story for each, told by what must hold.

use crate::support::*;
use domain::{JobKind, UserId};
use runtime::CpuWork;
use serde_json::json;
use std::io::Write;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, mpsc};
use store::Policy;
use testkit::{Gate, MINUTE, NOW};
use tower::ServiceExt;

#[tokio::test]
async fn a_deleted_users_tokens_stay_dead_after_a_restart() {
    let mut app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let token = app.token(&sid, "t").await;
    app.restart();
    assert!(app.grants(&token["token_plaintext"]).await, "a restart kills none");
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    assert!(!app.grants(&token["token_plaintext"]).await);
    app.restart();
    assert!(!app.grants(&token["token_plaintext"]).await);
    app.register("ada@example.org").await.ok();
    assert!(!app.grants(&token["token_plaintext"]).await, "not even for who has the e-mail next");
}

#[tokio::test]
async fn a_deleted_users_mail_is_free_and_what_they_had_is_erased() {
    let app = App::new().await;
    let first = app.register("ada@example.org").await.ok();
    let sid = app.login("ada@example.org", PASSWORD).await.sid();
    app.token(&sid, "t").await;
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    let id: UserId = first["id"].as_str().unwrap().parse().unwrap();
    let left: Vec<_> = app.world.partitions().await.into_iter().filter(|pk| !pk.starts_with("TRY#")).collect();
    assert_eq!(left.len(), 3, "the job, who was first, and how many there are: {left:?}");
    let job = app.store().jobs_claim(JobKind::Erase, &id.to_string(), NOW, NOW + MINUTE).await.unwrap();
    assert!(job.is_some());
    let second = app.register("ada@example.org").await.ok();
    assert_ne!(first["id"], second["id"]);
}

#[tokio::test]
async fn sessions_survive_a_restart() {
    let mut app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    app.restart();
    app.send(Call::get("/user").sid(&sid)).await.ok();
}

#[tokio::test]
async fn an_active_user_is_not_thrown_out_and_the_cookie_lives_as_long_as_the_session() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let prolonged = [format!("sid={sid}; HttpOnly; Path=/; SameSite=lax; Max-Age=1800")];
    let mut set = 0;
    for _ in 0..20 {
        app.hand.advance_s(301);
        let answer = app.send(Call::get("/user").sid(&sid)).await;
        answer.ok();
        set += answer.cookies().len();
        assert!(answer.cookies().is_empty() || answer.cookies() == prolonged);
    }
    assert_eq!(set, 10, "at every second request: a third of half an hour passes in between");
}

#[tokio::test]
async fn a_refused_request_prolongs_the_cookie_with_the_session() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    app.hand.advance_s(601);
    let answer = app.send(Call::post("/token").sid(&sid).json(json!({}))).await;
    assert_eq!((answer.status, answer.sid()), (422, sid));
}

#[tokio::test]
async fn an_unknown_mail_costs_the_same_work_as_a_wrong_password() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let store = app.store();
    let work = async |email: &str| {
        let before = app.hashing.begun();
        let answer = app.login(email, "wrong horse").await;
        (answer.refusal(), app.hashing.begun() - before)
    };
    let wrong = work("ada@example.org").await;
    assert_eq!(wrong, ((401, "Invalid credentials".into()), 1));
    assert_eq!(work("eve@example.org").await, wrong);
    let reads = async |email: &str| {
        let before = store.usage().reading();
        store.users_by_email(&domain::Email::parse(email).unwrap()).await.unwrap();
        (store.usage().reading() - before).calls
    };
    assert_eq!(reads("ada@example.org").await, reads("eve@example.org").await);
}

/// One async thread, and the one place for hashing taken: whoever hashed on the async thread would never come to an end.
#[tokio::test]
async fn wrong_passwords_do_not_block_other_requests() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let (release, released) = mpsc::channel::<()>();
    let place = tokio::spawn(occupied(app.hashing.clone(), released));
    let guesses: Vec<_> = (0..5).map(|_| app.spawn(login("ada@example.org", "wrong horse"))).collect();
    for _ in 0..20 {
        app.send(Call::get("/user").sid(&sid)).await.ok();
    }
    assert!(guesses.iter().all(|guess| !guess.is_finished()));
    drop(release);
    place.await.unwrap();
    for guess in guesses {
        assert_eq!(guess.await.unwrap().status, 401);
    }
}

#[tokio::test]
async fn more_logins_than_can_wait_are_told_to_come_back() {
    let app = App::new().await;
    app.register("ada@example.org").await.ok();
    let (release, released) = mpsc::channel::<()>();
    let mut taken = vec![tokio::spawn(occupied(app.hashing.clone(), released))];
    for _ in 0..32 {
        let (_, at_once) = mpsc::channel();
        taken.push(tokio::spawn(occupied(app.hashing.clone(), at_once)));
    }
    tokio::task::yield_now().await;
    let answer = app.login("ada@example.org", PASSWORD).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, "2"));
    drop(release);
    for place in taken {
        place.await.unwrap();
    }
    app.login("ada@example.org", PASSWORD).await.ok();
}

/// Fills a place until the channel closes.
async fn occupied(hashing: CpuWork, until: mpsc::Receiver<()>) {
    hashing.run(move || until.recv().is_err()).await.expect("a free place");
}

#[tokio::test]
async fn no_password_is_too_strange_for_an_answer() {
    let app = App::new().await;
    let long = "xy".repeat(512);
    for (index, password) in ["nul\0inside", &"xyz".repeat(25), &long, "zażółć 🐎 ok"].into_iter().enumerate() {
        let email = format!("user{index}@example.org");
        app.send(Call::post("/user").json(registration(&email, password, "STANDARD"))).await.ok();
        app.login(&email, password).await.ok();
        assert_eq!(app.login(&email, &format!("{password}!")).await.status, 401);
    }
    let lone = "{\"email\":\"a@example.org\",\"password\":\"\\ud800\\ud800\\ud800\",\"role\":\"STANDARD\"}";
    for path in ["/user", "/user/login"] {
        assert_eq!(app.send(Call::post(path).text(lone)).await.status, 422);
    }
}

#[tokio::test]
async fn two_first_users_at_once_make_one_admin() {
    let app = App::new().await;
    let register = |email| app.send(Call::post("/user").json(registration(email, PASSWORD, "STANDARD")));
    let (one, two) = tokio::join!(register("one@example.org"), register("two@example.org"));
    let mut roles = [one.ok()["role"].clone(), two.ok()["role"].clone()];
    roles.sort_by_key(ToString::to_string);
    assert_eq!(roles, ["ADMIN", "STANDARD"]);
}

#[tokio::test]
async fn nobody_becomes_administrator_because_all_others_have_gone() {
    let app = App::new().await;
    let sid = app.signed_in("first@example.org").await;
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    assert_eq!(app.register("late@example.org").await.ok()["role"], "STANDARD");
    let asked = registration("eve@example.org", PASSWORD, "ADMIN");
    assert_eq!(app.send(Call::post("/user").json(asked)).await.status, 403);
}

#[tokio::test]
async fn two_with_the_same_mail_at_once_make_one_user() {
    let app = App::new().await;
    app.register("first@example.org").await.ok();
    let (one, two) = tokio::join!(app.register("ada@example.org"), app.register("Ada@example.org"));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn fault_15_requests_of_one_process_share_their_connections() {
    let app = App::new().await;
    let sid = app.signed_in("ada@example.org").await;
    let mut gate = Gate::before(&app.world.endpoint()).await;
    let (router, connections) = (app.router_over(gate.store_with(Policy::default())), gate.connections());
    tokio::spawn(async move { while gate.pass(None).await.is_some() {} });
    for _ in 0..10 {
        let answer = router.clone().oneshot(Call::get("/user").sid(&sid).into_request()).await;
        assert_eq!(answer.expect("routers do not fail").status(), 200);
    }
    assert_eq!(connections.load(Ordering::Relaxed), 1);
}

/// What is logged at every level, by us and by what we use.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn nothing_personal_or_secret_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let filter =
        tracing_subscriber::EnvFilter::new("info,accounts=trace,store=trace,web=trace,runtime=trace,auth=trace");
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).finish();
    let app = App::new().await;
    let guard = tracing::subscriber::set_default(subscriber);
    let sid = app.signed_in("ada@example.org").await;
    let token = app.token(&sid, "my phone").await;
    app.login("ada@example.org", "wrong horse").await;
    app.send(Call::get("/token").sid(&sid)).await.ok();
    app.send(Call::delete("/user").sid(&sid)).await.ok();
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/user/login"), "the log is not empty: {text}");
    let secret = token["token_plaintext"].as_str().unwrap();
    for hidden in ["ada", PASSWORD, "wrong horse", "argon2", "my phone", &sid, secret] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
}
