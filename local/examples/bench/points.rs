//! Data as people have it, the same in every run.

use series::{Columns, Dimensions};

/// Wednesday, 1 January 2025, 00:00 UTC: where all data begins.
pub(crate) const START: i64 = 1_735_689_600_000;
/// A second, in ms.
const SECOND: i64 = 1_000;
/// A minute, in ms.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// A day, in ms.
pub(crate) const DAY: i64 = 1_440 * MINUTE;
/// Letters of a calendar event's id, five random bits each, as in Google's.
pub(crate) const SRC_LETTERS: usize = 26;
/// What those letters are.
const SRC_ALPHABET: [u8; 32] = *b"0123456789abcdefghijklmnopqrstuv";

/// SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in `0..limit`.
    fn below(&mut self, limit: i64) -> i64 {
        self.next().rem_euclid(limit.unsigned_abs()).cast_signed()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.next() % from.len() as u64).unwrap_or(0)]
    }

    /// Nearly normal, with a standard deviation of one: twelve uniform numbers less their mean.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
    }
}

/// A room's thermometer, read each minute to a hundredth of a degree, for ever.
///
/// The day warms and cools the room by two degrees, its air wanders on top of that, and the sensor's own noise is two
/// hundredths of a degree.
pub(crate) struct Thermometer {
    random: Random,
    room: Dimensions,
    at: i64,
    air: f64,
}

impl Thermometer {
    /// That of room `number`.
    pub(crate) fn of_room(number: u64) -> Thermometer {
        let room = Dimensions::new([("room", format!("room-{number}")), ("sensor", "bme280".to_owned())]);
        Thermometer { random: Random(number), room, at: START, air: 0.0 }
    }

    /// The next `count` points.
    pub(crate) fn read(&mut self, count: usize) -> Columns {
        let mut columns = Columns::default();
        for _ in 0..count {
            self.air = self.air * 0.9995 + self.random.normal() * 0.02;
            let of_day = (self.at % DAY) as f64 / DAY as f64;
            let sun = 16.0 * (of_day * (1.0 - of_day)).powi(2);
            let degrees = 19.5 + 2.0 * sun + self.air + self.random.normal() * 0.02;
            columns.push(self.at, &self.room, (degrees * 100.0).round() / 100.0);
            self.at += MINUTE;
        }
        columns
    }
}

/// Beats a minute from a watch: a whole number every 1 to 15 seconds, timestamps to the ms.
pub(crate) fn heart_rate(count: usize) -> Columns {
    let mut random = Random(2);
    let watch = Dimensions::new([("device", "watch")]);
    let mut columns = Columns::default();
    let (mut at, mut rate) = (START, 72.0_f64);
    for _ in 0..count {
        at += SECOND + random.below(14 * SECOND);
        rate = (rate + (72.0 - rate) * 0.02 + random.normal() * 2.5).clamp(48.0, 185.0);
        columns.push(at, &watch, rate.round());
    }
    columns
}

/// A morning's weight to 0.1 kg, some time within an hour and a half, now and then a day left out; timestamps to the ms.
pub(crate) fn weight(count: usize) -> Columns {
    let mut random = Random(3);
    let mut columns = Columns::default();
    let (mut day, mut weight) = (0, 78.0_f64);
    for _ in 0..count {
        day += if random.below(10) == 0 { 2 } else { 1 };
        weight += (78.0 - weight) * 0.05 + random.normal() * 0.2;
        let rising = 7 * 60 * MINUTE + random.below(90 * MINUTE);
        columns.push(START + day * DAY + rising, &Dimensions::default(), (weight * 10.0).round() / 10.0);
    }
    columns
}

/// Minutes that a calendar's events take: on five-minute marks, of eight activities; with `src`, each names its event.
pub(crate) fn calendar(count: usize, with_src: bool) -> Columns {
    let mut random = Random(4);
    let activities = ["sleep", "work", "meeting", "lunch", "running", "reading", "commute", "family"];
    let mut columns = Columns::default();
    let mut at = START;
    for _ in 0..count {
        at += 5 * MINUTE * (1 + random.below(60));
        let minutes = 5 * (1 + random.below(36));
        let activity = random.pick(&activities);
        let src: String = (0..SRC_LETTERS).map(|_| char::from(random.pick(&SRC_ALPHABET))).collect();
        let pairs = [("activity", activity), ("src", src.as_str())];
        let pairs = if with_src { &pairs[..] } else { &pairs[..1] };
        columns.push(at, &Dimensions::new(pairs.iter().copied()), minutes as f64);
    }
    columns
}
