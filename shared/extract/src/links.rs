//! The addresses that stand in a mail. What a model says is a link counts only if it is one of these.

use crate::tidy;
use std::collections::BTreeSet;
use url::Url;

/// Longer addresses are kept by no table and followed by few servers.
pub(crate) const LONGEST_URL: usize = 2_000;
/// As many as are remembered of one mail.
const MOST_LINKS: usize = 2_000;

/// Addresses of pages, each in the form in which browsers write it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links(BTreeSet<String>);

impl Links {
    /// Takes in addresses, those that are of pages.
    pub(crate) fn add_all<'a>(&mut self, urls: impl IntoIterator<Item = &'a String>) {
        for url in urls {
            self.add(url);
        }
    }

    /// Takes in the addresses that stand in a text.
    pub(crate) fn add_in_text(&mut self, text: &str) {
        let mut end = 0;
        for (at, _) in text.match_indices("http") {
            let rest = &text[at..];
            // Within an address others begin, and those are no links: looked at, each would be read to the same end.
            if at < end || !(rest.starts_with("http://") || rest.starts_with("https://")) {
                continue;
            }
            let address = up_to_end(tidy::head(rest, LONGEST_URL + 1));
            end = at + address.len();
            if address.len() <= LONGEST_URL {
                self.add(address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']));
            }
        }
    }

    /// The address in the form in which it is kept, if it stands in the mail.
    pub(crate) fn find(&self, url: &str) -> Option<String> {
        page(url).filter(|url| self.0.contains(url))
    }

    fn add(&mut self, url: &str) {
        if self.0.len() < MOST_LINKS {
            self.0.extend(page(url));
        }
    }
}

/// An address of a page as browsers write it; `None` for mail, scripts and what is no address.
pub(crate) fn page(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    let is_page = matches!(url.scheme(), "http" | "https") && url.has_host() && url.username().is_empty();
    let url = String::from(url);
    (is_page && url.len() <= LONGEST_URL).then_some(url)
}

/// An address ends at a space or bracket; the full stop of its sentence is still with it.
fn up_to_end(text: &str) -> &str {
    let end =
        text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '|')).unwrap_or(text.len());
    &text[..end]
}
