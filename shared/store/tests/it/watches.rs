//! Check-ins: stored whole, once, and one after the other.

use crate::support::read;
use domain::{Email, JobKind, PasswordHash, PersonName, PhoneNumber, Role, UserId, UserState};
use liveness::{
    ContactDetails, ContactId, Event, MessageId, ProbeState, Refusal, Settings, Undelivered, WaitMinutes, Zone,
};
use store::{MessageReport, MessageStanding, NewUser, Next, Policy, Stepped, Store, User, UserCreated};
use testkit::{MINUTE, NOW, Ordered, World};

async fn user(store: &Store, number: Option<&str>) -> User {
    let id = UserId(uuid::Uuid::new_v4());
    let email = Email::parse(&format!("{id}@example.org")).unwrap();
    let new = NewUser::active(id, email, Role::Standard, PasswordHash::new("none"));
    let phone_number = number.map(|number| PhoneNumber::parse(number).unwrap());
    let first_name = Some(PersonName::parse("Ada").unwrap());
    let new = NewUser { phone_number, first_name, state: UserState::Active, ..new };
    let UserCreated::Created(user) = store.users_create(new, NOW).await.unwrap() else { panic!("created") };
    user
}

fn tom() -> Event {
    Event::ContactAdded(Box::new(ContactDetails {
        first_name: PersonName::parse("Tom").unwrap(),
        last_name: PersonName::parse("Smith").unwrap(),
        phone_number: PhoneNumber::parse("+48120000001").unwrap(),
        email: Email::parse("tom@example.org").unwrap(),
        is_emergency_contact: true,
    }))
}

fn ask() -> Event {
    let (max_retries, wait) = (liveness::MaxRetries::new(0).unwrap(), WaitMinutes::new(5).unwrap());
    Event::Ask { in_minutes: 0, max_retries, wait }
}

async fn step(store: &Store, user: UserId, event: Event, now: i64) -> Stepped {
    store.watches_step(user, |_| event.clone(), None, now).await.unwrap()
}

/// Somebody with a contact who is asked at [`NOW`] and given up five minutes later.
async fn asked(store: &Store, number: &str) -> UserId {
    let user = user(store, Some(number)).await.id;
    for event in [tom(), ask(), Event::Time] {
        assert!(matches!(step(store, user, event, NOW).await, Stepped::Done(_)));
    }
    user
}

#[tokio::test]
async fn a_step_is_stored_with_everything_that_it_comes_to() {
    let world = World::new().await;
    let store = world.store();
    let user = asked(&store, "+48120009999").await;
    let stored = store.watches_get(user).await.unwrap();
    assert_eq!((stored.version, stored.created_at), (3, NOW));
    assert_eq!(stored.phone, PhoneNumber::parse("+48120009999").ok());

    let messages = store.messages_list(user).await.unwrap();
    let kinds: Vec<_> = messages.iter().map(|message| message.message.kind.as_str()).collect();
    assert_eq!(kinds, ["named", "question"]);
    for message in &messages {
        assert_eq!(message.standing, MessageStanding::Waiting);
        let subject = format!("{user}/{}", message.message.id.as_str());
        assert!(store.jobs_claim(JobKind::Message, &subject, NOW, NOW + 1).await.unwrap().is_some());
    }
    let due = store.jobs_claim(JobKind::Probe, &user.to_string(), NOW + 5 * MINUTE - 1, NOW + 1).await.unwrap();
    assert!(due.is_none(), "not before the deadline");
    assert!(store.jobs_claim(JobKind::Probe, &user.to_string(), NOW + 5 * MINUTE, NOW + 1).await.unwrap().is_some());

    let holders = store.watches_by_phone(&PhoneNumber::parse("+48120000001").unwrap()).await.unwrap();
    assert_eq!((holders.owner, holders.contacts), (None, vec![(user, ContactId(1))]));
    let holders = store.watches_by_phone(&PhoneNumber::parse("+48120009999").unwrap()).await.unwrap();
    assert_eq!((holders.owner, holders.contacts), (Some(user), vec![]));
}

#[tokio::test]
async fn probes_are_listed_and_counted_and_become_points() {
    let world = World::new().await;
    let store = world.store();
    let one = asked(&store, "+48120009999").await;
    let other = asked(&store, "+48120008888").await;
    step(&store, one, Event::Good("yes".into()), NOW + MINUTE).await;
    let counts = store.probes_count().await.unwrap();
    let of = |state| counts[&state];
    assert_eq!((of(ProbeState::Pending), of(ProbeState::Good), of(ProbeState::Bad)), (1, 1, 0));
    let all = store.probes_list_all(None, 0, 10).await.unwrap();
    assert_eq!(all.len(), 2);
    let pending = store.probes_list_all(Some(ProbeState::Pending), 0, 10).await.unwrap();
    assert_eq!(pending.iter().map(|(user, _)| *user).collect::<Vec<_>>(), [other]);
    assert_eq!(store.probes_list_all(None, 1, 10).await.unwrap(), all[1..]);
    let points = read(&store, one, "imp.probe.response_time").await;
    assert_eq!(points.iter().map(|(at, _, value)| (*at, *value)).collect::<Vec<_>>(), [(NOW + MINUTE, 60_000.0)]);
    assert_eq!(read(&store, one, "imp.probe.state").await.len(), 1);

    for minute in 2..7 {
        step(&store, one, ask(), NOW + minute * MINUTE).await;
        step(&store, one, Event::Time, NOW + minute * MINUTE).await;
        step(&store, one, Event::Good("yes".into()), NOW + minute * MINUTE).await;
    }
    let numbers = async |skipped, count| {
        let probes = store.probes_list(one, 6, skipped, count).await.unwrap();
        probes.into_iter().map(|probe| probe.id.0).collect::<Vec<_>>()
    };
    assert_eq!(numbers(0, 4).await, [6, 5, 4, 3]);
    assert_eq!(numbers(4, 4).await, [2, 1]);
    assert_eq!((numbers(6, 4).await, numbers(0, 0).await), (vec![], vec![]));
}

#[tokio::test]
async fn a_refused_event_changes_nothing_and_an_unknown_user_is_gone() {
    let world = World::new().await;
    let store = world.store();
    let user = user(&store, Some("+48120009999")).await.id;
    let before = world.items().await;
    let refused = step(&store, user, Event::On, NOW).await;
    assert!(matches!(refused, Stepped::Refused(Refusal::NoEmergencyContact)));
    assert!(matches!(step(&store, user, Event::Time, NOW).await, Stepped::Done(_)), "nothing to do");
    let nobody = UserId(uuid::Uuid::new_v4());
    assert!(matches!(step(&store, nobody, tom(), NOW).await, Stepped::Gone));
    assert_eq!(world.items().await, before);
}

#[tokio::test]
async fn a_text_message_that_comes_twice_happens_once_and_is_answered_alike() {
    let world = World::new().await;
    let store = world.store();
    let user = asked(&store, "+48120009999").await;
    let say = async |text: &str, sid| {
        store.watches_step(user, |_| Event::Good(text.to_owned()), Some(sid), NOW + MINUTE).await.unwrap()
    };
    let Stepped::Done(done) = say("yes", "SM1").await else { panic!("it happens") };
    let before = world.items().await;
    let Stepped::Before(answer) = say("yes", "SM1").await else { panic!("it has happened") };
    assert_eq!(answer, done.1.answer);
    assert_eq!(world.items().await, before);
}

#[tokio::test]
async fn a_number_is_one_users_to_be_asked_at() {
    let world = World::new().await;
    let store = world.store();
    let first = asked(&store, "+48120009999").await;
    let second = user(&store, Some("+48120009999")).await;
    step(&store, second.id, tom(), NOW).await;
    assert!(matches!(step(&store, second.id, Event::On, NOW).await, Stepped::NumberTaken));
    let number = PhoneNumber::parse("+48120009999").unwrap();
    assert_eq!(store.watches_by_phone(&number).await.unwrap().owner, Some(first));

    // The first has another number now: with their next change the old one is free.
    let about = store.users_get(first).await.unwrap().unwrap();
    let moved = User { phone_number: PhoneNumber::parse("+48120007777").ok(), ..about.clone() };
    store.users_update(&about, moved, NOW).await.unwrap();
    step(&store, first, ask(), NOW).await;
    assert_eq!(store.watches_by_phone(&number).await.unwrap().owner, None);
    assert!(matches!(step(&store, second.id, Event::On, NOW).await, Stepped::Done(_)));
    assert_eq!(store.watches_by_phone(&number).await.unwrap().owner, Some(second.id));
}

#[tokio::test]
async fn a_user_who_is_deleted_leaves_no_check_ins_and_is_asked_no_more() {
    let world = World::new().await;
    let store = world.store();
    let user = asked(&store, "+48120009999").await;
    let about = store.users_get(user).await.unwrap().unwrap();
    let _ = store.users_delete(&about, None, NOW).await.unwrap();
    assert!(matches!(step(&store, user, Event::Time, NOW + 5 * MINUTE).await, Stepped::Gone));
    let question = MessageId::question(liveness::ProbeId(1), 0);
    assert!(!store.messages_begin(user, &question, NOW).await.unwrap(), "nothing is sent any more");
    store.erase(user, NOW).await.unwrap();
    store.erase(user, NOW + 10 * MINUTE).await.unwrap();
    let left = world.partitions().await;
    let is_theirs = |pk: &&String| pk.contains(&user.to_string()) || pk.starts_with("P#") || pk.starts_with("PROBES#");
    // The jobs that send messages find nothing to send.
    let left: Vec<_> = left.iter().filter(is_theirs).filter(|pk| !pk.starts_with("J#")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(store.probes_count().await.unwrap().values().all(|count| *count == 0));
}

#[tokio::test]
async fn a_message_goes_forward_and_reports_overtake_one_another() {
    let world = World::new().await;
    let store = world.store();
    let user = asked(&store, "+48120009999").await;
    let id = MessageId::question(liveness::ProbeId(1), 0);
    let standing = async || store.messages_get(user, &id).await.unwrap().unwrap().standing;
    assert!(store.messages_begin(user, &id, NOW).await.unwrap());
    assert!(store.messages_begin(user, &id, NOW).await.unwrap(), "whoever comes after one that died");
    store.messages_sent(user, &id, "SM1", "accepted", NOW).await.unwrap();
    assert_eq!(standing().await, MessageStanding::Sent);
    assert!(!store.messages_begin(user, &id, NOW).await.unwrap());
    let report = async |status, report| {
        let follows = |known: Option<&str>| known == Some("accepted");
        store.messages_reported(user, &id, "SM1", (status, report, None), follows, NOW).await.unwrap()
    };
    assert!(report("delivered", MessageReport::Delivered).await);
    assert!(report("sent", MessageReport::OnItsWay).await);
    let stored = store.messages_get(user, &id).await.unwrap().unwrap();
    assert_eq!((stored.status.as_deref(), stored.sid.as_deref()), (Some("delivered"), Some("SM1")));
    let unknown = MessageId::notice(99);
    assert!(
        !store
            .messages_reported(user, &unknown, "SM2", ("sent", MessageReport::OnItsWay, None), |_| true, NOW)
            .await
            .unwrap()
    );
    let named = MessageId::notice(1);
    store.messages_failed(user, &named, Undelivered::OptedOut, "opted_out", NOW).await.unwrap();
    assert!(!store.watches_get(user).await.unwrap().watch.has_somebody());
    let stored = store.messages_get(user, &named).await.unwrap().unwrap();
    assert_eq!((stored.standing, stored.failure.as_deref()), (MessageStanding::Failed, Some("opted_out")));
}

#[tokio::test]
async fn a_run_that_was_scheduled_anew_meanwhile_ends_unrecorded() {
    let world = World::new().await;
    let store = world.store();
    let user = asked(&store, "+48120009999").await;
    let due = NOW + 5 * MINUTE;
    let job = store.jobs_claim(JobKind::Probe, &user.to_string(), due, due + MINUTE).await.unwrap().unwrap();
    step(&store, user, Event::Good("yes".into()), due).await;
    step(&store, user, ask(), due).await;
    store.jobs_finish(&job, Next::Done, due).await.unwrap();
    assert!(store.jobs_claim(JobKind::Probe, &user.to_string(), due, due + 1).await.unwrap().is_some());
}

/// An answer comes while a deadline passes, in every order of their calls: exactly one is first.
#[tokio::test]
async fn an_answer_and_a_deadline_are_never_both_first() {
    let world = World::new().await;
    let (mut good, mut alarmed) = (0, 0);
    for order in 0..1_u32 << 6 {
        let store = world.store();
        let number = format!("+4899{order:07}");
        let user = asked(&store, &number).await;
        let due = NOW + 5 * MINUTE;
        let question = MessageId::question(liveness::ProbeId(1), 0);
        store.messages_begin(user, &question, NOW).await.unwrap();
        store.messages_sent(user, &question, "SM1", "sent", NOW).await.unwrap();
        let endpoint = world.endpoint();
        let happens = |event: Event| {
            Ordered::start(&endpoint, Policy::default(), move |store| async move {
                drop(step(&store, user, event, due).await);
            })
        };
        let mut time = happens(Event::Time).await;
        let mut answer = happens(Event::Good("yes".into())).await;
        for bit in 0..6 {
            match order >> bit & 1 {
                0 => drop(time.step().await),
                _ => drop(answer.step().await),
            }
        }
        time.finish().await;
        answer.finish().await;
        let watch = store.watches_get(user).await.unwrap().watch;
        assert!(watch.pending.is_none() && watch.alarm.is_none(), "the answer ends it, whichever was first");
        let probe = &store.probes_list(user, watch.probes, 0, 1).await.unwrap()[0];
        let alarm = MessageId::alarm(probe.id, 1, ContactId(1));
        let is_raised = store.messages_get(user, &alarm).await.unwrap().is_some();
        match probe.state {
            ProbeState::Good => good += 1,
            _ => alarmed += 1,
        }
        assert_eq!(is_raised, probe.state == ProbeState::Unavailable);
        assert!(!is_raised || !store.messages_begin(user, &alarm, due).await.unwrap(), "it is not sent any more");
    }
    assert!(0 < good && 0 < alarmed, "{good} {alarmed}");
}

#[tokio::test]
async fn who_has_chosen_no_time_zone_has_the_installations_until_they_begin() {
    let world = World::new().await;
    let zone = |name: &str| Zone::parse(name).unwrap();
    let store = world.store().in_zone(zone("Europe/Warsaw"));
    let user = user(&store, Some("+48120009999")).await.id;
    assert_eq!(store.watches_get(user).await.unwrap().watch.settings.zone, zone("Europe/Warsaw"));
    assert!(matches!(step(&store, user, tom(), NOW).await, Stepped::Done(_)));
    let moved = world.store().in_zone(zone("Asia/Tokyo"));
    assert_eq!(moved.watches_get(user).await.unwrap().watch.settings.zone, zone("Europe/Warsaw"));
}

#[test]
fn somebody_who_has_chosen_nothing_is_not_asked() {
    assert!(!Settings::default_in(Zone::utc()).active);
}
