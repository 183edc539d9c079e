//! Measures the main job: TOML → rules → document → PDF/A-2a + PDF/UA-1 of many different extracts in one process.
//! `matning ANTAL TRÅDAR [MAPP]` answers with one line of JSON; with a folder it also writes what each template was given.

#![expect(clippy::format_collect, reason = "a case is put together line by line, to be read")]

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use utdrag::case::{self, Workspace};
use utdrag::clock::Stopwatch;
use utdrag::diag::Source;
use utdrag::document::{self, Choice, Document, Handling};
use utdrag::{durable, pdf, rules, terminal};

const MYNDIGHET: &str = r#"format = 1
slag = "myndighet"
namn = "Region Provlandet"
ort = "Provstad"
[[organ]]
id = "rs"
namn = "Regionstyrelsen"
typ = "styrelse"
ledamoter = 15
justerare = 1
"#;

const WORDS: [&str; 24] = [
    "regionen",
    "styrelsen",
    "förslaget",
    "ärendet",
    "kostnaden",
    "vården",
    "kollektivtrafiken",
    "utredningen",
    "samverkan",
    "kommunerna",
    "tillgängligheten",
    "medborgarna",
    "beslutet",
    "planen",
    "budgeten",
    "personalen",
    "innebär",
    "föreslår",
    "bedömer",
    "konstaterar",
    "under",
    "inom",
    "genom",
    "efter",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual: usize| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (count, threads) = (number(1_000), number(2));
    let folder = arguments.next();
    let threads = NonZeroUsize::new(threads).expect("at least one thread");
    let watch = Stopwatch::start();
    let (mut bytes, mut pages, mut first) = (0, 0, None);
    pdf::batch((0..count).map(extract), threads, |index, document, made| {
        let made = made.expect("the extract is printable");
        first.get_or_insert_with(|| watch.elapsed());
        bytes += made.bytes.len();
        pages += made.pages;
        if let Some(folder) = &folder {
            let file = Path::new(folder).join(format!("{index:05}.json"));
            let data = serde_json::to_vec(&document).expect("a document is JSON");
            durable::write(&file, &data).expect("the folder can be written");
        }
    });
    let seconds = watch.elapsed().as_secs_f64();
    let answer = serde_json::json!({
        "documents": count, "threads": threads, "seconds": seconds,
        "first_ms": first.map(|time| time.as_secs_f64() * 1_000.0),
        "pages": pages, "bytes": bytes, "peak_kb": peak_memory(),
    });
    terminal::answer(&answer.to_string()).expect("stdout is open");
}

/// Kilobytes, as Linux counts them; none elsewhere.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The extract of one § with text, a decision and a vote of fifteen.
fn extract(index: usize) -> Document {
    let source = |name: &str, text: String| Arc::new(Source { name: name.to_owned(), text });
    let (myndighet, _) = case::parse_myndighet(Path::new("myndighet.toml"), source("myndighet.toml", MYNDIGHET.into()));
    let (case, _) = case::parse(Path::new("rs.toml"), source("rs.toml", meeting(index)));
    let case = Arc::new(case.expect("the meeting is sound"));
    let myndighet = myndighet.expect("the authority is sound");
    let workspace =
        Arc::new(Workspace { root: ".".into(), myndighet, cases: vec![Arc::clone(&case)], index: Arc::default() });
    let (checked, findings) = rules::check(&workspace, &case);
    let checked = checked.unwrap_or_else(|| unreachable!("the meeting keeps the rules: {findings:?}"));
    let choice = Choice { handling: Some(Handling::Utdrag), paragrafer: vec![108], ..Choice::default() };
    let mut documents = document::documents(&checked, &choice).expect("the § is there");
    documents.pop().expect("one § is one extract")
}

fn meeting(index: usize) -> String {
    let mut chance = index as u64 + 1;
    let people: Vec<String> = (0..15).map(|seat| format!("{} {}", name(&mut chance), letter(seat))).collect();
    let narvaro: String = people
        .iter()
        .enumerate()
        .map(|(seat, name)| {
            let uppdrag = if seat == 0 { "ordförande" } else { "ledamot" };
            format!("  {{ namn = \"{name}\", parti = \"S\", uppdrag = \"{uppdrag}\" }},\n")
        })
        .collect();
    let (ja, nej) = people.split_at(9);
    let paragraphs: Vec<String> = (0..6).map(|_| sentence(&mut chance, 75)).collect();
    format!(
        "format = 1\nslag = \"sammanträde\"\nsalt = \"{salt}\"\norgan = \"rs\"\ndatum = 2026-03-11\ntid = \"09.00–16.00\"\n\
         plats = \"Regionens hus\"\nsekreterare = \"Sekreterare Provsson\"\nnarvaro = [\n{narvaro}  {{ namn = \
         \"Sekreterare Provsson\", uppdrag = \"tjänsteperson\", titel = \"sekreterare\" }},\n]\n[justering]\n\
         justerare = [\"{justerare}\"]\nsenast = 2026-03-20\n[[paragraf]]\nnummer = 108\nrubrik = \"{rubrik}\"\n\
         diarienummer = \"RS/{dnr}/2026\"\nsammanfattning = \"\"\"\n{text}\n\"\"\"\nforslag = [\"{beslut}\"]\n\
         proposition = \"Ordföranden ställer förslagen mot varandra.\"\nbeslut = [\"{beslut}\"]\n\
         overklagande = \"laglighetsprövning\"\nexpedieras-till = [\"Akten\"]\n[[paragraf.votering]]\n\
         mellan = \"bifall och avslag\"\nja = {{ for = \"bifall\", roster = {ja:?} }}\n\
         nej = {{ for = \"avslag\", roster = {nej:?} }}\nresultat = {{ ja = 9, nej = 6 }}\n",
        salt = "5a".repeat(32),
        justerare = people.get(1).map_or("", String::as_str),
        rubrik = sentence(&mut chance, 6).trim_end_matches('.'),
        dnr = index + 1,
        text = paragraphs.join("\n\n"),
        beslut = sentence(&mut chance, 25),
    )
}

fn sentence(chance: &mut u64, words: usize) -> String {
    let text: Vec<&str> = (0..words).map(|_| pick(chance, &WORDS)).collect();
    format!("Att {}.", text.join(" "))
}

fn name(chance: &mut u64) -> String {
    let first = ["Ingrid", "Åke", "Renée", "Mats", "Sara", "Nils-Erik", "Áila", "Jörgen"];
    let last = ["Åkerö", "Gärd", "Müller", "Söderberg", "Valkeapää", "Lindh", "Ek", "Brännström"];
    format!("{} {}", pick(chance, &first), pick(chance, &last))
}

fn pick(chance: &mut u64, words: &[&'static str]) -> &'static str {
    words.get(next(chance) % words.len()).copied().unwrap_or_default()
}

fn letter(seat: u8) -> char {
    char::from(b'A' + seat)
}

/// The same numbers on every machine.
fn next(chance: &mut u64) -> usize {
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*chance >> 33).unwrap_or_default()
}
