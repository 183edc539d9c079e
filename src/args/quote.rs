//! What a person forgets who types names with spaces and copies commands from a word processor: quotation marks round a
//! value, and two hyphens where the word processor made them one long dash.

use crate::diag::Diagnostic;

/// A flag that begins with a long dash: no file is called so, and no name.
pub(super) fn long_dash(line: &[String]) -> Option<Diagnostic> {
    let meant = |word: &&String| {
        let bare = word.trim_start_matches(['–', '—', '−', '-']);
        let is_word = bare.chars().next().is_some_and(char::is_lowercase)
            && bare.chars().all(|letter| letter.is_lowercase() || letter == '-');
        word.starts_with(['–', '—', '−']) && is_word
    };
    let word = line.iter().skip(1).find(meant)?;
    let bare = word.trim_start_matches(['–', '—', '−', '-']);
    let message = format!("{word} börjar med ett långt streck, som ordbehandlare gör av två korta");
    Some(Diagnostic::error("langt-streck", message).hint(format!("skriv --{bare}, med två vanliga bindestreck")))
}

/// The words that probably are one value, when `typed` is one too many: the one before it, and those up to the next flag.
pub(super) fn unquoted(line: &[String], typed: &str) -> Option<String> {
    let is_flag = |word: &String| word.starts_with('-');
    let at = line.iter().skip(2).position(|word| word == typed)? + 2;
    let before = line.get(at - 1).filter(|word| !is_flag(word))?;
    let rest = line.iter().skip(at).take_while(|word| !is_flag(word)).map(String::as_str);
    let value: Vec<&str> = std::iter::once(before.as_str()).chain(rest).collect();
    let flag = line.get(at - 2).filter(|word| is_flag(word)).map(|flag| format!("{flag} ")).unwrap_or_default();
    Some(format!("hör orden ihop, sätt citattecken runt dem: {flag}\"{}\"", value.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_name_without_quotation_marks_is_put_together_again() {
        let hint = |line: &str, typed: &str| unquoted(&words(line), typed);
        let som = hint("utdrag justera p.pdf --som Samira Noor --nyckel k.p12", "Noor");
        assert_eq!(som.as_deref(), Some("hör orden ihop, sätt citattecken runt dem: --som \"Samira Noor\""));
        let number = hint("utdrag register makulera KS 2026:1 --som x", "2026:1");
        assert_eq!(number.as_deref(), Some("hör orden ihop, sätt citattecken runt dem: \"KS 2026:1\""));
        assert_eq!(hint("utdrag skapa --prov", "x"), None);
    }

    #[test]
    fn a_long_dash_is_told_from_a_name_and_a_number() {
        assert!(long_dash(&words("utdrag skapa –prov")).is_some());
        assert!(long_dash(&words("utdrag skapa —-strikt")).is_some());
        assert!(long_dash(&words("utdrag skapa --paragraf 97–99")).is_none());
        assert!(long_dash(&words("utdrag register makulera x --skäl –")).is_none());
    }
}
