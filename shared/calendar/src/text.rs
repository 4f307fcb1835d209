//! Descriptions as text. Calendars keep plain text and HTML in the same field and do not say which it is.
//!
//! It is HTML if it holds a tag that HTML knows or an entity; so `pace<5`, `a<b and c>d` and `AT&T` stay as they are.
//! Of HTML, blocks and `br` break lines, entities are decoded, and all other tags, known or not, vanish. Line breaks
//! stay line breaks, because calendars show them so.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};
use std::borrow::Cow;

/// Tags before and behind which a new line begins (HTML Living Standard, 15.3: those displayed as blocks, as items of
/// lists and as parts of tables).
const BLOCKS: &str = "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset \
                      figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol \
                      option p pre search section select summary table tbody td tfoot th thead tr ul";
/// The other tags that tell HTML from text: what editors write, and the `html-blob` that Google wraps pasted pages in.
const INLINE: &str = "a abbr acronym b base bdi bdo big button cite code col colgroup data del dfn em font head html-blob \
                      i img input ins kbd label link map mark meta meter nobr noscript object picture progress q s samp \
                      script small source span strike strong style sub sup svg template textarea time title tt u var \
                      video wbr";
/// Tags of which not even the text is for people.
const HIDDEN: [&[u8]; 2] = [b"script", b"style"];
/// The longest entity, `&CounterClockwiseContourIntegral;`, in bytes.
const LONGEST_ENTITY: usize = 33;

/// Whether a character ends a line, as Python's `splitlines` has it (`\r\n` counts as two: one of the lines is blank).
pub(crate) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text that a description shows, with plain spaces for those that do not break.
pub(crate) fn plain(description: &str) -> String {
    shown(description).replace('\u{a0}', " ")
}

fn shown(description: &str) -> Cow<'_, str> {
    if !description.contains(['<', '&']) {
        return description.into();
    }
    let (text, tagged) = strip(description);
    if tagged || has_entity(description) { text.into() } else { description.into() }
}

/// The text between tags, and whether any of these is one of HTML.
fn strip(html: &str) -> (String, bool) {
    let mut emitter = DefaultEmitter::default();
    // As a browser does, take the inside of a script for one text, whatever tags it seems to hold.
    emitter.naively_switch_states(true);
    let (mut text, mut tagged, mut hidden) = (String::new(), false, false);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::String(string) if !hidden => text.push_str(&String::from_utf8_lossy(&string)),
            Token::StartTag(tag) => {
                hidden = HIDDEN.contains(&tag.name.as_slice());
                tagged |= is_known(&tag.name) && has_html_attributes(&tag);
                text.push_str(break_of(&tag.name));
            }
            Token::EndTag(tag) => {
                hidden = false;
                tagged |= is_known(&tag.name);
                text.push_str(break_of(&tag.name));
            }
            _ => {}
        }
    }
    (text, tagged)
}

fn is_known(tag: &[u8]) -> bool {
    is_among(BLOCKS, tag) || is_among(INLINE, tag)
}

fn break_of(tag: &[u8]) -> &'static str {
    if is_among(BLOCKS, tag) { "\n" } else { "" }
}

fn is_among(names: &str, tag: &[u8]) -> bool {
    names.split_ascii_whitespace().any(|name| name.as_bytes() == tag)
}

/// False of `<b and c>`, whose attributes would all be without a value.
fn has_html_attributes(tag: &StartTag<()>) -> bool {
    tag.attributes.is_empty() || tag.attributes.values().any(|value| !value.is_empty())
}

/// Whether there is a complete entity, such as `&amp;` or `&#39;`.
fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let end = text.as_bytes()[at..].iter().take(LONGEST_ENTITY).position(|&byte| byte == b';');
        end.is_some_and(|end| !strip(&text[at..=at + end]).0.ends_with(';'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The lines of a description that are not blank.
    fn lines(description: &str) -> Vec<String> {
        let text = plain(description);
        text.split(is_line_break).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn html_becomes_the_lines_it_shows() {
        let table: [(&str, &[&str]); 16] = [
            ("where:park<br>distance=5", &["where:park", "distance=5"]),
            ("where:park<br/>distance=5<BR />x:y", &["where:park", "distance=5", "x:y"]),
            ("<p>where:park</p><p dir=\"ltr\">distance=5</p>", &["where:park", "distance=5"]),
            ("<span style=\"color:red\">where:park</span>", &["where:park"]),
            ("<b>distance</b>=<i>5</i>", &["distance=5"]),
            ("<ul><li>a:1</li><li>b:2</li></ul>", &["a:1", "b:2"]),
            ("<table><tr><td>a:1</td><td>b:2</td></tr></table>", &["a:1", "b:2"]),
            ("<h1>a:1</h1>b:2<div>c:3</div>d:4", &["a:1", "b:2", "c:3", "d:4"]),
            ("url:<a href=\"https://x.org/?a=b\">https://x.org</a>", &["url:https://x.org"]),
            ("where:new&nbsp;york<br>b:c&amp;d&#33;&#x21;", &["where:new york", "b:c&d!!"]),
            ("b:Tom &amp; Jerry", &["b:Tom & Jerry"]),
            ("<html-blob>a:1<br>b:2</html-blob>", &["a:1", "b:2"]),
            ("a:1\nb:2<b>!</b>\r\nc:3", &["a:1", "b:2!", "c:3"]),
            ("a:1<script>x:y<br></script><style>p{c:d}</style><br>b:2", &["a:1", "b:2"]),
            ("a:1<!-- c:d --><br>b:2<o:p></o:p>", &["a:1", "b:2"]),
            ("a:&lt;b&gt;", &["a:<b>"]),
        ];
        for (html, text) in table {
            assert_eq!(lines(html), text, "{html}");
        }
    }

    #[test]
    fn text_that_only_looks_like_html_stays() {
        for text in
            ["pace<5", "a<b", "a<b and c>d", "1 < 2 > 0", "AT&T", "a&b;c", "mail <me@x.org>", "a<", "<>", "&", "&#;"]
        {
            assert_eq!(plain(text), text);
        }
        assert_eq!(plain("new\u{a0}york"), "new york");
    }

    #[test]
    fn lines_break_where_python_breaks_them() {
        let text = "a\nb\r\nc\rd\x0be\x0cf\x1cg\x1dh\x1ei\u{85}j\u{2028}k\u{2029}l";
        assert_eq!(lines(text).concat(), "abcdefghijkl");
        assert_eq!(lines(text).len(), 12);
        assert_eq!(lines("a\tb\x1fc"), ["a\tb\x1fc"]);
    }

    /// As an editor would write the text.
    fn html_of(text: &str, separator: &str) -> String {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        format!("<span>{}</span>", escaped.replace('\n', separator))
    }

    proptest! {
        #[test]
        fn html_of_a_text_has_the_lines_of_the_text(
            text in "([a-z0-9:=&;<>/ż .\"'-]{0,20}\n){0,6}",
            separator in prop::sample::select(vec!["<br>", "<br />\n", "</span></p><p><span>", "<div></div>"]),
        ) {
            let text = text.trim();
            prop_assume!(shown(text) == text);
            prop_assert_eq!(lines(&html_of(text, separator)), lines(text));
        }

        #[test]
        fn no_description_panics(text in "[<>&;/!\\-a-z#=\"' \n\\PC]{0,60}") {
            plain(&text);
        }
    }
}
