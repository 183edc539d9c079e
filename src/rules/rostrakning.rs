//! The counting of slips in a val, and the groups of a decision: that the numbers can be, and reach over all there is.

use crate::case::sammantrade::Paragraf;
use crate::diag::Level;

use super::Rule;
use super::beslut::satser;
use super::context::{Context, Finding};
use super::intervall::Intervall;
use super::lagrum::{Lagrum, is_under_kommunallagen};
use super::votering::is_val;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V16",
        code: "rostrakning-summa",
        title: "inte fler sedlar räknas än det finns ledamöter som tjänstgör",
        level: Level::Fel,
        basis: Lagrum::for_organ("5 kap. 67 §", "6 kap. 35 § och 5 kap. 67 §"),
        excusable: false,
        check: rostrakning_summa,
    },
    Rule {
        id: "V17",
        code: "rostrakning-ej-val",
        title: "slutna sedlar räknas bara vid val och anställning",
        level: Level::Varning,
        basis: Lagrum::for_organ("5 kap. 54 §", "6 kap. 33 § och 5 kap. 54 §"),
        excusable: false,
        check: rostrakning_ej_val,
    },
    Rule {
        id: "–",
        code: "beslutsgrupper-fel",
        title: "`beslutsgrupper` tar upp varje beslutssats en gång, i ordning",
        level: Level::Fel,
        basis: Lagrum::Ingen,
        excusable: false,
        check: beslutsgrupper_fel,
    },
];

fn rostrakning_summa(context: &Context<'_>) -> Vec<Finding> {
    let Some(meeting) = context.meeting_with_narvaro() else { return Vec::new() };
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["rostrakning", "jav"]) {
        let serving = meeting.serving(one).len();
        for (i, counted) in one.rostrakning.iter().enumerate() {
            let named: u64 = counted.roster.iter().map(|row| u64::from(row.antal)).sum();
            let all = named + u64::from(counted.blanka) + u64::from(counted.ogiltiga);
            if usize::try_from(all).is_ok_and(|all| all <= serving) {
                continue;
            }
            let message = format!("{all} röster räknas i § {}, men {serving} tjänstgör", one.nummer);
            let hint = "kontrollera siffrorna och närvaron";
            found.push(context.finding(&format!("{at}/rostrakning/{i}/roster"), "", message).hint(hint));
        }
    }
    found
}

fn rostrakning_ej_val(context: &Context<'_>) -> Vec<Finding> {
    if !context.organ_typ().is_none_or(is_under_kommunallagen) {
        return Vec::new();
    }
    let counted = context.paragrafer(&["rostrakning", "arendetyp"]).into_iter();
    let counted = counted.filter(|(_, one)| !one.rostrakning.is_empty() && !is_val(one));
    let finding = |(at, one): (String, &Paragraf)| {
        let message = format!("i § {} räknas slutna sedlar, men ärendet är varken val eller anställning", one.nummer);
        let hint = "är det ett val, skriv arendetyp = \"val\" i paragrafen";
        context.finding(&format!("{at}/rostrakning/0"), "", message).hint(hint)
    };
    counted.map(finding).collect()
}

fn beslutsgrupper_fel(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, one) in context.paragrafer(&["beslutsgrupper", "beslut", "forslag"]) {
        if one.beslutsgrupper.is_empty() {
            continue;
        }
        let count = satser(one).len();
        let mut next = 1;
        let mut wrong = None;
        for (i, group) in one.beslutsgrupper.iter().enumerate() {
            let read = Intervall::parse(&group.satser).ok();
            match read.as_ref().map(Intervall::ends) {
                Some([(first, last)]) if *first == next => next = last + 1,
                _ => wrong = wrong.or(Some(i)),
            }
        }
        let is_whole = usize::try_from(next).is_ok_and(|next| next == count + 1);
        let Some(i) = wrong.or((!is_whole).then(|| one.beslutsgrupper.len() - 1)) else { continue };
        let message = format!(
            "beslutsgrupperna i § {} tar inte upp varje sats en gång, i ordning: beslutet har {count} satser",
            one.nummer
        );
        let finding = context.finding(&format!("{at}/beslutsgrupper/{i}/satser"), "", message);
        found.push(finding.hint("skriv satserna i följd, till exempel \"1-2\" i den första gruppen och \"3\" i nästa"));
    }
    found
}
