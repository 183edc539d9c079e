//! V53: nobody can say in the minutes that their own decisions have laga kraft: the time for appeal has not begun.
//! Speaks only of sentences about this very decision; what another decision has, the texts may tell.

use crate::case::sammantrade::Paragraf;
use crate::diag::Level;

use super::Rule;
use super::beslut::{place, satser};
use super::context::{Context, Finding};
use super::lagrum::Lagrum;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "V53",
    code: "laga-kraft-i-forvag",
    title: "protokollet säger inte att dess egna beslut har fått laga kraft",
    level: Level::Varning,
    basis: Lagrum::Ingen,
    excusable: false,
    check: laga_kraft_i_forvag,
}];

/// What is said of the very decision that is printed.
const CLAIMS: [&str; 8] = [
    "beslutet har vunnit laga kraft",
    "beslutet har fått laga kraft",
    "beslutet vann laga kraft",
    "beslutet fick laga kraft",
    "paragrafen har vunnit laga kraft",
    "paragrafen har fått laga kraft",
    "protokollet har vunnit laga kraft",
    "protokollet har fått laga kraft",
];

/// Words that make it a condition: "när beslutet har fått laga kraft".
const CONDITIONS: [&str; 9] = ["när", "sedan", "då", "om", "efter", "innan", "tills", "förrän", "att"];

fn laga_kraft_i_forvag(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslut", "forslag"]) {
        let claims = satser(one).iter().enumerate().filter(|(_, sats)| is_claimed(sats));
        found.extend(claims.map(|(i, _)| finding(context, &place(&at, one, i), one)));
    }
    found
}

fn is_claimed(text: &str) -> bool {
    let text = text.to_lowercase();
    let before = |at: usize| text.get(..at).and_then(|before| before.split_whitespace().next_back());
    CLAIMS
        .iter()
        .any(|claim| text.match_indices(claim).any(|(at, _)| before(at).is_none_or(|word| !CONDITIONS.contains(&word))))
}

fn finding(context: &Context<'_>, pointer: &str, one: &Paragraf) -> Finding {
    let message =
        format!("§ {} säger att beslutet har laga kraft, men tiden för överklagande har inte börjat", one.nummer);
    context.finding(pointer, "", message).hint("skriv i stället när det gäller: \"när beslutet har fått laga kraft\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_no_claim() {
        assert!(is_claimed("Beslutet har vunnit laga kraft."));
        assert!(!is_claimed("Avtalet tecknas när beslutet har fått laga kraft."));
        assert!(!is_claimed("Detaljplanen vann laga kraft 2019."));
    }
}
