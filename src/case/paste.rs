//! Signs that come along when text is pasted out of print: soft hyphens, ligatures, spaces of odd widths, full-width
//! letters. They look like what was meant and are not found by who searches for it.

/// True for a sign that nobody sees and that means nothing in Swedish.
pub(crate) fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{00AD}' | '\u{034F}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// What a sign of print stands for, when it is seen: "fi" for the ligature, a no-break space for a narrow one.
pub(crate) fn meant(sign: char) -> Option<String> {
    let ligature = match sign {
        '\u{FB00}' => "ff",
        '\u{FB01}' => "fi",
        '\u{FB02}' => "fl",
        '\u{FB03}' => "ffi",
        '\u{FB04}' => "ffl",
        '\u{FB05}' | '\u{FB06}' => "st",
        '\u{2006}'..='\u{200A}' | '\u{202F}' => "\u{a0}",
        '\u{2000}'..='\u{2005}' | '\u{205F}' | '\u{3000}' => " ",
        _ => "",
    };
    if !ligature.is_empty() {
        return Some(ligature.to_owned());
    }
    let wide = matches!(sign, '\u{FF01}'..='\u{FF5E}').then(|| char::from_u32(u32::from(sign) - 0xFEE0)).flatten();
    wide.map(String::from)
}

/// What the sign is, in words.
pub(crate) fn named(sign: char) -> String {
    match sign {
        '\u{FB00}'..='\u{FB06}' => format!("ligaturen {sign}"),
        '\u{FF01}'..='\u{FF5E}' => format!("det breda tecknet {sign}"),
        _ => "ett mellanslag av ovanlig bredd".to_owned(),
    }
}

/// The text with every such sign as what was meant, or `None` where there is none.
pub(crate) fn cleaned(text: &str) -> Option<String> {
    let is_clean = |sign: char| !is_invisible(sign) && meant(sign).is_none();
    if text.chars().all(is_clean) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for sign in text.chars().filter(|sign| !is_invisible(*sign)) {
        match meant(sign) {
            Some(meant) => out.push_str(&meant),
            None => out.push(sign),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_becomes_the_same() {
        let pasted = "Års\u{ad}redo\u{200b}visning, o\u{fb03}ciell, １\u{2009}790\u{202f}000";
        assert_eq!(cleaned(pasted).as_deref(), Some("Årsredovisning, officiell, 1\u{a0}790\u{a0}000"));
        assert_eq!(cleaned("§\u{a0}12, é, µ, – och ‑"), None);
    }
}
