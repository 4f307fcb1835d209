//! Letters that the clock sends, by way of a fake SES.

use crate::{Clockwork, no_connections, no_mailboxes, no_post, no_texts};
use auth::Keyring;
use connections::Connections;
use domain::{Email, LetterId};
use fakes::Ses;
use fakes::ses::Fault;
use jobs::Runner;
use letters::Letter;
use post::Post;
use runtime::{Clock, Config, SecretSource, Secrets};
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use store::{LetterStanding, NewLetter, Policy, SealedSecret, Store};
use testkit::{DAY, MINUTE, NOW, Ordered, Vault};

const ADDRESS: &str = "ada@example.org";
const LINK: &str = "https://ui.example/verify#code=hush";
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const HOUR: i64 = 60 * MINUTE;
/// After this a job whose run died is found due again.
const LEASE: i64 = 5 * MINUTE;

/// An installation with mail.
struct Desk {
    clockwork: Clockwork,
    ses: Ses,
}

impl Desk {
    async fn new() -> Desk {
        let mut clockwork = Clockwork::new().await;
        let ses = Ses::start().await;
        clockwork.runner = runner(clockwork.store.clone(), &ses, clockwork.clock.clone());
        Desk { clockwork, ses }
    }

    /// Has a letter sent whose link is good for this long.
    async fn write(&self, good_for: i64) -> LetterId {
        let (id, to) = (LetterId(uuid::Uuid::new_v4()), Email::parse(ADDRESS).unwrap());
        let letter = Letter::VerifyAddress { link: LINK.to_owned(), code: Some("271828".to_owned()) };
        let keyring = Keyring::from_json(&json!({ "1": KEY })).unwrap();
        let sealed = letters::seal(&keyring, id, &to, &letter).unwrap();
        let sealed = SealedSecret { key_version: sealed.version, bytes: sealed.bytes };
        let new = NewLetter { id, kind: letter.kind(), to, sealed, until: self.clockwork.clock.now_ms() + good_for };
        self.clockwork.store.letters_put(&new, self.clockwork.clock.now_ms()).await.unwrap();
        id
    }

    async fn standing(&self, id: LetterId) -> LetterStanding {
        self.clockwork.store.letters_get(id).await.unwrap().unwrap().standing
    }

    async fn is_sent(&self, id: LetterId) -> bool {
        matches!(self.standing(id).await, LetterStanding::Sent { .. })
    }

    async fn dropped(&self, id: LetterId) -> Option<String> {
        match self.standing(id).await {
            LetterStanding::Dropped { reason, .. } => Some(reason),
            _ => None,
        }
    }
}

fn runner(store: Store, ses: &Ses, clock: Clock) -> Runner {
    let secrets = Secrets::from_json(&json!({ "encryption_keys": { "1": KEY } }).to_string()).unwrap();
    runner_with(SecretSource::given(secrets), store, ses, clock)
}

fn runner_with(secrets: SecretSource, store: Store, ses: &Ses, clock: Clock) -> Runner {
    let url = ses.url();
    let config = Config::read(|name| match name {
        "MAIL_FROM" => Some("impulses@example.org".to_owned()),
        "AWS_ENDPOINT_URL_SESV2" => Some(url.clone()),
        _ => None,
    });
    let config = config.unwrap();
    let connections = Connections::configured(store.clone(), secrets.clone(), &config);
    let mailboxes = no_mailboxes(&store, &connections);
    let post = Post::through_ses(secrets, testkit::aws(), &config);
    Runner::new(store, connections, mailboxes, post, no_texts(), clock)
}

#[tokio::test]
async fn a_letter_goes_out_at_the_next_tick_and_once() {
    let desk = Desk::new().await;
    let id = desk.write(30 * MINUTE).await;
    desk.clockwork.hand.advance_ms(MINUTE);
    desk.clockwork.tick().await;
    desk.clockwork.pass(10).await;
    let sent = desk.ses.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].from.as_str(), sent[0].to.as_str()), ("Impulses <impulses@example.org>", ADDRESS));
    assert_eq!(sent[0].subject, "Confirm your e-mail address");
    for said in [LINK, "271828", "for the next 29 minutes"] {
        assert!(sent[0].text.contains(said) && sent[0].html.contains(said), "{said}");
    }
    assert_eq!(sent[0].headers, [("Auto-Submitted".to_owned(), "auto-generated".to_owned())]);
    let expect = LetterStanding::Sent { at: NOW + MINUTE, message_id: sent[0].message_id.clone() };
    assert_eq!(desk.standing(id).await, expect);
}

/// What wrote the letter knew the key already.
#[tokio::test]
async fn a_letter_goes_out_though_it_was_sealed_with_a_key_that_is_new_to_the_clock() {
    let mut desk = Desk::new().await;
    let old = Keyring::generate().unwrap();
    let vault = Vault::holding(json!({ "encryption_keys": { "2": old["1"] } })).await;
    let source = vault.source(desk.clockwork.clock.clone());
    source.current().await.unwrap();
    vault.now_holds(json!({ "encryption_keys": { "1": KEY, "2": old["1"] } }));
    let store = desk.clockwork.store.clone();
    desk.clockwork.runner = runner_with(source, store, &desk.ses, desk.clockwork.clock.clone());
    let id = desk.write(HOUR).await;
    desk.clockwork.hand.advance_ms(MINUTE);
    desk.clockwork.tick().await;
    assert!(desk.is_sent(id).await);
}

#[tokio::test]
async fn two_runners_send_a_letter_once() {
    let desk = Desk::new().await;
    desk.write(HOUR).await;
    let other = runner(desk.clockwork.world.store(), &desk.ses, desk.clockwork.clock.clone());
    let (one, two) = futures::join!(desk.clockwork.tick(), other.tick(i64::MAX));
    assert_eq!(one.failed + two.unwrap().failed, 0);
    assert_eq!(desk.ses.sent().len(), 1);
}

#[tokio::test]
async fn six_hours_without_ses_delay_letters_and_lose_none() {
    let desk = Desk::new().await;
    desk.ses.fail_always(Fault::Internal);
    let ids = [desk.write(DAY).await, desk.write(DAY).await, desk.write(DAY).await];
    let ran = desk.clockwork.pass(6 * 60).await;
    assert_eq!((ran.died, desk.ses.sent().len()), (0, 0));
    assert!(desk.ses.requests() < 60, "it is asked less and less");
    desk.ses.heal();
    desk.clockwork.pass(61).await;
    assert_eq!(desk.ses.sent().len(), 3);
    for id in ids {
        assert!(desk.is_sent(id).await);
    }
}

#[tokio::test]
async fn what_is_about_us_or_passes_delays_a_letter() {
    for fault in [
        Fault::Throttled,
        Fault::Internal,
        Fault::NotVerified,
        Fault::Suspended,
        Fault::Paused,
        Fault::Denied,
        Fault::CutConnection,
    ] {
        let desk = Desk::new().await;
        desk.ses.fail_next(fault);
        let id = desk.write(HOUR).await;
        assert_eq!(desk.clockwork.tick().await.failed, 1, "{fault:?}");
        assert_eq!(desk.ses.requests(), 1, "{fault:?}: one try is one request");
        desk.clockwork.pass(1).await;
        assert!(desk.is_sent(id).await, "{fault:?}");
    }
}

#[tokio::test]
async fn what_ses_will_never_take_is_dropped_with_a_reason() {
    for (fault, expect) in [(Fault::Rejected, "rejected"), (Fault::BadAddress, "bad_address")] {
        let desk = Desk::new().await;
        desk.ses.fail_next(fault);
        let id = desk.write(HOUR).await;
        desk.clockwork.pass(60).await;
        assert_eq!(desk.dropped(id).await.as_deref(), Some(expect));
        assert_eq!((desk.ses.requests(), desk.ses.sent().len()), (1, 0));
    }
}

#[tokio::test]
async fn a_letter_whose_answer_is_lost_is_sent_again_rather_than_never() {
    let desk = Desk::new().await;
    desk.ses.fail_next(Fault::AnswerLost);
    let id = desk.write(HOUR).await;
    desk.clockwork.pass(5).await;
    assert!(desk.is_sent(id).await);
    assert_eq!(desk.ses.sent().len(), 2);
}

#[tokio::test]
async fn a_letter_is_not_sent_once_what_is_in_it_has_expired() {
    let desk = Desk::new().await;
    desk.ses.fail_always(Fault::Internal);
    let id = desk.write(30 * MINUTE).await;
    desk.clockwork.pass(20).await;
    desk.ses.heal();
    desk.clockwork.hand.advance_ms(10 * MINUTE);
    assert_eq!(desk.clockwork.pass(60).await.failed, 0);
    assert_eq!((desk.dropped(id).await.as_deref(), desk.ses.sent().len()), (Some("too_late"), 0));
}

#[tokio::test]
async fn no_letter_waits_longer_than_a_week() {
    let desk = Desk::new().await;
    desk.ses.fail_always(Fault::Suspended);
    let id = desk.write(365 * DAY).await;
    desk.clockwork.tick().await;
    desk.clockwork.hand.advance_ms(7 * DAY);
    desk.clockwork.tick().await;
    assert_eq!(desk.dropped(id).await.as_deref(), Some("too_late"));
}

#[tokio::test]
async fn without_mail_letters_wait_until_it_is_set_up() {
    let mut desk = Desk::new().await;
    let with_mail = desk.clockwork.runner.clone();
    let Clockwork { store, clock, .. } = &desk.clockwork;
    let connections = no_connections(store);
    let mailboxes = no_mailboxes(store, &connections);
    let runner = Runner::new(store.clone(), connections, mailboxes, no_post(), no_texts(), clock.clone());
    desk.clockwork.runner = runner;
    let id = desk.write(DAY).await;
    let ran = desk.clockwork.pass(3 * 60).await;
    assert_eq!((ran.died, desk.ses.requests()), (0, 0));
    desk.clockwork.runner = with_mail;
    desk.clockwork.pass(61).await;
    assert!(desk.is_sent(id).await);
}

#[tokio::test]
async fn a_process_that_dies_after_any_call_loses_no_letter() {
    for calls in 0.. {
        let desk = Desk::new().await;
        let id = desk.write(HOUR).await;
        let (ses, clock) = (desk.ses.clone(), desk.clockwork.clock.clone());
        let tick = |store: Store| {
            let runner = runner(store, &ses, clock);
            async move { runner.tick(i64::MAX).await }
        };
        let mut dying = Ordered::start(&desk.clockwork.world.endpoint(), Policy::default(), tick).await;
        for _ in 0..calls {
            dying.step().await;
        }
        let is_through = dying.peek().await.is_none();
        dying.crash();
        desk.clockwork.hand.advance_ms(LEASE);
        let ran = desk.clockwork.tick().await;
        assert_eq!((ran.failed, ran.died), (0, 0), "after {calls} calls");
        assert!(desk.is_sent(id).await, "after {calls} calls");
        assert!((1..=2).contains(&desk.ses.sent().len()), "after {calls} calls");
        if is_through {
            assert_eq!(desk.ses.sent().len(), 1);
            return;
        }
    }
}

#[tokio::test]
async fn neither_the_table_nor_a_log_shows_what_is_in_a_letter_or_who_gets_it() {
    let (log, said) = Log::begun();
    let _logging = tracing::subscriber::set_default(log);
    let desk = Desk::new().await;
    let faults = [Fault::NotVerified, Fault::Denied, Fault::Rejected, Fault::BadAddress, Fault::AnswerLost];
    for fault in faults {
        desk.ses.fail_next(fault);
        desk.write(DAY).await;
    }
    let waiting = desk.clockwork.world.items().await.join("\n");
    assert!(waiting.contains("verify_address"));
    desk.clockwork.pass(60).await;
    let ended = desk.clockwork.world.items().await.join("\n");
    let said = String::from_utf8(said.lock().unwrap().clone()).unwrap();
    assert!(said.contains("a letter was sent") && said.contains("a letter was dropped"), "{said}");
    for secret in ["hush", "271828", LINK] {
        assert!(![&waiting, &ended, &said].iter().any(|text| text.contains(secret)), "{secret}");
    }
    assert!(!ended.contains(ADDRESS) && !said.contains(ADDRESS));
    assert!(!ended.contains("sealed"));
}

/// What is logged, as bytes.
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn begun() -> (impl tracing::Subscriber + Send + Sync, Arc<Mutex<Vec<u8>>>) {
        let said = Arc::<Mutex<Vec<u8>>>::default();
        let log = said.clone();
        // At the level below, the SDK logs what it sends and gets (docs/security.md).
        let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
        (lines.with_writer(move || Log(log.clone())).finish(), said)
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
