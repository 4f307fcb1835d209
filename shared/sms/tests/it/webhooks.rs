//! What Twilio sends to us, by the fake one, whose signatures another library makes.

use crate::support::{ADA, account, secrets, send, sender};
use domain::PhoneNumber;
use fakes::Twilio;
use fakes::twilio::{Answer, Webhook};
use runtime::TwilioAccount;
use sms::{Consent, Form, Incoming, Refusal, Report, Status, is_signed, twiml};

const WEBHOOK: &str = "https://api.example/webhook/sms";

/// The form of a request, if it is signed.
fn received(account: &TwilioAccount, webhook: &Webhook) -> Option<Form> {
    let form = Form::parse(webhook.body.as_bytes()).expect("a form");
    is_signed(account, &webhook.url, &form, &webhook.signature).then_some(form)
}

#[tokio::test]
async fn somebody_texts_and_we_read_it() {
    let twilio = Twilio::start().await;
    let text = " Yes & no? żółć 🙂\n=+%20 ";
    let form = received(&account(&twilio), &twilio.texts(ADA, text, WEBHOOK)).expect("it is signed");
    let message = Incoming::read(&form).expect("a message");
    assert_eq!((message.from, message.text.as_str()), (PhoneNumber::parse(ADA).ok(), text));
    assert_eq!(message.consent, None);
    let again = received(&account(&twilio), &twilio.texts(ADA, text, WEBHOOK)).expect("it is signed");
    assert_ne!(Incoming::read(&again).expect("a message").sid, message.sid, "each has a name of its own");
}

#[tokio::test]
async fn twilios_own_words_are_told_with_and_without_advanced_opt_out() {
    let twilio = Twilio::start().await;
    for advanced in [false, true] {
        twilio.advanced_opt_out(advanced);
        for (text, consent, opted_out) in [
            ("STOP", Consent::Out, true),
            (" unsubscribe ", Consent::Out, true),
            ("help", Consent::Help, true),
            ("Yes", Consent::In, false),
            ("QUIT", Consent::Out, true),
            ("unstop", Consent::In, false),
        ] {
            let form = received(&account(&twilio), &twilio.texts(ADA, text, WEBHOOK)).expect("it is signed");
            assert_eq!(form.get("OptOutType").is_some(), advanced);
            assert_eq!(Incoming::read(&form).expect("a message").consent, Some(consent), "{text}");
            assert_eq!(twilio.has_opted_out(ADA), opted_out, "{text}");
        }
    }
}

#[tokio::test]
async fn a_message_is_followed_to_its_end() {
    let twilio = Twilio::start().await;
    let sent = send(&sender(&twilio), ADA, "Hello").await.expect("it is taken");
    let mut at = sent.status;
    for (status, code, why) in
        [("queued", None, None), ("sent", None, None), ("undelivered", Some(30003), Some(Refusal::Unreachable))]
    {
        let webhook = twilio.becomes(sent.sid.as_str(), status, code).expect("it has an address for reports");
        assert!(webhook.url.ends_with("?message=7%2F1"), "our own name for it comes back");
        let report = Report::read(&received(&account(&twilio), &webhook).expect("it is signed")).expect("a report");
        let now = report.status.expect("a state");
        assert!(report.sid == sent.sid && now.follows(at));
        assert_eq!(report.refused.map(|refused| refused.why), why);
        at = now;
    }
    assert_eq!(at, Status::Undelivered);
}

#[tokio::test]
async fn while_a_token_is_replaced_both_are_believed_and_then_only_the_new_one() {
    let twilio = Twilio::start().await;
    let before = account(&twilio);
    let by_the_old = twilio.texts(ADA, "Yes", WEBHOOK);
    twilio.rotate_token("the-new-one");
    let by_the_new = twilio.texts(ADA, "Yes", WEBHOOK);
    let json = |tokens: &str| format!(r#"{{"account_sid":"AC1","auth_token":{tokens},"messaging_service_sid":"MG1"}}"#);
    let both = secrets(&json(r#"["fake-auth-token","the-new-one"]"#)).twilio.expect("an account");
    for (account, old, new) in [(&before, true, false), (&both, true, true), (&account(&twilio), false, true)] {
        let is = |webhook| received(account, webhook).is_some();
        assert_eq!((is(&by_the_old), is(&by_the_new)), (old, new));
    }
}

#[tokio::test]
async fn what_twilio_sends_reaches_a_server() {
    let (twilio, somebody) = (Twilio::start().await, Twilio::start().await);
    let answer = twilio.texts(ADA, "Yes", &somebody.url()).post().await.expect("it answers");
    assert_eq!((answer.status, somebody.requests()), (401, 1), "{}", answer.body);
}

#[test]
fn what_we_answer_is_read_as_it_was_meant_by_who_reads_xml() {
    let read = |body: String| Answer { status: 200, body }.replies();
    assert_eq!(read(twiml::nothing()), Vec::<String>::new());
    for text in ["Thank you 👍", "</Message><Redirect>x</Redirect>", "a & b < c > \"d\" 'e' ]]>", "&amp;", "two\nlines"]
    {
        assert_eq!(read(twiml::reply(text)), [text]);
    }
    assert_eq!(read(twiml::reply("a\u{0}b\u{1b}c\u{ffff}d")), ["abcd"], "no document may have these");
}
