//! What was meant by a word that names nothing: the nearest of those that exist, when it is near enough.

/// The nearest candidate, compared without regard to case; `None` when nothing is near.
pub(super) fn guess<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.trim().to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (nearness(&word, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// The hint that offers a guess: `menade du "Ingrid Åkerö"?`.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    guess(word, candidates).map(|candidate| format!("menade du \"{candidate}\"?"))
}

/// 1 for equal; a lone surname or a short word with one slip still counts as near.
fn nearness(word: &str, candidate: &str) -> f64 {
    if candidate.split(' ').next_back() == Some(word) || candidate.split(' ').next() == Some(word) {
        return 0.85;
    }
    if word.chars().count() <= 5 && strsim::damerau_levenshtein(word, candidate) == 1 {
        return 0.84;
    }
    strsim::jaro_winkler(word, candidate).min(0.5 + strsim::normalized_damerau_levenshtein(word, candidate) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_a_surname_and_a_short_id_are_understood_and_a_stranger_is_not() {
        let people = ["Ingrid Åkerö", "Bodil Ytterån", "Ossian Fjällgård"];
        assert_eq!(guess("Ingrid Akerö", people), Some("Ingrid Åkerö"));
        assert_eq!(guess("ytterån", people), Some("Bodil Ytterån"));
        assert_eq!(guess("Per Svensson", people), None);
        assert_eq!(guess("rsf", ["rf", "rs", "hsn"]), Some("rs").or(Some("rf")));
    }
}
