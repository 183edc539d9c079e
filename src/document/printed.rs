//! From canonical object to what the template is given: nothing comes in that is not in the object or the frame.

use super::headings::before_meeting;
use super::spans::NO_BREAK_SPACE;
use super::text::{blocks, inlines, plain};
use super::{Block, Del, Frame, Inline, Paragraf};
use crate::evidence::{DelObject, ParagrafObject, hex, innehallsidentitet};

/// The § as printed. Its innehållsidentitet is computed here, from the very object that is printed.
#[must_use]
pub fn paragraf_from_object(object: &ParagrafObject, frame: &Frame) -> Paragraf {
    let mut delar = parts(&object.delar, frame);
    for del in &mut delar {
        // No bar of a closed vote: its sides are persons or proposals, not a ja and a nej.
        del.votering = del.votering.filter(|at| object.voteringar.get(*at).is_some_and(|vote| !vote.sluten));
    }
    Paragraf {
        nummer: object.nummer,
        rubrik: inlines(&object.rubrik),
        diarienummer: object.diarienummer.clone(),
        delar,
        voteringar: object.voteringar.clone(),
        voteringslista: format!(
            "{}: §{NO_BREAK_SPACE}{}",
            frame.heading("voteringslista").unwrap_or_default(),
            object.nummer
        ),
        identitet: (!object.salt.is_empty()).then(|| hex(&innehallsidentitet(object))),
        stub: object.delar.iter().any(|del| del.id == "utgar"),
    }
}

/// Parts with headings and parsed text. The k-th `omrostningsresultat` is that of the k-th vote.
pub(crate) fn parts(objects: &[DelObject], frame: &Frame) -> Vec<Del> {
    let last_before = objects.iter().rposition(|del| before_meeting(&del.id));
    let mut votes = 0..;
    let mut out = Vec::with_capacity(objects.len());
    for (at, del) in objects.iter().enumerate() {
        out.push(Del {
            rubrik: del.rubrik.clone().or_else(|| frame.heading(&del.id)).map(|text| plain(&inlines(&text))),
            fore: before_meeting(&del.id) || (del.id == "underlag" && last_before.is_some_and(|last| at < last)),
            block: blocks(&del.text),
            votering: if del.id == "omrostningsresultat" { votes.next() } else { None },
            id: del.id.clone(),
        });
    }
    out
}

/// The line that stands in minutes in place of a secret §.
pub(crate) fn secret_title() -> Vec<Inline> {
    vec![Inline::Text { text: "Sekretess".to_owned() }]
}

/// A § of which only a sentence is printed.
pub(crate) fn stub(object: &ParagrafObject, title: Vec<Inline>, sentence: &str) -> Paragraf {
    let text = vec![Inline::Text { text: sentence.to_owned() }];
    let del =
        Del { id: "stub".to_owned(), rubrik: None, fore: false, block: vec![Block::Stycke { text }], votering: None };
    Paragraf {
        nummer: object.nummer,
        rubrik: title,
        diarienummer: None,
        delar: vec![del],
        voteringar: Vec::new(),
        voteringslista: String::new(),
        identitet: (!object.salt.is_empty()).then(|| hex(&innehallsidentitet(object))),
        stub: true,
    }
}
