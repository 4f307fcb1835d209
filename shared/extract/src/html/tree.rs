//! HTML as a tree. Mails nest their tables well or not at all, so end tags close what is open by their name, and
//! nothing is moved about as a browser would.

use crate::tidy;
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{EndTag, StartTag, Token, Tokenizer};

/// Deeper than any layout of tables; what is deeper still becomes a sibling, so that walks may recurse.
const DEEPEST: usize = 200;
/// As many elements as are read of one part: more than ten of the longest newsletters have.
const MOST_ELEMENTS: usize = 100_000;
/// Elements without an end (HTML Living Standard, 13.1.2).
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that end where the next of their name begins.
const SELF_ENDING: [&str; 8] = ["p", "li", "tr", "td", "th", "dt", "dd", "option"];

#[derive(Default)]
pub(super) struct Element {
    /// In lower case; empty of the root.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

pub(super) enum Node {
    Text(String),
    Element(Element),
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// Visits an element and all within it, in their order.
    pub(super) fn each<'a>(&'a self, visit: &mut impl FnMut(&'a Element)) {
        visit(self);
        for child in &self.children {
            if let Node::Element(element) = child {
                element.each(visit);
            }
        }
    }

    /// The text within it, up to so many bytes.
    pub(super) fn text(&self, most: usize) -> String {
        let mut text = String::new();
        self.add_text(&mut text, most);
        text
    }

    fn add_text(&self, text: &mut String, most: usize) {
        for child in &self.children {
            match child {
                _ if most <= text.len() => return,
                Node::Text(own) => text.push_str(tidy::head(own, most - text.len())),
                Node::Element(element) => element.add_text(text, most),
            }
        }
    }
}

/// Reads HTML, whatever is wrong with it.
pub(super) fn parse(html: &str) -> Element {
    let mut emitter = DefaultEmitter::default();
    // As a browser does, take the inside of a script for one text, whatever tags it seems to hold.
    emitter.naively_switch_states(true);
    let mut open = Open { stack: vec![Element::default()], elements: 0 };
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        match token {
            Token::String(string) => open.text(&String::from_utf8_lossy(&string)),
            Token::StartTag(tag) => open.start(tag),
            Token::EndTag(tag) => open.end(&tag),
            _ => {}
        }
    }
    open.finish()
}

/// The elements that have begun and not ended, the root first.
struct Open {
    stack: Vec<Element>,
    elements: usize,
}

impl Open {
    fn text(&mut self, text: &str) {
        if let Some(top) = self.stack.last_mut() {
            top.children.push(Node::Text(text.to_owned()));
        }
    }

    fn start(&mut self, tag: StartTag<()>) {
        let element = element_of(&tag);
        self.elements += 1;
        if MOST_ELEMENTS < self.elements {
            return;
        }
        let is_next = self.stack.last().is_some_and(|top| top.name == element.name);
        if is_next && SELF_ENDING.contains(&element.name.as_str()) {
            self.close(self.stack.len() - 1);
        }
        let is_leaf = tag.self_closing || VOID.contains(&element.name.as_str());
        self.stack.push(element);
        if is_leaf || DEEPEST < self.stack.len() {
            self.close(self.stack.len() - 1);
        }
    }

    fn end(&mut self, tag: &EndTag<()>) {
        let name = String::from_utf8_lossy(&tag.name);
        if let Some(at) = self.stack.iter().rposition(|element| element.name == name) {
            self.close(at);
        }
    }

    /// Ends the elements from one on, counted from the root, which never ends.
    fn close(&mut self, from: usize) {
        while from.max(1) < self.stack.len() {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        if let Some(element) = self.stack.pop()
            && let Some(parent) = self.stack.last_mut()
        {
            parent.children.push(Node::Element(element));
        }
    }

    fn finish(mut self) -> Element {
        self.close(1);
        self.stack.pop().unwrap_or_default()
    }
}

fn element_of(tag: &StartTag<()>) -> Element {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
    Element { name: text(&tag.name), attributes, children: Vec::new() }
}
