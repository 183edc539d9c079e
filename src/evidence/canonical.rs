//! RFC 8785 (JCS) bytes of a canonical object, and the way back.
//! Refuses nothing: what a canonical object holds (strings, integers, booleans, lists) always has such bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// The RFC 8785 bytes of `object`. Exact for strings, integers, booleans, lists and objects; canonical objects
/// have no other values (no fractions, no null).
#[must_use]
pub fn bytes<T: Serialize>(object: &T) -> Vec<u8> {
    let mut out = String::new();
    write(&value(object), &mut out);
    out.into_bytes()
}

/// The same object with every string in NFC, so that what is hashed is what is handed to the template.
///
/// # Panics
/// Never for canonical objects: text in NFC is text.
#[must_use]
pub fn normalized<T: Serialize + DeserializeOwned>(object: &T) -> T {
    serde_json::from_value(nfc(value(object))).expect("an object in NFC has the same shape")
}

fn value<T: Serialize>(object: &T) -> Value {
    serde_json::to_value(object).expect("canonical objects hold only strings, integers, booleans and lists")
}

fn nfc(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.nfc().collect()),
        Value::Array(items) => Value::Array(items.into_iter().map(nfc).collect()),
        Value::Object(entries) => Value::Object(entries.into_iter().map(|(key, item)| (key, nfc(item))).collect()),
        other => other,
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(entries) => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by(|one, other| one.0.encode_utf16().cmp(other.0.encode_utf16()));
            out.push('{');
            for (at, (key, item)) in sorted.into_iter().enumerate() {
                separate(at, out);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(item, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                separate(at, out);
                write(item, out);
            }
            out.push(']');
        }
        // serde_json escapes strings exactly as RFC 8785 3.2.2.2 asks, and writes integers as ECMAScript does.
        leaf => out.push_str(&leaf.to_string()),
    }
}

fn separate(at: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_by_utf_16_code_units() {
        // RFC 8785 3.2.3: the emoji's surrogates sort before U+FB33.
        let value: Value =
            serde_json::from_str(r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#)
                .unwrap();
        let text = String::from_utf8(bytes(&value)).unwrap();
        assert_eq!(text, "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}");
    }

    #[test]
    fn strings_are_escaped_as_the_standard_shows() {
        // The string of RFC 8785 3.2.2.
        let value: Value = serde_json::from_str(r#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#).unwrap();
        assert_eq!(String::from_utf8(bytes(&value)).unwrap(), "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        let decomposed = vec!["A\u{30a}kero\u{308}".to_owned()];
        assert_eq!(normalized(&decomposed), ["Åkerö"]);
    }
}
