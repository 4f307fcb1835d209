//! Text as existing clients have always read it: Python's `json.dumps(text, ensure_ascii=False)`.

/// Writes a JSON string in which only `"`, `\` and control characters are escaped; everything else is raw UTF-8.
pub fn write_json_string(out: &mut Vec<u8>, text: &str) {
    // serde_json escapes exactly as Python does (the test holds it to that); a Vec takes every write.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_written_as_python_writes_it() {
        let cases = [
            ("", r#""""#),
            ("plain", r#""plain""#),
            ("żółć 🎈", r#""żółć 🎈""#),
            ("say \"no\"", r#""say \"no\"""#),
            ("back\\slash / slash", r#""back\\slash / slash""#),
            ("\n\r\t\u{8}\u{c}", r#""\n\r\t\b\f""#),
            ("\0\u{1}\u{b}\u{1f}", r#""\u0000\u0001\u000b\u001f""#),
            ("\u{7f}\u{80}\u{2028}\u{feff}", "\"\u{7f}\u{80}\u{2028}\u{feff}\""),
        ];
        for (text, expected) in cases {
            let mut out = Vec::new();
            write_json_string(&mut out, text);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }
}
