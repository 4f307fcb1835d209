//! Every key of the table is formed here.
//!
//! ```text
//!  pk                    sk                         item
//!  U#<user>#LOG          <ulid>                     log block
//!  U#<user>#M#<metric>   <lower time><ordinal>      chunk
//!  U#<user>#CAT          <metric>                   catalogue entry
//!  U#<user>#IDEM         <idempotency key>          remembered answer
//!  U#<user>              SEAL                       the sealers' fence
//!  U#<user>              USER                       the user
//!  U#<user>              TOKEN#<id>                 data token, listed with its user's others
//!  U#<user>              SESSION#<id>               session, listed with its user's others
//!  U#<user>              DASHBOARDS                 what they have put together to look at
//!  U#<user>              CODE#<purpose>             which one-time code of theirs is the one that is good
//!  U#<user>              CALENDAR#<token>           connection of a data token to a Google account: its calendars, or its mailbox
//!  U#<user>#AGENDA       E#<event>#<token>#<cal.>   what is kept of an event, and the points it made
//!  U#<user>#AGENDA       X#<token>#<cal.>#<series>#<event>   an exception, listed under its series
//!  U#<user>#AGENDA       W#<token>#<cal.>#<time>#<event>     when an event makes its next point
//!  U#<user>#AGENDA       TALLY                      points made of events, by metric; the agenda's version
//!  U#<user>              MAILBOX#<token>            mailbox of a data token's account: which mails, when, how far
//!  U#<user>              FEED                       by which secret a user's events are subscribed to
//!  U#<user>#MAIL         L#<token>#<mail>           what became of a mail
//!  U#<user>#EVENTS       EVENTS                     the version of what mails have told of events
//!  U#<user>#EVENTS       E#<event>                  event
//!  U#<user>#EVENTS       S#<start>#<event>          the same, in the order of their starts
//!  U#<user>#EVENTS       N#<name>#<event>           an event, listed under a name by which mails may mean it
//!  U#<user>#WATCH        WATCH                      a user's check-ins: everything that decides what happens next
//!  U#<user>#WATCH        P#<probe>                  probe
//!  U#<user>#WATCH        M#<message>                text message that is to be sent, or was
//!  P#<phone>             OWNER                      who is asked at a phone number
//!  P#<phone>             C#<user>#<contact>         whose contact has a phone number
//!  PROBES#<state>        <time>#<user>#<probe>      a probe's line among all users'
//!  SMS#<sid>             <user>                     text message that came in, and what was answered
//!  C#<hash>              C                          a consent that was begun, looked up by its state
//!  E#<email>             E                          whose e-mail it is
//!  T#<hash>              T                          data token, looked up by who presents it
//!  S#<hash>              S                          session, looked up by who presents its cookie
//!  S#<hash>              R                          session, looked up by who presents its refresh token
//!  F#<hash>              F                          feed of events, looked up by who presents its address
//!  O#<hash>              O                          one-time code, looked up by its handle
//!  TRY#<subject>         TRY                        failed tries
//!  L#<letter>            L                          letter that is to be sent, or what became of it
//!  J#<kind>#<subject>    J                          job
//!  SYS                   HEARTBEAT                  last tick
//!  SYS                   CONCERN                    when an alarm last needed an operator
//!  SYS                   FIRST                      who was the first user
//!  SYS                   COUNTS                     how many users there are, and how many active administrators
//!  SYS                   PROBES#<shard>             how many probes there are of each state
//!  SYS                   IMPORT                     the export that was imported into this table
//!  USERS                 <time><user>               a user's line in the directory
//!  FLAGS                 <codename>                 feature flag
//!  FLAGS#<codename>      <ulid>                     what happened to it
//! ```

mod lower;
pub(crate) use lower::Lower;

use ::flags::Codename;
use domain::{
    CodeHash, CodePurpose, Email, FeedHash, JobKind, LetterId, MetricName, PhoneNumber, SessionHash, SessionRef,
    StateHash, TokenHash, TokenId, UserId,
};
use liveness::{ContactId, MessageId, Probe, ProbeId, ProbeState};
use ulid::Ulid;

/// The primary key of one item.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    pub(crate) fn new(pk: impl Into<String>, sk: impl Into<String>) -> Key {
        Key { pk: pk.into(), sk: sk.into() }
    }
}

pub(crate) fn log(user: UserId) -> String {
    format!("U#{user}#LOG")
}

/// Blocks with a smaller sort key were written before `now`.
pub(crate) fn block_before(now: i64) -> String {
    Ulid::from_parts(u64::try_from(now).unwrap_or(0), 0).to_string()
}

pub(crate) fn chunks(user: UserId, metric: &MetricName) -> String {
    format!("U#{user}#M#{metric}")
}

pub(crate) fn catalogue(user: UserId) -> String {
    format!("U#{user}#CAT")
}

pub(crate) fn metric(user: UserId, metric: &MetricName) -> Key {
    Key::new(catalogue(user), metric.as_str())
}

pub(crate) fn remembered(user: UserId) -> String {
    format!("U#{user}#IDEM")
}

pub(crate) fn user(user: UserId) -> String {
    format!("U#{user}")
}

pub(crate) fn fence(user: UserId) -> Key {
    Key::new(self::user(user), "SEAL")
}

pub(crate) fn user_item(user: UserId) -> Key {
    Key::new(self::user(user), "USER")
}

pub(crate) fn dashboards(user: UserId) -> Key {
    Key::new(self::user(user), "DASHBOARDS")
}

/// What the sort keys of a user's listed tokens begin with.
pub(crate) const TOKENS: &str = "TOKEN#";
/// What the sort keys of a user's listed sessions begin with.
pub(crate) const SESSIONS: &str = "SESSION#";

pub(crate) fn listed_token(user: UserId, token: TokenId) -> Key {
    Key::new(self::user(user), format!("{TOKENS}{token}"))
}

pub(crate) fn listed_session(user: UserId, session: SessionRef) -> Key {
    Key::new(self::user(user), format!("{SESSIONS}{session}"))
}

/// What the sort keys of a user's own codes begin with.
pub(crate) const CODES: &str = "CODE#";

pub(crate) fn own_code(user: UserId, purpose: CodePurpose) -> Key {
    Key::new(self::user(user), format!("{CODES}{}", purpose.as_str()))
}

pub(crate) fn code(code: &CodeHash) -> Key {
    Key::new(format!("O#{}", code.as_str()), "O")
}

/// What the sort keys of a user's calendar connections begin with.
pub(crate) const CONNECTIONS: &str = "CALENDAR#";

pub(crate) fn connection(user: UserId, token: TokenId) -> Key {
    Key::new(self::user(user), format!("{CONNECTIONS}{token}"))
}

/// What the sort keys of a user's mailboxes begin with.
pub(crate) const MAILBOXES: &str = "MAILBOX#";

pub(crate) fn mailbox(user: UserId, token: TokenId) -> Key {
    Key::new(self::user(user), format!("{MAILBOXES}{token}"))
}

pub(crate) fn mails(user: UserId) -> String {
    format!("U#{user}#MAIL")
}

/// What the sort keys of a mailbox's mails begin with.
pub(crate) fn mails_of(token: TokenId) -> String {
    format!("L#{token}#")
}

pub(crate) fn mail(user: UserId, token: TokenId, mail: &str) -> Key {
    Key::new(mails(user), format!("{}{mail}", mails_of(token)))
}

pub(crate) fn events(user: UserId) -> String {
    format!("U#{user}#EVENTS")
}

pub(crate) fn events_version(user: UserId) -> Key {
    Key::new(events(user), "EVENTS")
}

pub(crate) fn event(user: UserId, event: &str) -> Key {
    Key::new(events(user), format!("E#{event}"))
}

/// What the sort keys of events that begin at a time or later begin with, or are above: those of the same time have more
/// behind it. Without a time, those that have none, which come last.
pub(crate) fn starting(at: Option<i64>) -> String {
    at.map_or_else(|| "S#undated".to_owned(), |at| format!("S#{:016x}", at.max(0)))
}

/// Behind the sort keys of all events in the order of their starts.
pub(crate) const AFTER_ALL_STARTS: &str = "S$";

pub(crate) fn started(user: UserId, at: Option<i64>, event: &str) -> Key {
    Key::new(events(user), format!("{}#{event}", starting(at)))
}

/// What the sort keys of events under one name begin with.
pub(crate) fn named(name: &str) -> String {
    format!("N#{name}#")
}

pub(crate) fn event_name(user: UserId, name: &str, event: &str) -> Key {
    Key::new(events(user), format!("{}{event}", named(name)))
}

pub(crate) fn own_feed(user: UserId) -> Key {
    Key::new(self::user(user), "FEED")
}

pub(crate) fn feed(feed: &FeedHash) -> Key {
    Key::new(format!("F#{}", feed.as_str()), "F")
}

pub(crate) fn consent(state: &StateHash) -> Key {
    Key::new(format!("C#{}", state.as_str()), "C")
}

pub(crate) fn agenda(user: UserId) -> String {
    format!("U#{user}#AGENDA")
}

pub(crate) fn tally(user: UserId) -> Key {
    Key::new(agenda(user), "TALLY")
}

/// What the sort keys of all records begin with.
pub(crate) const RECORDS: &str = "E#";

/// What the sort keys of the records of one event id begin with, whichever connection and calendar they come from.
pub(crate) fn claims(event: &str) -> String {
    format!("{RECORDS}{event}#")
}

pub(crate) fn record(user: UserId, event: &str, token: TokenId, calendar: &str) -> Key {
    Key::new(agenda(user), format!("{RECORDS}{event}#{token}#{calendar}"))
}

/// What the sort keys of a series' exceptions begin with.
pub(crate) fn exceptions(token: TokenId, calendar: &str, series: &str) -> String {
    format!("X#{token}#{calendar}#{series}#")
}

pub(crate) fn exception(user: UserId, token: TokenId, calendar: &str, series: &str, event: &str) -> Key {
    Key::new(agenda(user), format!("{}{event}", exceptions(token, calendar, series)))
}

/// What the sort keys of a calendar's wakings begin with; behind it, those up to a time sort before this with the time.
pub(crate) fn wakings(token: TokenId, calendar: &str) -> String {
    format!("W#{token}#{calendar}#")
}

pub(crate) fn wakings_before(token: TokenId, calendar: &str, time: i64) -> String {
    format!("{}{:016x}", wakings(token, calendar), time.max(0))
}

pub(crate) fn waking(user: UserId, token: TokenId, calendar: &str, at: i64, event: &str) -> Key {
    Key::new(agenda(user), format!("{}#{event}", wakings_before(token, calendar, at)))
}

pub(crate) fn watch_items(user: UserId) -> String {
    format!("U#{user}#WATCH")
}

pub(crate) fn watch(user: UserId) -> Key {
    Key::new(watch_items(user), "WATCH")
}

/// What the sort keys of a user's probes begin with.
pub(crate) const OWN_PROBES: &str = "P#";

pub(crate) fn probe(user: UserId, probe: ProbeId) -> Key {
    Key::new(watch_items(user), format!("{OWN_PROBES}{:016x}", probe.0))
}

/// What the sort keys of a user's messages begin with.
pub(crate) const MESSAGES: &str = "M#";

pub(crate) fn message(user: UserId, message: &MessageId) -> Key {
    Key::new(watch_items(user), format!("{MESSAGES}{}", message.as_str()))
}

pub(crate) fn phone(phone: &PhoneNumber) -> String {
    format!("P#{}", phone.as_str())
}

pub(crate) fn phone_owner(phone: &PhoneNumber) -> Key {
    Key::new(self::phone(phone), "OWNER")
}

/// What the sort keys of contacts under their phone number begin with.
pub(crate) const PHONE_CONTACTS: &str = "C#";

pub(crate) fn phone_contact(phone: &PhoneNumber, user: UserId, contact: ContactId) -> Key {
    Key::new(self::phone(phone), format!("{PHONE_CONTACTS}{user}#{}", contact.0))
}

pub(crate) fn probe_lines(state: ProbeState) -> String {
    format!("PROBES#{}", state.as_str())
}

pub(crate) fn probe_line(user: UserId, probe: &Probe) -> Key {
    let sk = format!("{:016x}#{user}#{:016x}", probe.created_at.max(0), probe.id.0);
    Key::new(probe_lines(probe.state), sk)
}

/// The partition of the installation's own items.
pub(crate) const SYSTEM: &str = "SYS";
/// What the sort keys of the probes' counts begin with.
pub(crate) const PROBE_COUNTS: &str = "PROBES#";

pub(crate) fn probe_counts(shard: u64) -> Key {
    Key::new(SYSTEM, format!("{PROBE_COUNTS}{shard:02}"))
}

pub(crate) fn heard_all(sid: &str) -> String {
    format!("SMS#{sid}")
}

pub(crate) fn heard(sid: &str, user: UserId) -> Key {
    Key::new(heard_all(sid), user.to_string())
}

pub(crate) fn email(email: &Email) -> Key {
    Key::new(format!("E#{}", email.as_str()), "E")
}

pub(crate) fn token(token: &TokenHash) -> Key {
    Key::new(format!("T#{}", token.as_str()), "T")
}

pub(crate) fn session(session: &SessionHash) -> Key {
    Key::new(format!("S#{}", session.as_str()), "S")
}

pub(crate) fn refresh(family: &SessionHash) -> Key {
    Key::new(format!("S#{}", family.as_str()), "R")
}

pub(crate) fn tries(subject: &str) -> Key {
    Key::new(format!("TRY#{subject}"), "TRY")
}

pub(crate) fn first_user() -> Key {
    Key::new("SYS", "FIRST")
}

pub(crate) fn counts() -> Key {
    Key::new("SYS", "COUNTS")
}

/// The partition of the directory, in the order in which users came.
pub(crate) const DIRECTORY: &str = "USERS";

pub(crate) fn listed_user(created_at: i64, user: UserId) -> Key {
    Key::new(DIRECTORY, format!("{:016x}#{user}", created_at.max(0)))
}

/// The partition of all feature flags.
pub(crate) const FLAGS: &str = "FLAGS";

pub(crate) fn flag(codename: &Codename) -> Key {
    Key::new(FLAGS, codename.as_str())
}

pub(crate) fn flag_history(codename: &Codename) -> String {
    format!("{FLAGS}#{codename}")
}

pub(crate) fn flag_event(codename: &Codename, order: &str) -> Key {
    Key::new(flag_history(codename), order)
}

pub(crate) fn letter(letter: LetterId) -> Key {
    Key::new(format!("L#{letter}"), "L")
}

pub(crate) fn job(kind: JobKind, subject: &str) -> Key {
    Key::new(format!("J#{}#{subject}", kind.as_str()), "J")
}

pub(crate) fn heartbeat() -> Key {
    Key::new("SYS", "HEARTBEAT")
}

pub(crate) fn concern() -> Key {
    Key::new("SYS", "CONCERN")
}

pub(crate) fn import() -> Key {
    Key::new("SYS", "IMPORT")
}

/// Whether an item of this key may be there before anybody has an account: what the clock writes, invitations to make the
/// first account, and tries.
pub(crate) fn is_of_a_new_installation(key: &Key) -> bool {
    let of_the_clock = [heartbeat(), job(JobKind::Heartbeat, crate::jobs::SYSTEM)];
    of_the_clock.contains(key) || ["O#", "TRY#"].iter().any(|kind| key.pk.starts_with(kind))
}
