//! One letter twice, out of the same parts: as plain text, and as HTML in which every text is escaped.

use maud::{DOCTYPE, Markup, html};
use std::borrow::Cow;

/// What a mail program that shows HTML needs to be told, and nothing that it might refuse.
const STYLE: &str = "font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em auto; padding: 0 1em";
const CODE_STYLE: &str = "font-family: monospace; font-size: 1.5em; letter-spacing: 0.1em";

/// A letter as it is sent. Debug shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Its subject: one line.
    pub subject: String,
    /// For those who read text. Every link stands on a line of its own.
    pub text: String,
    /// For all others.
    pub html: String,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Rendered(..)")
    }
}

/// A letter on its way to being written.
pub(crate) struct Page<'a> {
    subject: &'static str,
    name: Option<&'a str>,
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Says(Cow<'static, str>),
    Link(&'static str, &'a str),
    Code(&'a str),
}

impl<'a> Page<'a> {
    pub(crate) fn new(subject: &'static str, name: Option<&'a str>) -> Page<'a> {
        Page { subject, name, parts: Vec::new() }
    }

    pub(crate) fn says(self, text: impl Into<Cow<'static, str>>) -> Page<'a> {
        self.with(Part::Says(text.into()))
    }

    pub(crate) fn link(self, label: &'static str, url: &'a str) -> Page<'a> {
        self.with(Part::Link(label, url))
    }

    pub(crate) fn code(self, before: &'static str, code: Option<&'a str>) -> Page<'a> {
        match code {
            Some(code) => self.says(before).with(Part::Code(code)),
            None => self,
        }
    }

    pub(crate) fn render(&self) -> Rendered {
        Rendered { subject: self.subject.to_owned(), text: self.text(), html: self.html().into_string() }
    }

    fn with(mut self, part: Part<'a>) -> Page<'a> {
        self.parts.push(part);
        self
    }

    fn greeting(&self) -> String {
        self.name.map_or_else(|| "Hello,".to_owned(), |name| format!("Hello {name},"))
    }

    fn text(&self) -> String {
        let mut text = self.greeting();
        for part in &self.parts {
            text.push_str("\n\n");
            text.push_str(match part {
                Part::Says(text) => text,
                Part::Link(_, url) => url,
                Part::Code(code) => code,
            });
        }
        text + "\n\nImpulses\n"
    }

    fn html(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head { meta charset="utf-8"; title { (self.subject) } }
                body style=(STYLE) {
                    p { (self.greeting()) }
                    @for part in &self.parts { p { (part.html()) } }
                    p { "Impulses" }
                }
            }
        }
    }
}

impl Part<'_> {
    fn html(&self) -> Markup {
        match self {
            Part::Says(text) => html! { (text) },
            // The address too, for those who do not trust what they cannot see.
            Part::Link(label, url) => html! { a href=(url) { b { (label) } } br; small { (url) } },
            Part::Code(code) => html! { span style=(CODE_STYLE) { (code) } },
        }
    }
}
