//! What the fuzz targets share: the verifier, and a file around the part that is fuzzed.

pub mod verify;

use verify::{Options, Trust, Utslag, Verdict, verify};

/// The fixtures the corpora are made from.
pub fn fixtures() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pki")
}

/// Every PDF among them.
pub fn pdfs() -> Vec<Vec<u8>> {
    let folders = [fixtures(), fixtures().join("kontroll")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the fixtures are there").flatten());
    let pdfs = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|one| one == "pdf"));
    pdfs.map(|path| std::fs::read(path).expect("a fixture can be read")).collect()
}

/// Judges as a recipient who trusts the fixtures' root.
pub fn judge(bytes: &[u8]) -> Verdict {
    thread_local! {
        static TRUST: Trust = {
            let mut trust = Trust::default();
            let pem = std::fs::read_to_string(fixtures().join("rot.pem")).expect("the root is there");
            trust.add_pem(&pem).expect("it is a certificate");
            trust
        };
    }
    TRUST.with(|trust| verify(bytes, trust, &Options::at("2027-06-01T12:00:00Z".parse().expect("a moment"))))
}

/// A find: something of our own profile that nobody signed as it stands is called GILTIG.
pub fn never_giltig(verdict: &Verdict) {
    let own = |name: &str| ["Justering.", "Undertecknare.", "Stampel"].iter().any(|one| name.starts_with(one));
    let ours = verdict.underskrifter.iter().any(|one| own(&one.falt));
    assert!(!ours || verdict.utslag() != Utslag::Giltig, "a forgery is GILTIG");
}

/// A file of these objects, numbered from 1, the first the catalog.
pub fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut rows = "0000000000 65535 f \n".to_owned();
    for (index, body) in objects.iter().enumerate() {
        rows.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    let count = objects.len() + 1;
    let tail = format!("xref\n0 {count}\n{rows}trailer\n<< /Root 1 0 R /Size {count} >>\nstartxref\n{table}\n%%EOF\n");
    out.extend_from_slice(tail.as_bytes());
    out
}

/// A stream object.
pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<< {entries} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream"].concat()
}
