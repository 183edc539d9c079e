//! A summons with its föredragningslista (domain.md 3.8). Numbers are printed as they are, gaps and all.

use super::attachments::Files;
use super::frame::Made;
use super::paragraf::{forslag_heading, one_line, part, secrecy};
use super::parts::satser;
use super::printed::{parts, secret_title};
use super::spans::day;
use super::text::{blocks, inlines, line};
use super::{Arende, Document, Foredragningslista, Innehall};
use crate::case::kallelse::{Arende as CaseArende, Kallelse};
use crate::case::pointer::Pointer;
use crate::diag::Diagnostic;
use crate::evidence::DelObject;
use crate::rules::Checked;

/// The summons.
pub(crate) fn kallelse(checked: &Checked, case: &Kallelse, made: &Made<'_>) -> Result<Document, Vec<Diagnostic>> {
    let (mut arenden, mut faults) = (Vec::new(), Vec::new());
    for (index, arende) in case.arende.iter().enumerate() {
        match item(checked, index, arende, made) {
            Ok(item) => arenden.push(item),
            Err(more) => faults.extend(more),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let opening = [&case.inledning, &case.forhinder].into_iter().flatten();
    let inledning = opening.flat_map(|text| blocks(text)).collect();
    let list = Foredragningslista { fakta: facts(case), inledning, arenden };
    Ok(made.document("", Innehall::Kallelse(list)))
}

fn facts(case: &Kallelse) -> Vec<(String, String)> {
    let time = match &case.tid {
        Some(tid) => format!("{}, kl. {}", day(case.datum), one_line(tid)),
        None => day(case.datum),
    };
    let all = [
        ("Tid", Some(time)),
        ("Plats", Some(one_line(&case.plats))),
        ("Ordförande", case.ordforande.as_deref().map(one_line)),
        ("Sekreterare", case.sekreterare.as_deref().map(one_line)),
        ("Utsänd", case.utsand.map(day)),
    ];
    let said =
        all.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value.filter(|one| !one.is_empty())?)));
    said.collect()
}

fn item(checked: &Checked, index: usize, arende: &CaseArende, made: &Made<'_>) -> Result<Arende, Vec<Diagnostic>> {
    let printed = |rubrik, delar: &[DelObject]| Arende {
        nummer: arende.nummer,
        rubrik,
        diarienummer: None,
        tid: arende.tid.as_deref().map(one_line),
        foredragande: None,
        delar: parts(delar, &made.frame),
    };
    if let Some(sekretess) = &arende.sekretess {
        let del = DelObject { id: "stub".to_owned(), rubrik: None, text: line(&secrecy(&sekretess.lagrum)) };
        return Ok(printed(secret_title(), &[del]));
    }
    let files = Files { workspace: checked.workspace(), places: &checked.case().places };
    let at = Pointer::root().key("arende").index(index);
    let heading = arende.forslag_av.as_deref().map(forslag_heading);
    let texts = [
        // The first text of an item follows its title; a heading would only repeat what it is.
        arende.sammanfattning.as_deref().and_then(|text| part("inledning", None, text)),
        satser(&arende.forslag).and_then(|text| part("forslag", heading, &text)),
        files.underlag(&arende.underlag, &at.key("underlag"))?.and_then(|text| part("underlag", None, &text)),
        files.bilagor(&arende.bilagor, &at.key("bilagor"))?.and_then(|text| part("bilagor", None, &text)),
    ];
    let delar: Vec<DelObject> = texts.into_iter().flatten().collect();
    Ok(Arende {
        diarienummer: arende.diarienummer.as_deref().map(one_line),
        foredragande: arende.foredragande.as_deref().map(one_line),
        ..printed(inlines(&arende.rubrik), &delar)
    })
}
