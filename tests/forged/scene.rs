//! Files as this program makes them, signed with throwaway keys, and what an attacker would append to them.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use utdrag::document::Handling;
use utdrag::sign::bestyrk::{Order, bestyrk};
use utdrag::sign::justera::{Signing, justera};
use utdrag::sign::ltv::Evidence;
use utdrag::sign::throwaway::Authority;
use utdrag::verify::{Options, Trust, Verdict, verify};

use crate::prepared::{Prepared, shipped};

pub(crate) const ORGANIZATION: &str = "Region Fjällmarken";
pub(crate) const SIGNERS: [&str; 3] = ["Ellen Sköldmark", "Cecilia Öståker", "Desirée Blomvik"];

/// What was made, once for all tests.
pub(crate) struct Scene {
    pub(crate) minutes: Vec<u8>,
    pub(crate) extract: Vec<u8>,
    /// Canonical lines of the minutes.
    pub(crate) words: String,
    pem: String,
}

pub(crate) static SCENE: LazyLock<Scene> = LazyLock::new(|| made(&SIGNERS, &[21]));

pub(crate) fn time() -> Timestamp {
    "2026-03-30T10:00:00Z".parse().unwrap()
}

/// The shipped nämnd meeting, signed in its boxes with certificates of these names, and its extract.
pub(crate) fn made(certificates: &[&str; 3], paragrafer: &[u32]) -> Scene {
    let Prepared { workspace, words, minutes, bytes: mut signed, .. } = shipped("hsn", Handling::Protokoll, true);
    let words = words.iter().fold(String::new(), |all, line| all + line + "\n");
    let mut authority = Authority::new().unwrap();
    let evidence = Evidence::default();
    let mut workspace_rows = workspace.myndighet.value.undertecknare.clone();
    for (person, name) in SIGNERS.iter().zip(certificates) {
        let key = authority.issue(name, ORGANIZATION).unwrap();
        let print = utdrag::sign::person::fingerprint(utdrag::sign::key::Key::chain(&key).first().unwrap());
        if person != name {
            // A hostile workspace: its own word that somebody else signs as this person.
            workspace_rows
                .push(toml::from_str(&format!("namn = \"{person}\"\ncertifikat = \"sha-256:{print}\"")).unwrap());
        }
        let signing =
            Signing { person, time: time(), certificates: &workspace_rows, timestamp: None, evidence: &evidence };
        signed = justera(&signed, &signing, &key).unwrap().bytes;
    }
    let seal = authority.issue(ORGANIZATION, ORGANIZATION).unwrap();
    let signing = Signing {
        person: SIGNERS[0],
        time: time(),
        certificates: &workspace_rows,
        timestamp: None,
        evidence: &evidence,
    };
    let order = Order::new((&signed, "hsn-2026-03-25-protokoll.pdf"), &minutes, (&workspace, paragrafer), signing);
    let extract = bestyrk(&order, &seal).unwrap().bytes;
    Scene { minutes: signed, extract, words, pem: authority.pem().unwrap() }
}

impl Scene {
    pub(crate) fn trust(&self) -> Trust {
        let mut trust = Trust::default();
        trust.add_pem(&self.pem).unwrap();
        trust
    }

    pub(crate) fn judge(&self, pdf: &[u8]) -> Verdict {
        verify(pdf, &self.trust(), &Options::at(time()))
    }
}

pub(crate) fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.brister().iter().map(|brist| brist.kod).collect()
}

pub(crate) fn find(data: &[u8], needle: &[u8]) -> usize {
    data.windows(needle.len()).position(|window| window == needle).unwrap()
}

pub(crate) fn find_last(data: &[u8], needle: &[u8]) -> usize {
    data.windows(needle.len()).rposition(|window| window == needle).unwrap()
}

/// Ends of the revisions.
pub(crate) fn ends(data: &[u8]) -> Vec<usize> {
    let marks = data.windows(6).enumerate().filter(|(_, window)| *window == b"%%EOF\n");
    marks.map(|(at, _)| at + 6).collect()
}

/// Number of the last object in which `needle` stands, and its body.
pub(crate) fn object_with(data: &[u8], needle: &str) -> (u32, String) {
    object_at(data, find_last(data, needle.as_bytes()))
}

/// Number of the object that a byte belongs to, and its body.
pub(crate) fn object_at(data: &[u8], at: usize) -> (u32, String) {
    let start = find_last(&data[..at], b" 0 obj");
    let line = data[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let number = String::from_utf8_lossy(&data[line..start]).parse().unwrap();
    let end = start + find(&data[start..], b"endobj");
    (number, String::from_utf8_lossy(&data[start + 6..end]).trim().to_owned())
}

/// The dictionary with something put in first.
pub(crate) fn with(body: &str, entry: &str) -> String {
    body.replacen("<<", &format!("<<{entry} "), 1)
}

pub(crate) fn catalog(data: &[u8]) -> (u32, String) {
    object_with(data, "/Type/Catalog")
}

pub(crate) fn catalog_with(data: &[u8], entry: &str) -> (u32, String) {
    let (number, body) = catalog(data);
    (number, with(&body, entry))
}

pub(crate) fn startxref(data: &[u8]) -> usize {
    let at = find_last(data, b"startxref\n") + 10;
    String::from_utf8_lossy(&data[at..]).lines().next().unwrap().parse().unwrap()
}

/// The entries of the last trailer but those that an update writes itself.
fn trailer(data: &[u8], without: &str) -> String {
    let start = find_last(data, b"trailer\n<<") + 10;
    let text = String::from_utf8_lossy(&data[start..start + find(&data[start..], b">>\nstartxref")]).into_owned();
    let root = text.split("/Root ").nth(1).unwrap().split(" R").next().unwrap().to_owned();
    let info = text.split("/Info ").nth(1).unwrap().split(" R").next().unwrap().to_owned();
    let id = text.split("/ID").nth(1).unwrap().split(']').next().unwrap().to_owned();
    let mut entries = format!("/Info {info} R /ID{id}] ");
    if without != "/Root" {
        write!(entries, "/Root {root} R ").unwrap();
    }
    entries
}

/// One more revision with these objects, and `extra` in its trailer.
pub(crate) fn append(data: &[u8], objects: &[(u32, String)], extra: &str) -> Vec<u8> {
    let mut out = data.to_vec();
    let mut rows = String::new();
    for (number, body) in objects {
        writeln!(rows, "{number} 1\n{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    finish(&out, &rows, data, extra)
}

/// A table of these rows and its trailer, after `out`.
pub(crate) fn finish(out: &[u8], rows: &str, before: &[u8], extra: &str) -> Vec<u8> {
    let entries = trailer(before, if extra.contains("/Root") { "/Root" } else { "" });
    let (table, previous) = (out.len(), startxref(before));
    let tail =
        format!("xref\n{rows}trailer\n<<{entries}/Size 2000 /Prev {previous} {extra}>>\nstartxref\n{table}\n%%EOF\n");
    [out, tail.as_bytes()].concat()
}

pub(crate) fn stream(entries: &str, data: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

/// `old` is `new` instead, at its last place; of equal length.
pub(crate) fn replace_last(data: &[u8], old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let at = find_last(data, old.as_bytes());
    [&data[..at], new.as_bytes(), &data[at + old.len()..]].concat()
}

/// Where the hex digits of the `count`th signature stand.
pub(crate) fn digits(data: &[u8], count: usize) -> std::ops::Range<usize> {
    let starts = data.windows(10).enumerate().filter(|(_, window)| *window == b"/Contents<");
    let start = starts.map(|(at, _)| at + 10).nth(count).unwrap();
    start..start + find(&data[start..], b">")
}
