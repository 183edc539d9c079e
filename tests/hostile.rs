//! Files made to hurt: flipped bits, loops, bombs, nesting, truncation, 100,000 objects. Each is answered, without a
//! panic, within five seconds, and none is GILTIG.
#![expect(clippy::unwrap_used, reason = "a test that cannot find its own fixture has failed")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use utdrag::verify::{Options, Trust, Utslag, Verdict, verify};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    trust.add_pem(&String::from_utf8(fixture("rot.pem")).unwrap()).unwrap();
    trust
}

fn judge_with(bytes: &[u8], trust: &Trust) -> Verdict {
    verify(bytes, trust, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()))
}

/// The answer, which must not be GILTIG and not be late.
fn survive(name: &str, bytes: &[u8]) -> Verdict {
    let start = Instant::now();
    let verdict = judge_with(bytes, &trust());
    assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
    assert_ne!(verdict.utslag(), Utslag::Giltig, "{name}");
    verdict
}

/// A file of objects 1… with these bodies, object 1 the catalog.
fn file(bodies: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut rows = "0000000000 65535 f \n".to_owned();
    for (index, body) in bodies.iter().enumerate() {
        writeln!(rows, "{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let table = out.len();
    let count = bodies.len() + 1;
    let tail = format!("xref\n0 {count}\n{rows}trailer\n<< /Root 1 0 R /Size {count} >>\nstartxref\n{table}\n%%EOF\n");
    out.extend_from_slice(tail.as_bytes());
    out
}

fn with_catalog(entries: &str, rest: &[String]) -> Vec<u8> {
    file(&[&[format!("<< /Type /Catalog {entries} >>")], rest].concat())
}

fn section(prev: usize, at: usize) -> String {
    format!("xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 1 /Prev {prev} >>\nstartxref\n{at}\n%%EOF\n")
}

#[test]
fn cross_references_that_loop_are_left() {
    let head = "%PDF-1.7\n";
    let at = head.len();
    let own = format!("{head}{}", section(at, at));
    survive("a section before itself", own.as_bytes());
    let second = at + section(9999, 99).len();
    let forward = format!("{head}{}{}", section(second, at), section(at, second));
    survive("two sections, each before the other", forward.as_bytes());
    survive("beyond the file", format!("{head}{}", section(99_999_999, at)).as_bytes());
    survive("a number too long", format!("{head}startxref\n{}\n%%EOF\n", "9".repeat(400)).as_bytes());
}

#[test]
fn structures_that_loop_or_nest_are_left() {
    let field = |kids: &str| format!("<< /FT /Sig /T (a) /Kids [ {kids} ] >>");
    survive("a field its own child", &with_catalog("/AcroForm << /Fields [ 2 0 R ] >>", &[field("2 0 R")]));
    survive("a reference to itself", &with_catalog("/AcroForm 2 0 R", &["2 0 R".to_owned()]));
    survive("pages in a circle", &with_catalog("/Pages 2 0 R", &["<< /Type /Pages /Kids [ 2 0 R ] >>".to_owned()]));
    for (open, close) in [("[", "]"), ("<< /A ", ">>"), ("(", ")")] {
        let deep = format!("{}{}", open.repeat(200_000), close.repeat(200_000));
        survive("deep nesting", &with_catalog("/AcroForm 2 0 R", &[deep]));
    }
    survive(
        "an object stream in itself",
        &with_catalog(
            "/AcroForm 3 0 R",
            &["<< /Type /ObjStm /N 1 /First 4 /Length 6 >>\nstream\n2 0 []\nendstream".to_owned()],
        ),
    );
    survive(
        "a length that is its own stream",
        &with_catalog("/AcroForm 2 0 R", &["<< /Length 2 0 R >>\nstream\nx\nendstream".to_owned()]),
    );
}

/// Zlib of `count` zero bytes in stored-free form: made of runs, so that it is small.
fn bomb(count: usize) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; count], 9)
}

#[test]
fn bombs_do_not_go_off() {
    let packed = bomb(200 << 20);
    let mut bytes =
        b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /W [1 4 1] /Size 100000000 /Root 1 0 R /Filter /FlateDecode /Length "
            .to_vec();
    bytes.extend_from_slice(format!("{} >>\nstream\n", packed.len()).as_bytes());
    bytes.extend_from_slice(&packed);
    bytes.extend_from_slice(b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n");
    survive("a cross-reference stream of 200 MB", &bytes);
    let sized = "%PDF-1.7\nxref\n0 4294967295\n";
    survive("a table said to be long", format!("{sized}startxref\n9\n%%EOF\n").as_bytes());
    let wide = format!("[{}]", "0 ".repeat(4_000_000));
    survive("an array of four million", &with_catalog("/AcroForm 2 0 R", &[wide]));
    let keys = (0..300_000).fold("<<".to_owned(), |mut text, key| {
        write!(text, "/{key} 0").unwrap();
        text
    });
    survive("a dictionary of 300,000 keys", &with_catalog("/AcroForm 2 0 R", &[keys + ">>"]));
}

fn references(count: usize, step: usize) -> String {
    (0..count).fold(String::new(), |mut text, one| {
        write!(text, "{} 0 R ", step * one + 2).unwrap();
        text
    })
}

#[test]
fn a_hundred_thousand_objects_are_read() {
    let bodies: Vec<String> = (0..100_000).map(|one| format!("<< /Next {} 0 R >>", one + 3)).collect();
    survive("a chain of objects", &with_catalog("/AcroForm 2 0 R", &bodies));
    let fields = references(100_000, 1);
    let bodies: Vec<String> = (0..100_000).map(|one| format!("<< /FT /Sig /T (f{one}) >>")).collect();
    survive("a hundred thousand fields", &with_catalog(&format!("/AcroForm << /Fields [ {fields} ] >>"), &bodies));
    let signed: Vec<String> = (0..50_000)
        .flat_map(|one| [format!("<< /FT /Sig /T (f{one}) /V {} 0 R >>", 2 * one + 3), "<< /Type /Sig >>".to_owned()])
        .collect();
    let fields = references(50_000, 2);
    survive("fifty thousand signatures", &with_catalog(&format!("/AcroForm << /Fields [ {fields} ] >>"), &signed));
}

/// `data` with one more revision that defines these objects.
fn append(data: &[u8], objects: &[(usize, String)]) -> Vec<u8> {
    let last = data.windows(10).rposition(|window| window == b"startxref\n").unwrap() + 10;
    let previous: String =
        data.get(last..).unwrap().iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_digit).collect();
    let mut out = data.to_vec();
    let mut rows = String::new();
    for (number, body) in objects {
        writeln!(rows, "{number} 1\n{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let table = out.len();
    let tail =
        format!("xref\n{rows}trailer\n<< /Root 1 0 R /Size 200000 /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n");
    out.extend_from_slice(tail.as_bytes());
    out
}

#[test]
fn huge_changes_after_a_signature_are_compared_in_time() {
    let signed = fixture("frammande.pdf");
    let keys = (0..200_000).fold(String::new(), |mut text, key| {
        write!(text, "/k{key} 0 ").unwrap();
        text
    });
    let catalog = format!("<< /Type /Catalog /Pages 2 0 R /AcroForm 3 0 R {keys} >>");
    survive("a catalog of 200,000 keys", &append(&signed, &[(1, catalog)]));
    let mut objects: Vec<(usize, String)> =
        (0..50_000).map(|one| (1000 + one, format!("<< /FT /Sig /T (n{one}) >>"))).collect();
    let fields = (0..50_000).fold(String::new(), |mut text, one| {
        write!(text, "{} 0 R ", 1000 + one).unwrap();
        text
    });
    objects.push((3, format!("<< /Fields [ {fields} ] >>")));
    let grown = append(&signed, &objects);
    survive("50,000 new fields", &grown);
    survive("the same twice", &append(&grown, &objects));
    let mut revised = grown;
    for _ in 0..150 {
        revised = append(&revised, &[(900, "null".to_owned())]);
    }
    survive("150 revisions of it", &revised);
    let mut many = signed;
    for _ in 0..300 {
        many = append(&many, &[]);
    }
    survive("300 revisions", &many);
}

#[test]
fn values_in_values_are_compared_once_a_level() {
    let signed = fixture("frammande.pdf");
    let deep = |last: &str| format!("{}{last}{}", "<< /A ".repeat(40), " >>".repeat(40));
    let once = append(&signed, &[(900, deep("1"))]);
    survive("an object that differs at the bottom", &append(&once, &[(900, deep("2"))]));
    let in_trailer = |last: &str, file: &[u8]| {
        let grown = append(file, &[]);
        let at = grown.windows(7).rposition(|window| window == b"/Root 1").unwrap();
        [grown.get(..at).unwrap(), format!("/Djup {} ", deep(last)).as_bytes(), grown.get(at..).unwrap()].concat()
    };
    survive("a trailer that does", &in_trailer("2", &in_trailer("1", &signed)));
}

#[test]
fn a_file_cut_anywhere_is_answered() {
    for name in ["utdrag-arkiv.pdf", "protokoll-strommar.pdf"] {
        let whole = fixture(name);
        let trust = trust();
        for length in (0..whole.len()).step_by(97) {
            let verdict = judge_with(whole.get(..length).unwrap(), &trust);
            assert_ne!(verdict.utslag(), Utslag::Giltig, "{name} cut to {length}");
        }
    }
}

#[test]
fn a_signature_full_of_attributes_is_not_sorted_for_minutes() {
    // A SET of 20,000 elements in falling order, as CMS would have it: refused before the decoder sorts it.
    let mut set = Vec::new();
    for one in (0..20_000_u16).rev() {
        set.extend_from_slice(&[0x04, 2]);
        set.extend_from_slice(&one.to_be_bytes());
    }
    let length = u32::try_from(set.len()).unwrap().to_be_bytes();
    let der = [&[0x31, 0x84], length.as_slice(), &set].concat();
    let hex = der.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let signature = format!("<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 1 2 3] /Contents <{hex}> >>");
    let bodies = ["<< /FT /Sig /T (Stampel) /V 3 0 R >>".to_owned(), signature];
    let verdict = survive("a set of 20,000", &with_catalog("/AcroForm << /Fields [ 2 0 R ] >>", &bodies));
    assert!(verdict.brister().iter().any(|brist| brist.kod == "for-mycket-arbete"));
}

// ---- bits

/// A small generator, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// `UTDRAG_BITAR=10000 cargo test --release --test tamper bit` flips that many.
#[test]
fn a_bit_flipped_anywhere_is_never_giltig() {
    let count = std::env::var("UTDRAG_BITAR").ok().and_then(|text| text.parse().ok()).unwrap_or(400);
    let trust = trust();
    for name in ["utdrag-arkiv.pdf", "utdrag.pdf", "protokoll-rot.pdf", "skrivelse-pss.pdf"] {
        let file = fixture(name);
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        for _ in 0..count / 4 {
            let (at, bit) = (dice.below(file.len()), dice.below(8));
            let mut flipped = file.clone();
            *flipped.get_mut(at).unwrap() ^= 1 << bit;
            let verdict = judge_with(&flipped, &trust);
            assert_ne!(verdict.utslag(), Utslag::Giltig, "{name}: byte {at} bit {bit}");
        }
    }
}

/// Tokens that a reader of PDF or DER takes turns at.
const TOKENS: [&[u8]; 16] = [
    b"<<",
    b">>",
    b"[",
    b"]",
    b"endobj",
    b"stream\n",
    b" 0 R",
    b"/Prev 9",
    b"/V 5 0 R",
    b"/Kids [1 0 R]",
    b"startxref\n9\n%%EOF\n",
    b"xref\n0 1\n",
    b"-1",
    b"99999999999999999999",
    b"3080",
    b"30840fffffff",
];

fn mutate(file: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = file.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(out.len());
        let length = dice.below(64).min(out.len() - at);
        match dice.below(6) {
            0 => *out.get_mut(at).unwrap() ^= 1 << dice.below(8),
            1 => drop(out.drain(at..at + length)),
            2 => {
                let copy = out.get(at..at + length).unwrap().to_vec();
                let to = dice.below(out.len());
                drop(out.splice(to..to, copy));
            }
            3 => drop(out.splice(at..at, TOKENS.get(dice.below(TOKENS.len())).unwrap().iter().copied())),
            4 => {
                let token = TOKENS.get(dice.below(TOKENS.len())).unwrap();
                let end = (at + token.len()).min(out.len());
                drop(out.splice(at..end, token.iter().copied()));
            }
            _ => *out.get_mut(at).unwrap() = *b"0123456789abcdef".get(dice.below(16)).unwrap(),
        }
    }
    out
}

/// `UTDRAG_MUTERA_SEKUNDER=600 cargo test --release --test hostile mutated` goes on for that long, from a seed of the day.
#[test]
fn a_mutated_file_is_never_giltig_and_never_a_panic() {
    let seconds: Option<u64> = std::env::var("UTDRAG_MUTERA_SEKUNDER").ok().and_then(|text| text.parse().ok());
    let trust = trust();
    let files = ["utdrag.pdf", "protokoll-strommar.pdf", "utdrag-enkelt-tid.pdf", "protokoll-arkiv.pdf"].map(fixture);
    let start = Instant::now();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D ^ (seconds.unwrap_or(0) << 7));
    let mut count = 0_u64;
    while seconds.map_or(count < 200, |seconds| start.elapsed() < Duration::from_secs(seconds)) {
        let file = files.get(dice.below(files.len())).unwrap();
        let mutated = mutate(file, &mut dice);
        let begun = Instant::now();
        let verdict = judge_with(&mutated, &trust);
        assert!(begun.elapsed() < Duration::from_secs(5), "case {count}: {:?}", begun.elapsed());
        assert!(verdict.utslag() != Utslag::Giltig || mutated == *file, "case {count} is GILTIG");
        count += 1;
    }
}
