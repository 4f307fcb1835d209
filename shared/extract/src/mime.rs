//! From the bytes of a mail to a `Mail` (RFC 5322, RFC 2045 and after, as `mail-parser` reads them).
//!
//! Of alternatives the HTML is read, because only it has links and markup; the plain text where it shows nothing. A
//! mail that is forwarded as an attachment is read with it, below a line that says whose it is. Images and documents
//! are not.

use crate::charset;
use crate::html::{Budget, Page};
use crate::links::Links;
use crate::mail::{CalendarText, Mail, Sender};
use crate::tidy;
use jiff::Timestamp;
use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Gmail takes in mails of up to 50 MB; what is larger did not come from there.
const LARGEST_MAIL: usize = 52_428_800;
/// As much text as is read, in characters: some 10,000 tokens, and more than a newsletter of fifty events has.
const LONGEST_TEXT: usize = 40_000;
/// As much as is gathered until that, in bytes: twice what it can take, since blanks are left out.
const LARGEST_TEXT: usize = 8 * LONGEST_TEXT;
/// As much HTML of one part as is read, in bytes: twenty times what Gmail shows before it clips.
const LARGEST_HTML: usize = 2_097_152;
/// As much of one calendar as is read, in bytes: an invitation has a few thousand.
const LARGEST_CALENDAR: usize = 1_048_576;
/// As many calendars as are read of one mail.
const MOST_CALENDARS: usize = 20;
/// As many mails and digests as one may hold, in whatever order: each could lie within the one before, and what reads
/// them goes as deep as they do.
const MOST_FORWARDS: usize = 100;
/// A mail was sent before it arrived, by whatever clock; what says otherwise by more than a day would stay the newest
/// word for ever.
const DAY_MS: i64 = 86_400_000;
/// How many forwards within one another are read.
const DEEPEST_FORWARD: usize = 3;

/// Bytes that are no mail.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than a mail can be.
    #[error("the mail is larger than 50 MB")]
    TooLarge,
    /// It holds more mails within it than any forward or digest has, or hides them in an encoding.
    #[error("the mail holds more than 100 mails, or an encoded one")]
    TooManyForwards,
    /// It has no header at all.
    #[error("this is no mail: it has no header")]
    NoHeader,
}

impl Mail {
    /// Reads a mail as it was transported. `arrived_at`, ms since 1970, stands in for a Date header that is missing or
    /// unreadable.
    pub fn read(bytes: &[u8], arrived_at: i64) -> Result<Mail, Unreadable> {
        if LARGEST_MAIL < bytes.len() {
            return Err(Unreadable::TooLarge);
        }
        if MOST_FORWARDS < count_forwards(bytes) || has_encoded_forward(bytes) {
            return Err(Unreadable::TooManyForwards);
        }
        let readable = charset::with_readable_headers(bytes);
        let message = MessageParser::default().parse(readable.as_ref()).ok_or(Unreadable::NoHeader)?;
        if message.headers().is_empty() {
            return Err(Unreadable::NoHeader);
        }
        let mut body = Body::default();
        body.read(&message, 0);
        let (text, is_cut) = tidy::cut(&body.text, LONGEST_TEXT);
        Ok(Mail {
            id: id_of(&message, bytes),
            sender: sender_of(&message),
            subject: tidy::line(message.subject().unwrap_or_default()),
            sent_at: sent_at(&message).filter(|&sent| sent <= arrived_at + DAY_MS).unwrap_or(arrived_at),
            text,
            is_cut: is_cut || body.is_cut,
            links: body.links,
            calendars: body.calendars,
            markup: body.markup,
        })
    }
}

/// What is gathered of a mail and of those within it.
#[derive(Default)]
struct Body {
    text: String,
    /// Whether there was more of it.
    is_cut: bool,
    links: Links,
    calendars: Vec<CalendarText>,
    markup: Vec<Value>,
    markup_left: Budget,
}

impl Body {
    fn read(&mut self, message: &Message<'_>, depth: usize) {
        let before = self.text.len();
        for part in message.html_bodies() {
            self.read_shown(message, part);
        }
        if self.text[before..].trim().is_empty() {
            for part in message.text_bodies().filter(|part| matches!(part.body, PartType::Text(_))) {
                self.read_shown(message, part);
            }
        }
        // Calendars are looked for among all parts: some programs call them alternatives, some attachments.
        for part in &message.parts {
            if let Some(calendar) = calendar_of(message, part) {
                if self.calendars.len() < MOST_CALENDARS && !self.calendars.contains(&calendar) {
                    self.calendars.push(calendar);
                }
            } else if let PartType::Message(inner) = &part.body
                && depth < DEEPEST_FORWARD
            {
                self.text.push_str(&forward_line(inner));
                self.read(inner, depth + 1);
            }
        }
    }

    fn read_shown(&mut self, message: &Message<'_>, part: &MessagePart<'_>) {
        if is_calendar(part) {
            return;
        }
        match &part.body {
            PartType::Html(html) => {
                let html = charset::mended(message, part, html);
                let page = Page::read(tidy::head(&html, LARGEST_HTML), &mut self.markup_left);
                self.links.add_all(&page.links);
                self.markup.extend(page.markup);
                self.add_text(&page.text);
            }
            PartType::Text(text) => {
                let text = charset::mended(message, part, text);
                let head = tidy::head(&text, LARGEST_TEXT);
                self.is_cut |= head.len() < text.len();
                self.add_text(&tidy::lines(head));
            }
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str) {
        if !self.text.is_empty() && !text.is_empty() {
            self.text.push_str("\n\n");
        }
        let head = tidy::head(text, LARGEST_TEXT.saturating_sub(self.text.len()));
        self.is_cut |= head.len() < text.len();
        self.links.add_in_text(head);
        self.text.push_str(head);
    }
}

/// By the types that they have, wherever these stand.
fn count_forwards(bytes: &[u8]) -> usize {
    let types: [&[u8]; 2] = [b"message/", b"/digest"];
    let is_type = |at: usize| {
        types.iter().any(|kind| bytes[at..].get(..kind.len()).is_some_and(|it| it.eq_ignore_ascii_case(kind)))
    };
    (0..bytes.len()).filter(|&at| matches!(bytes[at], b'm' | b'M' | b'/') && is_type(at)).count()
}

/// Whether a mail within this one is encoded, which no mail program does (RFC 2046, 5.2.1): those in it are not
/// counted.
fn has_encoded_forward(bytes: &[u8]) -> bool {
    // Read as if nothing were encoded, so no deeper than what was counted.
    let parser = MessageParser::new().with_mime_headers().ignore_header(HeaderName::ContentTransferEncoding);
    0 < count_forwards(bytes) && parser.parse(bytes).is_some_and(|message| holds_encoded(&message))
}

fn holds_encoded(message: &Message<'_>) -> bool {
    message.parts.iter().any(|part| {
        // One without a type may be a mail too: in a digest it is.
        let may_be_mail = part.content_type().is_none_or(|kind| kind.ctype().eq_ignore_ascii_case("message"));
        let encodings = part.headers.iter().filter(|header| header.name == HeaderName::ContentTransferEncoding);
        let mut raw = encodings.filter_map(|it| message.raw_message.get(range(it.offset_start, it.offset_end)?));
        may_be_mail && raw.any(is_encoding) || matches!(&part.body, PartType::Message(inner) if holds_encoded(inner))
    })
}

fn range(from: u32, to: u32) -> Option<std::ops::Range<usize>> {
    Some(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}

fn is_encoding(raw: &[u8]) -> bool {
    let raw = String::from_utf8_lossy(raw).to_ascii_lowercase();
    raw.contains("base64") || raw.contains("quoted-printable")
}

fn is_calendar(part: &MessagePart<'_>) -> bool {
    let named = part.attachment_name().is_some_and(|name| name.to_ascii_lowercase().ends_with(".ics"));
    named || part.is_content_type("text", "calendar") || part.is_content_type("application", "ics")
}

fn calendar_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<CalendarText> {
    if !is_calendar(part) {
        return None;
    }
    let text = match &part.body {
        PartType::Text(text) | PartType::Html(text) => charset::mended(message, part, text).into_owned(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => charset::decoded(bytes).into_owned(),
        PartType::Message(_) | PartType::Multipart(_) => return None,
    };
    let method = part.content_type().and_then(|kind| kind.attribute("method")).map(str::to_ascii_uppercase);
    (text.len() <= LARGEST_CALENDAR).then_some(CalendarText { text, method })
}

/// Without it the inner mail's "tomorrow" would be counted from the day on which it was forwarded.
fn forward_line(inner: &Message<'_>) -> String {
    let date = inner.date().map(mail_parser::DateTime::to_rfc3339).unwrap_or_default();
    let subject = tidy::line(inner.subject().unwrap_or_default());
    let sender = sender_of(inner);
    format!(
        "\n\n---------- Forwarded message\nFrom: {} <{}>\nDate: {date}\nSubject: {subject}\n\n",
        sender.name, sender.email
    )
}

fn sent_at(message: &Message<'_>) -> Option<i64> {
    let date = message.date().filter(|date| date.is_valid())?;
    Timestamp::from_second(date.to_timestamp()).ok().map(|sent| sent.as_millisecond())
}

fn id_of(message: &Message<'_>, bytes: &[u8]) -> String {
    let stated = message.message_id().map(str::trim).filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    stated.map_or_else(|| format!("sha256:{}", tidy::hex(&Sha256::digest(bytes))), str::to_owned)
}

/// RFC 5322 lets no line be longer (2.1.1), and so no Message-ID.
const LONGEST_ID: usize = 998;

/// Of a sender's name and address, in characters; both are kept with each event.
const LONGEST_NAME: usize = 200;

fn short_name(name: &str) -> Option<String> {
    tidy::short(name, LONGEST_NAME)
}

fn sender_of(message: &Message<'_>) -> Sender {
    let from = message.from().and_then(|from| from.first());
    let email = tidy::line(from.and_then(|from| from.address()).unwrap_or_default()).to_lowercase();
    // The beginning of an address is another one's.
    let email = Some(email).filter(|email| email.chars().count() <= LONGEST_NAME).unwrap_or_default();
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_owned()).unwrap_or_default();
    let shown = from.and_then(|from| from.name()).and_then(short_name);
    let name = shown.or_else(|| list_name(message.list_id())).unwrap_or_else(|| domain.clone());
    Sender { name, email, domain }
}

/// `Concerts in town <concerts.example.org>`: what stands before the bracket.
fn list_name(list_id: &HeaderValue<'_>) -> Option<String> {
    let address = match list_id {
        HeaderValue::Address(address) => address.first()?,
        HeaderValue::Text(text) => return short_name(text.split('<').next().unwrap_or_default()),
        _ => return None,
    };
    address.name().and_then(short_name)
}
