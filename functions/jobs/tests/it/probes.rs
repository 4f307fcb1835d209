//! Check-ins that the clock brings, by way of the outbox; and processes that die at any of their calls.

use crate::Clockwork;
use domain::{Email, PasswordHash, PersonName, PhoneNumber, Role, UserId};
use fakes::Twilio;
use fakes::twilio::Fault;
use liveness::{ContactDetails, Event, MaxRetries, ProbeState, WaitMinutes};
use runtime::{Config, Hand, SecretSource, Secrets};
use sms::{Outbox, Sender};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{NewUser, Policy, Stepped, Store, UserCreated};
use testkit::{MINUTE, NOW, Ordered};

/// More calls than a tick makes that asks somebody and sends it.
const MORE_CALLS: usize = 200;

pub(crate) struct Household {
    pub(crate) clockwork: Clockwork,
    outbox: Outbox,
    user: UserId,
}

fn contact(name: &str, number: &str) -> Event {
    Event::ContactAdded(Box::new(ContactDetails {
        first_name: PersonName::parse(name).unwrap(),
        last_name: PersonName::parse("Smith").unwrap(),
        phone_number: PhoneNumber::parse(number).unwrap(),
        email: Email::parse(&format!("{name}@example.org")).unwrap(),
        is_emergency_contact: true,
    }))
}

pub(crate) fn ask(in_minutes: u16) -> Event {
    Event::Ask { in_minutes, max_retries: MaxRetries::new(1).unwrap(), wait: WaitMinutes::new(5).unwrap() }
}

async fn somebody(store: &Store, number: usize) -> UserId {
    let id = UserId(uuid::Uuid::new_v4());
    let email = Email::parse(&format!("{id}@example.org")).unwrap();
    let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
    let first_name = Some(PersonName::parse("Ada").unwrap());
    let phone_number = PhoneNumber::parse(&format!("+4812{number:07}")).ok();
    let created = store.users_create(NewUser { first_name, phone_number, ..new }, NOW).await.unwrap();
    assert!(matches!(created, UserCreated::Created(_)));
    id
}

async fn happens(store: &Store, user: UserId, event: Event, now: i64) {
    let stepped = store.watches_step(user, |_| event.clone(), None, now).await.unwrap();
    assert!(matches!(stepped, Stepped::Done(_)), "{stepped:?}");
}

impl Household {
    async fn new() -> Household {
        let mut clockwork = Clockwork::new().await;
        let outbox = Outbox::new("http://127.0.0.1/outbox");
        clockwork.runner = clockwork.runner_texting(Sender::into_outbox(outbox.clone()), clockwork.store.clone());
        let user = somebody(&clockwork.store, 1).await;
        let household = Household { clockwork, outbox, user };
        household.happens(contact("Tom", "+48220000001")).await;
        household.happens(contact("Eva", "+48220000002")).await;
        household.clockwork.tick().await;
        household
    }

    /// The same, by way of Twilio.
    pub(crate) async fn by_twilio() -> (Household, Twilio) {
        let mut household = Household::new().await;
        let twilio = Twilio::start().await;
        let secrets = Secrets::from_json(&format!(r#"{{"twilio":{}}}"#, twilio.account_json())).unwrap();
        let url = twilio.url();
        let config = Config::read(|name| (name == "TWILIO_API_URL").then(|| url.clone())).unwrap();
        let texts = Sender::through_twilio(SecretSource::given(secrets), &config);
        let store = household.clockwork.store.clone();
        household.clockwork.runner = household.clockwork.runner_texting(texts, store);
        (household, twilio)
    }

    pub(crate) async fn happens(&self, event: Event) {
        happens(&self.clockwork.store, self.user, event, self.clockwork.clock.now_ms()).await;
    }

    /// What went out, oldest first: when (minutes), to whom (the end of the number), how it begins.
    fn heard(&self) -> Vec<(i64, String, String)> {
        let mut sent = self.outbox.messages();
        sent.reverse();
        let begin = |text: &str| text.split_whitespace().next().unwrap_or_default().to_owned();
        let end = |to: &str| to[to.len() - 2..].to_owned();
        sent.iter().map(|sent| ((sent.sent_at - NOW) / MINUTE, end(&sent.to), begin(&sent.text))).collect()
    }
}

#[tokio::test]
async fn from_the_first_question_to_the_all_clear() {
    let household = Household::new().await;
    household.happens(ask(10)).await;
    household.clockwork.pass(60).await;
    household.happens(Event::Good("yes".into())).await;
    household.clockwork.pass(60).await;
    let expected = [
        (0, "01", "Ada"),
        (0, "02", "Ada"),
        (10, "01", "Hello"),
        (15, "01", "Last"),
        (20, "01", "You"),
        (20, "01", "ALARM:"),
        (50, "02", "ALARM:"),
        (61, "01", "ALL"),
        (61, "02", "ALL"),
    ];
    let mut heard = household.heard();
    heard.sort_by_key(|(at, to, what)| (*at, what.starts_with("ALARM"), to.clone()));
    let heard: Vec<_> = heard.iter().map(|(at, to, what)| (*at, to.as_str(), what.as_str())).collect();
    assert_eq!(heard, expected);
    let probe = &household.clockwork.store.probes_list(household.user, 1, 0, 1).await.unwrap()[0];
    assert_eq!((probe.state, probe.cleared_at), (ProbeState::Unavailable, Some(NOW + 60 * MINUTE)));
}

fn begin(twilio: &Twilio, what: &str) -> usize {
    twilio.messages().iter().filter(|message| message.body.starts_with(what)).count()
}

#[tokio::test]
async fn fault_1_six_hours_without_twilio_delay_an_alarm_and_do_not_lose_it() {
    let (household, twilio) = Household::by_twilio().await;
    household.happens(ask(0)).await;
    household.clockwork.pass(9).await;
    twilio.fail_always(Fault::Unavailable);
    let ran = household.clockwork.pass(6 * 60).await;
    assert_eq!((ran.died, begin(&twilio, "ALARM")), (0, 0));
    twilio.heal();
    household.clockwork.pass(6).await;
    let alarms = twilio.messages().into_iter().filter(|message| message.body.starts_with("ALARM"));
    let told: BTreeSet<String> = alarms.map(|message| message.to).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(begin(&twilio, "ALARM") <= 3, "what was not sent for hours is not sent all at once");
}

#[tokio::test]
async fn fault_11_a_contact_who_has_told_twilio_to_stop_is_passed_over_at_once() {
    let (household, twilio) = Household::by_twilio().await;
    household.happens(ask(0)).await;
    household.clockwork.pass(9).await;
    let _ = twilio.texts("+48220000001", "STOP", "https://api.example/webhook/sms");
    household.clockwork.pass(2).await;
    let alarmed: Vec<_> = twilio.messages().into_iter().filter(|message| message.body.starts_with("ALARM")).collect();
    assert_eq!(alarmed.iter().map(|message| message.to.as_str()).collect::<Vec<_>>(), ["+48220000002"]);
    assert_eq!(begin(&twilio, "Tom takes no messages"), 1);
}

#[tokio::test]
async fn a_message_is_repeated_where_twilios_answer_was_lost() {
    let (household, twilio) = Household::by_twilio().await;
    twilio.fail_next(Fault::AnswerLost);
    household.happens(ask(0)).await;
    household.clockwork.pass(3).await;
    assert_eq!(begin(&twilio, "Hello Ada"), 2);
}

#[tokio::test]
async fn twilio_drops_a_question_that_waits_there_past_its_deadline_and_keeps_an_alarm() {
    let (household, twilio) = Household::by_twilio().await;
    household.happens(ask(0)).await;
    household.clockwork.pass(12).await;
    let kept: Vec<_> = twilio.messages().iter().map(|sent| (sent.body[..5].to_owned(), sent.validity_period)).collect();
    let five_minutes = Some(5 * 60);
    let expect = [("Hello", five_minutes), ("Last ", five_minutes), ("You h", None), ("ALARM", None)];
    for (begins, period) in expect {
        assert!(kept.contains(&(begins.to_owned(), period)), "{begins}: {kept:?}");
    }
}

/// Whoever runs ticks dies before each of its calls in turn; the next one goes on, and nothing is lost or said twice.
#[tokio::test]
async fn a_tick_may_die_before_any_of_its_calls() {
    let household = Household::new().await;
    let Clockwork { world, store, .. } = &household.clockwork;
    for call in 0..MORE_CALLS {
        let mut died = 0;
        let user = somebody(store, 1_000 + call).await;
        let now = household.clockwork.clock.now_ms();
        happens(store, user, contact("Tom", "+48220000001"), now).await;
        household.clockwork.tick().await;
        happens(store, user, ask(0), now).await;
        // The question, the alarm: each tick dies after so many calls.
        for _ in 0..3 {
            let runner =
                |store: Store| household.clockwork.runner_texting(Sender::into_outbox(household.outbox.clone()), store);
            let mut tick = Ordered::start(&world.endpoint(), Policy::default(), |store| {
                let runner = runner(store);
                async move { drop(runner.tick(i64::MAX).await) }
            })
            .await;
            for _ in 0..call {
                drop(tick.step().await);
            }
            died += usize::from(tick.peek().await.is_some());
            tick.crash();
            // A lease of the dead, and the deadline, pass.
            household.clockwork.pass(6).await;
        }
        let texts: Vec<String> = household.outbox.messages().into_iter().map(|sent| sent.id).collect();
        let of = |what: &str| texts.iter().filter(|id| **id == format!("{user}-{what}")).count();
        assert_eq!((of("ask-1-0"), of("ask-1-1"), of("alarm-1-1-1")), (1, 1, 1), "call {call}: {texts:?}");
        let now = household.clockwork.clock.now_ms();
        happens(store, user, Event::Good("yes".into()), now).await;
        household.clockwork.pass(1).await;
        let texts: Vec<String> = household.outbox.messages().into_iter().map(|sent| sent.id).collect();
        assert!(texts.contains(&format!("{user}-clear-1-1")), "call {call}");
        if died == 0 {
            return assert!(30 < call, "a tick makes more than {call} calls");
        }
    }
    panic!("no tick has come to its end");
}

#[tokio::test]
async fn fault_22_ticks_without_anything_to_do_leave_nothing_behind() {
    let household = Household::new().await;
    household.clockwork.pass(1).await;
    let before = household.clockwork.world.items().await.len();
    household.clockwork.pass(100).await;
    assert_eq!(household.clockwork.world.items().await.len(), before);
}

#[tokio::test]
async fn an_alarm_that_needs_an_operator_is_told_of_by_the_heartbeat() {
    let household = Household::new().await;
    let heartbeat = async || household.clockwork.store.heartbeat_read().await.unwrap().unwrap();
    household.happens(ask(0)).await;
    household.clockwork.pass(40).await;
    assert_eq!(heartbeat().await.concern_at, None, "the second contact may still look after it");
    household.clockwork.pass(180).await;
    let concern = heartbeat().await.concern_at.unwrap();
    assert!((NOW + 40 * MINUTE..NOW + 220 * MINUTE).contains(&concern), "{concern}");
}

/// Moves the clock of the test below with each message that goes out, so that a tick comes to its end.
static HAND: OnceLock<Hand> = OnceLock::new();
/// Questions that went out there.
static QUESTIONS: AtomicUsize = AtomicUsize::new(0);

#[tokio::test]
async fn hundreds_who_are_due_in_the_same_minute_are_each_asked_once_within_the_next_ticks() {
    const USERS: usize = 200;
    /// What a tick has before it begins nothing new: time for some fifty messages.
    const TICK_MS: i64 = 15_000 + 5_000;
    let household = Household::new().await;
    let Clockwork { world, store, clock, hand, .. } = &household.clockwork;
    let mut users = Vec::new();
    for number in 0..USERS {
        let user = somebody(store, 5_000 + number).await;
        happens(store, user, contact("Tom", "+48220000001"), NOW).await;
        users.push(user);
    }
    household.clockwork.tick().await;
    for user in &users {
        happens(store, *user, ask(0), NOW).await;
    }
    HAND.get_or_init(|| hand.clone());
    let outbox = Outbox::new("http://127.0.0.1/outbox").shown_by(|text| {
        QUESTIONS.fetch_add(usize::from(text.text.starts_with("Hello")), Ordering::SeqCst);
        HAND.get().unwrap().advance_ms(100);
    });
    let runner = || household.clockwork.runner_texting(Sender::into_outbox(outbox.clone()), world.store());
    let (one, two) = (runner(), runner());
    let mut ticks = 0;
    while QUESTIONS.load(Ordering::SeqCst) < USERS {
        let deadline = clock.now_ms() + TICK_MS;
        let (one, two) = futures::join!(one.tick(deadline), two.tick(deadline));
        assert_eq!((one.unwrap().failed, two.unwrap().failed), (0, 0));
        ticks += 1;
        assert!(ticks < 10, "not within the next few ticks");
    }
    assert!(1 < ticks, "they were not cut short");
    assert_eq!(QUESTIONS.load(Ordering::SeqCst), USERS, "nobody was asked twice");
    for user in users {
        let pending = store.watches_get(user).await.unwrap().watch.pending.unwrap();
        assert_eq!((pending.question, pending.probe.retry_count), (liveness::Progress::Taken, 0));
    }
}
