//! What Twilio is answered: to do nothing, or to send a message back (<https://www.twilio.com/docs/messaging/twiml>).
//!
//! `maud` writes it, as it writes our pages: its elements need not be HTML's, and what it escapes is what XML wants
//! escaped.

use maud::{PreEscaped, html};

/// The media type of what is answered.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

const DECLARATION: PreEscaped<&str> = PreEscaped(r#"<?xml version="1.0" encoding="UTF-8"?>"#);

/// Nothing is to be done.
pub fn nothing() -> String {
    html! { (DECLARATION) Response {} }.into_string()
}

/// This text is to be sent back.
pub fn reply(text: &str) -> String {
    let text: String = text.chars().filter(|&character| is_in_xml(character)).collect();
    html! { (DECLARATION) Response { Message { (text) } } }.into_string()
}

/// The characters that a document may have, escaped or not (XML 1.0, 2.2).
fn is_in_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_a_message_and_nothing_is_nothing() {
        assert_eq!(nothing(), r#"<?xml version="1.0" encoding="UTF-8"?><Response></Response>"#);
        assert_eq!(
            reply("Thank you 👍"),
            r#"<?xml version="1.0" encoding="UTF-8"?><Response><Message>Thank you 👍</Message></Response>"#
        );
    }

    #[test]
    fn whatever_somebody_is_called_is_text() {
        let sent = reply("</Message><Redirect>&\"x'\u{0}\u{1b}\u{fffe}\n]]>");
        let body = sent.split_once("<Message>").and_then(|(_, rest)| rest.split_once("</Message>")).unwrap().0;
        assert_eq!(body, "&lt;/Message&gt;&lt;Redirect&gt;&amp;&quot;x'\n]]&gt;");
    }
}
