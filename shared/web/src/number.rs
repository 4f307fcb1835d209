//! Numbers as existing clients have always read them: Python's `repr` of a float.

use std::ops::Range;

/// Where Python writes a number out in full. Outside of it, it writes an exponent of a sign and at least two digits.
const WRITTEN_IN_FULL: Range<f64> = 1e-4..1e16;

/// Writes the shortest digits that read back as the same double: `1.0`, `-0.0`, `1e+21`, `1e-07`.
/// What JSON has no number for (NaN and the infinities) is `null`.
pub fn write_f64(out: &mut Vec<u8>, value: f64) {
    if !value.is_finite() {
        return out.extend_from_slice(b"null");
    }
    let mut buffer = ryu::Buffer::new();
    let digits = buffer.format_finite(value);
    if value == 0.0 || WRITTEN_IN_FULL.contains(&value.abs()) {
        return out.extend_from_slice(digits.as_bytes());
    }
    match digits.split_once('e') {
        Some((digits, exponent)) => write_exponent(out, digits, exponent),
        None => write_hundred_thousandths(out, digits),
    }
}

/// `1e21` is `1e+21`, and `1e-7` is `1e-07`.
fn write_exponent(out: &mut Vec<u8>, digits: &str, exponent: &str) {
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => (b'-', exponent),
        None => (b'+', exponent),
    };
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(&[b'e', sign]);
    if exponent.len() < 2 {
        out.push(b'0');
    }
    out.extend_from_slice(exponent.as_bytes());
}

/// The one decade that ryu writes in full and Python does not: `0.0000123` is `1.23e-05`.
fn write_hundred_thousandths(out: &mut Vec<u8>, digits: &str) {
    if digits.starts_with('-') {
        out.push(b'-');
    }
    let significant = digits.trim_start_matches(['-', '0', '.']);
    let (first, rest) = significant.split_at(1);
    out.extend_from_slice(first.as_bytes());
    if !rest.is_empty() {
        out.push(b'.');
        out.extend_from_slice(rest.as_bytes());
    }
    out.extend_from_slice(b"e-05");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: f64) -> String {
        let mut out = Vec::new();
        write_f64(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (bits, expected) in PYTHON {
            assert_eq!(written(f64::from_bits(bits)), expected);
        }
    }

    #[test]
    fn what_is_no_number_is_null() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(written(value), "null");
        }
    }

    proptest! {
        #[test]
        fn every_number_reads_back_bit_for_bit(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(written(value).parse::<f64>().unwrap().to_bits(), bits);
        }

        #[test]
        fn numbers_near_the_changes_of_form_read_back(digits in 1u64..100_000, exponent in -9i32..20, negative: bool) {
            let text = format!("{}{digits}e{exponent}", if negative { "-" } else { "" });
            let value: f64 = text.parse().unwrap();
            prop_assert_eq!(written(value).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
    }

    /// Bits of a double, and what `repr` of Python 3.11 says of it.
    const PYTHON: [(u64, &str); 74] = [
        (0x0000_0000_0000_0000, "0.0"),
        (0x8000_0000_0000_0000, "-0.0"),
        (0x3ff0_0000_0000_0000, "1.0"),
        (0xbff0_0000_0000_0000, "-1.0"),
        (0x4014_0000_0000_0000, "5.0"),
        (0x3fb9_9999_9999_999a, "0.1"),
        (0x3fd3_3333_3333_3334, "0.30000000000000004"),
        (0x3fd5_5555_5555_5555, "0.3333333333333333"),
        (0x3fe5_5555_5555_5555, "0.6666666666666666"),
        (0x4059_0000_0000_0000, "100.0"),
        (0x430c_6bf5_2634_0000, "1000000000000000.0"),
        (0x4341_c379_37e0_8000, "1e+16"),
        (0x4376_3457_85d8_a000, "1e+17"),
        (0x4341_c379_37e0_7fff, "9999999999999998.0"),
        (0x4341_c379_37e0_8001, "1.0000000000000002e+16"),
        (0x4415_af1d_78b5_8c40, "1e+20"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x4480_f0cf_064d_d592, "1e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x42dc_1221_8377_de40, "123456789012345.0"),
        (0x4311_8b54_f22a_eb00, "1234567890123456.0"),
        (0x4345_ee2a_2eb5_a5c4, "1.2345678901234568e+16"),
        (0x437b_69b4_ba63_0f35, "1.2345678901234568e+17"),
        (0x433f_ffff_ffff_ffff, "9007199254740991.0"),
        (0x4350_0000_0000_0000, "1.8014398509481984e+16"),
        (0x43e0_0000_0000_0000, "9.223372036854776e+18"),
        (0x43f0_0000_0000_0000, "1.8446744073709552e+19"),
        (0x3fb9_9999_9999_999a, "0.1"),
        (0x3f84_7ae1_47ae_147b, "0.01"),
        (0x3f50_624d_d2f1_a9fc, "0.001"),
        (0x3f1a_36e2_eb1c_432d, "0.0001"),
        (0xbf1a_36e2_eb1c_432d, "-0.0001"),
        (0x3ee4_f8b5_88e3_68f1, "1e-05"),
        (0xbee4_f8b5_88e3_68f1, "-1e-05"),
        (0x3eb0_c6f7_a0b5_ed8d, "1e-06"),
        (0x3e7a_d7f2_9abc_af48, "1e-07"),
        (0x3e11_2e0b_e826_d695, "1e-09"),
        (0x3ddb_7cdf_d9d7_bdbb, "1e-10"),
        (0x3eef_7510_4d55_1d69, "1.5e-05"),
        (0x3ee9_cb83_20b1_5070, "1.23e-05"),
        (0x3f20_2e4b_6ce5_dc68, "0.00012345"),
        (0x3f1a_36e2_eb1c_432e, "0.00010000000000000002"),
        (0x3f1a_36e2_eb1c_432c, "9.999999999999999e-05"),
        (0x3f1a_36d1_bd10_5b06, "9.9999e-05"),
        (0x3ee9_e409_3026_78ba, "1.2345678901234568e-05"),
        (0xbe84_21f5_f40d_8376, "-1.5e-07"),
        (0xc44b_1ae4_d6e2_ef50, "-1e+21"),
        (0xc484_ea0c_eff1_a9b4, "-1.23456e+22"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x0000_0000_0000_0003, "1.5e-323"),
        (0x0000_0000_0000_0064, "4.94e-322"),
        (0x0010_0000_0000_0000, "2.2250738585072014e-308"),
        (0x000f_ffff_ffff_ffff, "2.225073858507201e-308"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x547d_42ae_a287_9f2e, "1e+99"),
        (0x54b2_49ad_2594_c37d, "1e+100"),
        (0x2b61_7f7d_4ed8_c33e, "1e-99"),
        (0x2b2b_ff2e_e48e_0530, "1e-100"),
        (0x7e41_eb2d_6600_5835, "1.5e+300"),
        (0x4009_21fb_5444_2d18, "3.141592653589793"),
        (0x41b1_de78_4a00_0000, "299792458.0"),
        (0x44df_e185_ca57_c517, "6.02214076e+23"),
        (0x390b_860b_de02_3111, "6.62607015e-34"),
        (0x4042_4ccc_cccc_cccd, "36.6"),
        (0x4052_2000_0000_0000, "72.5"),
        (0x40fe_240c_9fbe_76c9, "123456.789"),
        (0x408b_645a_1cac_0831, "876.544"),
        (0x4194_9970_0000_0000, "86400000.0"),
        (0x4278_bcfe_6526_0000, "1700000060000.0"),
        (0x4011_6666_6666_6666, "4.35"),
        (0x4005_6666_6666_6666, "2.675"),
        (0x3fe0_0000_0000_0000, "0.5"),
    ];
}
