//! Until when an invocation may work.

/// How long that is where nobody tells: the function's `Timeout` in template.yaml.
const TIMEOUT_MS: i64 = 300_000;

/// The deadline (ms) that the Runtime API `told` with an invocation at `now`. One that has passed is none: `cargo lambda watch`
/// tells 600,000 each time, ten minutes into 1970.
pub fn deadline(told: u64, now: i64) -> i64 {
    match i64::try_from(told) {
        Ok(told) if now < told => told,
        _ => now + TIMEOUT_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_that_has_passed_is_none() {
        const NOW: i64 = 1_795_240_800_000;
        for (told, expect) in [
            (1_795_241_100_000, 1_795_241_100_000),
            (1_795_240_800_001, NOW + 1),
            (1_795_240_800_000, NOW + TIMEOUT_MS),
            (600_000, NOW + TIMEOUT_MS),
            (0, NOW + TIMEOUT_MS),
            (u64::MAX, NOW + TIMEOUT_MS),
        ] {
            assert_eq!(deadline(told, NOW), expect, "{told}");
        }
    }
}
