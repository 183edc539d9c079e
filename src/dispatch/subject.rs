//! The reference in the subject of what is mailed: where a mail program gives the message another Message-ID, as some do when
//! a person opens and sends it, the answer is known by its subject.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Begins our Message-IDs.
pub(super) const PREFIX: &str = "<utdrag.";
/// Digits of a reference: the first of its Message-ID.
const DIGITS: usize = 10;
/// Stands before a reference.
const MARK: &str = "[ref ";

/// What ends the subject of the message with this Message-ID: "[ref 3e40d46b0b]".
#[must_use]
pub fn marked(message_id: &str) -> Option<String> {
    let digits = message_id.strip_prefix(PREFIX)?.get(..DIGITS)?;
    Some(format!("{MARK}{digits}]"))
}

/// True when a reference is that of the message with this Message-ID.
#[must_use]
pub fn is_of(reference: &str, message_id: &str) -> bool {
    reference.len() == DIGITS && message_id.strip_prefix(PREFIX).is_some_and(|rest| rest.starts_with(reference))
}

/// The references in a subject as a header has it, in its order.
#[must_use]
pub fn references(subject: &str) -> Vec<String> {
    let subject = decoded(subject).to_ascii_lowercase();
    let digits = subject.split(MARK.trim_end()).skip(1).filter_map(|part| part.trim_start().get(..DIGITS));
    digits.filter(|digits| digits.chars().all(|one| one.is_ascii_hexdigit())).map(str::to_owned).collect()
}

/// A header with its encoded words read (RFC 2047); of other characters than those of ASCII only that they are there.
fn decoded(header: &str) -> String {
    let mut text = String::new();
    let mut rest = header;
    while let Some((before, word)) = rest.split_once("=?") {
        // White space between encoded words is not part of the text (6.2).
        if !before.trim().is_empty() || text.is_empty() {
            text.push_str(before);
        }
        let mut parts = word.splitn(3, '?');
        let (_, encoding, more) = (parts.next(), parts.next(), parts.next());
        let Some((content, after)) = more.and_then(|more| more.split_once("?=")) else {
            rest = word;
            break;
        };
        match encoding {
            Some("B" | "b") => {
                text.push_str(&String::from_utf8_lossy(&STANDARD.decode(content.trim()).unwrap_or_default()));
            }
            _ => text.push_str(&quoted(content)),
        }
        rest = after;
    }
    text + rest
}

/// The Q encoding (4.2).
fn quoted(content: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = content.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let hex = more.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        rest = if let (b'=', Some(byte)) = (first, hex) {
            bytes.push(byte);
            more.get(2..).unwrap_or_default()
        } else {
            bytes.push(if *first == b'_' { b' ' } else { *first });
            more
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "<utdrag.3e40d46b0b998abfaf604c15e149974aae209bf5@region.example>";

    #[test]
    fn a_reference_is_found_in_the_subject_of_an_answer() {
        assert_eq!(marked(ID).unwrap(), "[ref 3e40d46b0b]");
        assert!(is_of("3e40d46b0b", ID) && !is_of("3e40d46b0c", ID) && !is_of("3e40", ID));
        for subject in [
            " SV: Protokollsutdrag § 36 [ref 3e40d46b0b]",
            "Re: [REF] [ref 3E40D46B0B ]",
            " =?utf-8?B?U1Y6IFByb3Rva29sbHN1dGRyYWcgwqcgMzYgW3JlZiAzZTQwZDQ2YjBiXQ==?=",
            "=?utf-8?B?U1Y6IFByb3Rva29sbHN1dGRyYWcgwqcgMzYgW3Jl?= =?utf-8?B?ZiAzZTQwZDQ2YjBiXQ==?=",
            "=?iso-8859-1?Q?SV:_Protokollsutdrag_=A7_36_[ref_3e40d46b0b]?=",
        ] {
            assert_eq!(references(subject), ["3e40d46b0b"], "{subject}");
        }
        for none in
            ["", "SV: Protokollsutdrag", "[ref ", "[ref 12345]", "[ref åååååååååå]", "[ref ghijklmnop]", "=?x?B?"]
        {
            assert_eq!(references(none), Vec::<String>::new(), "{none}");
        }
    }
}
