//! HTML of mails: the text that it shows, where its links lead, and what it says to programs.

mod budget;
mod microdata;
mod shown;
mod tree;

pub(crate) use budget::Budget;

use serde_json::Value;

/// A part in HTML, read.
pub(crate) struct Page {
    /// What a person sees, links as `[text](address)`.
    pub(crate) text: String,
    /// The addresses of the links that are seen.
    pub(crate) links: Vec<String>,
    /// What JSON-LD and microdata say, in the order of their beginnings within each kind; both in the form of JSON-LD.
    pub(crate) markup: Vec<Value>,
}

impl Page {
    /// `budget` is what is left of the mail's; markup that does not fit into it is passed over.
    pub(crate) fn read(html: &str, budget: &mut Budget) -> Page {
        let root = tree::parse(html);
        let (text, links) = shown::shown(&root);
        let mut markup = json_ld(&root, budget);
        markup.extend(microdata::items(&root, budget));
        Page { text, links, markup }
    }
}

/// The scripts of that type (JSON-LD 1.1, 7), those that are JSON.
fn json_ld(root: &tree::Element, budget: &mut Budget) -> Vec<Value> {
    let mut found = Vec::new();
    root.each(&mut |element| {
        let kind = element.attribute("type").unwrap_or_default().trim().to_ascii_lowercase();
        if element.name == "script" && kind.starts_with("application/ld+json") {
            let text = element.text(usize::MAX);
            if budget.take(text.len()) {
                found.extend(serde_json::from_str::<Value>(unwrapped(&text)).ok());
            }
        }
    });
    found
}

/// Without the comment or CDATA that some templates put around what is in a script.
fn unwrapped(script: &str) -> &str {
    let script = script.trim();
    let script = script.strip_prefix("<!--").and_then(|inner| inner.strip_suffix("-->")).unwrap_or(script).trim();
    script.strip_prefix("<![CDATA[").and_then(|inner| inner.strip_suffix("]]>")).unwrap_or(script).trim()
}
