//! What TwiML asks for, as far as it asks for messages (<https://www.twilio.com/docs/messaging/twiml>).

use roxmltree::{Document, Node};

/// The texts of the messages in it, anything else left out; `None` where it is no TwiML. Elements are found by their
/// names as they are written: TwiML tells capitals from small letters.
pub(super) fn messages(twiml: &str) -> Option<Vec<String>> {
    let document = Document::parse(twiml).ok()?;
    let response = Some(document.root_element()).filter(|root| root.has_tag_name("Response"))?;
    Some(response.children().filter(|node| node.has_tag_name("Message")).map(text).collect())
}

/// A message's own text, or that of its `Body`.
fn text(message: Node<'_, '_>) -> String {
    message.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}
