//! A column of integers: timestamps, numbers of sets, codes, lengths, and decimal values.
//!
//! ```text
//!   values  1760000060000 1760000000000 1760000180000
//!   base    the least, 1760000000000     zigzag varint
//!   scale   what all differ by, 60000    varint; 0 where all are equal, and then nothing follows
//!   codes   (value - base) / scale       1 0 3, by the shortest of the methods
//! ```
//!
//! Codes are small, so pco gets them in the narrowest type: each of its bins then costs 2-5 bytes in place of 10.

use super::bytes::{Reader, Writer};
use super::packed::{pack, unpack};
use super::{CodecError, frame};

/// Each code as a varint.
const VARINTS: u8 = 0;
/// The difference from each code to the next as a zigzag varint.
const DELTAS: u8 = 1;
/// pco over codes below 2^8, 2^16, 2^32 and any.
const PACKED_8: u8 = 2;
const PACKED_16: u8 = 3;
const PACKED_32: u8 = 4;
const PACKED_64: u8 = 5;
/// zstd over codes below 2^8: finds the repetition that pco cannot, as when the same sets report in turn.
const REPEATING: u8 = 6;

pub(super) fn write(writer: &mut Writer, values: &[i64]) {
    let Some(&base) = values.iter().min() else { return };
    let scale = scale(values, base);
    let free = writer.allow(values.len());
    writer.zigzag(base);
    if free && scale == 0 {
        return writer.varint(0);
    }
    let scale = scale.max(1);
    writer.varint(scale);
    let codes: Vec<u64> = values.iter().map(|&value| value.wrapping_sub(base).cast_unsigned() / scale).collect();
    let mut candidates = vec![(VARINTS, varints(&codes)), (DELTAS, deltas(&codes))];
    if free {
        candidates.extend(compressed(&codes));
    }
    if let Some((method, payload)) = candidates.into_iter().min_by_key(|(_, payload)| payload.len()) {
        writer.byte(method);
        writer.raw(&payload);
    }
}

pub(super) fn read(reader: &mut Reader<'_>, count: usize) -> Result<Vec<i64>, CodecError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let free = reader.allow(count);
    let base = reader.zigzag()?;
    let scale = reader.varint()?;
    if free && scale == 0 {
        return Ok(vec![base; count]);
    }
    let method = reader.byte()?;
    if !free && (method > DELTAS || count > reader.len()) {
        return Err(CodecError::Malformed("a column is larger than its bytes allow"));
    }
    let unscale = Unscale { base, scale };
    match method {
        VARINTS => read_varints(reader, count).map(|codes| unscale.all(codes)),
        DELTAS => read_deltas(reader, count).map(|codes| unscale.all(codes)),
        PACKED_8 => unpack::<u8>(reader.sized()?, count).map(|codes| unscale.all(codes)),
        PACKED_16 => unpack::<u16>(reader.sized()?, count).map(|codes| unscale.all(codes)),
        PACKED_32 => unpack::<u32>(reader.sized()?, count).map(|codes| unscale.all(codes)),
        PACKED_64 => unpack::<u64>(reader.sized()?, count).map(|codes| unscale.all(codes)),
        REPEATING => frame::inflate(reader.sized()?, count).map(|codes| unscale.all(codes)),
        _ => Err(CodecError::Malformed("a column has an unknown method")),
    }
}

/// The greatest number that divides all distances from `base`; 0 where there are none.
fn scale(values: &[i64], base: i64) -> u64 {
    let mut scale = 0;
    for value in values {
        let distance = value.wrapping_sub(base).cast_unsigned();
        scale = gcd(distance, scale);
        if scale == 1 {
            break;
        }
    }
    scale
}

fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The methods that spend the allowance; each payload carries its length.
fn compressed(codes: &[u64]) -> Vec<(u8, Vec<u8>)> {
    let largest = codes.iter().max().copied().unwrap_or(0);
    let mut found = Vec::new();
    if let Some(codes) = narrow::<u8>(codes, largest) {
        found.push((REPEATING, frame::deflate(&codes)));
        found.push((PACKED_8, pack(&codes)));
    } else if let Some(codes) = narrow::<u16>(codes, largest) {
        found.push((PACKED_16, pack(&codes)));
    } else if let Some(codes) = narrow::<u32>(codes, largest) {
        found.push((PACKED_32, pack(&codes)));
    } else {
        found.push((PACKED_64, pack(codes)));
    }
    let sized = |bytes: Vec<u8>| {
        let mut payload = Writer::new();
        payload.sized(&bytes);
        payload.into_bytes()
    };
    found.into_iter().filter_map(|(method, bytes)| Some((method, sized(bytes?)))).collect()
}

/// The codes in a smaller type, where `largest` fits it.
fn narrow<T: TryFrom<u64>>(codes: &[u64], largest: u64) -> Option<Vec<T>> {
    T::try_from(largest).ok()?;
    codes.iter().map(|&code| T::try_from(code).ok()).collect()
}

fn varints(codes: &[u64]) -> Vec<u8> {
    let mut payload = Writer::new();
    codes.iter().for_each(|&code| payload.varint(code));
    payload.into_bytes()
}

fn deltas(codes: &[u64]) -> Vec<u8> {
    let mut payload = Writer::new();
    let mut previous = 0_u64;
    for &code in codes {
        payload.zigzag(code.wrapping_sub(previous).cast_signed());
        previous = code;
    }
    payload.into_bytes()
}

fn read_varints(reader: &mut Reader<'_>, count: usize) -> Result<Vec<u64>, CodecError> {
    (0..count).map(|_| reader.varint()).collect()
}

fn read_deltas(reader: &mut Reader<'_>, count: usize) -> Result<Vec<u64>, CodecError> {
    let mut code = 0_u64;
    (0..count)
        .map(|_| {
            code = code.wrapping_add(reader.zigzag()?.cast_unsigned());
            Ok(code)
        })
        .collect()
}

/// Codes back to values; wraps where the bytes are malformed.
struct Unscale {
    base: i64,
    scale: u64,
}

impl Unscale {
    fn all<C: Into<u64>>(&self, codes: Vec<C>) -> Vec<i64> {
        let value = |code: C| self.base.wrapping_add(code.into().wrapping_mul(self.scale).cast_signed());
        codes.into_iter().map(value).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(values: &[i64]) -> Vec<u8> {
        let mut writer = Writer::new();
        write(&mut writer, values);
        writer.into_bytes()
    }

    fn check(values: &[i64], at_most: usize) {
        let bytes = encode(values);
        let mut reader = Reader::new(&bytes);
        assert_eq!(read(&mut reader, values.len()).as_deref(), Ok(values));
        assert_eq!(reader.finish(), Ok(()));
        assert!(bytes.len() <= at_most, "{} bytes for {} numbers", bytes.len(), values.len());
    }

    #[test]
    fn each_kind_of_column_is_small() {
        let minute = |i: i64| 1_760_000_000_000 + i * 60_000;
        check(&[], 0);
        check(&[1_760_000_000_000], 7);
        check(&[7; 100_000], 2);
        check(&[minute(0), minute(1), minute(2), minute(4)], 14);
        check(&(0..24_000).map(minute).collect::<Vec<_>>(), 26);
        check(&(0..4_000).collect::<Vec<_>>(), 16);
        check(&(0..8_000).map(|i| i % 8).collect::<Vec<_>>(), 40);
        check(&[i64::MIN, i64::MAX, 0], 33);
    }

    #[test]
    fn a_column_beyond_the_allowance_is_plain() {
        let mut writer = Writer::new();
        assert!(writer.allow(1 << 22));
        write(&mut writer, &[5; 1000]);
        let bytes = writer.into_bytes();
        assert!(1000 <= bytes.len());
        assert_eq!(read(&mut Reader::new(&bytes), 1000), Ok(vec![5; 1000]));
        let mut spent = Reader::new(&bytes);
        assert!(spent.allow(1 << 22));
        assert!(read(&mut spent, 1001).is_err());
    }

    proptest! {
        #[test]
        fn any_integers_come_back(values in proptest::collection::vec(any::<i64>(), 0..600)) {
            check(&values, usize::MAX);
        }

        #[test]
        fn scaled_integers_come_back(codes in proptest::collection::vec(0..300_i64, 0..600), scale: i32, base: i32) {
            let values: Vec<i64> = codes.iter().map(|code| i64::from(base) + code * i64::from(scale)).collect();
            check(&values, usize::MAX);
        }
    }
}
