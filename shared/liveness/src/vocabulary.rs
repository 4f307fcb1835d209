//! The words by which people say that they are all right, or not, and the sorting of what they say.
//!
//! Only what is understood whole counts. What says both, or anything beside it, is not understood, and is asked about: of "no
//! problem" and "yes, problem" a machine should not decide which is which.

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Good,
    Bad,
    Distress,
    Unknown,
}

/// English; Spanish, French, German, Italian, Portuguese, Polish, Dutch, Swedish, Czech, Ukrainian, Russian.
const GOOD: &[&str] = &[
    "y",
    "yes",
    "yeah",
    "yea",
    "yep",
    "yup",
    "yh",
    "ya",
    "ok",
    "okay",
    "okey",
    "k",
    "kk",
    "good",
    "fine",
    "great",
    "well",
    "alright",
    "alive",
    "safe",
    "sure",
    "si",
    "sí",
    "bien",
    "oui",
    "ja",
    "jo",
    "gut",
    "sì",
    "bene",
    "sim",
    "bem",
    "tak",
    "dobrze",
    "spoko",
    "goed",
    "bra",
    "ano",
    "dobre",
    "dobře",
    "так",
    "добре",
    "да",
    "da",
    "хорошо",
];

const BAD: &[&str] = &[
    "n",
    "no",
    "nope",
    "nah",
    "na",
    "non",
    "nein",
    "não",
    "nao",
    "nie",
    "nee",
    "nej",
    "ne",
    "ні",
    "нет",
    "bad",
    "badly",
    "unwell",
    "mal",
    "schlecht",
    "źle",
    "zle",
    "male",
    "slecht",
    "погано",
    "плохо",
];

/// One of these is enough, whatever stands beside it.
const DISTRESS: &[&str] = &[
    "sos",
    "mayday",
    "emergency",
    "911",
    "112",
    "999",
    "ambulance",
    "hilfe",
    "socorro",
    "ayuda",
    "aiuto",
    "secours",
    "pomocy",
    "ratunku",
    "hjälp",
    "допоможіть",
    "помогите",
];

/// Two words in a row that are enough, whatever stands beside them. "Help" alone is the provider's word.
const CALLS: &[[&str; 2]] = &[
    ["help", "me"],
    ["need", "help"],
    ["please", "help"],
    ["help", "please"],
    ["send", "help"],
    ["no", "help"],
    ["yes", "help"],
    ["get", "help"],
    ["call", "police"],
    ["i", "fell"],
    ["im", "hurt"],
    ["am", "hurt"],
    ["in", "danger"],
];

/// Turns good into bad.
const NOT: &[&str] = &["not", "isnt", "arent", "aint", "dont", "nicht", "nie", "pas", "niet", "inte"];

/// Says nothing by itself.
const FILLERS: &[&str] = &[
    "i",
    "im",
    "am",
    "a",
    "all",
    "is",
    "it",
    "its",
    "very",
    "so",
    "still",
    "here",
    "thanks",
    "thank",
    "you",
    "thx",
    "ty",
    "everything",
    "just",
    "doing",
    "feeling",
    "me",
    "we",
    "are",
    "were",
    "hi",
    "hello",
    "hey",
    "too",
    "really",
    "right",
    "sorry",
    "now",
    "estoy",
    "muy",
    "gracias",
    "ca",
    "ça",
    "va",
    "je",
    "vais",
    "merci",
    "alles",
    "mir",
    "geht",
    "es",
    "danke",
    "sto",
    "tutto",
    "grazie",
    "estou",
    "tudo",
    "obrigado",
    "obrigada",
    "jest",
    "jestem",
    "wszystko",
    "w",
    "porządku",
    "dzięki",
    "bardzo",
];

/// Said of good things, though a word in it is not.
const GOOD_PHRASES: &[&str] =
    &["no problem", "no problems", "no worries", "not bad", "all right", "im all right", "i am all right"];

/// What signs mean that are no words.
const GOOD_SIGNS: &[char] = &['👍', '👌', '✅', '✔', '🙂', '😀', '😃', '😊', '😁', '🆗', '💪', '😄'];
const BAD_SIGNS: &[char] = &['👎', '❌', '😢', '😭', '☹', '🙁', '🤕', '🤒'];
const DISTRESS_SIGNS: &[char] = &['🆘', '🚑', '🚨'];

/// What a text says. Case, punctuation and accents of apostrophes do not matter.
pub(crate) fn meaning(text: &str) -> Meaning {
    let has = |signs: &[char]| text.contains(signs);
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let calls = words.windows(2).any(|pair| CALLS.iter().any(|call| call == pair));
    if has(DISTRESS_SIGNS) || calls || is_any(DISTRESS) {
        return Meaning::Distress;
    }
    if GOOD_PHRASES.contains(&words.join(" ").as_str()) && !has(BAD_SIGNS) {
        return Meaning::Good;
    }
    let is_understood = |word: &&str| [GOOD, BAD, NOT, FILLERS].iter().any(|list| list.contains(word));
    if !words.iter().all(is_understood) {
        return Meaning::Unknown;
    }
    let (good, not) = (is_any(GOOD) || has(GOOD_SIGNS), is_any(NOT));
    let bad = is_any(BAD) || has(BAD_SIGNS);
    // "No, I am not good" and "nicht gut" are bad; "not bad" was above, and "yes no" is anything.
    match (good, bad, not) {
        (true, _, true) | (false, true, _) => Meaning::Bad,
        (true, false, false) => Meaning::Good,
        (true, true, false) | (false, false, _) => Meaning::Unknown,
    }
}

/// The words of a text in lower case, without punctuation; apostrophes join.
pub(crate) fn words(text: &str) -> Vec<String> {
    let joined: String = text.chars().filter(|char| !matches!(char, '\'' | '’' | '`')).collect();
    let words = joined.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
