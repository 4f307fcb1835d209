//! What Twilio knows: messages, who wants none, and what is to go wrong. Pure.

use super::NUMBER;
use super::creation::Asked;
use super::fault::Fault;
use super::keywords::Keyword;
use super::message::Message;
use super::problem::Problem;
use super::webhook::Webhook;
use std::collections::{BTreeSet, VecDeque};

/// The only account.
pub(super) const ACCOUNT_SID: &str = "AC00000000000000000000000000000001";
/// Its only messaging service, which has [`NUMBER`].
pub(super) const MESSAGING_SERVICE_SID: &str = "MG00000000000000000000000000000001";
/// Its auth token at first.
const AUTH_TOKEN: &str = "fake-auth-token";

/// What has happened, and what is to happen.
pub(super) struct State {
    pub(super) auth_token: String,
    pub(super) advanced_opt_out: bool,
    pub(super) messages: Vec<Message>,
    pub(super) opted_out: BTreeSet<String>,
    pub(super) own_answers: Vec<(String, String)>,
    pub(super) requests: usize,
    pub(super) next: VecDeque<Fault>,
    pub(super) always: Option<Fault>,
    received: usize,
}

impl Default for State {
    fn default() -> State {
        State {
            auth_token: AUTH_TOKEN.to_owned(),
            advanced_opt_out: false,
            messages: Vec::new(),
            opted_out: BTreeSet::new(),
            own_answers: Vec::new(),
            requests: 0,
            next: VecDeque::new(),
            always: None,
            received: 0,
        }
    }
}

impl State {
    /// What is planned for a request that comes in now.
    pub(super) fn planned(&mut self) -> Option<Fault> {
        self.requests += 1;
        self.next.pop_front().or(self.always)
    }

    /// Makes the message that is asked for.
    pub(super) fn create(&mut self, asked: &Asked<'_>) -> Result<Message, Problem> {
        let wanted = self.checked(asked)?;
        let message = Message {
            sid: format!("SM{:032x}", self.messages.len() + 1),
            to: wanted.to,
            body: wanted.body,
            status_callback: wanted.status_callback,
            validity_period: wanted.validity_period,
            status: "accepted".to_owned(),
            error_code: None,
        };
        self.messages.push(message.clone());
        Ok(message)
    }

    /// The report on a message that comes into a state.
    pub(super) fn becomes(&mut self, sid: &str, status: &str, code: Option<u32>) -> Option<Webhook> {
        let message = self.messages.iter_mut().find(|message| message.sid == sid).expect("there is such a message");
        status.clone_into(&mut message.status);
        message.error_code = code;
        let code = code.map(|code| code.to_string());
        let mut fields = vec![
            ("MessageSid", sid),
            ("SmsSid", sid),
            ("MessageStatus", status),
            ("SmsStatus", status),
            ("To", &message.to),
            ("From", NUMBER),
            ("AccountSid", ACCOUNT_SID),
            ("MessagingServiceSid", MESSAGING_SERVICE_SID),
            ("ApiVersion", "2010-04-01"),
        ];
        fields.extend(code.as_deref().map(|code| ("ErrorCode", code)));
        let url = message.status_callback.as_deref()?;
        Some(Webhook::signed(url, &fields, &self.auth_token))
    }

    /// The request that a text from somebody makes Twilio send.
    pub(super) fn texts(&mut self, from: &str, text: &str, url: &str) -> Webhook {
        let keyword = Keyword::of(text);
        if let Some(keyword) = keyword {
            self.obey(keyword, from);
        }
        self.received += 1;
        let sid = format!("SM{:032x}", 0xf000_0000 + self.received);
        let mut fields = vec![
            ("ToCountry", "US"),
            ("SmsMessageSid", sid.as_str()),
            ("NumMedia", "0"),
            ("SmsSid", &sid),
            ("SmsStatus", "received"),
            ("Body", text),
            ("To", NUMBER),
            ("MessagingServiceSid", MESSAGING_SERVICE_SID),
            ("NumSegments", "1"),
            ("MessageSid", &sid),
            ("AccountSid", ACCOUNT_SID),
            ("From", from),
            ("ApiVersion", "2010-04-01"),
        ];
        let kind = keyword.filter(|_| self.advanced_opt_out).map(Keyword::opt_out_type);
        fields.extend(kind.map(|kind| ("OptOutType", kind)));
        Webhook::signed(url, &fields, &self.auth_token)
    }

    fn obey(&mut self, keyword: Keyword, from: &str) {
        let is_news = match keyword {
            Keyword::Stop => self.opted_out.insert(from.to_owned()),
            Keyword::Start => self.opted_out.remove(from),
            Keyword::Help => true,
        };
        if is_news {
            self.own_answers.push((from.to_owned(), keyword.own_answer().to_owned()));
        }
    }
}
