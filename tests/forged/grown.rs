//! What somebody appends to a well-signed file of others so that a reader shows something else. None is GILTIG.

use std::fmt::Write as _;

use super::foreign::*;
use super::scene::{codes, find, find_last, startxref, stream, with};
use utdrag::verify::Utslag;

/// Name, file, the reason that must be among those given. The answer is never GILTIG.
fn hold(cases: Vec<(&str, Vec<u8>, &str)>) {
    let mut wrong = String::new();
    for (name, file, kod) in cases {
        let verdict = judge(&file);
        if verdict.utslag() == Utslag::Giltig || !codes(&verdict).contains(&kod) {
            writeln!(wrong, "{name}: expected {kod}, found {:?} {:?}", verdict.utslag(), codes(&verdict)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn catalog(letter: &Letter, entry: &str) -> (u32, String) {
    (CATALOG, with(letter.body(CATALOG), entry))
}

fn form(entries: &str) -> String {
    stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 595 842]{entries}"), &EVIL.replace("/F1", "/F"))
}

#[test]
fn what_nobody_has_touched_and_what_is_honestly_added_is_giltig() {
    let letter = Letter::new();
    let signed = letter.signed("");
    let certificate = std::fs::read_to_string(format!("{}/tests/pki/rot.pem", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (_, der) = der::pem::decode_vec(certificate.trim().as_bytes()).unwrap();
    let hex = der.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let marker = "@".repeat(der.len());
    assert_eq!(hex.len(), 2 * marker.len());
    let store = |body: &str| {
        let mut file =
            grown(&signed, &[catalog(&letter, "/DSS 60 0 R"), (60, body.to_owned()), (61, stream("", &marker))]);
        let at = find(&file, marker.as_bytes());
        file[at..at + der.len()].copy_from_slice(&der);
        file
    };
    let once = store("<</Type/DSS/Certs[61 0 R]>>");
    let digest = "0123456789ABCDEF0123456789ABCDEF01234567";
    let again = grown(
        &once,
        &[(60, format!("<</Type/DSS/Certs[61 0 R]/VRI<</{digest} 62 0 R>>>>")), (62, "<</Cert[61 0 R]>>".to_owned())],
    );
    for (name, file) in [("signed", &signed), ("a store", &once), ("a store that grew", &again)] {
        let verdict = judge(file);
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
    }
    hold(vec![
        ("a store that shrank", grown(&again, &[(60, "<</Type/DSS/Certs[61 0 R]>>".to_owned())]), "andrat-objekt"),
        ("a certificate under lists", store("<</Type/DSS/CRLs[61 0 R]>>"), "okant-i-dss"),
        ("a name that is no digest", store("<</Type/DSS/VRI<</X<</Cert[61 0 R]>>>>>>"), "okant-i-dss"),
    ]);
}

#[test]
fn a_store_leads_nowhere_else_and_holds_what_it_says() {
    let letter = Letter::new();
    let signed = letter.signed("");
    let page = letter.body(PAGE).replace("/Contents 4 0 R", "/Contents 61 0 R");
    let through = |entry: &str, changed: (u32, String)| {
        let first = grown(&signed, &[catalog(&letter, entry)]);
        grown(&first, &[changed, (61, stream("", EVIL)), (62, page.clone())])
    };
    let digest = "0123456789ABCDEF0123456789ABCDEF01234567";
    let field = letter.body(FIELD).replace("[0 0 0 0]", "[0 0 595 842]");
    // An author who made one list both the page's content and a list of the store.
    let shared = letter.clone().but(PAGE, "/Contents 4 0 R", "/Contents 63 0 R").with(63, "[4 0 R]");
    let shared = shared.clone().but(CATALOG, "/Type/Catalog", "/Type/Catalog/DSS 64 0 R").with(64, "<</Certs 63 0 R>>");
    let by_author = grown(&shared.signed(""), &[(63, "[4 0 R 61 0 R]".to_owned()), (61, stream("", EVIL))]);
    hold(vec![
        (
            "an entry that is the page",
            through(&format!("/DSS<</VRI<</{digest} 3 0 R>>>>"), (PAGE, page.clone())),
            "andrad-sida",
        ),
        ("the page itself", through("/DSS 3 0 R", (PAGE, page.clone())), "andrad-sida"),
        (
            "a list that is the page tree",
            through("/DSS<</Certs 2 0 R>>", (PAGES, "<</Type/Pages/Kids[62 0 R]/Count 1>>".to_owned())),
            "andrad-sida",
        ),
        (
            "a list that is the font",
            through("/DSS<</Certs 5 0 R>>", (FONT, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".to_owned())),
            "andrat-typsnitt",
        ),
        ("a list that is the field", through("/DSS<</Certs 40 0 R>>", (FIELD, field)), "andrad-anteckning"),
        ("a list that is also the content", by_author, "okant-i-dss"),
        (
            "what is no certificate",
            grown(&signed, &[catalog(&letter, "/DSS<</Certs[61 0 R]>>"), (61, stream("", EVIL))]),
            "okant-i-dss",
        ),
        (
            "a file under a key of its own",
            grown(&signed, &[catalog(&letter, "/DSS<</Fil 61 0 R>>"), (61, stream("", "MZ"))]),
            "okant-i-dss",
        ),
    ]);
}

#[test]
fn what_an_author_left_room_for_is_a_shadow_whatever_it_is_called() {
    let planned = Letter::new().but(PAGE, "/Contents 4 0 R", "/Contents[4 0 R 99 0 R]");
    let signed = planned.signed("");
    let packed = stream("/Type/ObjStm/N 1/First 5", "98 0 null");
    let empty = planned.clone().with(99, "null").signed("");
    hold(vec![
        ("a stream", grown(&signed, &[(99, stream("", EVIL))]), "skuggobjekt"),
        ("called an object stream", grown(&signed, &[(99, stream("/Type/ObjStm/N 0/First 0", EVIL))]), "skuggobjekt"),
        ("that is an object stream", grown_by_stream(&signed, &[(99, packed)], &[(98, 99, 0)], 100), "skuggobjekt"),
        ("that is the cross-reference stream", grown_by_stream(&signed, &[], &[], 99), "skuggobjekt"),
        ("nothing, filled later", grown(&empty, &[(99, stream("/Type/ObjStm/N 0/First 0", EVIL))]), "andrat-objekt"),
    ]);
}

#[test]
fn a_filter_that_is_not_read_is_not_left_out() {
    let letter = Letter::new();
    let signed = letter.signed("");
    // As it stands the page is as it was; decoded, it is another.
    let page = letter.body(PAGE).replace("/Contents 4 0 R", "/Contents 61 0 R");
    let hex = page.bytes().fold("39203020 3 3 2030 20".to_owned(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    let data = format!("{:<2038}{}\n", format!("{hex}>"), letter.body(PAGE));
    let both = |filter: &str| {
        let objects = [
            (60, "/ASCIIHexDecode".to_owned()),
            (61, stream("", EVIL)),
            (62, stream(&format!("/Type/ObjStm/N 2/First 8/Filter{filter}"), &data)),
        ];
        grown_by_stream(&signed, &objects, &[(PAGE, 62, 1)], 63)
    };
    hold(vec![
        ("by reference, in a list", both("[60 0 R]"), "olasligt-tillagg"),
        ("by reference", both(" 60 0 R"), "olasligt-tillagg"),
        ("by name", both("/ASCIIHexDecode"), "olasligt-tillagg"),
        ("in another file", grown(&signed, &[(CONTENT, stream("/F(annan.bin)", EVIL))]), "yttre-innehall"),
    ]);
}

/// A second field over the whole page, and what fills it.
fn second(letter: &Letter, value: &str, rect: &str, appearance: bool) -> Vec<(u32, String)> {
    let catalog = letter.body(CATALOG).replace("/Fields[40 0 R", "/Fields[40 0 R 70 0 R");
    let page = letter.body(PAGE).replace("/Annots[40 0 R", "/Annots[40 0 R 70 0 R");
    let drawn = if appearance { "/AP<</N 72 0 R>>" } else { "" };
    let field = format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(Tva)/Rect[{rect}]/F 4/P 3 0 R/V {value}{drawn}>>");
    let mut objects = vec![(CATALOG, catalog), (PAGE, page), (70, field)];
    if appearance {
        objects.push((72, form("/Resources<</Font<</F 5 0 R>>>>")));
    }
    objects
}

const WHOLE: &str = "0 0 595 842";

#[test]
fn a_signature_is_made_in_the_field_that_shows_it() {
    let letter = Letter::new();
    let signed = letter.signed("");
    let borrowed = grown(&signed, &second(&letter, "41 0 R", WHOLE, true));
    // An empty box for somebody else, which is given the only signature there is.
    let empty = "<</Type/Annot/Subtype/Widget/FT/Sig/T(Ordforande)/Rect[50 50 400 150]/F 4/P 3 0 R>>";
    let with_empty =
        letter.but(CATALOG, "[40 0 R]", "[40 0 R 42 0 R]").but(PAGE, "[40 0 R]", "[40 0 R 42 0 R]").with(42, empty);
    let given = grown(&with_empty.signed(""), &[(42, with(empty, "/V 41 0 R/AP<</N 72 0 R>>")), (72, form(""))]);
    let at_once = with_empty.with(42, with(empty, "/V 41 0 R")).signed("");
    hold(vec![
        ("a new field", borrowed.clone(), "lanad-underskrift"),
        ("a new field, told of twice", borrowed, "delad-underskrift"),
        ("an empty field", given, "lanad-underskrift"),
        ("two fields from the beginning", at_once, "delad-underskrift"),
    ]);
}

#[test]
fn a_signature_is_of_the_kind_that_it_says() {
    let letter = Letter::new();
    assert_eq!(judge(&letter.signed_as("adbe.pkcs7.detached", "")).utslag(), Utslag::Giltig);
    hold(vec![("said to carry a SHA-1", letter.signed_as("adbe.pkcs7.sha1", ""), "okand-sort")]);
}

#[test]
fn new_signatures_and_timestamps_do_not_cover_the_page() {
    let letter = Letter::new();
    let signed = letter.signed("");
    let by_bo = |rect: &str, kind: &str, file: &[u8]| {
        let mut objects = second(&letter, "71 0 R", rect, true);
        objects.push((71, value(kind, "")));
        filled(grown(file, &objects), &TRUSTED.bo)
    };
    // As EU DSS writes a signature that shows nothing: an appearance without extent, all of it by reference.
    let mut unseen = second(&letter, "71 0 R", "0 0 0 0", false);
    let field = unseen.last_mut().unwrap();
    field.1 = with(&field.1, "/AP 73 0 R");
    unseen.push((71, value("ETSI.CAdES.detached", "")));
    unseen.push((72, stream("/Type/XObject/Subtype/Form/BBox[0.0 0.0 0.0 0.0]", "")));
    unseen.push((73, "<</N 72 0 R>>".to_owned()));
    let unseen = judge(&filled(grown(&signed, &unseen), &TRUSTED.bo));
    assert_eq!(unseen.utslag(), Utslag::Giltig, "{:?}", unseen.brister());
    let locked = letter.signed(&docmdp("/P 1"));
    let small = judge(&by_bo("300 50 500 100", "ETSI.CAdES.detached", &signed));
    assert_eq!(small.utslag(), Utslag::Giltig, "{:?}", small.brister());
    assert!(small.revisioner.upplysningar.iter().any(|one| one.contains("ruta som syns")));
    hold(vec![
        ("somebody else's signature", by_bo(WHOLE, "ETSI.CAdES.detached", &signed), "tackande-underskrift"),
        (
            "a small one, over the amount",
            by_bo("70 750 300 780", "ETSI.CAdES.detached", &signed),
            "tackande-underskrift",
        ),
        ("at a place by reference", by_bo("0 0 595 75 0 R", "ETSI.CAdES.detached", &signed), "tackande-underskrift"),
        ("a timestamp", by_bo(WHOLE, "ETSI.RFC3161", &signed), "synlig-tidsstampel"),
        ("a timestamp, where nothing may change", by_bo(WHOLE, "ETSI.RFC3161", &locked), "synlig-tidsstampel"),
    ]);
}

fn docmdp(level: &str) -> String {
    format!("/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams{level}/V/1.2>>>>]")
}

/// With a text field that says an amount.
fn with_amount() -> Letter {
    let field = "<</Type/Annot/Subtype/Widget/FT/Tx/T(belopp)/V(10 000)/Rect[72 600 300 620]/F 4/P 3 0 R>>";
    let letter = Letter::new().but(CATALOG, "[40 0 R]", "[40 0 R 43 0 R]").but(PAGE, "[40 0 R]", "[40 0 R 43 0 R]");
    letter.with(43, field)
}

#[test]
fn what_a_signature_allowed_is_told_and_what_it_says_by_reference_binds() {
    let letter = with_amount().with(44, "1");
    let changed = (43, letter.body(43).replace("10 000", "99 000 000"));
    for level in ["/P 2", "/P 3", ""] {
        let verdict = judge(&grown(&letter.signed(&docmdp(level)), std::slice::from_ref(&changed)));
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{level}: {:?}", verdict.brister());
        assert!(verdict.revisioner.upplysningar.iter().any(|one| one.contains("belopp har ändrats")), "{level}");
        assert!(
            verdict.gor_sa_har.iter().any(|act| act.contains("fråga avsändaren")),
            "{level}: {:?}",
            verdict.gor_sa_har
        );
    }
    let after = |level: &str| grown(&letter.signed(&docmdp(level)), std::slice::from_ref(&changed));
    let referred = letter
        .clone()
        .with(45, "[46 0 R]")
        .with(46, docmdp("/P 1").replacen("/Reference[", "", 1).replacen(">>>>]", ">>>>", 1));
    hold(vec![
        ("nothing", after("/P 1"), "andrad-anteckning"),
        ("nothing, by reference", after("/P 44 0 R"), "andrad-anteckning"),
        ("a level that there is not", after("/P 7"), "andrad-anteckning"),
        (
            "in a list by reference",
            grown(&referred.signed("/Reference 45 0 R"), std::slice::from_ref(&changed)),
            "andrad-anteckning",
        ),
        ("no permission at all", grown(&letter.signed(""), &[changed]), "andrad-anteckning"),
    ]);
}

#[test]
fn fields_are_drawn_as_they_were_when_they_were_signed() {
    let form = "/AcroForm<</SigFlags 3/Fields[40 0 R 43 0 R]/DA(/Helv 12 Tf 0 g)/DR<</Font<</Helv 5 0 R>>>>";
    let letter = with_amount().but(CATALOG, "/AcroForm<</SigFlags 3/Fields[40 0 R 43 0 R]", form);
    let anew = letter.clone().but(CATALOG, "/SigFlags 3", "/SigFlags 3/NeedAppearances true");
    let changed = |letter: &Letter, old: &str, new: &str| {
        let body = letter.body(CATALOG).replace(old, new);
        assert_ne!(body, letter.body(CATALOG));
        grown(&letter.signed(""), &[(CATALOG, body)])
    };
    let digits = "/Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[48/nine/nine]>>>>";
    let more = changed(&letter, "/Helv 5 0 R", "/Helv 5 0 R/Annan 5 0 R");
    assert_eq!(judge(&more).utslag(), Utslag::Giltig, "{:?}", judge(&more).brister());
    hold(vec![
        ("in white", changed(&letter, "0 g)", "1 g)"), "andrat-formular"),
        ("with other digits", changed(&letter, "/Helv 5 0 R", digits), "andrat-formular"),
        (
            "with another font more, drawn anew",
            changed(&anew, "/Helv 5 0 R", "/Helv 5 0 R/Annan 5 0 R"),
            "andrat-formular",
        ),
        ("with a picture for a font", changed(&letter, "/DA(", "/DB 4 0 R/DA("), "andrat-formular"),
    ]);
}

#[test]
fn what_the_file_says_of_itself_is_what_was_signed() {
    let signed = Letter::new().with(30, "<</Title(Falsk)>>").signed("");
    let trailer = |entry: &str| {
        let file = grown(&signed, &[]);
        let at = find_last(&file, b"/Size 200");
        [&file[..at], entry.as_bytes(), &file[at..]].concat()
    };
    let honest = trailer("/Info<</ModDate(D:20260330120000Z)/Producer(Annan)>>");
    assert_eq!(judge(&honest).utslag(), Utslag::Giltig, "{:?}", judge(&honest).brister());
    hold(vec![
        ("a title of its own", trailer("/Info<</Title(Falsk)>>"), "andrad-information"),
        ("another object's title", trailer("/Info 30 0 R"), "andrad-information"),
        ("a producer that is no text", trailer("/Info<</Producer 4 0 R>>"), "andrad-information"),
    ]);
}

#[test]
fn what_comes_after_a_signature_is_written_as_all_readers_read_it() {
    let letter = Letter::new();
    let signed = letter.signed("");
    let (number, body) = catalog(&letter, "/DSS<</Certs[]>>");
    let honest = grown(&signed, &[(number, body.clone())]);
    assert_eq!(judge(&honest).utslag(), Utslag::Giltig, "{:?}", judge(&honest).brister());
    let tail = startxref(&honest);
    let written = |old: &str, new: &str| {
        let text = String::from_utf8(honest[tail..].to_vec()).unwrap();
        assert!(text.contains(old), "{text}");
        [&honest[..tail], text.replacen(old, new, 1).as_bytes()].concat()
    };
    let hidden = body.replacen("<<", "<<% 4 0 obj <<>> endobj\n", 1);
    hold(vec![
        ("run together", written("xref\n1", "xref1"), "tvetydig-form"),
        ("on one line", written("startxref\n", "startxref "), "tvetydig-form"),
        ("with NUL for blanks", written("trailer\n", "trailer\0"), "tvetydig-form"),
        ("a short row", written("00000 n \n", "0 n\n"), "tvetydig-form"),
        ("fewer objects than there are", written("/Size 200", "/Size 3"), "tvetydig-form"),
        ("no number of objects", written("/Size 200", "/Sise 200"), "tvetydig-form"),
        ("an object in a comment", grown(&signed, &[(number, hidden)]), "tvetydig-form"),
        (
            "an object in a stream",
            grown(&signed, &[(number, with(&body, "/Y 60 0 R")), (60, stream("", "\n4 0 obj\n<<>>\nendobj"))]),
            "tvetydig-form",
        ),
    ]);
}
