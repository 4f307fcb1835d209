//! Which mails of a mailbox are wanted, in the words of Gmail's search box.

use google::Label;

/// Mails that came earlier are left alone, in ms: a year. What became of a mail is remembered for longer, so that none comes to
/// be read again.
pub(crate) const LOOK_BACK_MS: i64 = 365 * 86_400_000;
/// What begins a word that names a label.
const LABEL: &str = "label:";

/// The query for all wanted mails of the last year.
pub(crate) fn query(wanted: &str, now: i64) -> String {
    let after = (now - LOOK_BACK_MS).div_euclid(1000).max(0);
    let is_one_word = !wanted.contains(char::is_whitespace);
    if is_one_word { format!("{wanted} after:{after}") } else { format!("({wanted}) after:{after}") }
}

/// The label, if mails are wanted for that alone. Of labels, changes can be asked for; of other queries, only all mails.
pub(crate) fn label<'a>(wanted: &str, labels: &'a [Label]) -> Option<&'a Label> {
    let named = wanted.get(..LABEL.len()).filter(|head| head.eq_ignore_ascii_case(LABEL))?;
    let name = wanted[named.len()..].trim();
    let name = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    if name.contains(['"', '(', ')', '{', '}']) || name.split_whitespace().any(|word| word.contains(':')) {
        return None;
    }
    let is_quoted = wanted.contains('"');
    if name.contains(char::is_whitespace) && !is_quoted {
        return None;
    }
    labels.iter().find(|label| searched(&label.name) == searched(name))
}

/// The search box writes spaces and slashes of labels as hyphens.
fn searched(name: &str) -> String {
    name.to_lowercase().replace([' ', '/'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_only_if_nothing_else_is_asked_for() {
        let labels = ["Events", "News/Jazz & more"].map(|name| Label { id: name.to_owned(), name: name.to_owned() });
        let check = |wanted: &str, expect: Option<&str>| {
            assert_eq!(label(wanted, &labels).map(|label| label.name.as_str()), expect, "{wanted}");
        };
        check("label:Events", Some("Events"));
        check("LABEL:events", Some("Events"));
        check("label:\"News/Jazz & more\"", Some("News/Jazz & more"));
        check("label:news-jazz-&-more", Some("News/Jazz & more"));
        for other in [
            "label:Nothing",
            "label:Events from:ada",
            "Events",
            "from:label:Events",
            "-label:Events",
            "label:(Events)",
            "",
            "label:",
        ] {
            check(other, None);
        }
    }

    #[test]
    fn what_is_older_than_a_year_is_not_listed() {
        assert_eq!(query("label:Events", LOOK_BACK_MS + 5_000), "label:Events after:5");
        assert_eq!(query("a OR b", LOOK_BACK_MS), "(a OR b) after:0");
    }
}
