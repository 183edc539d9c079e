//! What may have been meant by a name that is not there.

use crate::diag::Diagnostic;

/// Less alike is another name.
const ALIKE: f64 = 0.8;

/// The fault, with what may have been meant among `names`.
pub(super) fn hint<'a>(fault: Diagnostic, typed: &str, names: impl Iterator<Item = &'a str>) -> Diagnostic {
    match nearest(typed, names) {
        Some(near) => fault.hint(format!("menade du {near}?")),
        None => fault,
    }
}

fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = typed.to_lowercase();
    let scored = names.map(|name| (strsim::jaro_winkler(&name.to_lowercase(), &wanted), name));
    let best = scored.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 >= ALIKE).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_is_guessed_and_another_name_is_not() {
        let names = ["ekonomi", "teknik", "revision"];
        assert_eq!(nearest("ekonmi", names.into_iter()), Some("ekonomi"));
        assert_eq!(nearest("Teknik", names.into_iter()), Some("teknik"));
        assert_eq!(nearest("arkivet", names.into_iter()), None);
    }
}
