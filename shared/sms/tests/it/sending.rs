//! What Twilio is asked for, and what it does not do.

use crate::support::{ADA, REPORTS, account, secrets, send, sender, sender_at};
use domain::{ErrorKind, Failure};
use fakes::Twilio;
use fakes::twilio::Fault;
use runtime::Secrets;
use sms::{Outbox, Refusal, Refused, SendError, Sender, Status};
use std::time::Duration;

#[tokio::test]
async fn a_message_is_taken_with_its_text_and_where_reports_go() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    let text = "Ada & Bob: 100% <ok>? 🙂\n+1=2";
    let accepted = send(&sender, ADA, text).await.expect("it is taken");
    let messages = twilio.messages();
    assert_eq!((accepted.sid.as_str(), accepted.status), (messages[0].sid.as_str(), Status::Accepted));
    assert_eq!((messages[0].to.as_str(), messages[0].body.as_str()), (ADA, text));
    assert_eq!(messages[0].status_callback.as_deref(), Some(REPORTS));
    assert_eq!(messages[0].validity_period, Some(3_600));
    send(&sender, ADA, text).await.expect("it is taken again: nothing is recognised");
    assert_eq!(twilio.messages().len(), 2);
}

#[tokio::test]
async fn what_will_never_arrive_is_refused_for_good() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    twilio.texts(ADA, "Stop", "https://api.example/webhook/sms");
    for (to, code, why) in [
        (ADA, 21610, Refusal::OptedOut),
        ("+15005550001", 21211, Refusal::NoSuchNumber),
        ("+15005550002", 21612, Refusal::CannotReceive),
        ("+15005550003", 21408, Refusal::Country),
        ("+15005550004", 21610, Refusal::OptedOut),
        ("+15005550009", 21614, Refusal::CannotReceive),
    ] {
        let error = send(&sender, to, "Hello").await.expect_err("it is refused");
        assert!(matches!(error, SendError::Refused(is) if is == Refused { code, why }), "{to}: {error:?}");
        assert_eq!((error.kind(), error.may_have_been_sent(), why.may_pass()), (ErrorKind::Invalid, false, false));
        assert!(!format!("{error} {error:?}").contains(to.trim_start_matches('+')), "no number is told");
    }
    let error = send(&sender, "+48600000000", &"ł".repeat(1_601)).await.expect_err("it is too long");
    assert!(matches!(error, SendError::Refused(Refused { code: 21617, why: Refusal::Text })), "{error:?}");
    assert_eq!(twilio.messages(), []);
    twilio.texts(ADA, "START", "https://api.example/webhook/sms");
    send(&sender, ADA, "Hello").await.expect("who wants messages again has them");
}

#[tokio::test]
async fn what_the_operator_has_to_mend_is_told_apart_and_refuses_nobody() {
    let twilio = Twilio::start().await;
    let before = sender(&twilio);
    twilio.rotate_token("another");
    let stale = send(&before, ADA, "Hello").await.expect_err("the token is another");
    assert!(matches!(stale, SendError::NotAllowed { status: 401, code: 20003 }), "{stale:?}");
    let other = account(&twilio);
    let json = format!(
        r#"{{"account_sid":"{}","auth_token":["another","before"],"messaging_service_sid":"MG2"}}"#,
        other.account_sid
    );
    let no_service = send(&sender_at(&twilio.url(), secrets(&json)), ADA, "Hello").await.expect_err("no such service");
    assert!(matches!(no_service, SendError::NotAllowed { status: 400, code: 21705 }), "{no_service:?}");
    let no_account = send(&sender_at(&twilio.url(), Secrets::default()), ADA, "Hello").await.expect_err("no account");
    assert!(matches!(no_account, SendError::NotSetUp), "{no_account:?}");
    for error in [stale, no_service, no_account] {
        assert!(error.needs_operator() && !error.may_have_been_sent());
        assert_eq!(error.kind(), ErrorKind::Unavailable);
        assert!(!format!("{error} {error:?}").contains("another"), "no token is told");
    }
    send(&sender(&twilio), ADA, "Hello").await.expect("with the new token it goes out");
    assert_eq!(twilio.messages().len(), 1);
}

#[tokio::test]
async fn too_many_at_once_wait_as_long_as_they_are_told() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    twilio.fail_next(Fault::TooMany { retry_after_s: 7 });
    let error = send(&sender, ADA, "Hello").await.expect_err("it waits");
    assert!(matches!(error, SendError::Busy { .. }) && !error.may_have_been_sent(), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    send(&sender, ADA, "Hello").await.expect("then it goes out");
}

#[tokio::test]
async fn on_one_machine_nothing_is_sent_and_everything_read() {
    let outbox = Outbox::new("http://127.0.0.1:8080/outbox");
    let accepted = send(&Sender::into_outbox(outbox.clone()), ADA, "Are you well?").await.expect("it is taken");
    assert_eq!((accepted.sid.as_str(), accepted.status), ("outbox-71", Status::Delivered));
    let messages = outbox.messages();
    assert_eq!((messages[0].to.as_str(), messages[0].text.as_str()), (ADA, "Are you well?"));
}
