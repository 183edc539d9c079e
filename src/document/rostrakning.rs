//! The counting of slips in words: who counted, and a table of the votes. Who is elected stands in the decision, and only there.

use super::people::People;
use super::text::line;
use crate::case::sammantrade::{Rostrakning, Rosttal};

/// Every counting of the §; `None` when there is none.
pub(crate) fn text(people: People<'_>, all: &[Rostrakning]) -> Option<String> {
    let each: Vec<String> = all.iter().map(|one| counted(people, one)).collect();
    (!each.is_empty()).then(|| each.join("\n\n"))
}

fn counted(people: People<'_>, one: &Rostrakning) -> String {
    let is_by_lists = one.roster.iter().any(|row| row.platser.is_some());
    let about = one.om.as_deref().map(|om| format!(" om {}", line(om))).unwrap_or_default();
    let mut said = vec![if is_by_lists {
        format!("Valet är proportionellt. Omröstningen{about} sker med slutna sedlar.")
    } else {
        format!("Omröstningen{about} sker med slutna sedlar.")
    }];
    if !one.rostraknare.is_empty() {
        said.push(format!("Röstsammanräkningen görs av {}.", people.all_named(&one.rostraknare)));
    }
    let mut text = format!("{}\n\n{}", said.join(" "), table(one, is_by_lists));
    if let Some(lott) = one.lott.as_deref() {
        text = format!("{text}\n\nLika röstetal avgörs genom lottning. Lotten faller på {}.", line(lott));
    }
    text
}

fn table(one: &Rostrakning, is_by_lists: bool) -> String {
    let (head, rule) = if is_by_lists {
        ("| Valsedelns beteckning | Röster | Platser |", "| --- | ---: | ---: |")
    } else {
        ("| Namn | Röster |", "| --- | ---: |")
    };
    let row = |name: &str, votes: u32, seats: Option<u32>| {
        let seats = seats.map(|seats| seats.to_string()).unwrap_or_default();
        let name = line(name).replace("\\|", "|").replace('|', "\\|");
        if is_by_lists { format!("| {name} | {votes} | {seats} |") } else { format!("| {name} | {votes} |") }
    };
    let named = |one: &Rosttal| row(&one.roster_for, one.antal, one.platser);
    let odd = [("Blanka röster", one.blanka), ("Ogiltiga röster", one.ogiltiga)];
    let mut rows = vec![head.to_owned(), rule.to_owned()];
    rows.extend(one.roster.iter().map(named));
    rows.extend(odd.into_iter().filter(|(_, votes)| *votes > 0).map(|(name, votes)| row(name, votes, None)));
    rows.join("\n")
}
