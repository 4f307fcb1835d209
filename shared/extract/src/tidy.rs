//! Text made fit to be kept: on one line, within a length, without characters that do not show.

/// A text on one line, without what does not show.
pub(crate) fn line(text: &str) -> String {
    let shown = text.chars().filter(|&c| !is_invisible(c));
    let spaced: String = shown.map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text in which no line ends in spaces and no two blank lines follow one another.
pub(crate) fn lines(text: &str) -> String {
    let mut tidied = String::new();
    let mut blanks = 0;
    for raw in text.lines() {
        let raw = line(raw);
        blanks = if raw.is_empty() { blanks + 1 } else { 0 };
        if !(raw.is_empty() && (1 < blanks || tidied.is_empty())) {
            tidied.push_str(&raw);
            tidied.push('\n');
        }
    }
    tidied.truncate(tidied.trim_end().len());
    tidied
}

/// As many characters as fit, and whether more were left out.
pub(crate) fn cut(text: &str, longest: usize) -> (String, bool) {
    let end = text.char_indices().nth(longest).map(|(at, _)| at);
    (text[..end.unwrap_or(text.len())].to_owned(), end.is_some())
}

/// The beginning of a text of that many bytes at most.
pub(crate) fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// A text on one line and within a length; `None` where nothing is left.
pub(crate) fn short(text: &str, longest: usize) -> Option<String> {
    let (text, _) = cut(&line(text), longest);
    (!text.is_empty()).then_some(text)
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Soft hyphens, joiners and marks of direction: newsletters fill their previews with them, and hide words behind them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}
