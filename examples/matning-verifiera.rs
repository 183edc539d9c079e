//! Measures `verify`: a certified extract of the shipped minutes that four persons signed, and letters that many have.
//! `matning-verifiera [GÅNGER]` answers with one line of JSON: the median and the longest of each, in milliseconds.

#![expect(clippy::format_collect, reason = "a case is put together piece by piece, to be read")]

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use utdrag::case::{self, Case, Content, Workspace};
use utdrag::clock::Stopwatch;
use utdrag::diag::Source;
use utdrag::document::{self, Choice, Handling};
use utdrag::evidence::minutes::Minutes;
use utdrag::sign::bestyrk::{Order, bestyrk};
use utdrag::sign::justera::{Signing, justera};
use utdrag::sign::key::FileKey;
use utdrag::sign::ltv::Evidence;
use utdrag::sign::person::without_party;
use utdrag::sign::prepare::prepared;
use utdrag::sign::state::state;
use utdrag::sign::throwaway::Authority;
use utdrag::verify::{Options, Trust, Utslag, verify};
use utdrag::{pdf, rules, terminal};

const ORGANIZATION: &str = "Region Fjällmarken";

fn main() {
    let times = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(50_usize);
    let mut authority = Authority::new().expect("an authority");
    let (workspace, _) = Workspace::open(Path::new("data"));
    let workspace = Arc::new(workspace.expect("run it where data/ is"));
    let mut trust = Trust::default();
    trust.add_pem(&authority.pem().expect("PEM")).expect("a certificate");
    let extract = extract(&workspace, &mut authority);
    let letters = [1, 4, 10, 30].map(|count| (count, letter(&workspace, &mut authority, count)));
    let measure = |bytes: &[u8]| {
        let mut all: Vec<f64> = (0..times)
            .map(|_| {
                let watch = Stopwatch::start();
                let verdict = verify(bytes, &trust, &Options::at(time()));
                let taken = watch.elapsed().as_secs_f64() * 1_000.0;
                assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
                taken
            })
            .collect();
        all.sort_by(f64::total_cmp);
        let at = |index: usize| (all.get(index).copied().unwrap_or(f64::NAN) * 10.0).round() / 10.0;
        serde_json::json!({ "bytes": bytes.len(), "median_ms": at(times / 2), "longest_ms": at(times - 1) })
    };
    let letters: serde_json::Map<String, serde_json::Value> =
        letters.iter().map(|(count, bytes)| (format!("letter_of_{count}"), measure(bytes))).collect();
    let answer = serde_json::json!({ "times": times, "extract_of_4": measure(&extract), "letters": letters });
    terminal::answer(&answer.to_string()).expect("stdout is open");
}

fn time() -> Timestamp {
    "2026-03-30T10:00:00Z".parse().expect("a moment")
}

fn signing<'a>(person: &'a str, evidence: &'a Evidence) -> Signing<'a> {
    Signing { person, time: time(), certificates: &[], timestamp: None, evidence }
}

/// Set, prepared, and signed by everybody who must.
fn signed(
    workspace: &Arc<Workspace>,
    case: &Arc<Case>,
    kind: Handling,
    authority: &mut Authority,
) -> (Vec<u8>, Vec<String>) {
    let (checked, findings) = rules::check(workspace, case);
    let checked = checked.unwrap_or_else(|| unreachable!("the case keeps the rules: {findings:?}"));
    let choice = Choice { handling: Some(kind), prov: true, ..Choice::default() };
    let document = document::documents(&checked, &choice).expect("a document").remove(0);
    let mut bytes = prepared(&document, pdf::render(&document).expect("it is printable")).expect("fields").bytes;
    let evidence = Evidence::default();
    for field in state(&bytes).expect("a prepared file").fields {
        let person = without_party(&field.person).to_owned();
        let key = key(authority, &person);
        bytes = justera(&bytes, &signing(&person, &evidence), &key).expect("a signature").bytes;
    }
    (bytes, document.identitet)
}

fn key(authority: &mut Authority, name: &str) -> FileKey {
    authority.issue(name, ORGANIZATION).expect("a key")
}

fn extract(workspace: &Arc<Workspace>, authority: &mut Authority) -> Vec<u8> {
    let of = |case: &&Arc<Case>| matches!(&case.value, Content::Sammantrade(meeting) if meeting.organ == "rs");
    let case = Arc::clone(workspace.cases.iter().find(of).expect("rs has met"));
    let (minutes, lines) = signed(workspace, &case, Handling::Protokoll, authority);
    let evidence = Evidence::default();
    let objects = Minutes::read(&lines.join("\n"), "").expect("canonical lines");
    let of = (minutes.as_slice(), "rs-2026-03-11-protokoll.pdf");
    let order = Order::new(of, &objects, (workspace, &[35]), signing("Åsa Renvide", &evidence));
    bestyrk(&order, &key(authority, ORGANIZATION)).expect("an extract").bytes
}

fn letter(workspace: &Arc<Workspace>, authority: &mut Authority, count: usize) -> Vec<u8> {
    let people: String =
        (1..=count).map(|one| format!("{{ namn = \"Person Nummer{one}\", titel = \"Handläggare\" }},")).collect();
    let text = format!(
        "format = 1\nslag = \"tjänsteskrivelse\"\nsalt = \"{}\"\nrubrik = \"Ett förslag\"\ndatum = 2026-02-25\ntill = \"rs\"\n\
         avsandare = {{ enhet = \"Sekretariatet\" }}\narendebeskrivning = \"Text.\"\nforslag = [\"Förslaget antas.\"]\n\
         undertecknare = [{people}]\n",
        "5a".repeat(32)
    );
    let (case, findings) = case::parse(Path::new("brev.toml"), Arc::new(Source { name: "brev.toml".to_owned(), text }));
    let case = Arc::new(case.unwrap_or_else(|| unreachable!("the letter is sound: {findings:?}")));
    signed(workspace, &case, Handling::Tjansteskrivelse, authority).0
}
