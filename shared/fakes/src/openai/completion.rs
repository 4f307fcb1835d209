//! What a model answers, as a chat completion
//! (<https://platform.openai.com/docs/api-reference/chat/object>).

use serde_json::{Value, json};

/// About as many bytes are a token.
const BYTES_A_TOKEN: usize = 4;

/// What a test has the model answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// This, which has to be of the schema that was asked for.
    Content(Value),
    /// It will not.
    Refusal(String),
    /// The beginning of this: the answer reached its longest length.
    CutOff(Value),
    /// A filter before the model would not let the question through.
    Filtered,
    /// This whole body, whatever it is.
    Body(Value),
}

/// The body of an answer to `question`.
pub(super) fn body(reply: &Reply, question: &Value, number: usize) -> Value {
    let text = |content: &Value| content.to_string();
    let (reason, content, refusal) = match reply {
        Reply::Body(body) => return body.clone(),
        Reply::Content(content) => ("stop", Some(text(content)), None),
        Reply::Refusal(words) => ("stop", None, Some(words.as_str())),
        Reply::CutOff(content) => ("length", Some(beginning(&text(content))), None),
        Reply::Filtered => ("content_filter", None, None),
    };
    let written = content.as_deref().or(refusal).map_or(0, tokens);
    let read = tokens(&question["messages"].to_string());
    json!({
        "id": format!("chatcmpl-{number}"), "object": "chat.completion", "model": question["model"],
        "choices": [{
            "index": 0, "finish_reason": reason,
            "message": { "role": "assistant", "content": content, "refusal": refusal },
        }],
        "usage": {
            "prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written,
            "prompt_tokens_details": { "cached_tokens": 0 },
        },
    })
}

fn tokens(text: &str) -> usize {
    text.len().div_ceil(BYTES_A_TOKEN)
}

/// The first half.
fn beginning(text: &str) -> String {
    text.chars().take(text.chars().count() / 2).collect()
}
