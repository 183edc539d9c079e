//! Manipulations of signed files, each with the answer it must get. None may be GILTIG, and the reason must be the true
//! one. The files are made by pyHanko (tests/pki/make.sh), so nothing here is judged by what made it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot find its own fixture has failed")]

use std::fmt::Write as _;

#[path = "tamper/craft.rs"]
mod craft;

use craft::*;
use utdrag::verify::{Options, Trust, Utslag, Verdict, verify};

fn text_fixture(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn trust() -> Trust {
    let mut trust = Trust::default();
    trust.add_pem(&text_fixture("rot.pem")).unwrap();
    trust
}

fn judge(bytes: &[u8]) -> Verdict {
    judge_with(bytes, &trust())
}

fn judge_with(bytes: &[u8], trust: &Trust) -> Verdict {
    verify(bytes, trust, &Options::at("2027-06-01T12:00:00Z".parse().unwrap()))
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.brister().iter().map(|brist| brist.kod).collect()
}

/// One manipulated file and what must be said of it.
struct Tampered {
    name: &'static str,
    bytes: Vec<u8>,
    utslag: Utslag,
    kod: &'static str,
}

fn hold(cases: Vec<Tampered>) {
    let mut wrong = String::new();
    for case in cases {
        let verdict = judge(&case.bytes);
        if verdict.utslag() != case.utslag || !codes(&verdict).contains(&case.kod) {
            let found = (verdict.utslag(), codes(&verdict));
            writeln!(wrong, "{}: expected {:?} {}, found {found:?}", case.name, case.utslag, case.kod).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn no(name: &'static str, bytes: Vec<u8>, kod: &'static str) -> Tampered {
    Tampered { name, bytes, utslag: Utslag::Ogiltig, kod }
}

fn unclear(name: &'static str, bytes: Vec<u8>, kod: &'static str) -> Tampered {
    Tampered { name, bytes, utslag: Utslag::KanInteAvgoras, kod }
}

#[test]
fn bytes_that_were_signed_cannot_be_changed() {
    let extract = fixture("utdrag.pdf");
    let minutes = fixture("protokoll-rot.pdf");
    let mut first_byte = extract.clone();
    first_byte[9] ^= 1;
    let crlf: Vec<u8> =
        extract.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    hold(vec![
        no(
            "sum on the page",
            replace(&extract, b"beviljar 1 200 000 kronor", b"beviljar 9 200 000 kronor"),
            "andrat-innehall",
        ),
        no(
            "sum in the attached object",
            replace(&extract, b"beviljar *1 200 000*", b"beviljar *9 200 000*"),
            "andrat-innehall",
        ),
        no("binary comment of the head", first_byte, "andrat-innehall"),
        no(
            "minutes after two signatures",
            replace(&minutes, b"beviljar 1 200 000", b"beviljar 1 000 000"),
            "andrat-innehall",
        ),
        no("reason of the seal", replace(&extract, b"/Reason (utdrag", b"/Reason (utdrug"), "andrat-innehall"),
        unclear("line endings converted", crlf, "olaslig-fil"),
        unclear("byte order mark first", [b"\xEF\xBB\xBF", extract.as_slice()].concat(), "olaslig-fil"),
    ]);
}

#[test]
fn a_file_cut_off_or_prolonged_is_told_so() {
    let extract = fixture("utdrag.pdf");
    let minutes = fixture("protokoll-rot.pdf");
    let archived = fixture("protokoll-arkiv.pdf");
    let tail = |text: &str| [extract.as_slice(), text.as_bytes()].concat();
    let before_seal = revision_end(&extract, 1);
    let old = format!("startxref\n{}\n%%EOF\n", startxref(&extract[..before_seal]));
    let dss = archived[..find_last(&archived[..archived.len() - 10], b"%%EOF\n") + 6].to_vec();
    hold(vec![
        no("one line feed after the end", tail("\n"), "efter-slutet"),
        no("words after the end", tail("hej"), "efter-slutet"),
        no("a second %%EOF", tail("%%EOF\n"), "efter-slutet"),
        unclear("back to the revision before the seal", tail(&old), "osignerad"),
        unclear("cut before the seal", extract[..before_seal].to_vec(), "osignerad"),
        unclear(
            "minutes cut before the last justerare",
            minutes[..revision_end(&minutes, 2)].to_vec(),
            "underskrift-saknas",
        ),
        unclear("cut between DSS and timestamp", dss, "dss-utan-tidsstampel"),
        unclear("last byte gone of %%EOF", extract[..extract.len() - 2].to_vec(), "olaslig-fil"),
        unclear("half a file", extract[..extract.len() / 4].to_vec(), "olaslig-fil"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn nothing_but_what_is_expected_may_be_added_after_a_signature() {
    let extract = fixture("utdrag.pdf");
    let add = |objects: &[(u32, String)]| append(&extract, objects, "");
    let (page, page_body) = object_with(&extract, b"/MediaBox");
    let (content, _) = object_with(&extract, b"BT /F1");
    let (metadata, _) = object_with(&extract, b"/Type /Metadata");
    let (font, _) = object_with(&extract, b"/BaseFont /Helvetica");
    let (pages, _) = object_with(&extract, b"/Type /Pages");
    let (form, form_body) = object_with(&extract, b"/SigFlags");
    let (seal, seal_body) = object_with(&extract, b"/T (Stampel)");
    let (time, time_body) = object_with(&extract, b"/T (1)");
    let (signature, signature_body) = object_with(&extract, b"/ByteRange");
    let annotated = page_body.replace("/Annots [", "/Annots [ 901 0 R ");
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let (root, root_body) = catalog(&extract);
    hold(vec![
        no("other page content", add(&[(content, stream("BT (falskt) Tj ET"))]), "andrat-objekt"),
        no(
            "evil annotation",
            add(&[(page, annotated), (901, "<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 800] >>".into())]),
            "andrad-sida",
        ),
        no(
            "swapped XMP",
            add(&[(
                metadata,
                format!("<< /Type /Metadata /Subtype /XML {}", stream("<x/>").strip_prefix("<<").unwrap()),
            )]),
            "andrad-metadata",
        ),
        no(
            "swapped font",
            add(&[(font, "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>".into())]),
            "andrat-typsnitt",
        ),
        no(
            "other page tree",
            add(&[(pages, "<< /Type /Pages /Count 1 /Kids [901 0 R] >>".into()), (901, page_body.clone())]),
            "andrad-sida",
        ),
        no(
            "script on opening",
            add(&[catalog_with(&extract, "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>")]),
            "aktivt-innehall",
        ),
        no("catalog of its own", append(&extract, &[(910, root_body.clone())], "/Root 910 0 R"), "utbytt-katalog"),
        no("catalog with other names", add(&[(root, root_body.replace("/Names", "/Namns"))]), "andrad-katalog"),
        no("signature taken out", add(&[(seal, seal_body.replace("/V ", "/W "))]), "borttagen-underskrift"),
        no(
            "sneaky new field",
            add(&[
                (form, form_body.replace("/Fields [", "/Fields [ 901 0 R ")),
                (901, "<< /FT /Sig /T (Extra) /Subtype /Widget /Rect [0 0 9 9] >>".into()),
            ]),
            "nytt-falt",
        ),
        no(
            "field moved over the page",
            add(&[(time, time_body.replace("/Rect [ 0 0 0 0 ]", "/Rect [ 0 0 500 800 ]"))]),
            "andrad-anteckning",
        ),
        no("signature dictionary written anew", add(&[(signature, signature_body)]), "fel-lucka"),
        no(
            "timestamp field filled with a person",
            add(&[
                (time, time_body.replace(">>", "/V 901 0 R >>")),
                (901, "<< /Type /Sig /SubFilter /adbe.pkcs7.detached >>".into()),
            ]),
            "fel-sorts-falt",
        ),
        unclear(
            "security store without timestamp",
            add(&[catalog_with(&extract, "/DSS 901 0 R"), (901, "<< /Type /DSS /Certs [] >>".into())]),
            "dss-utan-tidsstampel",
        ),
        no(
            "information dictionary",
            append(&extract, &[(901, "<< /Title (Annat) >>".into())], "/Info 901 0 R"),
            "andrad-trailer",
        ),
        no("page freed", finish(&extract, &format!("{page} 1\n0000000000 65535 f \n"), &extract, ""), "andrad-sida"),
        no(
            "bytes between objects",
            append_between(&extract, &[(901, "null".into())], "", "% dold text\n"),
            "losa-byte",
        ),
        no("an object nobody refers to", add(&[(901, "(dold)".into())]), "nytt-objekt"),
        unclear("a key twice in the catalog", add(&[catalog_with(&extract, "/Pages 1 0 R")]), "olaslig-fil"),
        no(
            "object that points back",
            finish(
                &extract,
                &format!("{font} 1\n{:010} 00000 n \n", find(&extract, format!("\n{metadata} 0 obj").as_bytes()) + 1),
                &extract,
                "",
            ),
            "olasligt-tillagg",
        ),
    ]);
}

#[test]
fn an_object_that_was_planned_for_is_a_shadow() {
    let file = fixture("frammande-inplanterat.pdf");
    let shadow = append(&file, &[(900, "(nytt)".into())], "");
    hold(vec![unclear("shadow object", shadow, "skuggobjekt")]);
}

#[test]
fn files_of_others_are_not_refused_for_what_cannot_be_explained() {
    let file = fixture("frammande.pdf");
    let (page, page_body) = object_with(&file, b"/MediaBox");
    let annotated = page_body.replace("/Annots [", "/Annots [ 901 0 R ");
    let note =
        append(&file, &[(page, annotated), (901, "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] >>".into())], "");
    let script = append(&file, &[catalog_with(&file, "/OpenAction << /S /JavaScript /JS (1) >>")], "");
    hold(vec![
        unclear("a note put on a page", note, "andrad-sida"),
        unclear("a script", script, "aktivt-innehall"),
        unclear("words after the end", [file.as_slice(), b"hej"].concat(), "efter-slutet"),
        unclear(
            "a kind that is not read",
            replace(&file, b"/adbe.pkcs7.detached", b"/adbe.pkcs7.detachad"),
            "okand-sort",
        ),
        no("changed text", replace(&file, b"(Avtal)", b"(Aftal)"), "andrat-innehall"),
    ]);
}

#[test]
fn a_byte_range_covers_everything_but_itself() {
    let extract = fixture("utdrag.pdf");
    let at = find(&extract, b"/ByteRange [") + 12;
    let end = at + find(&extract[at..], b"]");
    let text = String::from_utf8_lossy(&extract[at..end]).into_owned();
    let numbers: Vec<usize> = text.split_whitespace().map(|one| one.parse().unwrap()).collect();
    let range = |numbers: [usize; 4]| {
        let mut written = format!("{} {} {} {}", numbers[0], numbers[1], numbers[2], numbers[3]);
        while written.len() < end - at {
            written.push(' ');
        }
        [&extract[..at], written.as_bytes(), &extract[end..]].concat()
    };
    let [first, before, after, rest] = <[usize; 4]>::try_from(numbers).unwrap();
    let wrapped = with_digits(&extract, 0, |digits| {
        // The string ends early, and something else stands in what is left of the gap.
        let hidden = b"> /Falskt (andra ord) /Extra <";
        let start = digits.len() - hidden.len();
        digits[start..].copy_from_slice(hidden);
    });
    hold(vec![
        no("second part one byte short", range([first, before, after, rest - 1]), "slutar-inte-vid-revision"),
        no("gap one byte wide too much", range([first, before, after + 1, rest - 1]), "fel-lucka"),
        no("first part leaves the bracket out", range([first, before - 1, after, rest]), "fel-lucka"),
        no("begins at byte one", range([1, before - 1, after, rest]), "fel-lucka"),
        no("beyond the file", range([first, before, after, 999]), "omfang-utanfor"),
        no("no byte range", replace(&extract, b"/ByteRange", b"/ByteRangf"), "omfang-saknas"),
        no("wrapped", wrapped, "fel-lucka"),
    ]);
}

#[test]
fn the_place_of_the_signature_holds_the_signature_alone() {
    let extract = fixture("utdrag-enkelt-tid.pdf");
    let other = fixture("utdrag-enkelt.pdf");
    let foreign_signature = String::from_utf8(other[contents(&other, 0)].to_vec()).unwrap();
    let change = |change: &dyn Fn(&mut [u8])| with_digits(&extract, 0, |digits| change(digits));
    hold(vec![
        no("all zeros (universal forgery)", change(&|digits| digits.fill(b'0')), "olaslig-underskrift"),
        no("hex of both kinds", change(&|digits| digits[..999].make_ascii_uppercase()), "fel-form"),
        no("white space in it", change(&|digits| *digits.last_mut().unwrap() = b' '), "fel-form"),
        no("something in the padding", change(&|digits| *digits.last_mut().unwrap() = b'1'), "olaslig-underskrift"),
        no(
            "another file's signature",
            change(&|digits| {
                let padding = digits.len() - digits.len().min(foreign_signature.len());
                let text = format!("{foreign_signature}{}", "0".repeat(padding));
                digits.copy_from_slice(&text.as_bytes()[..digits.len()]);
            }),
            "andrat-innehall",
        ),
        no("indefinite length", change(&|digits| digits[2..4].copy_from_slice(b"80")), "olaslig-underskrift"),
    ]);
}

#[test]
fn every_part_of_the_signature_is_held_to_something() {
    let extract = fixture("utdrag-enkelt-tid.pdf");
    let message_digest = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
    let token = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e];
    let signing_certificate = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f];
    let signed_data = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    hold(vec![
        no("message digest", flip_after(&extract, 0, &message_digest, 8), "andrat-innehall"),
        no("signing certificate", flip_after(&extract, 0, &signing_certificate, 12), "utbytt-certifikat"),
        no(
            "name in the certificate",
            flip_after(&extract, 0, "Exempelregionen e-st".as_bytes(), 0),
            "utbytt-certifikat",
        ),
        no("timestamp token", flip_after(&extract, 0, &token, 300), "avvikande-form"),
        no("version", flip_after(&extract, 0, &signed_data, 10), "olaslig-underskrift"),
    ]);
}

#[test]
fn signatures_cannot_change_places() {
    let minutes = fixture("protokoll-rot.pdf");
    let (first, second) = (contents(&minutes, 0), contents(&minutes, 1));
    let mut swapped = minutes.clone();
    let length = first.len().min(second.len());
    let (one, other) =
        (minutes[first.start..first.start + length].to_vec(), minutes[second.start..second.start + length].to_vec());
    swapped[first.start..first.start + length].copy_from_slice(&other);
    swapped[second.start..second.start + length].copy_from_slice(&one);
    assert_eq!(judge(&swapped).utslag(), Utslag::Ogiltig);
}

#[test]
fn what_somebody_with_a_key_made_false_is_found_in_the_content() {
    let cases = [
        ("falskt-sidtext.pdf", "sidan-skiljer-sig"),
        ("falskt-tryckt-hash.pdf", "tryckt-hash"),
        ("falskt-objekt.pdf", "fel-rot"),
        ("falskt-annat-mote.pdf", "annat-mote"),
        ("falskt-annan-paragraf.pdf", "sidan-skiljer-sig"),
        ("falskt-extra-bilaga.pdf", "ovantad-bilaga"),
        ("falskt-crlf.pdf", "felaktigt-objekt"),
        ("falskt-bom.pdf", "felaktigt-objekt"),
        ("falskt-stampeltal.pdf", "stampelns-tal"),
        ("falskt-oordnat-bevis.pdf", "felaktigt-bevis"),
        ("falskt-omsparat.pdf", "omfang-utanfor"),
        ("falskt-linjariserat.pdf", "omfang-utanfor"),
    ];
    let mut held: Vec<Tampered> = cases.into_iter().map(|(name, kod)| no(name, fixture(name), kod)).collect();
    held.push(unclear("evidence without a justerare", fixture("falskt-utan-justerare.pdf"), "justering-saknas"));
    hold(held);
}
