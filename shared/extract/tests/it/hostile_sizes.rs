//! Mails that are small and made to become large, or to be looked at for hours; and mails whose events would not fit.

use crate::support::{Kept, answered, found, invitation, mail, mail_of, one, told};
use serde_json::json;

#[test]
fn items_with_two_names_do_not_double_at_each_level() {
    let nested = "<div itemscope itemprop='a b'>".repeat(40);
    let html = format!("<div itemscope itemtype='https://schema.org/Event'><b itemprop=name>Fair</b>{nested}");
    assert_eq!(one(&mail_of("text/html", &html)).facts.title, "Fair");
}

#[test]
fn what_has_many_names_is_taken_under_one() {
    let names: String = (0..20_000).map(|n| format!("n{n} ")).collect();
    let text = "Fair ".repeat(1_000);
    let html = format!("<div itemscope itemtype='https://schema.org/Event'><b itemprop='{names}name'>{text}</b></div>");
    assert!(one(&mail_of("text/html", &html)).facts.title.starts_with("Fair Fair"));
    let both = "<div itemscope itemtype=Event><b itemprop=name>x</b><b itemprop='name description'>y</b></div>";
    let event = one(&mail_of("text/html", both));
    assert_eq!((event.facts.title.as_str(), event.facts.description.as_deref()), ("x", Some("y")));
    let once = "<div itemscope itemtype=Event><b itemprop='name description'>x</b></div>";
    assert_eq!(one(&mail_of("text/html", once)).facts.description, None);
}

#[test]
fn the_markup_of_a_mail_has_an_end() {
    let event = |n| format!("<div itemscope itemtype=Event><b itemprop=name>Fair {n}</b></div>");
    let events: String = (0..150).map(event).collect();
    let levels: String = (0..95).map(|n| format!("<i itemprop=n{n}>")).collect();
    let before = [
        "<i itemscope></i>".repeat(11_000),
        format!("<div itemscope>{levels}{}{}</div>", "x".repeat(16_000), "</i>".repeat(95)),
        format!("<script type=application/ld+json>[{}]</script>", " ".repeat(1_048_500)),
    ];
    for before in before {
        // Of what is left some fit.
        assert!(found(&mail_of("text/html", &format!("{before}{events}"))).len() < 100, "{before:.40}");
    }
    assert_eq!(found(&mail_of("text/html", &events)).len(), 150);
}

#[test]
fn a_text_full_of_beginnings_of_addresses_is_read_once() {
    for text in ["http://".repeat(45_000), "https://x/".repeat(32_000), "http".repeat(80_000)] {
        let mail = mail_of("text/plain", &format!("https://x.org/a {text}"));
        let found = answered(&mail, &told("x", "2026-12-05", json!({ "source_url": "https://x.org/a" })));
        assert_eq!(found[0].facts.source_url.as_deref(), Some("https://x.org/a"));
    }
}

#[test]
fn an_address_is_a_link_up_to_its_longest_and_those_within_it_are_none() {
    let link = |text: &str, url: &str| {
        let found = answered(&mail_of("text/plain", text), &told("x", "2026-12-05", json!({ "source_url": url })));
        found[0].facts.source_url.clone()
    };
    let longest = format!("https://x.org/{}", "a".repeat(1_986));
    assert_eq!(link(&format!("See {longest}"), &longest), Some(longest.clone()));
    assert_eq!(link(&format!("See {longest}a"), &longest), None);
    let outer = "https://x.org/?to=https://y.org/b";
    assert_eq!(link(&format!("See {outer}."), outer).as_deref(), Some(outer));
    assert_eq!(link(&format!("See {outer}."), "https://y.org/b"), None);
    assert_eq!(link("(https://x.org/a) <http://y.org/b>, z", "http://y.org/b").as_deref(), Some("http://y.org/b"));
}

#[test]
fn a_long_text_is_cut_before_its_links_are_read_and_says_so() {
    let mail = mail_of("text/plain", &format!("Dinner{} https://x.org/a", " ".repeat(400_000)));
    assert_eq!((mail.text.as_str(), mail.is_cut), ("Dinner", true));
    let found = answered(&mail, &told("x", "2026-12-05", json!({ "source_url": "https://x.org/a" })));
    assert_eq!(found[0].facts.source_url, None);
}

#[test]
fn a_sender_of_any_length_is_kept_within_200_characters() {
    let long = "é".repeat(30_000);
    for from in [format!("{long} <a@b.org>"), format!("<{long}@b.org>"), format!("<a@{long}>"), format!("<{long}>")] {
        let sender = mail(format!("From: {from}\r\nList-Id: {long} <x.org>\r\n\r\nHello")).sender;
        for part in [&sender.name, &sender.email, &sender.domain] {
            assert!(part.chars().count() <= 200, "{}", part.chars().count());
        }
    }
    let sender = mail(format!("From: {long} <A@b.org>\r\n\r\nHello")).sender;
    assert_eq!((sender.name.chars().count(), sender.email.as_str(), sender.domain.as_str()), (200, "a@b.org", "b.org"));
}

#[test]
fn a_series_of_any_length_fits_into_an_item() {
    let lines = |name: &str, n: usize| format!("{name}:{}\n", vec!["20261205T190000Z"; n].join(","));
    let long = lines("EXDATE", 3_000) + &lines("RDATE", 200).repeat(60);
    let mail = invitation("", &format!("SUMMARY:x\nDTSTART:20261201T190000Z\n{long}RRULE:FREQ=DAILY\n"));
    let mut kept = Kept::default();
    assert_eq!(kept.take(&mail, &found(&mail), 1), ["created"]);
    let recurrence = &kept.events[0].facts.recurrence;
    assert_eq!(recurrence[0], "RRULE:FREQ=DAILY");
    assert!(recurrence[1].starts_with("EXDATE:20261205T190000Z,") && recurrence[1].ends_with(",20261205T190000Z"));
    assert!(recurrence.iter().all(|line| line.len() <= 4_000), "each line");
    assert!(recurrence.iter().map(String::len).sum::<usize>() <= 20_000, "all lines");
    let long = format!("SUMMARY:x\nDTSTART:20261201T190000Z\nRRULE:FREQ=DAILY;BYSECOND={}1\n", "1,".repeat(4_000));
    assert_eq!(one(&invitation("", &long)).facts.recurrence, [""; 0]);
}
