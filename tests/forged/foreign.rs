//! Files of others, signed well by a key that is trusted, and then grown: by somebody without any key, by a service that
//! stamps anything, by another customer of the same authority, or by an author who prepared the file for it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use utdrag::sign::detached::detached;
use utdrag::sign::key::FileKey;
use utdrag::sign::throwaway::Authority;
use utdrag::verify::{Options, Trust, Verdict, verify};

use super::scene::{find, find_last, startxref, stream, time};

/// Digits of a signature, two a byte.
const ROOM: usize = 4000;

/// Two who are trusted: the signer of a file, and somebody else.
pub(crate) struct Trusted {
    pem: String,
    pub(crate) anna: FileKey,
    pub(crate) bo: FileKey,
}

pub(crate) static TRUSTED: LazyLock<Trusted> = LazyLock::new(|| {
    let mut authority = Authority::new().unwrap();
    let anna = authority.issue("Anna Avsändare", "Norrmarks kommun").unwrap();
    let bo = authority.issue("Bo Annan", "Annan kund").unwrap();
    Trusted { pem: authority.pem().unwrap(), anna, bo }
});

pub(crate) fn judge(file: &[u8]) -> Verdict {
    let mut trust = Trust::default();
    trust.add_pem(&TRUSTED.pem).unwrap();
    verify(file, &trust, &Options::at(time()))
}

pub(crate) const CATALOG: u32 = 1;
pub(crate) const PAGES: u32 = 2;
pub(crate) const PAGE: u32 = 3;
pub(crate) const CONTENT: u32 = 4;
pub(crate) const FONT: u32 = 5;
/// The field of the signature, and its value.
pub(crate) const FIELD: u32 = 40;
const VALUE: u32 = 41;
/// Numbers from here on are free.
pub(crate) const FREE: u32 = 50;

/// What is drawn over everything, with other words.
pub(crate) const EVIL: &str = "1 1 1 rg 0 0 595 842 re f 0 g BT /F1 14 Tf 72 760 Td (99 000 000 kr) Tj ET";

/// A letter of one page: objects by number, in the form they are signed in.
#[derive(Clone)]
pub(crate) struct Letter(BTreeMap<u32, String>);

impl Letter {
    pub(crate) fn new() -> Self {
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
        let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R/Annots[40 0 R]>>";
        let objects = [
            (CATALOG, "<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[40 0 R]>>>>".to_owned()),
            (PAGES, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
            (PAGE, page.to_owned()),
            (CONTENT, stream("", "BT /F1 14 Tf 72 760 Td (Beslut: 10 000 kr) Tj ET")),
            (FONT, font.to_owned()),
            (FIELD, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Anna)/Rect[0 0 0 0]/F 132/P 3 0 R/V 41 0 R>>".to_owned()),
        ];
        Self(objects.into_iter().collect())
    }

    pub(crate) fn body(&self, number: u32) -> &str {
        &self.0[&number]
    }

    /// With an object more, or instead of another.
    pub(crate) fn with(mut self, number: u32, body: impl Into<String>) -> Self {
        self.0.insert(number, body.into());
        self
    }

    /// With `old` written as `new` in an object.
    pub(crate) fn but(self, number: u32, old: &str, new: &str) -> Self {
        let body = self.0[&number].replace(old, new);
        assert_ne!(body, self.0[&number], "{old}");
        self.with(number, body)
    }

    /// Signed by Anna; `more` stands in her signature's dictionary.
    pub(crate) fn signed(&self, more: &str) -> Vec<u8> {
        self.signed_as("ETSI.CAdES.detached", more)
    }

    /// As [`Self::signed`], and said to be of some kind.
    pub(crate) fn signed_as(&self, kind: &str, more: &str) -> Vec<u8> {
        let mut objects: Vec<(u32, String)> = self.0.clone().into_iter().collect();
        objects.push((VALUE, value(kind, more)));
        objects.sort();
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut rows = "0 1\n0000000000 65535 f \n".to_owned();
        for (number, body) in objects {
            writeln!(rows, "{number} 1\n{:010} 00000 n ", out.len()).unwrap();
            out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
        }
        let table = out.len();
        let tail = format!("xref\n{rows}trailer\n<</Size {FREE}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        out.extend_from_slice(tail.as_bytes());
        filled(out, &TRUSTED.anna)
    }
}

/// The dictionary of a signature that is to be filled in.
pub(crate) fn value(kind: &str, more: &str) -> String {
    let places = "0 ********** ********** **********";
    format!(
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/{kind}/ByteRange[{places}]{more}/Contents<{}>>>",
        "0".repeat(ROOM)
    )
}

/// The last signature in the file is made, over all of it but its own digits.
pub(crate) fn filled(mut file: Vec<u8>, key: &FileKey) -> Vec<u8> {
    let start = find_last(&file, b"/Contents<") + 9;
    let end = start + ROOM + 2;
    for number in [start, end, file.len() - end] {
        let at = find(&file, b"**********");
        file[at..at + 10].copy_from_slice(format!("{number:<10}").as_bytes());
    }
    let cms = detached(&[&file[..start], &file[end..]].concat(), key).unwrap();
    for (at, byte) in cms.iter().enumerate() {
        file[start + 1 + 2 * at..start + 3 + 2 * at].copy_from_slice(format!("{byte:02x}").as_bytes());
    }
    file
}

/// One more revision, as an honest program would write it.
pub(crate) fn grown(file: &[u8], objects: &[(u32, String)]) -> Vec<u8> {
    let mut out = file.to_vec();
    let mut rows = String::new();
    for (number, body) in objects {
        writeln!(rows, "{number} 1\n{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    let table = out.len();
    let previous = startxref(file);
    out.extend_from_slice(
        format!("xref\n{rows}trailer\n<</Size 200/Root 1 0 R/Prev {previous}>>\nstartxref\n{table}\n%%EOF\n")
            .as_bytes(),
    );
    out
}

/// A row of a cross-reference stream with `/W[1 4 1]`.
fn row(kind: u8, middle: usize, last: u8) -> Vec<u8> {
    [vec![kind], u32::try_from(middle).unwrap().to_be_bytes().to_vec(), vec![last]].concat()
}

/// One more revision whose cross-references are the stream object `table`: these objects, and `packed` ones (number,
/// stream, index).
pub(crate) fn grown_by_stream(
    file: &[u8],
    objects: &[(u32, String)],
    packed: &[(u32, u32, u8)],
    table: u32,
) -> Vec<u8> {
    let mut out = file.to_vec();
    let mut rows: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (number, body) in objects {
        rows.insert(*number, row(1, out.len(), 0));
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    rows.extend(packed.iter().map(|(number, stream, index)| (*number, row(2, *stream as usize, *index))));
    let at = out.len();
    rows.insert(table, row(1, at, 0));
    let index: Vec<String> = rows.keys().map(|number| format!("{number} 1")).collect();
    let data: Vec<u8> = rows.into_values().flatten().collect();
    let previous = startxref(file);
    let head = format!(
        "{table} 0 obj\n<</Type/XRef/W[1 4 1]/Index[{}]/Size 200/Root 1 0 R/Prev {previous}/Length {}>>\nstream\n",
        index.join(" "),
        data.len()
    );
    out.extend_from_slice(head.as_bytes());
    out.extend_from_slice(&data);
    out.extend_from_slice(format!("\nendstream\nendobj\nstartxref\n{at}\n%%EOF\n").as_bytes());
    out
}
