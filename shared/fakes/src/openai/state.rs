//! What the server knows, and what it answers. Pure.

use super::completion::{Reply, body};
use super::fault::{Fault, error};
use super::server::Answer;
use super::{format, schema};
use serde_json::{Value, json};
use std::collections::VecDeque;

/// The only key.
pub(super) const KEY: &str = "sk-fake-0123456789";

/// What has happened, and what is to happen.
#[derive(Default)]
pub(super) struct State {
    /// What is answered where something stands in the question.
    pub(super) replies: Vec<(String, Reply)>,
    pub(super) questions: Vec<Value>,
    pub(super) next: VecDeque<Fault>,
    pub(super) always: Option<Fault>,
}

impl State {
    /// Notes a question; answers what is planned to go wrong with it.
    pub(super) fn receive(&mut self, question: Value) -> Option<Fault> {
        self.questions.push(question);
        self.next.pop_front().or(self.always)
    }

    /// The answer to a question with this header `Authorization`.
    pub(super) fn answer(&self, authorization: Option<&str>, question: &Value) -> Answer {
        if authorization != Some(&format!("Bearer {KEY}")) {
            return error(401, "invalid_api_key", "Incorrect API key provided");
        }
        let schema = match check(question) {
            Ok(schema) => schema,
            Err(problem) => return error(400, "invalid_request_error", &problem),
        };
        let reply = self.reply(question);
        if let Reply::Content(content) = &reply
            && let Err(problem) = schema::check(content, schema, "answer")
        {
            return error(500, "server_error", &format!("The test has the model say what it cannot: {problem}"));
        }
        Answer::new(200, body(&reply, question, self.questions.len()).to_string())
    }

    fn reply(&self, question: &Value) -> Reply {
        let text: Vec<&str> = question["messages"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|message| message["content"].as_str())
            .collect();
        let text = text.join("\n");
        let planned = self.replies.iter().rev().find(|(part, _)| text.contains(part));
        planned.map_or_else(|| Reply::Content(json!({ "events": [] })), |(_, reply)| reply.clone())
    }
}

/// The schema of a question that is in order.
fn check(question: &Value) -> Result<&Value, String> {
    if question["model"].as_str().is_none_or(str::is_empty) {
        return Err("you must provide a model parameter".to_owned());
    }
    if question["messages"].as_array().is_none_or(Vec::is_empty) {
        return Err("messages must not be empty".to_owned());
    }
    format::schema(question)
}
