//! Measures certifying: signed minutes → extract of one § set, sealed with P-256, evidence inside, many different ones in one
//! process. `matning-sign ANTAL TRÅDAR [MAPP]` answers with one line of JSON; with a folder it also writes the files.

#![expect(clippy::format_collect, reason = "a case is put together line by line, to be read")]

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use utdrag::case::{self, Content, Workspace};
use utdrag::clock::Stopwatch;
use utdrag::diag::Source;
use utdrag::document::{self, Choice, Handling};
use utdrag::evidence::minutes::Minutes;
use utdrag::evidence::{HuvudObject, ParagrafObject};
use utdrag::sign::bestyrk::{Justering, Order, bestyrk_ur, justering};
use utdrag::sign::justera::{Signing, justera};
use utdrag::sign::key::FileKey;
use utdrag::sign::ltv::Evidence;
use utdrag::sign::prepare::prepared;
use utdrag::sign::throwaway::Authority;
use utdrag::{durable, pdf, rules, terminal};

/// As the program itself has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// §§ of one meeting.
const PARAGRAFER: usize = 20;
const AUTHORITY: &str = "Region Provlandet";
const CHAIR: &str = "Ingrid Åkerö";
const ADJUSTER: &str = "Åke Gärd";
const SECRETARY: &str = "Sekreterare Provsson";

const MYNDIGHET: &str = r#"format = 1
slag = "myndighet"
namn = "Region Provlandet"
ort = "Provstad"
bestyrkande = "e-stämpel"
[[organ]]
id = "rs"
namn = "Regionstyrelsen"
typ = "styrelse"
ledamoter = 15
justerare = 1
[[behorig-bestyrkare]]
namn = "Sekreterare Provsson"
titel = "sekreterare"
"#;

const WORDS: &str = "regionen styrelsen förslaget ärendet kostnaden vården kollektivtrafiken utredningen samverkan \
    kommunerna tillgängligheten medborgarna beslutet planen budgeten personalen innebär föreslår bedömer konstaterar \
    under inom genom efter";

/// One meeting, adjusted.
struct Meeting {
    workspace: Arc<Workspace>,
    minutes: Minutes,
    current: (HuvudObject, Vec<ParagrafObject>),
    signed: Vec<u8>,
    /// Read by the first extract, for all of them.
    justering: OnceLock<Justering>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual: usize| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (count, threads) = (number(400), number(2));
    let folder = arguments.next();
    let mut authority = Authority::new().expect("random numbers");
    let meetings: Vec<Meeting> = (0..count.div_ceil(PARAGRAFER)).map(|index| meeting(index, &mut authority)).collect();
    let seal = authority.issue(AUTHORITY, AUTHORITY).expect("a key");
    let (next, made) = (AtomicUsize::new(0), Mutex::new((0, 0)));
    let (watch, before) = (Stopwatch::start(), processor_seconds());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let work = || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(of) = meetings.get(index / PARAGRAFER).filter(|_| index < count) else { return };
                    let (bytes, pages) = certify(of, (index % PARAGRAFER) + 1, &seal);
                    if let Some(folder) = &folder {
                        let file = Path::new(folder).join(format!("{index:05}.pdf"));
                        durable::write(&file, &bytes).expect("the folder can be written");
                    }
                    let mut made = made.lock().expect("no thread has panicked");
                    *made = (made.0 + pages, made.1 + bytes.len());
                }
            };
            scope.spawn(move || pdf::on_own_stack(work));
        }
    });
    let seconds = watch.elapsed().as_secs_f64();
    let processor = processor_seconds().zip(before).map(|(now, before)| now - before);
    let (pages, bytes) = *made.lock().expect("no thread has panicked");
    if let Some(folder) = &folder {
        let pem = authority.pem().expect("a certificate");
        durable::write(&Path::new(folder).join("lita-pa.pem"), pem.as_bytes()).expect("the folder can be written");
    }
    let minutes = meetings.first().map_or(0, |one| one.signed.len());
    let all = f64::from(u32::try_from(count).expect("fewer than four billion"));
    let answer = serde_json::json!({
        "certified": count, "threads": threads, "seconds": seconds, "per_second": all / seconds,
        "processor_ms_each": processor.map(|used| used * 1_000.0 / all), "pages": pages, "bytes": bytes, "minutes_bytes": minutes, "peak_kb": peak_memory(),
    });
    terminal::answer(&answer.to_string()).expect("stdout is open");
}

fn certify(of: &Meeting, number: usize, seal: &FileKey) -> (Vec<u8>, usize) {
    let evidence = Evidence::default();
    let paragrafer = [u32::try_from(number).expect("few §§")];
    let order = Order {
        current: Some(of.current.clone()),
        ..Order::new(
            (&of.signed, "rs-2026-03-11-protokoll.pdf"),
            &of.minutes,
            (&of.workspace, &paragrafer),
            signing(SECRETARY, &evidence),
        )
    };
    let read = || justering(&order).unwrap_or_else(|finding| unreachable!("{finding:?}"));
    let extract = bestyrk_ur(of.justering.get_or_init(read), &order, seal);
    let extract = extract.unwrap_or_else(|findings| unreachable!("{findings:?}"));
    (extract.bytes, extract.pages)
}

fn signing<'a>(person: &'a str, evidence: &'a Evidence) -> Signing<'a> {
    let time = "2026-03-16T10:00:00Z".parse().expect("a moment");
    Signing { person, time, certificates: &[], timestamp: None, evidence }
}

/// A meeting with its minutes set and signed by chair and adjuster.
fn meeting(index: usize, authority: &mut Authority) -> Meeting {
    let source = |name: &str, text: String| Arc::new(Source { name: name.to_owned(), text });
    let (myndighet, _) = case::parse_myndighet(Path::new("myndighet.toml"), source("myndighet.toml", MYNDIGHET.into()));
    let (case, _) = case::parse(Path::new("rs.toml"), source("rs.toml", text_of(index)));
    let case = Arc::new(case.expect("the meeting is sound"));
    let myndighet = myndighet.expect("the authority is sound");
    let workspace =
        Arc::new(Workspace { root: ".".into(), myndighet, cases: vec![Arc::clone(&case)], index: Arc::default() });
    let (checked, findings) = rules::check(&workspace, &case);
    let checked = checked.unwrap_or_else(|| unreachable!("the meeting keeps the rules: {findings:?}"));
    let Content::Sammantrade(meeting) = &case.value else { unreachable!("a meeting") };
    let current = document::canonical_objects(&checked, meeting).expect("objects");
    let choice = Choice { handling: Some(Handling::Protokoll), prov: true, ..Choice::default() };
    let documents = document::documents(&checked, &choice).expect("minutes");
    let minutes = documents.first().expect("minutes");
    let mut signed = prepared(minutes, pdf::render(minutes).expect("a PDF")).expect("fields").bytes;
    let evidence = Evidence::default();
    for name in [CHAIR, ADJUSTER] {
        let key = authority.issue(name, AUTHORITY).expect("a key");
        signed = justera(&signed, &signing(name, &evidence), &key).expect("a signature").bytes;
    }
    let minutes = Minutes::read(&minutes.identitet.join("\n"), "").expect("canonical lines");
    Meeting { workspace, minutes, current, signed, justering: OnceLock::new() }
}

fn text_of(index: usize) -> String {
    let mut chance = index as u64 + 1;
    let others: String =
        (0..13).map(|seat| format!("  {{ namn = \"Ledamot {}\", parti = \"S\" }},\n", letter(seat))).collect();
    let paragraphs: String = (1..=PARAGRAFER).map(|number| paragraf(number, &mut chance)).collect();
    format!(
        "format = 1\nslag = \"sammanträde\"\nsalt = \"{index:064x}\"\norgan = \"rs\"\ndatum = 2026-03-11\ntid = \
         \"09.00–16.00\"\nplats = \"Regionens hus\"\nsekreterare = \"{SECRETARY}\"\nnarvaro = [\n  {{ namn = \
         \"{CHAIR}\", parti = \"S\", uppdrag = \"ordförande\" }},\n  {{ namn = \"{ADJUSTER}\", parti = \"M\" \
         }},\n{others}  {{ namn = \"{SECRETARY}\", uppdrag = \"tjänsteperson\", titel = \"sekreterare\" \
         }},\n]\n[justering]\njusterare = [\"{ADJUSTER}\"]\nsenast = 2026-03-20\n{paragraphs}",
    )
}

/// Text, a decision and a vote of fifteen: two pages, and the certificate on the third.
fn paragraf(number: usize, chance: &mut u64) -> String {
    let text: Vec<String> = (0..2).map(|_| sentence(chance, 60)).collect();
    let ja: Vec<String> = (0..9).map(|seat| format!("Ledamot {}", letter(seat))).collect();
    let mut nej: Vec<String> = (9..13).map(|seat| format!("Ledamot {}", letter(seat))).collect();
    nej.extend([CHAIR.to_owned(), ADJUSTER.to_owned()]);
    format!(
        "[[paragraf]]\nnummer = {number}\nrubrik = \"{rubrik}\"\ndiarienummer = \
         \"RS/{number}/2026\"\nsammanfattning = \"\"\"\n{text}\n\"\"\"\nforslag = [\"{beslut}\"]\nproposition = \
         \"Ordföranden ställer förslagen mot varandra.\"\nbeslut = [\"{beslut}\"]\noverklagande = \
         \"laglighetsprövning\"\nexpedieras-till = [\"Akten\"]\n[[paragraf.votering]]\nmellan = \"bifall och \
         avslag\"\nja = {{ for = \"bifall\", roster = {ja:?} }}\nnej = {{ for = \"avslag\", roster = {nej:?} \
         }}\nresultat = {{ ja = 9, nej = 6 }}\n",
        rubrik = sentence(chance, 6).trim_end_matches('.'),
        text = text.join("\n\n"),
        beslut = sentence(chance, 25),
    )
}

fn sentence(chance: &mut u64, words: usize) -> String {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    let text: Vec<&str> = (0..words).filter_map(|_| all.get(next(chance) % all.len()).copied()).collect();
    format!("Att {}.", text.join(" "))
}

fn letter(seat: u8) -> char {
    char::from(b'A' + seat)
}

/// The same numbers on every machine.
fn next(chance: &mut u64) -> usize {
    *chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*chance >> 33).unwrap_or_default()
}

/// What the process has used of all cores, as Linux counts it (in hundredths): the figure that other work on the machine
/// disturbs least.
fn processor_seconds() -> Option<f64> {
    let all = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = all.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / 100.0)
}

/// Kilobytes, as Linux counts them; none elsewhere.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
