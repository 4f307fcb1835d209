//! Data as people have it, the same in every run and on every machine: no function whose last bit is a platform's own.
//!
//! Golden files hold what these functions made once, so what they make does not change any more.

use series::{Columns, Dimensions};

/// Monday, 6 October 2025, 00:00 UTC.
const START: i64 = 1_759_708_800_000;
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 1_440 * MINUTE;

/// The letters of Google's event ids.
const BASE32HEX: [u8; 32] = *b"0123456789abcdefghijklmnopqrstuv";

/// SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>): a few lines, and no seed is a bad one.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Uniform in `0..limit`.
    pub(crate) fn below(&mut self, limit: i64) -> i64 {
        self.next().rem_euclid(limit.unsigned_abs()).cast_signed()
    }

    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, from: [T; N]) -> T {
        let mut left = self.below(i64::try_from(N).unwrap_or(i64::MAX));
        from.into_iter()
            .find(|_| {
                left -= 1;
                left < 0
            })
            .unwrap_or(from[0])
    }

    /// Nearly normal, with a standard deviation of one: the sum of twelve uniform numbers, less its mean.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
    }
}

/// A room each minute, to a tenth of a degree.
pub(crate) fn temperature(points: i64) -> Columns {
    let mut random = Random(1);
    let room = Dimensions::new([("room", "kitchen"), ("sensor", "bme280")]);
    let mut columns = Columns::default();
    let mut drift = 0.0;
    for i in 0..points {
        drift = drift * 0.999 + random.normal() * 0.03;
        let of_day = (i % 1_440) as f64 / 1_440.0;
        let measured = 18.0 + 24.0 * of_day * (1.0 - of_day) + drift + random.normal() * 0.1;
        columns.push(START + i * MINUTE, &room, (measured * 10.0).round() / 10.0);
    }
    columns
}

/// Beats a minute from a watch, every 1 to 15 seconds with ms timestamps.
pub(crate) fn heart_rate(points: i64) -> Columns {
    let mut random = Random(2);
    let watch = Dimensions::new([("device", "watch")]);
    let mut columns = Columns::default();
    let (mut timestamp, mut rate) = (START, 75.0_f64);
    for _ in 0..points {
        timestamp += SECOND + random.below(14 * SECOND);
        rate = (rate + (75.0 - rate) * 0.02 + random.normal() * 2.5).clamp(50.0, 180.0);
        columns.push(timestamp, &watch, rate.round());
    }
    columns
}

/// Most mornings some time round half past seven (a standard deviation of 45 minutes), to 0.1 kg; timestamps to the ms.
pub(crate) fn weight(points: i64) -> Columns {
    let mut random = Random(3);
    let nothing = Dimensions::default();
    let mut columns = Columns::default();
    let (mut day, mut weight) = (0, 81.5_f64);
    for _ in 0..points {
        day += if random.below(10) == 0 { 2 } else { 1 };
        weight += (81.5 - weight) * 0.05 + random.normal() * 0.2;
        let late: i64 = (0..12).map(|_| random.below(90 * MINUTE) - 45 * MINUTE).sum::<i64>() / 2;
        columns.push(START + day * DAY + 450 * MINUTE + late, &nothing, (weight * 10.0).round() / 10.0);
    }
    columns
}

/// What a calendar yields: starts and lengths on five-minute marks, eight activities, and an event's id as `src`.
pub(crate) fn calendar(points: i64, with_src: bool) -> Columns {
    let mut random = Random(4);
    let activities = ["sleep", "work", "meeting", "lunch", "running", "reading", "commute", "family"];
    let mut columns = Columns::default();
    let mut timestamp = START;
    for _ in 0..points {
        timestamp += 5 * MINUTE * (1 + random.below(60));
        let activity = random.pick(activities);
        let duration = 5 * MINUTE * (1 + random.below(36));
        let id: String = (0..26).map(|_| char::from(random.pick(BASE32HEX))).collect();
        let mut pairs = vec![("activity", activity)];
        if with_src {
            pairs.push(("src", &id));
        }
        columns.push(timestamp, &Dimensions::new(pairs), duration as f64);
    }
    columns
}

/// Eight rooms that report in turn, all at the full minute.
pub(crate) fn rooms(minutes: i64) -> Columns {
    let mut random = Random(5);
    let rooms: Vec<Dimensions> = (0..8).map(|i| Dimensions::new([("room", format!("room {i}"))])).collect();
    let mut degrees: Vec<i64> = (0..8).map(|i| 150 + i * 20).collect();
    let mut columns = Columns::default();
    for minute in 0..minutes {
        for (room, degrees) in rooms.iter().zip(&mut degrees) {
            *degrees += random.pick([0, 0, 0, 0, 1, -1]);
            columns.push(START + minute * MINUTE, room, *degrees as f64 / 10.0);
        }
    }
    columns
}
