//! A number that a person wrote, perhaps with its unit behind.
//!
//! ```text
//!   -5   +5   .5   5.   1e3         numbers
//!   5km  50%  5 km  70 kg  20 °C    the number before the unit, which is not interpreted
//!   1,5  1_000  1 000  1.2.3  5:30  2026-01-05  nan  inf  1e400    no number: never guessed
//! ```

/// What cannot begin a unit: behind a number these separate thousands, decimals, times, dates, ranges and terms.
const NO_UNIT: &str = ",._:;-+/*=^<>~±×÷−‐‑–—";

/// The number that `text` begins with, unless what follows might belong to it.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let (number, rest) = text.split_at(length(text));
    let value: f64 = number.parse().ok()?;
    (value.is_finite() && is_unit(rest.trim())).then_some(value)
}

/// How many bytes of `text` are sign, digits, point and exponent.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let sign = |at: usize| at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
    let mut end = digits(sign(0));
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if !matches!(bytes.get(end), Some(b'e' | b'E')) {
        return end;
    }
    // An `e` without digits behind it begins a unit.
    let exponent = sign(end + 1);
    if digits(exponent) == exponent { end } else { digits(exponent) }
}

/// Nothing, or what can only be a unit: no digit in any script, but for the powers in `m²` and `m³`.
fn is_unit(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else { return true };
    let digit = |c: char| c.is_numeric() && !matches!(c, '²' | '³');
    !NO_UNIT.contains(first) && !first.is_numeric() && !rest.chars().any(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_sign_point_exponent_and_unit() {
        let table = [
            ("10000", 10_000.0),
            ("1.5", 1.5),
            (".5", 0.5),
            ("-.5", -0.5),
            ("5.", 5.0),
            ("-5", -5.0),
            ("+5", 5.0),
            ("007", 7.0),
            ("1e3", 1_000.0),
            ("1E3", 1_000.0),
            ("2.5e-3", 0.0025),
            ("1e+2kg", 100.0),
            ("5km", 5.0),
            ("5 km", 5.0),
            ("50%", 50.0),
            ("70 kg", 70.0),
            ("20 °C", 20.0),
            ("9.81 m/s²", 9.81),
            ("5em", 5.0),
            ("5 zażółć", 5.0),
            ("5 (about)", 5.0),
            ("5.km", 5.0),
        ];
        for (text, number) in table {
            assert_eq!(parse(text), Some(number), "{text}");
        }
    }

    #[test]
    fn what_might_be_another_number_is_none() {
        let texts = "1,5 1_000 1.2.3 1..2 5:30 2026-01-05 1/2 1-2 1–2 5- 5/ 5, 5: 5*2 5x2 5² 5½ ½ 5٣ ٣ ５ 0x1F 5km2 1e400 \
                     -1e400 nan NaN inf -inf infinity abc km5 . + - e3 +-5 --5 1'000 ~5 −5";
        for text in texts.split(' ').chain(["", "1 000", "- 5", "5 - 6", "5 6", "5 e3"]) {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
