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

#[cfg(test)]
mod tests {
    use crate::Letter;

    const LEFT_MS: i64 = 30 * 60_000;

    /// One of each, with what somebody hostile would call themselves.
    fn letters() -> Vec<Letter> {
        let (link, name) =
            (|| "https://ui.example/?a=1&b=\"><i>#code=hush".to_owned(), || Some("<img src=x>".to_owned()));
        let code = || Some("271828".to_owned());
        vec![
            Letter::VerifyAddress { link: link(), code: code() },
            Letter::Welcome { first_name: name(), link: link() },
            Letter::AlreadyRegistered { link: link(), reset_link: link() },
            Letter::ResetPassword { first_name: name(), link: link() },
            Letter::PasswordChanged { first_name: name(), link: link() },
            Letter::ChangeAddress { link: link(), code: code() },
            Letter::AddressChanged { first_name: name(), link: Some(link()) },
            Letter::AddressChanged { first_name: None, link: None },
            Letter::AccountDeleted { first_name: name() },
            Letter::Invitation { link: link() },
        ]
    }

    #[test]
    fn nothing_in_a_letter_is_taken_for_html() {
        for letter in letters() {
            let html = letter.render(LEFT_MS).html;
            assert!(!html.contains("<img") && !html.contains("\"><i>"), "{html}");
            assert!(!html.contains("href") || html.contains("?a=1&amp;b=&quot;&gt;&lt;i&gt;#code=hush\""), "{html}");
        }
    }

    #[test]
    fn every_link_stands_on_a_line_of_its_own_and_every_letter_says_what_if_it_was_not_you() {
        for letter in letters() {
            let rendered = letter.render(LEFT_MS);
            let links = rendered.text.lines().filter(|line| line.starts_with("https://")).count();
            assert_eq!(links, rendered.html.matches("href=").count(), "{}", rendered.text);
            let says = ["not you", "know nothing", "did not expect"].iter().any(|words| rendered.text.contains(words));
            assert!(says && !rendered.subject.contains('\n'), "{}", rendered.text);
            assert!(rendered.html.contains(&rendered.subject));
        }
    }

    #[test]
    fn a_letter_reads_like_this() {
        let letter =
            Letter::ResetPassword { first_name: Some("Ada".to_owned()), link: "https://ui.example/#code=x".to_owned() };
        let expect = "Hello Ada,\n\n\
            Somebody, probably you, has forgotten the password of your account. Choose a new one here:\n\n\
            https://ui.example/#code=x\n\n\
            This works once, for the next 30 minutes.\n\n\
            If it was not you, there is nothing to do: the password stays as it is.\n\n\
            Impulses\n";
        assert_eq!(letter.render(LEFT_MS).text, expect);
    }
}
