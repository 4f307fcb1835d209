//! Wherever a run dies, the next one comes to the same, and no question is paid for twice that was answered and noted.

use crate::support::{ARRIVED, App, EVENTS, corpus};
use serde_json::Value;
use store::Policy;
use testkit::{MINUTE, Ordered};

const MAILS: [&str; 4] = ["01-newsletter.eml", "02-invitation.eml", "03-update.eml", "07-ticket.eml"];

/// Mails of each kind have come, and none is read.
async fn stage() -> App {
    let app = App::new().await;
    for (at, name) in (0..).zip(MAILS) {
        app.learn(name);
        app.inbox.receive_at(corpus(name), &[EVENTS], ARRIVED + at);
    }
    app
}

/// All that may not depend on how often a run died: ids, what is known, and by which mails.
async fn known(app: &App) -> Vec<Value> {
    let mut events = app.events().await;
    for event in &mut events {
        for moment in ["created_at", "updated_at"] {
            event[moment] = Value::Null;
        }
    }
    events
}

/// The process dies before its call number `call`; false if it has ended by then.
async fn dies(app: &App, call: usize) -> bool {
    app.hand.advance_ms(MINUTE);
    let mut run = Ordered::start(&app.world.endpoint(), Policy::default(), |store| {
        let (mailboxes, clock) = (app.mailboxes(store), app.clock.clone());
        let (user, token) = (app.user, app.token);
        async move { drop(mailboxes.run(user, token, clock, i64::MAX).await) }
    })
    .await;
    for _ in 0..call {
        if run.step().await.is_none() {
            return false;
        }
    }
    let dies = run.peek().await.is_some();
    run.crash();
    dies
}

#[tokio::test]
async fn a_run_may_die_before_any_of_its_calls() {
    let whole = stage().await;
    whole.ran().await;
    let (expect, asked) = (known(&whole).await, whole.model.calls());
    assert_eq!((expect.len(), asked), (5, 1));
    let mut died = 0;
    for call in 0.. {
        let app = stage().await;
        let has_died = dies(&app, call).await;
        died += usize::from(has_died);
        app.ran().await;
        assert_eq!(known(&app).await, expect, "call {call}");
        // The answer is lost only where it was not noted yet.
        assert!(app.model.calls() <= asked + 1, "call {call}");
        app.ran().await;
        assert_eq!(known(&app).await, expect, "call {call}");
        if !has_died {
            break;
        }
    }
    assert!(10 < died, "{died} calls");
}
