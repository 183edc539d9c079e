//! Layer E, the page against the attachment: each string of the canonical objects stands in the text of the pages,
//! in order; and the hashes printed are those recomputed.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use super::budget::{Budget, Fault};
use super::seal::hex;
use super::text::letters;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// What stands in place of the words of a § that was adjusted at once; letters alone.
const ADJUSTED_APART: &str = "paragrafenäromedelbartjusteradseseparatprotokoll";

/// Bytes of name and role of a row that the list never breaks.
const LONGEST_ROW: usize = 90;

/// Holds one § object against the pages from `position` on; where the next one begins.
pub(crate) fn compare(
    object: &Value,
    page: &str,
    (position, budget): (usize, &Budget),
    answer: &mut Lagersvar,
) -> Result<usize, Fault> {
    let string = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    let number = object.get("nummer").and_then(Value::as_u64).unwrap_or(0);
    let mut at = position;
    let mut fields = vec![("rubrik".to_owned(), string(object, "rubrik"))];
    let parts = ["delar", "efter"].into_iter().filter_map(|key| object.get(key).and_then(Value::as_array));
    fields.extend(parts.flatten().map(|part| (string(part, "id"), string(part, "text"))));
    let place = if number == 0 { String::new() } else { format!("§ {number}, ") };
    for (field, source) in fields {
        for chunk in chunks(&source) {
            let Some(found) = page.get(at..).and_then(|rest| rest.find(&chunk)) else {
                answer.add(differs(format!("texten på sidan är inte den som bevisen gäller: {place}{field}")));
                return Ok(at);
            };
            at += found + chunk.len();
        }
    }
    let mut loose = Vec::new();
    // A vote is printed as a list of who voted how; a closed one has no list, and its sentences are among the parts.
    let votes = object.get("voteringar").and_then(Value::as_array).into_iter().flatten();
    let listed = |vote: &&Value| vote.get("roster").and_then(Value::as_array).is_none_or(|voters| !voters.is_empty());
    let parts = object.get("delar").and_then(Value::as_array).into_iter().flatten();
    let has_result = parts.into_iter().any(|part| string(part, "id") == "omrostningsresultat");
    for vote in votes {
        if has_result && vote.get("sluten").and_then(Value::as_bool) == Some(false) {
            figures(vote, page, &place, answer);
        }
        if listed(&vote) {
            rows(vote, page, &place, answer);
            strings(vote, &mut loose);
        }
    }
    loose.extend(["diarienummer", "till"].map(|key| string(object, key)));
    let people = ["avsandare", "undertecknare"].into_iter().filter_map(|key| object.get(key));
    people.for_each(|value| strings(value, &mut loose));
    anywhere(loose, page, (&place, budget), answer)?;
    Ok(at)
}

/// Holds leaf 0 against the pages of minutes: who was there, who led, who was to sign.
pub(crate) fn head(object: &Value, page: &str, budget: &Budget, answer: &mut Lagersvar) -> Result<(), Fault> {
    let groups = object.get("narvaro").and_then(Value::as_array).into_iter().flatten();
    let present = groups.filter_map(|group| group.get("personer").and_then(Value::as_array)).flatten();
    let lists = ["ordforande", "justerare"].into_iter().filter_map(|key| object.get(key).and_then(Value::as_array));
    let name = |one: &Value| one.get("namn").and_then(Value::as_str).unwrap_or("").to_owned();
    let mut names: Vec<String> = present.chain(lists.flatten()).map(name).collect();
    names.extend(
        ["organ", "sekreterare", "tid", "plats"].iter().filter_map(|key| Some(object.get(key)?.as_str()?.to_owned())),
    );
    anywhere(names, page, ("sammanträdet, ", budget), answer)
}

/// The figures of a vote stand below its result, in the bar and, where there is a list, at the foot of it.
fn figures(vote: &Value, page: &str, place: &str, answer: &mut Lagersvar) {
    let Some(result) = vote.get("resultat") else { return };
    let count = |key: &str| result.get(key).and_then(Value::as_u64).unwrap_or(0);
    let each = [("ja", "ja"), ("nej", "nej"), ("avstar", "avstår")];
    let shown = each.iter().filter(|(key, _)| count(key) > 0);
    let bar = shown.fold(String::new(), |bar, (key, word)| format!("{bar}{}{word}", count(key)));
    let listed = vote.get("roster").and_then(Value::as_array).is_some_and(|voters| !voters.is_empty());
    let foot = format!("resultat{}{}{}", count("ja"), count("nej"), count("avstar"));
    if !page.contains(&bar) || listed && !page.contains(&foot) {
        let told: Vec<String> = each.iter().map(|(key, word)| format!("{} {word}", count(key))).collect();
        answer.add(differs(format!("röstetalen på sidan är inte de som bevisen gäller: {place}{}", told.join(", "))));
    }
}

/// How each voted stands beside the name. A row that is so long that it may break is not held together.
fn rows(vote: &Value, page: &str, place: &str, answer: &mut Lagersvar) {
    let text = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or("").to_owned();
    for row in vote.get("roster").and_then(Value::as_array).into_iter().flatten() {
        let (name, role) = (text(row, "namn"), text(row, "uppdrag"));
        let whole = letters(&format!("{name}{role}{}", text(row, "rost")));
        if name.len() + role.len() <= LONGEST_ROW && !page.contains(&whole) {
            answer.add(differs(format!("texten på sidan är inte den som bevisen gäller: {place}hur {name} röstade")));
        }
    }
}

fn anywhere(
    mut sources: Vec<String>,
    page: &str,
    (place, budget): (&str, &Budget),
    answer: &mut Lagersvar,
) -> Result<(), Fault> {
    sources.sort();
    sources.dedup();
    for source in sources {
        budget.steps(page.len() / 16 + source.len())?;
        if chunks(&source).iter().any(|chunk| !page.contains(chunk)) {
            answer.add(differs(format!("texten på sidan är inte den som bevisen gäller: {place}”{source}”")));
        }
    }
    Ok(())
}

/// The whole minutes show a § that was adjusted at once by its title alone: its words stand in minutes of their own.
pub(crate) fn is_adjusted_apart(object: &Value, page: &str) -> bool {
    let chunk = |key: &str| chunks(object.get(key).and_then(Value::as_str).unwrap_or("")).concat();
    let (rubrik, diarienummer) = (chunk("rubrik"), chunk("diarienummer"));
    let label = if diarienummer.is_empty() { "" } else { "diarienummer" };
    page.contains(&format!("{rubrik}{label}{diarienummer}{ADJUSTED_APART}"))
}

/// A hash must be printed, in whatever groups.
pub(crate) fn printed(hash: &[u8; 32], page: &str, what: &str, answer: &mut Lagersvar) {
    if page.contains(&hex(hash)) {
        answer.checked("att de hashar som står på sidorna stämmer");
    } else {
        answer.add(Brist::false_because(
            "tryckt-hash",
            Underindikation::HashFailure,
            format!("{what} som står på sidan är inte den som går att räkna fram"),
        ));
    }
}

fn differs(mening: String) -> Brist {
    Brist::false_because("sidan-skiljer-sig", Underindikation::HashFailure, mening)
}

fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(entries) => entries.values().for_each(|item| strings(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Letters of each block of a CommonMark text: what stands together on the page.
fn chunks(source: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for event in Parser::new_ext(source, Options::ENABLE_TABLES) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                if let Some(last) = found.last_mut() {
                    last.push_str(&text);
                }
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => {}
            Event::Start(_) | Event::End(_) => found.push(String::new()),
            _ => {}
        }
    }
    found.iter().map(|chunk| letters(chunk)).filter(|chunk| !chunk.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::lager::Lagersvar;
    use super::super::text::letters;
    use super::{figures, rows};

    #[test]
    fn figures_and_voters_of_a_vote_are_those_of_the_page() {
        let voters = json!([{ "namn": "Åsa Ek (C)", "uppdrag": "Ledamot", "rost": "Ja" }, { "namn": "Bo Al", "uppdrag": "Ledamot", "rost": "Nej" }]);
        let vote = json!({ "resultat": { "ja": 12, "nej": 3, "avstar": 0 }, "roster": voters });
        let page = "12 ja 3 nej. Åsa Ek (C) Ledamot Ja. Bo Al Ledamot Nej. Resultat 12 3 0";
        let faults = |page: &str| {
            let mut answer = Lagersvar::unchecked();
            figures(&vote, &letters(page), "", &mut answer);
            rows(&vote, &letters(page), "", &mut answer);
            answer.brister.len()
        };
        assert_eq!(faults(page), 0);
        for (old, new) in [("12 ja", "13 ja"), ("3 nej", "5 nej"), ("12 3 0", "12 3 1"), ("Ledamot Ja", "Ledamot Nej")]
        {
            assert_eq!(faults(&page.replace(old, new)), 1, "{new}");
        }
    }
}
