//! V46, V48: what is asked of a notice and of the board it hangs on, beside the rules of the case.

use jiff::civil::Date;

use super::Anslag;
use crate::calendar::Overklagandetid;
use crate::diag::Diagnostic;

/// V46: the last day for appeal, and the day to take it down, are in the notice and follow from the day it was put up.
#[must_use]
pub fn sista_dag(notice: &Anslag) -> Vec<Diagnostic> {
    let day = |text: &str| text.parse::<Date>().ok();
    let Some(tid) = day(&notice.uppsatt).and_then(Overklagandetid::of) else {
        return vec![wrong(notice, "anslaget säger inte vilken dag det sattes upp")];
    };
    let said = [
        ("sista dagen för överklagande", &notice.sista_overklagandedag, tid.sista_dag),
        ("dagen då det tidigast tas ned", &notice.tas_ned, tid.tas_ned),
    ];
    let differ = said.into_iter().filter(|(_, said, ours)| day(said) != Some(*ours));
    differ
        .map(|(what, said, ours)| {
            let said = if said.is_empty() { "saknas" } else { said.as_str() };
            wrong(notice, &format!("{what} är {ours} av anslaget {}, men i det står {said}", notice.uppsatt))
        })
        .collect()
}

fn wrong(notice: &Anslag, message: &str) -> Diagnostic {
    Diagnostic::warning("anslag-sista-dag", format!("{}: {message}", notice.handling))
        .hint("räkna om dagarna med utdrag anslag --datum ÅÅÅÅ-MM-DD")
}

/// V48: the folder of the board has notices and nothing else: what may be on a notice board is a closed list.
#[must_use]
pub fn frammande(names: &[String]) -> Vec<Diagnostic> {
    let foreign = names.iter().filter(|name| !is_ours(name));
    let finding = |name: &String| {
        Diagnostic::warning("anslag-frammande", format!("{name} i mappen för anslag är inget anslag"))
            .basis("8 kap. 10–11 §§ kommunallagen (2017:725)")
            .hint("flytta filen: på anslagstavlan får bara det finnas som lagen räknar upp")
    };
    foreign.map(finding).collect()
}

/// `rs-2026-03-11-anslag.pdf`, `…-anslag-2.json`, `…-anslagsbevis.pdf`, `anslag.atom`; hidden files are the system's own.
fn is_ours(name: &str) -> bool {
    let Some((stem, end)) = name.rsplit_once('.') else { return false };
    let kind = stem.rsplit_once("-anslag").map(|(_, after)| after.trim_start_matches("sbevis"));
    let counted =
        |after: &str| after.is_empty() || after.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok());
    name.starts_with('.')
        || name == "anslag.atom"
        || (matches!(end, "pdf" | "html" | "json") && kind.is_some_and(counted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_notices_belong_on_the_board() {
        let ours = [
            "rs-2026-03-11-anslag.pdf",
            "rs-2026-03-11-p36-omedelbar-anslag-2.json",
            "ks-2026-03-02-anslagsbevis.pdf",
            "anslag.atom",
            ".utdrag",
        ];
        assert!(frammande(&ours.map(str::to_owned)).is_empty());
        let foreign = ["loppmarknad.pdf", "rs-2026-03-11-protokoll.pdf", "anslag.exe", "x-anslagen.pdf"];
        let found = frammande(&foreign.map(str::to_owned));
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|one| one.code == "anslag-frammande"));
    }
}
