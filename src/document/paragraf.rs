//! From a § of a case to its canonical object: every word that will be printed, in printed order.

use super::attachments::Files;
use super::meeting::Meeting;
use super::spans::{capitalized, forslag_of};
use super::{beslut, parts, rostrakning, votering, yrkanden};
use crate::case::myndighet::BeslutPlats;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::{Anteckningstyp, Minoritetsbegaran, Overklagande, Paragraf, says_omedelbar};
use crate::diag::Diagnostic;
use crate::evidence::canonical::normalized;
use crate::evidence::{DelObject, ParagrafObject, VoteringObject};

/// Printed order with the decision last, as in Region Jämtland Härjedalen 2019.
const SIST: [&str; 27] = [
    "utgar",
    "sekretess",
    "foredragande",
    "sammanfattning",
    "avsnitt",
    "delegationsbeslut",
    "forslag",
    "bradskande",
    "jav",
    "ordforande",
    "behandling",
    "yrkanden",
    "proposition",
    "voteringar",
    "rostrakning",
    "beslut",
    "minoritet",
    "motivering",
    "deltar-ej",
    "reservation",
    "anteckning",
    "sarskilt-yttrande",
    "avvikande-mening",
    "expediering",
    "underlag",
    "bilagor",
    "upplysning",
];

/// Printed order with the decision first, as in Kungsbacka 2025.
const FORST: [&str; 27] = [
    "utgar",
    "sekretess",
    "foredragande",
    "beslut",
    "minoritet",
    "motivering",
    "deltar-ej",
    "reservation",
    "avvikande-mening",
    "jav",
    "ordforande",
    "sammanfattning",
    "avsnitt",
    "delegationsbeslut",
    "underlag",
    "forslag",
    "bradskande",
    "behandling",
    "yrkanden",
    "proposition",
    "voteringar",
    "rostrakning",
    "anteckning",
    "sarskilt-yttrande",
    "bilagor",
    "expediering",
    "upplysning",
];

/// The canonical object of the § at `index` in the case.
pub(crate) fn object(
    meeting: &Meeting<'_>,
    index: usize,
    paragraf: &Paragraf,
) -> Result<ParagrafObject, Vec<Diagnostic>> {
    let maker = Maker { meeting, paragraf, at: Pointer::root().key("paragraf").index(index) };
    Ok(normalized(&ParagrafObject {
        format: "utdrag-paragraf/1".to_owned(),
        myndighet: meeting.myndighet().namn.clone(),
        organ: meeting.organ_name(),
        datum: meeting.day(),
        nummer: paragraf.nummer,
        rubrik: one_line(&paragraf.rubrik),
        diarienummer: paragraf.diarienummer.as_deref().map(one_line),
        delar: maker.parts()?,
        voteringar: maker.votes().map(|(_, object)| object).collect(),
        salt: meeting.leaf_salt(paragraf.nummer),
    }))
}

struct Maker<'a> {
    meeting: &'a Meeting<'a>,
    paragraf: &'a Paragraf,
    at: Pointer,
}

impl Maker<'_> {
    fn parts(&self) -> Result<Vec<DelObject>, Vec<Diagnostic>> {
        let order = match self.meeting.myndighet().utseende.beslut {
            BeslutPlats::Sist => &SIST,
            BeslutPlats::Forst => &FORST,
        };
        let (mut delar, mut faults) = (Vec::new(), Vec::new());
        for id in order {
            if *id == "voteringar" {
                delar.extend(self.votes().flat_map(|(parts, _)| parts));
                continue;
            }
            if *id == "upplysning" {
                delar.extend(self.information());
                continue;
            }
            if *id == "avsnitt" {
                let own = self.paragraf.avsnitt.iter();
                delar.extend(own.filter_map(|one| part(id, Some(one_line(&one.rubrik)), &one.text)));
                continue;
            }
            match self.text(id) {
                Ok(text) => delar.extend(text.and_then(|text| part(id, self.heading(id), &text))),
                Err(more) => faults.extend(more),
            }
        }
        let is_said = parts::beslut(self.paragraf).is_some_and(|text| says_omedelbar(&text));
        if self.paragraf.omedelbart_justerad && !is_said {
            delar.extend(part("justering", None, "Paragrafen är justerad omedelbart."));
        }
        if faults.is_empty() { Ok(delar) } else { Err(faults) }
    }

    /// A heading that says something the id does not.
    fn heading(&self, id: &str) -> Option<String> {
        match id {
            "forslag" => self.paragraf.forslag_av.as_deref().map(forslag_heading),
            "minoritet" => self.paragraf.minoritet.as_ref().map(|one| match one.begar {
                Minoritetsbegaran::Aterremiss => "Motivering till återremissen".to_owned(),
                Minoritetsbegaran::Bordlaggning => "Motivering till bordläggningen".to_owned(),
            }),
            _ => None,
        }
    }

    /// The text of one part; `None` when the § has no such part.
    fn text(&self, id: &str) -> Result<Option<String>, Vec<Diagnostic>> {
        let (meeting, paragraf, people) = (self.meeting, self.paragraf, self.meeting.people(self.paragraf));
        let files = Files { workspace: meeting.workspace(), places: meeting.places() };
        let asked = yrkanden::Wording { paragraf, people };
        Ok(match id {
            "utgar" => parts::utgar(paragraf),
            "sekretess" => paragraf.sekretess.as_ref().map(|one| secrecy(&one.lagrum)),
            "sammanfattning" => paragraf.sammanfattning.clone(),
            "delegationsbeslut" => parts::delegationsbeslut(&paragraf.delegationsbeslut),
            "foredragande" => parts::foredragande(meeting, paragraf),
            "forslag" => beslut::forslag(paragraf),
            "bradskande" => paragraf.bradskande.then(|| BRADSKANDE.to_owned()),
            "jav" => parts::jav(meeting, paragraf),
            "ordforande" if paragraf.jav.is_empty() => parts::ordforande(meeting, paragraf),
            "behandling" => parts::behandling(people, paragraf),
            "yrkanden" => asked.yrkanden(),
            "proposition" => asked.proposition(),
            "rostrakning" => rostrakning::text(people, &paragraf.rostrakning),
            "beslut" if !paragraf.utgar => beslut::text(meeting, paragraf),
            "minoritet" => paragraf.minoritet.as_ref().and_then(|one| one.motivering.clone()),
            "motivering" => paragraf.motivering.clone(),
            "deltar-ej" => parts::deltar_ej(people, &paragraf.deltar_ej),
            "reservation" => parts::reservationer(people, &paragraf.reservationer),
            "anteckning" => parts::anteckningar(people, &paragraf.anteckningar, Anteckningstyp::Protokollsanteckning),
            "sarskilt-yttrande" => {
                parts::anteckningar(people, &paragraf.anteckningar, Anteckningstyp::SarskiltYttrande)
            }
            "avvikande-mening" => parts::anteckningar(people, &paragraf.anteckningar, Anteckningstyp::AvvikandeMening),
            "expediering" => parts::expediering(meeting, paragraf),
            "underlag" => files.underlag(&paragraf.underlag, &self.at.key("underlag"))?,
            "bilagor" => files.bilagor(&paragraf.bilagor, &self.at.key("bilagor"))?,
            _ => None,
        })
    }

    /// What whoever gets the decision should know, and how it is appealed: two parts, so that neither hides in the other.
    fn information(&self) -> impl Iterator<Item = DelObject> {
        let own = self.paragraf.upplysningar.as_deref();
        let own = own.and_then(|text| part("upplysning", Some("Upplysningar".to_owned()), text));
        let is_named = self.meeting.myndighet().rubriker.upplysning.is_some();
        let is_besvar = self.paragraf.overklagande == Some(Overklagande::Forvaltningsbesvar);
        let heading = ((own.is_some() || is_besvar) && !is_named).then(|| "Överklagande".to_owned());
        let appeal = parts::overklagande(self.meeting, self.paragraf);
        own.into_iter().chain(appeal.and_then(|text| part("upplysning", heading, &text)))
    }

    /// Each vote: its two parts, and its data.
    fn votes(&self) -> impl Iterator<Item = (Vec<DelObject>, VoteringObject)> + '_ {
        self.paragraf.votering.iter().enumerate().map(|(at, votering)| {
            let people = self.meeting.people(self.paragraf);
            let wording = votering::Wording { paragraf: self.paragraf, votering, at, people };
            let texts = [("omrostning", wording.omrostning()), ("omrostningsresultat", wording.resultat())];
            let delar = texts.map(|(id, text)| DelObject { id: id.to_owned(), rubrik: None, text: clean(&text) });
            (delar.to_vec(), wording.object())
        })
    }
}

const BRADSKANDE: &str = "Ärendet är brådskande och har inte beretts. Samtliga närvarande ledamöter är ense om beslutet \
    (5\u{a0}kap. 33\u{a0}§ kommunallagen).";

/// "Sekretess enligt 26 kap. 1 § offentlighets- och sekretesslagen."
pub(crate) fn secrecy(lagrum: &str) -> String {
    format!("Sekretess enligt {}.", one_line(lagrum).trim_end_matches('.'))
}

/// "Regiondirektörens förslag".
pub(crate) fn forslag_heading(whose: &str) -> String {
    let named = forslag_of(&one_line(whose));
    named.strip_prefix("förslaget från").map_or_else(|| capitalized(&named), |from| format!("Förslag från{from}"))
}

/// A part, unless its text is empty.
pub(crate) fn part(id: &str, rubrik: Option<String>, text: &str) -> Option<DelObject> {
    let text = clean(text);
    (!text.is_empty()).then(|| DelObject { id: id.to_owned(), rubrik, text })
}

/// One kind of line ending, no empty lines around: a file saved on Windows has the same identity.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.trim_end().trim_start_matches('\n').to_owned()
}

/// A one-line field with its white space collapsed.
pub(crate) fn one_line(text: &str) -> String {
    text.split(['\n', '\r', '\t', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
