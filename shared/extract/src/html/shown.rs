//! What a person sees of HTML: text in lines, links with where they lead, and nothing of what is hidden, which is where
//! words stand that are for filters and for models.

use super::tree::{Element, Node};
use crate::links::page;
use crate::tidy;

/// Elements before and behind which a new line begins.
const BLOCKS: &str = "address article aside blockquote body caption center dd details dialog div dl dt fieldset \
                      figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre \
                      section summary table tbody tfoot thead tr ul";
/// Elements of which not even the text is for people.
const UNSEEN: [&str; 8] = ["script", "style", "head", "title", "template", "noscript", "object", "select"];
/// Longer addresses only count clicks; their text stays, and they count as links all the same.
const LONGEST_SHOWN: usize = 300;
/// What styles hide with, without spaces and in lower case.
const HIDING: [&str; 8] = [
    "display:none",
    "visibility:hidden",
    "mso-hide:all",
    "font-size:0",
    "max-height:0",
    "opacity:0",
    "text-indent:-",
    "left:-9",
];

/// The text, and the addresses of the links in it.
pub(super) fn shown(root: &Element) -> (String, Vec<String>) {
    let mut writer = Writer::default();
    writer.element(root);
    (tidy::lines(&writer.text), writer.links)
}

#[derive(Default)]
struct Writer {
    text: String,
    links: Vec<String>,
}

impl Writer {
    fn element(&mut self, element: &Element) {
        if is_hidden(element) {
            return;
        }
        let is_block = BLOCKS.split_ascii_whitespace().any(|name| name == element.name);
        self.text.push_str(if is_block { "\n" } else { "" });
        match element.name.as_str() {
            "a" => self.link(element),
            "br" => self.text.push('\n'),
            "img" => self.text.push_str(element.attribute("alt").unwrap_or_default()),
            "li" => {
                self.text.push_str("- ");
                self.inside(element);
            }
            "td" | "th" => {
                self.inside(element);
                self.text.push(' ');
            }
            _ => self.inside(element),
        }
        self.text.push_str(if is_block { "\n" } else { "" });
    }

    fn inside(&mut self, element: &Element) {
        for child in &element.children {
            match child {
                Node::Element(inner) => self.element(inner),
                Node::Text(text) if element.name == "pre" => self.text.push_str(text),
                // Lines of the source are none of the page.
                Node::Text(text) => self.text.push_str(&text.replace(['\n', '\r', '\t'], " ")),
            }
        }
    }

    fn link(&mut self, element: &Element) {
        let Some(url) = element.attribute("href").and_then(page) else { return self.inside(element) };
        let before = self.text.len();
        self.inside(element);
        let inner = self.text.split_off(before);
        let label = tidy::line(&inner);
        if url.len() <= LONGEST_SHOWN && !label.is_empty() {
            self.text.push_str(&format!("[{label}]({url})"));
        } else {
            self.text.push_str(&inner);
        }
        self.links.push(url);
    }
}

fn is_hidden(element: &Element) -> bool {
    let style: String = element.attribute("style").unwrap_or_default().split_whitespace().collect();
    let style = style.to_ascii_lowercase();
    UNSEEN.contains(&element.name.as_str())
        || element.has("hidden")
        || element.attribute("aria-hidden") == Some("true") && element.name != "img"
        || HIDING.iter().any(|&hiding| hides(&style, hiding))
}

/// `font-size:0` hides, and `font-size:0.9em` does not.
fn hides(style: &str, hiding: &str) -> bool {
    style.match_indices(hiding).any(|(at, _)| {
        let starts = at == 0 || style[..at].ends_with(';');
        let rest = style[at + hiding.len()..].trim_start_matches("px").trim_start_matches("!important");
        let ends = rest.is_empty() || rest.starts_with(';') || hiding.ends_with(['-', '9']);
        starts && ends
    })
}
