//! JSON in its one canonical form (RFC 8785, here: strings, integers, `true`, `false`, arrays, objects). Bytes that
//! would not be written back the same are refused, so two readers cannot see two things in them.

use std::fmt::Write as _;

use serde_json::Value;
use unicode_normalization::is_nfc;

/// The value, if `bytes` are its canonical form and its strings are NFC.
pub(crate) fn canonical(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| is_nfc(text))?;
    let value: Value = serde_json::from_str(text).ok()?;
    let mut written = String::with_capacity(bytes.len());
    serialise(&value, &mut written)?;
    (written == text).then_some(value)
}

fn serialise(value: &Value, out: &mut String) -> Option<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) => out.push_str(&number.as_i64()?.to_string()),
        Value::String(text) => string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                serialise(item, out)?;
            }
            out.push(']');
        }
        Value::Object(entries) => {
            let mut entries: Vec<(&String, &Value)> = entries.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(key, out);
                out.push(':');
                serialise(item, out)?;
            }
            out.push('}');
        }
    }
    Some(())
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for one in text.chars() {
        match one {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn only_the_canonical_form_is_read() {
        assert!(canonical(br#"{"a":[1,"\n\u001f"],"b":{}}"#).is_some());
        for other in [
            r#"{"b":{},"a":1}"#,
            r#"{ "a":1}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1,"a":1}"#,
            "{\"a\":\"\u{65}\u{301}\"}",
            r#"{"a":"\u00e5"}"#,
            "{\"a\":1}\n",
            r#"{"a":1e2}"#,
        ] {
            assert!(canonical(other.as_bytes()).is_none(), "{other}");
        }
    }
}
