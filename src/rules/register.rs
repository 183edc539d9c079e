//! Every rule there is, in the order of the domain's numbers, and the page that lists them.

use std::fmt::Write as _;

use super::Rule;

const THEMES: &[&[Rule]] = &[
    super::avvikelse::RULES,
    super::sammantrade::RULES,
    super::dag::RULES,
    super::beslutsforhet::RULES,
    super::narvaro::RULES,
    super::ersattare::RULES,
    super::paragraf::RULES,
    super::beslut::RULES,
    super::text::RULES,
    super::personnummer::RULES,
    super::namn::RULES,
    super::parti::RULES,
    super::yrkanden::RULES,
    super::markeringar::RULES,
    super::votering::RULES,
    super::rostrakning::RULES,
    super::utfall::RULES,
    super::jav::RULES,
    super::overklagande::RULES,
    super::underlag::RULES,
    super::hanvisning::RULES,
    super::expediering::RULES,
    super::justering::RULES,
    super::rattelse::RULES,
    super::anslag::RULES,
    super::lagakraft::RULES,
    super::salt::RULES,
    super::kopia::RULES,
    super::tjansteskrivelse::RULES,
    super::kallelse::RULES,
    super::kallelsetid::RULES,
];

/// Every rule, theme by theme; those about `myndighet.toml` last.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    THEMES.iter().copied().flatten().chain(super::myndighet::RULES.iter().map(|one| &one.rule))
}

/// `docs/regler.md`: every rule with its number, code, weight, basis and whether it can be excused.
#[must_use]
pub fn markdown() -> String {
    let mut sorted: Vec<&Rule> = rules().collect();
    sorted.sort_by_key(|rule| (rule.id, rule.code));
    let mut page = String::from(HEAD);
    for rule in sorted {
        let basis = rule.basis.all_citations();
        let basis = if basis.is_empty() { "–".to_owned() } else { basis.join("; ") };
        let excusable = if rule.excusable { "ja" } else { "nej" };
        let (id, code, level, title) = (rule.id, rule.code, rule.level.word(), rule.title);
        writeln!(page, "| {id} | `{code}` | {level} | {title} | {basis} | {excusable} |")
            .expect("writing to a String cannot fail");
    }
    page
}

const HEAD: &str = "\
# Reglerna

Vad `utdrag kontrollera` prövar i varje fall. Sidan skrivs av programmet ur dess egen förteckning över regler.

- **fel** stoppar `utdrag skapa`, **varning** visas och stoppar bara med `--strikt`, **upplysning** stoppar aldrig.
- Grunden är den bestämmelse som når organet. Streck betyder praxis eller sunt förnuft, inte lag.
- Ett fel som **kan ursäktas** är ett faktum som strider mot en regel men ändå är vad som hände. Skriv då
  `[[avvikelse]]` med regelns kod och ett skäl: felet blir en noterad varning. Fel i själva filen kan inte ursäktas.
- Att filen går att läsa, att varje nyckel finns och har ett värde av rätt slag, prövas innan reglerna. En regel som
  behöver ett värde som är skadat tiger om det.

| Nr | Kod | Nivå | Vad regeln kräver | Grund | Kan ursäktas |
| --- | --- | --- | --- | --- | --- |
";
