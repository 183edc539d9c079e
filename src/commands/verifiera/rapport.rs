//! The verifier's report as a PDF: what was judged, by what, when, with which certificates, and what was not looked at.
//! For the case file and the archive, and for whoever must show later what the check said.

use serde_json::{Value, json};

use super::report::{acts, bound, heading, headline, kind, layers, plain, word};
use super::{Judged, Run};
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::pdf::{self, Report};
use crate::verify::{Certifikat, Lagersvar, Underskrift, Utslag};

/// The report of one run.
///
/// # Errors
/// What stopped typst.
pub(super) fn rapport(run: &Run) -> Result<Vec<u8>, Diagnostic> {
    let worst = run.judged.iter().map(|one| one.verdict.utslag()).max().unwrap_or(Utslag::KanInteAvgoras);
    let anchors = run
        .trust
        .anchors()
        .into_iter()
        .map(|(name, facts)| json!({ "namn": plain(&name), "certifikat": certificate(&facts) }));
    let manifests = run.manifests.iter().map(|found| found.lines().join("\n").trim_end().to_owned());
    let innehall = json!({
        "antal": words::count(run.judged.len(), "fil", "filer"),
        "samst": heading(worst),
        "tid": run.moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        "tid-satt": clock::set().is_some(),
        "program": concat!("utdrag ", env!("CARGO_PKG_VERSION")),
        "ankare": anchors.collect::<Vec<_>>(),
        "manifest": manifests.collect::<Vec<_>>(),
        "filer": run.judged.iter().map(file).collect::<Vec<_>>(),
    });
    pdf::report(&Report {
        titel: "Verifieringsrapport".to_owned(),
        datum: run.moment.strftime("%Y-%m-%d").to_string(),
        innehall,
    })
}

fn file(judged: &Judged) -> Value {
    let verdict = &judged.verdict;
    let decisive = verdict.decisive().map(|brist| plain(&brist.mening));
    json!({
        "fil": plain(&judged.path.file_name().unwrap_or_default().to_string_lossy()),
        "sokvag": plain(&words::path(&judged.path)),
        "sha256": judged.sha256,
        "langd": words::grouped(judged.length),
        "utslag": heading(verdict.utslag()),
        "rubrik": headline(verdict),
        "indikation": verdict.utslag().indication(),
        "underindikation": verdict.underindikation().map(crate::verify::Underindikation::word),
        "skal": decisive,
        "gor": acts(verdict).iter().map(|act| plain(act)).collect::<Vec<_>>(),
        "lager": layers(verdict).into_iter().map(layer).collect::<Vec<_>>(),
        "underskrifter": verdict.underskrifter.iter().map(signature).collect::<Vec<_>>(),
        "bilagor": verdict.bilagor.iter().map(|one| json!({ "mening": bound(one), "sha256": one.sha256 })).collect::<Vec<_>>(),
    })
}

fn layer((letter, name, answer): (&str, &str, &Lagersvar)) -> Value {
    let plainly = |all: &[String]| all.iter().map(|one| plain(one)).collect::<Vec<_>>();
    json!({
        "bokstav": letter,
        "namn": name,
        "svar": word(answer.utslag()),
        "kontrollerat": plainly(&answer.kontrollerat),
        "brister": answer.brister.iter().map(|one| json!({
            "mening": plain(&one.mening), "ord": one.underindikation.word(), "utslag": word(one.utslag),
        })).collect::<Vec<_>>(),
        "upplysningar": plainly(&answer.notes()),
    })
}

fn signature(one: &Underskrift) -> Value {
    let name = if one.namn.is_empty() { "okänd" } else { &one.namn };
    json!({
        "slag": kind(one.slag),
        "namn": plain(name),
        "person": one.person.as_deref().map(plain),
        "falt": plain(&one.falt),
        "utfardare": plain(&one.utfardare),
        "certifikat": one.certifikat.as_ref().map(certificate),
        "bevisad": one.bevisad_tid.map(|time| time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        "uppgiven": one.uppgiven_tid.as_deref().map(plain),
        "omfattar": words::grouped(one.omfattar),
        "svar": heading(one.utslag()),
        "indikation": one.utslag().indication(),
    })
}

fn certificate(facts: &Certifikat) -> Value {
    json!({ "sha256": facts.sha256, "serienummer": facts.serienummer, "fran": facts.fran, "till": facts.till })
}
