//! What a file without signatures seems to be, so that its reader is told what to check instead. Titles are anybody's to
//! write: this advises and decides nothing.

use super::Inspected;
use super::object::text_string;
use super::pdf::Pdf;
use super::text::letters;

/// Documents that are not meant to be signed, or are the unsigned twin of one that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Summons,
    Notice,
    Letter,
    Report,
    Copy,
    Other,
}

/// Stands on the last page of a certified extract.
const CERTIFIED: &str = "Utdraget stämmer överens med det justerade protokollet";

impl Kind {
    /// By the title that this program gives its documents, and by the words of the pages.
    pub(crate) fn of(inspected: &Inspected<'_>) -> Self {
        let Some(title) = title(inspected.pdf) else { return Kind::Other };
        let begins = |word: &str| title.starts_with(word);
        if begins("Kallelse ") {
            Kind::Summons
        } else if begins("Anslag ") {
            Kind::Notice
        } else if begins("Missiv: ") {
            Kind::Letter
        } else if title == "Verifieringsrapport" {
            Kind::Report
        } else if begins("Protokollsutdrag ") && inspected.fields.is_empty() && is_certified(inspected) {
            Kind::Copy
        } else {
            Kind::Other
        }
    }

    /// Code and sentence of the finding.
    pub(crate) fn finding(self) -> (&'static str, &'static str) {
        match self {
            Kind::Summons => (
                "osignerad-kallelse",
                "filen är en kallelse: den undertecknas inte, och går inte att pröva på det här sättet",
            ),
            Kind::Notice => (
                "osignerat-anslag",
                "filen är ett anslag: det undertecknas inte, och går inte att pröva på det här sättet",
            ),
            Kind::Letter => {
                ("osignerat-missiv", "filen är ett missiv, brevet kring ett utskick: det undertecknas inte i filen")
            }
            Kind::Report => (
                "osignerad-rapport",
                "filen är en rapport om en kontroll: den är inte undertecknad och bevisar inget i sig",
            ),
            Kind::Copy => (
                "utan-stampel",
                "filen är ett bestyrkt utdrag utan sin stämpel: en kopia för arkivet, eller en som stämpeln är borttagen ur",
            ),
            Kind::Other => ("osignerad", "ingen har undertecknat filen"),
        }
    }
}

fn title(pdf: &Pdf<'_>) -> Option<String> {
    let value = pdf.revisions.get(pdf.last())?.trailer.get(b"Info")?;
    let information = pdf.resolve(value, pdf.last()).ok()?;
    let information = information.as_dictionary()?;
    let text = |key: &[u8]| {
        let value = pdf.entry(information, key, pdf.last()).ok()?;
        value.as_text().map(|text| text_string(&text.bytes))
    };
    text(b"Creator").filter(|creator| creator.starts_with("utdrag "))?;
    text(b"Title")
}

fn is_certified(inspected: &Inspected<'_>) -> bool {
    let shown = super::sheet::shown(inspected.pdf).ok().and_then(|shown| shown.words);
    shown.is_some_and(|words| words.contains(&letters(CERTIFIED)))
}
