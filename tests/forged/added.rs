//! What somebody without our key appends to minutes and extracts of ours, as a renewal would: under the security store, in a
//! timestamp field, or where other readers look. Each is OGILTIG and says why.

use super::scene::*;
use super::{NO, hold};
use utdrag::verify::{Options, Trust, Utslag, Verdict, verify};

const DIGEST: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

#[test]
fn the_security_store_is_no_way_to_a_page_a_box_or_a_font() {
    for file in [&SCENE.extract, &SCENE.minutes] {
        let (page, page_body) = object_with(file, "/MediaBox");
        let (font, _) = object_with(&file[..ends(file)[0]], "/ToUnicode");
        let (field, field_body) =
            object_with(file, if file == &SCENE.extract { "/T(Stampel)" } else { "/T(Sekreterare)" });
        let store = |entry: &str| {
            append(file, &[catalog_with(file, "/DSS 1900 0 R"), (1900, format!("<</Type/DSS{entry}>>"))], "")
        };
        let entry = |number: u32| store(&format!("/VRI<</{DIGEST} {number} 0 R>>"));
        let over = page_body.replacen("/Contents", "/Kontents", 1);
        let moved = with(&field_body.replacen("/Rect[", "/Rekt[", 1), "/Rect[0 0 595 842]");
        hold(vec![
            (
                "a page",
                append(
                    &entry(page),
                    &[(page, with(&over, "/Contents 1901 0 R")), (1901, stream("", "0 0 595 842 re f"))],
                    "",
                ),
                NO,
                "andrad-sida",
            ),
            ("a page, before anything is changed", entry(page), NO, "okant-i-dss"),
            ("a box", append(&entry(field), &[(field, moved)], ""), NO, "okant-i-dss"),
            (
                "a font",
                append(&entry(font), &[(font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".into())], ""),
                NO,
                "andrat-typsnitt",
            ),
            ("any file", append(&store("/Certs[1901 0 R]"), &[(1901, stream("", "MZ"))], ""), NO, "okant-i-dss"),
            (
                "a hidden object in it",
                append(
                    file,
                    &[catalog_with(file, "/DSS<</Certs[1901 0 R]>>"), (1901, stream("", "\n1 0 obj\n<<>>"))],
                    "",
                ),
                NO,
                "tvetydig-form",
            ),
        ]);
    }
}

#[test]
fn nothing_is_hidden_among_what_is_added() {
    let extract = &SCENE.extract;
    let (time, time_body) = object_with(extract, "/T(1)/Parent");
    let token = "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/ByteRange[0 9 9 9]/Contents<30>>>";
    let stamped = |field: &str, objects: &[(u32, String)]| {
        let own = [(time, with(&time_body, &format!("/V 1901 0 R{field}"))), (1901, token.to_owned())];
        append(extract, &[own.as_slice(), objects].concat(), "")
    };
    let page = "<</Type/Page/MediaBox[0 0 9 9]>>".to_owned();
    let smaller = |size: &str| {
        let file = append(extract, &[], "");
        let at = find_last(&file, b"/Size 2000");
        [&file[..at], size.as_bytes(), &file[at + 10..]].concat()
    };
    hold(vec![
        (
            "a stream called an object stream",
            append(extract, &[(1901, stream("/Type/ObjStm/N 0/First 0", "dold"))], ""),
            NO,
            "nytt-objekt",
        ),
        (
            "the picture of a timestamp",
            stamped("/AP<</N 1902 0 R>>", &[(1902, stream("/Subtype/Form/BBox[0 0 9 9]", ""))]),
            NO,
            "andrat-falt",
        ),
        ("a page under a timestamp", stamped("/AP<</N[1902 0 R]>>", &[(1902, page.clone())]), NO, "ny-sida"),
        (
            "a page in a token",
            append(
                extract,
                &[(time, with(&time_body, "/V 1901 0 R")), (1901, with(token, "/Sida 1902 0 R")), (1902, page)],
                "",
            ),
            NO,
            "ny-sida",
        ),
        ("fewer objects than there are", smaller("/Size 3"), NO, "tvetydig-form"),
        ("objects without number", smaller("/Size /X"), NO, "tvetydig-form"),
    ]);
}

/// A file of `tests/pki/kontroll`, renewed, and how it is judged.
fn renewed(name: &str) -> (Vec<u8>, impl Fn(&[u8]) -> Verdict) {
    let read = |name: &str| std::fs::read(format!("{}/tests/pki/kontroll/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut trust = Trust::default();
    trust.add_pem(&String::from_utf8(read("rot.pem")).unwrap()).unwrap();
    let options = Options::at("2027-01-15T08:00:00Z".parse().unwrap());
    (read(name), move |file: &[u8]| verify(file, &trust, &options))
}

/// Number and body of every object in which `needle` stands, in the order they were written.
fn numbers_of(file: &[u8], needle: &str) -> Vec<(u32, String)> {
    let places = file.windows(needle.len()).enumerate().filter(|(_, window)| *window == needle.as_bytes());
    places.map(|(at, _)| object_at(file, at)).collect()
}

#[test]
fn a_timestamp_that_is_there_explains_no_further_revision() {
    for name in ["hsn-2026-03-25-p21-utdrag.pdf", "hsn-2026-03-25-protokoll.pdf"] {
        let (file, judge) = renewed(name);
        assert_eq!(judge(&file).utslag(), Utslag::Giltig, "{name}");
        // The boxes of persons have numbers too; those of timestamps lie outside the page.
        let stamps: Vec<(u32, String)> =
            numbers_of(&file, "/T(").into_iter().filter(|(_, body)| body.contains("-10.0 -10.0")).collect();
        let (_, first) = stamps.iter().rev().find(|(_, body)| body.contains("/V ")).unwrap();
        let token = first.split("/V ").nth(1).unwrap().split(" R").next().unwrap().to_owned();
        let (second, body) = stamps.iter().rev().find(|(_, body)| !body.contains("/V ")).cloned().unwrap();
        let borrowed = append(&file, &[(second, with(&body, &format!("/V {token} R")))], "");
        let verdict = judge(&borrowed);
        let found = codes(&verdict);
        assert_eq!(verdict.utslag(), Utslag::Ogiltig, "{name}: {found:?}");
        assert!(found.contains(&"lanad-underskrift") && found.contains(&"delad-underskrift"), "{name}: {found:?}");
        // A file that was grown so is no older version of itself, as the register would know it.
        assert_eq!(utdrag::verify::versions(&borrowed).len(), 1, "{name}");
    }
}
