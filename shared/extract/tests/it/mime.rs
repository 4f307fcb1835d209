//! From bytes to a mail: headers, alternatives, charsets, links, sizes.

use crate::support::{ARRIVED, corpus, mail, mail_of};
use extract::{Mail, Unreadable};

#[test]
fn headers_tell_who_when_and_which() {
    let newsletter = mail(corpus("01-newsletter.eml"));
    assert_eq!(newsletter.id, "week-47@lantern.example");
    assert_eq!(newsletter.subject, "This week at the Lantern — five nights");
    assert_eq!(newsletter.sent_at, 1_794_837_600_000);
    let sender = &newsletter.sender;
    assert_eq!((sender.name.as_str(), sender.email.as_str()), ("The Lantern, Brooklyn", "news@lantern.example"));
    assert_eq!(sender.domain, "lantern.example");
}

#[test]
fn what_headers_leave_out_is_made_up_for() {
    let bare = mail("From: <A@Example.ORG>\r\nDate: someday\r\nList-Id: The Club <club.example.org>\r\n\r\nHello");
    assert_eq!(bare.sent_at, ARRIVED);
    assert_eq!((bare.sender.name.as_str(), bare.sender.email.as_str()), ("The Club", "a@example.org"));
    assert!(bare.id.starts_with("sha256:") && bare.id.len() == 71, "{}", bare.id);
    assert_eq!(
        bare.id,
        mail("From: <A@Example.ORG>\r\nDate: someday\r\nList-Id: The Club <club.example.org>\r\n\r\nHello").id
    );
    let nobody = mail("Subject: x\r\n\r\nHello");
    assert_eq!((nobody.sender.name.as_str(), nobody.sender.domain.as_str()), ("", ""));
}

#[test]
fn of_alternatives_one_is_read_with_its_links_and_nothing_hidden() {
    assert_eq!(
        mail(corpus("01-newsletter.eml")).text,
        "This week\n\n[Monk & Friends](https://lantern.example/e/101?utm=mail&n=1)\n\nThis Friday, 8 pm. $20 at the door.\n\n\
         [Silent Film Night](https://lantern.example/e/102)\n\nSaturday, doors 7:30 pm, film 8:15 pm till 10 pm\n\n\
         Open Mic\n\nSunday at six\n\nAll at The Lantern, 12 Dock Street, Brooklyn. Write to us"
    );
}

#[test]
fn plain_text_is_read_where_html_shows_nothing() {
    let body = "--b\r\nContent-Type: text/plain\r\n\r\nDinner at 8\r\n--b\r\nContent-Type: text/html\r\n\r\n<p style='display:none'>x</p>\r\n--b--\r\n";
    assert_eq!(mail_of("multipart/alternative; boundary=b", body).text, "Dinner at 8");
}

#[test]
fn html_is_read_as_it_is_seen() {
    let check = |html: &str, text: &str| assert_eq!(mail_of("text/html; charset=utf-8", html).text, text, "{html}");
    check("Tom &amp; Jerry &lt;3", "Tom & Jerry <3");
    check("a<br>b<p>c<p>d", "a\nb\nc\n\nd");
    check("<ul><li>a<li>b</ul>", "- a\n\n- b");
    check("<a href=https://x.org/a>go</a> <a href='javascript:x()'>no</a>", "[go](https://x.org/a) no");
    check("<a href=https://x.org/a><img src=x alt='A picture'></a>", "[A picture](https://x.org/a)");
    check("<a href=https://x.org/a></a>b", "b");
    check("<p style='color:red;font-size: 0.9em'>a</p><p style='x:y; FONT-SIZE : 0 ;'>b</p>", "a");
    check("<div hidden>a</div><span style='visibility:hidden'>b</span><title>c</title>d", "d");
    check("a\u{200b}\u{202e}b\u{ad}c", "abc");
    check("<table><tr><td>a</td><td>b</td></tr></table>", "a b");
}

#[test]
fn charsets_are_read_and_wrong_ones_mended() {
    let text = mail(corpus("10-charset.eml")).text;
    assert!(text.starts_with("Soirée d'été indien, le 28 novembre à 20h, entrée 5 €."), "{text}");
    let sender = mail(corpus("10-charset.eml")).sender;
    assert_eq!((sender.name.as_str(), sender.domain.as_str()), ("Café du Port", "cafe.example"));
    let check = |charset: &str, encoding: &str, bytes: &[u8], text: &str| {
        let head = format!(
            "From: a@b.org\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
        );
        assert_eq!(mail([head.as_bytes(), bytes].concat()).text, text, "{charset}");
    };
    check("iso-8859-2", "8bit", b"\xa3\xf3d\xbc", "Łódź");
    check("koi8-r", "8bit", b"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет");
    check("shift_jis", "8bit", b"\x93\x8c\x8b\x9e", "東京");
    check("utf-8", "quoted-printable", b"Caf=E9 at nine", "Café at nine");
    check("utf-8", "base64", b"Q2Fm6SBhdCBuaW5l", "Café at nine");
    check("utf-8", "8bit", "Caf\u{fffd} at nine".as_bytes(), "Caf\u{fffd} at nine");
}

#[test]
fn pictures_and_documents_are_no_text() {
    let body = "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\
        Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b--\r\n";
    assert_eq!(mail_of("multipart/mixed; boundary=b", body).text, "Hello");
}

#[test]
fn a_forwarded_mail_is_read_with_its_own_date() {
    let text = mail(corpus("09-forward.eml")).text;
    let lines = [
        "Shall we go together?",
        "Date: 2026-11-01T20:00:00Z",
        "See below.",
        "Subject: Your tickets for Winter Concert",
        "Thank you for your order.",
    ];
    let places = lines.map(|line| text.find(line).unwrap_or_else(|| panic!("{line} is not in {text}")));
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn a_text_is_cut_to_size() {
    let long = mail_of("text/plain", &"Łódź at nine. ".repeat(10_000));
    assert!(long.is_cut);
    assert_eq!(long.text.chars().count(), 40_000);
    assert!(!mail_of("text/plain", "short").is_cut);
}

#[test]
fn what_is_no_mail_is_refused() {
    let check = |bytes: &[u8], expect| assert_eq!(Mail::read(bytes, ARRIVED).unwrap_err(), expect);
    check(b"", Unreadable::NoHeader);
    check(&vec![b'a'; 52_428_801], Unreadable::TooLarge);
    check("Content-Type: message/rfc822\r\n\r\n".repeat(50_000).as_bytes(), Unreadable::TooManyForwards);
}

#[test]
fn no_text_of_a_mail_is_in_its_debug_form() {
    let shown = format!("{:?}", mail(corpus("01-newsletter.eml")));
    assert!(!shown.contains("Lantern") && !shown.contains("lantern"), "{shown}");
}
