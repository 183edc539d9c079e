//! A tjänsteskrivelse: what the administration writes to the organ that decides (domain.md 3.7).

use super::attachments::Files;
use super::frame::Made;
use super::meeting::recipient;
use super::paragraf::{forslag_heading, one_line, part};
use super::parts::satser;
use super::printed::parts;
use super::text::{inlines, line};
use super::{Document, Innehall, Ruta, Skrivelse};
use crate::case::pointer::Pointer;
use crate::case::tjansteskrivelse::Tjansteskrivelse;
use crate::diag::Diagnostic;
use crate::evidence::canonical::{bytes, normalized};
use crate::evidence::{DelObject, Salt, SkrivelseObject, UndertecknareObject, hex, innehallsidentitet};
use crate::rules::Checked;

/// The document: its canonical object first, and what is printed from that.
pub(crate) fn skrivelse(
    checked: &Checked,
    case: &Tjansteskrivelse,
    made: &Made<'_>,
) -> Result<Document, Vec<Diagnostic>> {
    let object = object(checked, case, made)?;
    let identitet = (!object.salt.is_empty()).then(|| hex(&innehallsidentitet(&object)));
    let rutor = object.undertecknare.iter().enumerate().map(|(at, one)| Ruta {
        falt: format!("Undertecknare.{}", at + 1),
        roll: String::new(),
        namn: one.namn.clone(),
        titel: (!one.titel.is_empty()).then(|| one.titel.clone()),
    });
    let printed = Skrivelse {
        avsandare: object.avsandare.clone(),
        till: object.till.clone(),
        diarienummer: object.diarienummer.clone(),
        rubrik: inlines(&object.rubrik),
        delar: parts(&object.delar, &made.frame),
        rutor: rutor.collect(),
        efter: parts(&object.efter, &made.frame),
        identitet: identitet.clone(),
    };
    let titel = super::text::plain(&printed.rubrik);
    let line = identitet.map(|_| String::from_utf8(bytes(&object)).expect("canonical bytes are UTF-8"));
    Ok(Document {
        titel,
        identitet: line.into_iter().collect(),
        ..made.document("", Innehall::Tjansteskrivelse(printed))
    })
}

fn object(checked: &Checked, case: &Tjansteskrivelse, made: &Made<'_>) -> Result<SkrivelseObject, Vec<Diagnostic>> {
    let sender = &case.avsandare;
    let lines = [&sender.enhet, &sender.namn, &sender.titel, &sender.epost, &sender.telefon];
    let undertecknare = case.undertecknare.iter().map(|one| UndertecknareObject {
        namn: one_line(&one.namn),
        titel: one.titel.as_deref().map(one_line).unwrap_or_default(),
    });
    Ok(normalized(&SkrivelseObject {
        format: "utdrag-skrivelse/1".to_owned(),
        myndighet: made.myndighet.namn.clone(),
        till: made.organ.clone(),
        datum: made.datum.clone(),
        diarienummer: case.diarienummer.as_deref().map(one_line),
        rubrik: one_line(&case.rubrik),
        avsandare: lines.into_iter().flatten().map(|one| one_line(one)).collect(),
        delar: before(checked, case)?,
        undertecknare: undertecknare.collect(),
        efter: recipients(case, made).into_iter().collect(),
        salt: case.salt.as_deref().and_then(Salt::parse).map(|salt| salt.of_leaf(0)).unwrap_or_default(),
    }))
}

fn before(checked: &Checked, case: &Tjansteskrivelse) -> Result<Vec<DelObject>, Vec<Diagnostic>> {
    let files = Files { workspace: checked.workspace(), places: &checked.case().places };
    let root = Pointer::root();
    let text = |id: &str, text: Option<String>| text.and_then(|text| part(id, None, &text));
    let mut delar: Vec<DelObject> = Vec::new();
    delar.extend(text("sammanfattning", case.sammanfattning.clone()));
    delar.extend(text("arendebeskrivning", case.arendebeskrivning.clone()));
    delar.extend(case.avsnitt.iter().filter_map(|one| part("avsnitt", Some(one_line(&one.rubrik)), &one.text)));
    delar.extend(text("underlag", files.underlag(&case.underlag, &root.key("underlag"))?));
    delar.extend(text("bilagor", files.bilagor(&case.bilagor, &root.key("bilagor"))?));
    let heading = case.forslag_av.as_deref().map(forslag_heading);
    delar.extend(satser(&case.forslag).and_then(|text| part("forslag", heading, &text)));
    Ok(delar)
}

/// Recipients in one paragraph, as the letters of the regions have them.
fn recipients(case: &Tjansteskrivelse, made: &Made<'_>) -> Option<DelObject> {
    let names: Vec<String> = case.utdrag_till.iter().map(|one| line(&recipient(made.myndighet, one))).collect();
    part("utdrag-till", None, &names.join(", "))
}
