//! Twilio is out of reach, or ill: what was certainly not sent is told apart from what may have been.

use crate::support::{ADA, secrets, send, sender, sender_at};
use domain::{ErrorKind, Failure};
use fakes::Twilio;
use fakes::twilio::Fault;
use sms::{Outage, SendError};
use tokio::net::TcpListener;

const ACCOUNT: &str = r#"{"account_sid":"AC1","auth_token":"hush","messaging_service_sid":"MG1"}"#;

/// The outage of a message that was not sent, or may have been.
fn outage(error: &SendError) -> (&Outage, bool) {
    assert_eq!((error.kind(), error.needs_operator(), error.retry_after()), (ErrorKind::Unavailable, false, None));
    match error {
        SendError::Unavailable(outage) => (outage, false),
        SendError::AnswerLost(outage) => (outage, true),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_listens_so_nothing_was_sent() {
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    for url in [url.clone(), url.replace("http://", "https://")] {
        let error = send(&sender_at(&url, secrets(ACCOUNT)), ADA, "Hello").await.expect_err("nobody is there");
        assert!(matches!(outage(&error), (Outage::NoConnection(_), false)), "{error:?}");
        assert!(!format!("{error:?}").contains("hush") && !format!("{error:?}").contains("48123456789"));
    }
}

#[tokio::test]
async fn who_does_not_speak_tls_is_out_of_reach() {
    let twilio = Twilio::start().await;
    let url = twilio.url().replace("http://", "https://");
    let error = send(&sender_at(&url, secrets(ACCOUNT)), ADA, "Hello").await.expect_err("no TLS");
    assert!(matches!(outage(&error), (Outage::NoConnection(_), false)), "{error:?}");
    assert_eq!(twilio.requests(), 0);
}

#[tokio::test]
async fn a_lost_answer_is_told_as_one_whether_or_not_the_message_was_made() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    for (fault, made) in [
        (Fault::AnswerLost, 1),
        (Fault::CutConnection, 1),
        (Fault::Garbage, 2),
        (Fault::GatewayTimeout, 2),
        (Fault::Refused { status: 502, code: 20502 }, 2),
    ] {
        twilio.fail_next(fault);
        let error = send(&sender, ADA, "Hello").await.expect_err("no answer");
        assert!(outage(&error).1 && error.may_have_been_sent(), "{fault:?}: {error:?}");
        assert_eq!(twilio.messages().len(), made, "{fault:?}");
    }
    assert_eq!(twilio.requests(), 5, "nothing is tried twice");
    send(&sender, ADA, "Hello").await.expect("the next one goes out");
}

#[tokio::test]
async fn an_error_of_theirs_was_not_sent() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    for fault in [Fault::Internal, Fault::Unavailable, Fault::Refused { status: 500, code: 21610 }] {
        twilio.fail_next(fault);
        let error = send(&sender, ADA, "Hello").await.expect_err("it is ill");
        assert!(matches!(outage(&error), (Outage::Answered { .. }, false)), "{error:?}");
    }
    assert_eq!(twilio.messages(), []);
}

/// The clock stands still but for what is waited for.
#[tokio::test(start_paused = true)]
async fn what_is_never_answered_may_have_been_sent() {
    let twilio = Twilio::start().await;
    twilio.fail_next(Fault::Silence);
    let error = send(&sender(&twilio), ADA, "Hello").await.expect_err("no answer");
    assert!(matches!(outage(&error), (Outage::Timeout(_), true)), "{error:?}");
}

/// A server that takes the connection and never speaks TLS is told nothing of the message.
#[tokio::test(start_paused = true)]
async fn a_connection_that_never_comes_about_has_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let error = send(&sender_at(&url, secrets(ACCOUNT)), ADA, "Hello").await.expect_err("no TLS");
    assert!(matches!(outage(&error), (Outage::Timeout(_), false)), "{error:?}");
}

#[tokio::test]
async fn an_outage_ends_and_nothing_of_it_is_left() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    twilio.fail_always(Fault::Unavailable);
    for _ in 0..3 {
        send(&sender, ADA, "Hello").await.expect_err("it is being mended");
    }
    twilio.heal();
    send(&sender, ADA, "Hello").await.expect("it goes out");
    assert_eq!((twilio.requests(), twilio.messages().len()), (4, 1));
}

#[tokio::test]
async fn sending_may_run_on_any_thread() {
    let twilio = Twilio::start().await;
    let sender = sender(&twilio);
    tokio::spawn(async move { send(&sender, ADA, "Hello").await.map(|_| ()) }).await.expect("it runs").expect("sent");
}
