//! What our messages say: short, in plain letters (one of any other would make a message of 160 characters two), and with
//! nothing of a name in them that could be taken for an address or an order.

use crate::asking::LONGEST_ASK_MINUTES;
use crate::{Contact, MaxRetries, Owner, Reason, Told, WaitMinutes, Zone};
use domain::PersonName;
use jiff::Timestamp;

/// How much of a name is shown, in characters.
const NAME_CHARS: usize = 20;

// To who is watched over, unasked.

pub(crate) fn question(owner: &Owner) -> String {
    format!("{}your check-in: are you all right? Reply Y or N.", greeting(owner))
}

pub(crate) fn asked_for(owner: &Owner) -> String {
    format!("{}you wanted us to look after you. Are you all right? Reply Y or N.", greeting(owner))
}

pub(crate) fn follow_up() -> String {
    "We have not heard from you yet. Are you all right? Reply Y or N.".to_owned()
}

pub(crate) fn last_question(wait: WaitMinutes) -> String {
    format!("Last time we ask: are you all right? Reply Y or N. In {} minutes your contacts are told.", wait.get())
}

pub(crate) fn alarmed(is_off: bool) -> String {
    let off = if is_off { " Check-ins are off now; ON switches them on." } else { "" };
    format!("You have not answered, so your emergency contacts are being told. Reply Y if all is well.{off}")
}

pub(crate) fn contact_lost(contact: &Contact) -> String {
    format!("{} takes no messages from us, and cannot be told in an alarm.", shown(&contact.details.first_name))
}

pub(crate) fn contact_unreached(contact: &Contact) -> String {
    format!("Our message to {} did not arrive. Is the number right?", shown(&contact.details.first_name))
}

pub(crate) fn pause_ends() -> String {
    "Your pause ends tomorrow: check-ins go on then.".to_owned()
}

// To contacts.

pub(crate) fn alarm(owner: &Owner, reason: Reason) -> String {
    let who = name(owner);
    let what = match reason {
        Reason::NoAnswer => format!("{who} does not answer our check-ins. Please find out how they are."),
        Reason::Unreachable => format!("Our check-ins do not reach {who} any more. Please find out how they are."),
        Reason::Bad => format!("{who} has told us just now that they are NOT all right. Please get in touch at once."),
    };
    format!("ALARM: {what} Reply OK if you look after it.")
}

pub(crate) fn all_clear(owner: &Owner) -> String {
    format!("ALL CLEAR: {} has answered and is all right. Thank you for being there.", name(owner))
}

pub(crate) fn looked_after(owner: &Owner, by: &Told) -> String {
    format!("{} has said that they look after {}.", shown(&by.first_name), name(owner))
}

pub(crate) fn drill(owner: &Owner) -> String {
    let who = name(owner);
    format!("DRILL, only a test, {who} is fine: this is how an alarm would reach you. Reply OK if you have read it.")
}

pub(crate) fn named(owner: &Owner) -> String {
    let who = name(owner);
    format!(
        "{who} has made you an emergency contact: we text you if {who} stops answering check-ins. Reply OK to agree or STOP to refuse."
    )
}

// Answers to contacts.

pub(crate) fn acknowledged(owner: &Owner) -> String {
    format!("Thank you. We tell you when {} has answered.", name(owner))
}

pub(crate) fn agreed(owner: &Owner) -> String {
    format!("Thank you for being there for {}.", name(owner))
}

pub(crate) fn hint_to_contact() -> String {
    "We did not understand that. Reply OK if you look after an alarm or agree to be a contact, STOP to get no messages."
        .to_owned()
}

// Answers to who is watched over.

pub(crate) fn thanks() -> String {
    "Thank you, good to hear.".to_owned()
}

pub(crate) fn cleared(is_on: bool) -> String {
    let off = if is_on { "" } else { " Check-ins are off; ON switches them on." };
    format!("Good to hear. Whoever was told of the alarm now gets the all-clear.{off}")
}

pub(crate) fn early(next: Option<i64>, zone: &Zone) -> String {
    format!("Thank you, good to hear. {}", next_check_in(next, zone))
}

pub(crate) fn nobody_asked(next: Option<i64>, zone: &Zone) -> String {
    format!("Good to hear, though nobody has asked. {}", next_check_in(next, zone))
}

pub(crate) fn help_is_asked() -> String {
    "Your emergency contacts are being told now. In danger call the emergency services.".to_owned()
}

pub(crate) fn nobody_to_ask() -> String {
    "There is NOBODY we could tell: no emergency contact takes our messages. In danger call the emergency services."
        .to_owned()
}

pub(crate) fn no_question() -> String {
    "Nobody has asked. If you are not all right, reply SOS: your emergency contacts are told at once.".to_owned()
}

pub(crate) fn hint() -> String {
    "We did not understand that, and still wait. Reply Y if you are all right, N if not: then your contacts are told."
        .to_owned()
}

pub(crate) fn hint_unasked() -> String {
    "We did not understand that. USAGE lists what you can say; SOS tells your emergency contacts.".to_owned()
}

pub(crate) fn will_ask(minutes: u16) -> String {
    match minutes {
        0 => "We ask you at once.".to_owned(),
        minutes => format!("We ask you in {minutes} minutes. Without an answer your emergency contacts are told."),
    }
}

pub(crate) fn is_on(next: Option<i64>, zone: &Zone, is_alarmed: bool) -> String {
    let alarm = if is_alarmed { " An alarm goes on: reply Y if all is well." } else { "" };
    format!("Check-ins are on. {}{alarm}", next_check_in(next, zone))
}

pub(crate) fn is_off(is_alarmed: bool) -> String {
    let alarm = if is_alarmed { " An alarm goes on: reply Y if all is well." } else { "" };
    format!("Check-ins are off; ON switches them on.{alarm}")
}

pub(crate) fn paused(until: i64, next: Option<i64>, zone: &Zone) -> String {
    format!("{} {}", rests(until, zone), next_check_in(next, zone))
}

pub(crate) fn skipped(skipped: i64, next: Option<i64>, zone: &Zone) -> String {
    format!("The check-in on {} is left out. {}", moment(skipped, zone), next_check_in(next, zone))
}

pub(crate) fn drilled(contacts: usize) -> String {
    let contacts = if contacts == 1 { "1 contact".to_owned() } else { format!("{contacts} contacts") };
    format!("A drill was sent to {contacts}.")
}

pub(crate) fn pong() -> String {
    "PONG".to_owned()
}

pub(crate) fn usage() -> String {
    "Usage: Y or N answers a check-in, SOS calls for help. STATUS, PROBE, PAUSE 3d, SKIP, ON, OFF, PING; with --help each is explained."
        .to_owned()
}

pub(crate) fn usage_of_probe() -> String {
    format!(
        "PROBE -in 5 -retries 3 -wait 10: we ask you in 5 minutes, and 3 times more, each time 10 minutes later. \
         In: 0 to {LONGEST_ASK_MINUTES}, retries: 0 to 6, wait: 5 to 120."
    )
}

pub(crate) fn usage_of_pause() -> String {
    "PAUSE 3d: no check-ins for 3 days. Also hours (12h), weeks (2w), or until a day (2026-12-24); at most a year."
        .to_owned()
}

pub(crate) fn usage_of(command: &str) -> String {
    match command {
        "ping" => "PING: we answer, if we are there.",
        "status" => "STATUS: when the next check-in is, and what goes on.",
        "skip" => "SKIP: the next check-in is left out.",
        "on" => "ON: check-ins are on, and a pause is over.",
        "off" => "OFF: check-ins are off, and what waits for an answer is called off.",
        _ => return usage(),
    }
    .to_owned()
}

pub(crate) fn rests(until: i64, zone: &Zone) -> String {
    format!("Check-ins rest until {}.", moment(until, zone))
}

pub(crate) fn status_pending(retries: u16, most: MaxRetries) -> String {
    format!("We wait for your answer (asked again {retries} of {} times).", most.get())
}

pub(crate) fn status_alarm(is_looked_after: bool) -> String {
    match is_looked_after {
        true => "An alarm goes on; a contact looks after it.".to_owned(),
        false => "An alarm goes on; nobody has acknowledged it yet.".to_owned(),
    }
}

pub(crate) fn status_contacts(contacts: usize) -> String {
    format!("Contacts who would be told: {contacts}.")
}

/// When they are asked next.
pub(crate) fn next_check_in(next: Option<i64>, zone: &Zone) -> String {
    match next {
        Some(next) => format!("Next check-in: {}.", moment(next, zone)),
        None => "Check-ins are off.".to_owned(),
    }
}

/// A time as its owner's clock shows it.
pub(crate) fn moment(at: i64, zone: &Zone) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX);
    at.to_zoned(zone.rules().clone()).strftime("%a %-d %b %H:%M").to_string()
}

fn greeting(owner: &Owner) -> String {
    owner.first_name.as_ref().map(shown).map(|name| format!("Hello {name}, ")).unwrap_or_default()
}

fn name(owner: &Owner) -> String {
    owner.first_name.as_ref().map_or_else(|| "Somebody who named you".to_owned(), shown)
}

/// Letters, and what stands between them in names. Somebody else reads this: it must not hold a link, nor look like one of our
/// own sentences.
fn shown(name: &PersonName) -> String {
    let is_kept = |char: &char| char.is_alphabetic() || matches!(char, ' ' | '-' | '\'' | '’');
    let kept: String = name.as_str().chars().filter(is_kept).take(NAME_CHARS).collect();
    match kept.trim() {
        "" => "a friend".to_owned(),
        kept => kept.to_owned(),
    }
}
