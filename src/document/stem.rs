//! File names: lower-case ASCII that sorts, allowed on every system (`formats.md`, File names).

use unicode_normalization::UnicodeNormalization;

/// Names that Windows keeps for devices, with or without an extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Longest stem, so that `<stem>.identitet.jsonl` fits where 255 bytes are allowed and paths are short.
const LONGEST: usize = 100;

/// Letters, digits and single hyphens: "RS/423/2023" becomes "rs-423-2023", "Ávvir é" "avvir-e".
pub(crate) fn ascii(text: &str) -> String {
    let mut out = String::new();
    for one in text.nfd().flat_map(char::to_lowercase) {
        match fold(one) {
            Some(letters) => out.push_str(letters),
            None if one.is_ascii_alphanumeric() => out.push(one),
            None if is_mark(one) => {}
            None if out.is_empty() || out.ends_with('-') => {}
            None => out.push('-'),
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// As [`ascii`], and never empty or a name that a system keeps for itself.
pub(crate) fn file(text: &str) -> String {
    let stem = ascii(text);
    let letters = stem.trim_end_matches(|one: char| one.is_ascii_digit());
    if stem.is_empty() || (RESERVED.contains(&letters) && stem.len() <= letters.len() + 1) {
        format!("fil-{stem}").trim_end_matches('-').to_owned()
    } else {
        stem
    }
}

/// Accents that NFD has taken off their letter.
fn is_mark(one: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&one)
}

/// Letters that NFD does not take apart.
fn fold(one: char) -> Option<&'static str> {
    Some(match one {
        'đ' | 'ð' => "d",
        'ŋ' => "n",
        'ŧ' => "t",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        'ł' => "l",
        'ı' => "i",
        'ħ' => "h",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diarienummer_of_every_known_form_become_file_names() {
        let forms = [
            ("RS/423/2023", "rs-423-2023"),
            ("RS 912-2025", "rs-912-2025"),
            ("RS 2018–06226", "rs-2018-06226"),
            ("KS/2011:286", "ks-2011-286"),
            ("2023/BUN 0203 40", "2023-bun-0203-40"),
            ("IFN 2018/00256-1.6.1", "ifn-2018-00256-1-6-1"),
            ("../../etc/passwd", "etc-passwd"),
        ];
        for (diarienummer, expected) in forms {
            assert_eq!(file(diarienummer), expected);
        }
    }

    #[test]
    fn letters_fold_to_ascii() {
        assert_eq!(file("Åre é ü Sámi Đŋŧ čšž"), "are-e-u-sami-dnt-csz");
        assert_eq!(file("日本"), "fil");
    }

    #[test]
    fn names_that_windows_keeps_are_avoided() {
        for (name, expected) in
            [("CON", "fil-con"), ("com1", "fil-com1"), ("Lpt9", "fil-lpt9"), ("kon", "kon"), ("com10", "com10")]
        {
            assert_eq!(file(name), expected);
        }
    }
}
