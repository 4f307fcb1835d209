//! A user whose data token is connected to the primary calendar of one account.

use crate::stage::{Connected, Points, Stage};
use fakes::google::Calendar;
use serde_json::{Value, json};
use testkit::MINUTE;

/// The account.
pub(crate) const ACCOUNT: &str = "ada@example.org";

pub(crate) struct Office {
    pub(crate) stage: Stage,
    pub(crate) who: Connected,
    pub(crate) calendar: Calendar,
}

impl Office {
    pub(crate) async fn new() -> Office {
        let stage = Stage::new().await;
        let user = stage.user().await;
        let who = stage.connect(user, ACCOUNT).await;
        let calendar = stage.google.calendar(ACCOUNT, "primary");
        Office { stage, who, calendar }
    }

    /// A minute later, all points that events have made.
    pub(crate) async fn poll(&self) -> Points {
        self.stage.hand.advance_ms(MINUTE);
        self.stage.poll(self.who).await.unwrap();
        self.stage.stored(self.who.user).await
    }
}

/// An hour in the morning of 2026-11-20, with other fields or further ones.
pub(crate) fn event(title: &str, with: Value) -> Value {
    let mut event = json!({
        "summary": title,
        "start": {"dateTime": "2026-11-20T07:00:00Z"}, "end": {"dateTime": "2026-11-20T08:00:00Z"},
    });
    event.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    event
}
