//! What a text costs: it is sent, and paid for, in segments
//! (<https://www.twilio.com/docs/glossary/what-sms-character-limit>).

/// How a text is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a character (3GPP TS 23.038, 6.2.1): Latin letters, digits, some Greek.
    Gsm7,
    /// Sixteen bits a character: everything else; an emoji takes two or more.
    Ucs2,
}

/// As how many messages a text is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// How it is sent.
    pub encoding: Encoding,
    /// How many there are. An empty text is one too.
    pub count: usize,
}

/// The characters of one unit; 3GPP TS 23.038, 6.2.1.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that an escape precedes, of two units; 3GPP TS 23.038, 6.2.1.1.
const ESCAPED: &str = "\u{c}^{}\\[~]|€";

impl Encoding {
    /// Units that fit into a text's only segment: 140 octets.
    fn alone(self) -> usize {
        match self {
            Encoding::Gsm7 => 160,
            Encoding::Ucs2 => 70,
        }
    }

    /// Units that fit into each of several: a header takes six octets.
    fn joined(self) -> usize {
        match self {
            Encoding::Gsm7 => 153,
            Encoding::Ucs2 => 67,
        }
    }

    fn units(self, character: char) -> usize {
        match self {
            Encoding::Gsm7 if BASIC.contains(character) => 1,
            Encoding::Gsm7 => 2,
            Encoding::Ucs2 => character.len_utf16(),
        }
    }
}

impl Segments {
    /// Those of a text, as it is: a messaging service with smart encoding may make fewer of it.
    pub fn of(text: &str) -> Segments {
        let is_gsm = text.chars().all(|character| BASIC.contains(character) || ESCAPED.contains(character));
        let encoding = if is_gsm { Encoding::Gsm7 } else { Encoding::Ucs2 };
        let units: usize = text.chars().map(|character| encoding.units(character)).sum();
        let count = if units <= encoding.alone() { 1 } else { divided(text, encoding) };
        Segments { encoding, count }
    }
}

/// A character is never divided among two.
fn divided(text: &str, encoding: Encoding) -> usize {
    let (mut count, mut filled) = (1, 0);
    for character in text.chars() {
        let units = encoding.units(character);
        filled += units;
        if encoding.joined() < filled {
            (count, filled) = (count + 1, units);
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, encoding: Encoding, count: usize) {
        assert_eq!(Segments::of(text), Segments { encoding, count }, "{text}");
    }

    #[test]
    fn a_text_is_counted_as_it_is_paid_for() {
        check("", Encoding::Gsm7, 1);
        check(&"a".repeat(160), Encoding::Gsm7, 1);
        check(&"a".repeat(161), Encoding::Gsm7, 2);
        check(&"a".repeat(306), Encoding::Gsm7, 2);
        check(&"a".repeat(307), Encoding::Gsm7, 3);
        check(&"€".repeat(80), Encoding::Gsm7, 1);
        check(&"€".repeat(81), Encoding::Gsm7, 2);
        check("ł", Encoding::Ucs2, 1);
        check(&"ł".repeat(70), Encoding::Ucs2, 1);
        check(&"ł".repeat(71), Encoding::Ucs2, 2);
        check(&"ł".repeat(134), Encoding::Ucs2, 2);
        check(&"ł".repeat(135), Encoding::Ucs2, 3);
        check(&"🙂".repeat(35), Encoding::Ucs2, 1);
    }

    #[test]
    fn no_character_is_divided() {
        check(&format!("{}€{}", "a".repeat(152), "a".repeat(152)), Encoding::Gsm7, 3);
        check(&"🙂".repeat(66), Encoding::Ucs2, 2);
        check(&"🙂".repeat(67), Encoding::Ucs2, 3);
    }

    #[test]
    fn the_alphabet_has_all_its_characters() {
        assert_eq!((BASIC.chars().count(), ESCAPED.chars().count()), (127, 10));
    }
}
