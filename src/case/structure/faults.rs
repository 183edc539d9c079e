//! One finding of the schema, put into words for the one who typed it, and mended so that the rest can be read.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::super::pointer::{Pointer, Step};
use super::super::text::DATE_KEY;
use super::super::{Slag, schema};
use super::shape::{Home, Kind, Shape};
use super::{Work, guess, headers, values};
use crate::diag::Diagnostic;

/// Reports the error, unless something was said of the place already, and blanks or adopts what is there.
pub(super) fn mend(work: &mut Work, shape: Shape<'_>, slag: Slag, error: &ValidationError<'_>) {
    let at = Pointer::parse(error.instance_path().as_str());
    if shape.at(&at).is_some_and(|here| here.kind() == Kind::Day) {
        // Two findings can speak of the one value; the first has mended it.
        if at.of(&work.value).is_some_and(|found| found.get(DATE_KEY).is_some()) {
            return;
        }
        return values::wrong(work, shape, &at);
    }
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => match within_branch(work, shape, &at, context) {
            Some(inner) => inner.iter().for_each(|error| mend(work, shape, slag, error)),
            None => values::wrong(work, shape, &at),
        },
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            header_forgotten(work, shape, slag, &at, unexpected);
            for key in unexpected {
                unknown_key(work, shape, slag, &at, key);
            }
        }
        ValidationErrorKind::Required { property } => {
            if let Some(key) = property.as_str() {
                missing_key(work, shape, slag, &at, key);
            }
        }
        ValidationErrorKind::Pattern { .. } => pattern(work, shape, &at),
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => range(work, shape, &at),
        _ => values::wrong(work, shape, &at),
    }
}

pub(super) fn is_unknown_key(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::AdditionalProperties { .. })
}

/// What is wrong inside a list or table that is one of several forms allowed.
fn within_branch<'c>(
    work: &Work,
    shape: Shape<'_>,
    at: &Pointer,
    context: &'c [Vec<ValidationError<'static>>],
) -> Option<&'c Vec<ValidationError<'static>>> {
    let found = at.of(&work.value)?;
    let branches = shape.at(at)?.branches();
    let fits =
        |kind: Kind| (kind == Kind::List && found.is_array()) || (kind == Kind::Table && values::is_table(found));
    let chosen = branches.iter().position(|branch| fits(branch.kind()))?;
    context.get(chosen)
}

/// Three keys or more that all belong to one other table: its header was lost, and one finding says so.
fn header_forgotten(work: &mut Work, shape: Shape<'_>, slag: Slag, table: &Pointer, keys: &[String]) {
    let mut groups: Vec<(Home, Vec<&String>)> = Vec::new();
    for key in keys.iter().filter(|key| !work.is_told(&table.key(key))) {
        for home in shape.homes(key).into_iter().filter(|home| !home.path.is_empty()) {
            match groups.iter_mut().find(|(one, _)| *one == home) {
                Some((_, members)) => members.push(key),
                None => groups.push((home, vec![key])),
            }
        }
    }
    let Some((home, members)) = groups.into_iter().max_by_key(|(_, members)| members.len()) else { return };
    let Some((first, second)) = members.first().zip(members.get(1)).filter(|_| members.len() >= 3) else { return };
    let message =
        format!("`{first}`, `{second}` och {} till hör inte hemma {}", members.len() - 2, within(table, slag));
    let place = work.places.key_label(&table.key(first), "");
    let hint = format!("skriv {} på en egen rad före `{first}`", home.header());
    work.tell(Diagnostic::error("tabellhuvud-saknas", message).at(place).hint(hint));
    for key in members {
        work.damage(table.key(key));
    }
}

fn unknown_key(work: &mut Work, shape: Shape<'_>, slag: Slag, table: &Pointer, key: &str) {
    let at = table.key(key);
    let Some(here) = shape.at(table) else { return };
    let near = guess::nearest(key, here.keys()).or_else(|| headers::by_content(work, here, &at));
    if near.is_none() && headers::lifted(work, here, &at, &within(table, slag)) {
        return;
    }
    if !work.is_told(&at) {
        let place = work.places.key_label(&at, "");
        let fault =
            Diagnostic::error("okand-nyckel", format!("nyckeln `{key}` finns inte {}", within(table, slag))).at(place);
        let hint = unknown_key_hint(work, shape, slag, &at, near);
        work.tell(fault.hint(hint));
    }
    let is_list = at.of(&work.value).is_some_and(is_list_of_tables);
    work.remove(&at);
    // What stands there under another name, or elsewhere, is not missing.
    let other = near.map(|near| table.key(near));
    match other.filter(|other| is_list || other.of(&work.value).is_none()) {
        Some(other) if other.of(&work.value).is_some_and(values::is_table) => {
            work.set(&other, Value::Array(Vec::new()));
            work.damage(other);
        }
        Some(other) if other.of(&work.value).is_none() => work.damage(other),
        Some(other) => headers::lacks_items(work, &other),
        None => {}
    }
    let top = Pointer::root().key(&guess::folded(key));
    if shape.at(&top).is_some() && top.of(&work.value).is_none() {
        work.damage(top);
    }
    work.damage(at);
}

fn is_list_of_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(values::is_table))
}

/// What to do with a key that the table does not know: its right place, its right spelling, or what there is to choose from.
fn unknown_key_hint(work: &Work, shape: Shape<'_>, slag: Slag, at: &Pointer, near: Option<&str>) -> String {
    let table = at.parent().unwrap_or_default();
    let folded = if let Some(Step::Key(key)) = at.steps().last() { guess::folded(key) } else { String::new() };
    if table == Pointer::root() && slag == Slag::Sammantrade && folded.contains("ordforande") {
        return "ordföranden skrivs i `narvaro`: { namn = \"..\", uppdrag = \"ordförande\" }".to_owned();
    }
    let here = shape.at(&table);
    let is_list = |key: &str| here.and_then(|here| here.key(key)).is_some_and(|inner| inner.kind() == Kind::List);
    let is_needed =
        |key: &str| here.is_some_and(|here| here.required().contains(&key)) && table.key(key).of(&work.value).is_none();
    let written_as_list = at.of(&work.value).is_some_and(is_list_of_tables);
    if let Some(near) = near.filter(|near| is_needed(near) || (written_as_list && is_list(near))) {
        return format!("menade du `{near}`?");
    }
    let own: Vec<String> = table
        .steps()
        .iter()
        .filter_map(|step| if let Step::Key(key) = step { Some(key.clone()) } else { None })
        .collect();
    let homes = shape.homes(&folded);
    let home = homes
        .iter()
        .find(|home| own.starts_with(&home.path))
        .or_else(|| homes.iter().find(|home| home.path.starts_with(&own)));
    if let Some(home) = home.or(homes.first()).filter(|home| home.path != own) {
        return at_home(home, &folded, work, at, shape);
    }
    if let Some(near) = near {
        return format!("menade du `{near}`?");
    }
    let others = Slag::ALL.into_iter().filter(|other| *other != slag);
    let other = others.into_iter().find(|other| Shape::root(schema::internal(*other)).key(&folded).is_some());
    if let Some(other) = other.filter(|_| table == Pointer::root()) {
        let (other, own) = (other.word(), slag.word());
        return format!("`{folded}` finns i filer med slag = \"{other}\"; den här har slag = \"{own}\"");
    }
    let keys: Vec<&str> = shape.at(&table).into_iter().flat_map(Shape::keys).collect();
    format!("nycklar som finns här: {}", keys.join(", "))
}

/// "`ort` hör hemma överst i filen", "skriv [[paragraf.votering]]".
fn at_home(home: &Home, key: &str, work: &Work, at: &Pointer, shape: Shape<'_>) -> String {
    let written = at.of(&work.value);
    if written.is_some_and(|value| values::is_table(value) || is_list_of_tables(value)) && !home.path.is_empty() {
        let list = home
            .path
            .iter()
            .chain([&key.to_owned()])
            .try_fold(shape, |shape, key| shape.item().unwrap_or(shape).key(key));
        let header = home.header_of(key, list.is_some_and(|shape| shape.kind() == Kind::List));
        return format!("`{key}` hör hemma i {}: skriv {header}", home.header());
    }
    if home.path.is_empty() {
        format!("`{key}` hör hemma överst i filen, före den första raden med [..]")
    } else {
        format!("`{key}` hör hemma i {}", home.header())
    }
}

fn missing_key(work: &mut Work, shape: Shape<'_>, slag: Slag, table: &Pointer, key: &str) {
    let at = table.key(key);
    let Some(here) = shape.at(table) else { return };
    if at.of(&work.value).is_some() {
        return; // It stood in a table that was no table.
    }
    if !work.is_told(&at) {
        let example = here.key(key).map_or("..".to_owned(), |inner| example(inner, key));
        let meaning = here.meaning(key).map(|meaning| format!(" ({meaning})")).unwrap_or_default();
        let fault = Diagnostic::error("nyckel-saknas", format!("{} saknar `{key}`", name(work, table, slag)))
            .at(work.places.label(table, ""))
            .hint(format!("lägg till {key} = {example}{meaning}"));
        work.tell(fault);
    }
    if let Some(inner) = here.key(key) {
        work.set(&at, inner.blank());
    }
    work.damage(at);
}

/// A value that could stand there.
fn example(shape: Shape<'_>, key: &str) -> String {
    match shape.kind() {
        Kind::Day => "2026-03-18".to_owned(),
        Kind::Words => shape.words().first().map_or("\"..\"".to_owned(), |word| format!("\"{word}\"")),
        Kind::Number => "1".to_owned(),
        Kind::Truth => "true".to_owned(),
        Kind::List => match shape.item().map(Shape::kind) {
            Some(Kind::Table) => "[{ .. }]".to_owned(),
            _ => "[\"..\"]".to_owned(),
        },
        Kind::Table => values::table_example(shape),
        Kind::Text | Kind::Either if key == "organ" => "\"rs\"".to_owned(),
        Kind::Text | Kind::Either => "\"..\"".to_owned(),
    }
}

/// "i sammanträdet", "i `[[paragraf]]`": the table that has no such key.
fn within(table: &Pointer, slag: Slag) -> String {
    let keys: Vec<&str> = table
        .steps()
        .iter()
        .filter_map(|step| if let Step::Key(key) = step { Some(key.as_str()) } else { None })
        .collect();
    match (keys.last(), table.steps().last()) {
        (None, _) => format!("överst i filen för {}", article(slag)),
        (Some(_), Some(Step::Index(_))) => format!("i [[{}]]", keys.join(".")),
        _ => format!("i [{}]", keys.join(".")),
    }
}

fn article(slag: Slag) -> &'static str {
    match slag {
        Slag::Myndighet => "en myndighet",
        Slag::Sammantrade => "ett sammanträde",
        Slag::Tjansteskrivelse => "en tjänsteskrivelse",
        Slag::Kallelse => "en kallelse",
    }
}

/// What a person calls the table: "§ 108", "sammanträdet", "omröstning 2 i § 108", "Anna Berg i `narvaro`".
pub(super) fn name(work: &Work, table: &Pointer, slag: Slag) -> String {
    let (Some(parent), Some(step)) = (table.parent(), table.steps().last()) else {
        return match slag {
            Slag::Myndighet => "myndigheten",
            Slag::Sammantrade => "sammanträdet",
            Slag::Tjansteskrivelse => "tjänsteskrivelsen",
            Slag::Kallelse => "kallelsen",
        }
        .to_owned();
    };
    let outer = parent.parent().filter(|outer| !outer.steps().is_empty());
    match step {
        Step::Key(key) if parent.steps().is_empty() => format!("[{key}]"),
        Step::Key(key) => format!("`{key}` i {}", name(work, &parent, slag)),
        Step::Index(index) => {
            let list = if let Some(Step::Key(key)) = parent.steps().last() { key.as_str() } else { "listan" };
            let value = table.of(&work.value);
            let text = |key: &str| {
                value.and_then(|value| value.get(key)).and_then(Value::as_str).filter(|text| !text.is_empty())
            };
            let number =
                value.and_then(|value| value.get("nummer")).and_then(Value::as_i64).filter(|number| *number > 0);
            let own = match (list, number) {
                ("paragraf", Some(number)) => format!("§ {number}"),
                ("paragraf", None) => format!("paragraf nummer {} i filen", index + 1),
                ("arende", Some(number)) => format!("ärende {number}"),
                ("votering", _) => format!("omröstning {}", index + 1),
                _ => match text("namn").or_else(|| text("titel")).or_else(|| text("id")) {
                    Some(text) => format!("\"{text}\" i `{list}`"),
                    None => format!("nummer {} i `{list}`", index + 1),
                },
            };
            match outer {
                Some(outer) => format!("{own} i {}", name(work, &outer, slag)),
                None => own,
            }
        }
    }
}

fn pattern(work: &mut Work, shape: Shape<'_>, at: &Pointer) {
    let found = at.of(&work.value).and_then(Value::as_str).unwrap_or("").to_owned();
    let is_salt = matches!(at.steps().last(), Some(Step::Key(key)) if key == "salt");
    if !work.is_told(at) {
        let place = work.places.label(at, "");
        let fault = if is_salt {
            let length = found.chars().count();
            let message = match found.chars().find(|c| !matches!(c, '0'..='9' | 'a'..='f')) {
                _ if length != 64 => format!("`salt` har {length} tecken, ska ha 64"),
                Some(other) => format!("`salt` innehåller \"{other}\", men får bara ha 0–9 och a–f"),
                None => "`salt` ska vara 64 tecken av 0–9 och a–f".to_owned(),
            };
            Diagnostic::error("salt-fel", message)
                .at(place)
                .hint("återställ saltet från den fil som protokollet gjordes av")
                .hint("finns inget protokoll än: ta bort raden, så skriver `utdrag kontrollera --rätta` en ny")
        } else {
            let plain: String =
                guess::folded(&found).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            let fault = Diagnostic::error(
                "id-fel",
                format!("\"{found}\" kan inte vara ett id: bara a–z, 0–9 och bindestreck, med en bokstav först"),
            )
            .at(place);
            if plain.is_empty() { fault } else { fault.hint(format!("skriv \"{}\"", plain.trim_matches('-'))) }
        };
        work.tell(fault);
    }
    work.blank_as_is(shape, at);
}

fn range(work: &mut Work, shape: Shape<'_>, at: &Pointer) {
    let found = at.of(&work.value).and_then(Value::as_i64).unwrap_or_default();
    let limits = shape.at(at).map_or((0, i64::MAX), |inner| {
        (inner.limit("minimum").unwrap_or(0), inner.limit("maximum").unwrap_or(i64::MAX))
    });
    if !work.is_told(at) {
        let allowed = match limits {
            (least, _) if found < least => format!("minst {least}"),
            (_, most) => format!("högst {most}"),
        };
        let fault = Diagnostic::error(
            "tal-utanfor",
            format!("{} kan inte vara {found}, {allowed} är tillåtet", values::subject(at)),
        )
        .at(work.places.label(at, ""));
        work.tell(fault);
    }
    work.blank(shape, at);
}

impl Work {
    /// Like `blank`, for text that no rule can use.
    fn blank_as_is(&mut self, shape: Shape<'_>, at: &Pointer) {
        self.blank(shape, at);
        // A required id that stays blank would fail its own pattern: an id that nobody names stands in.
        if at.of(&self.value).and_then(Value::as_str) == Some("") {
            self.set(at, Value::String("okand".to_owned()));
        }
    }
}
