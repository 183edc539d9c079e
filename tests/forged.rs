//! Manipulations of files that this program made itself: minutes, certified extracts, and the archived ones of
//! `tests/pki/kontroll`. None may be GILTIG, and the reason must be the true one.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot find its own fixture has failed")]

use std::fmt::Write as _;

#[path = "forged/places.rs"]
mod places;
#[path = "shipped/prepared.rs"]
mod prepared;
#[path = "forged/scene.rs"]
mod scene;
#[path = "forged/boxes.rs"]
mod boxes;
#[path = "forged/pages.rs"]
mod pages;
#[path = "forged/foreign.rs"]
mod foreign;
#[path = "forged/added.rs"]
mod added;
#[path = "forged/active.rs"]
mod active;
#[path = "forged/grown.rs"]
mod grown;
#[path = "forged/oddities.rs"]
mod oddities;

use scene::*;
use utdrag::verify::{Options, Utslag, verify};

/// Name, file, the answer, the reason that must be among those given.
type Forged = (&'static str, Vec<u8>, Utslag, &'static str);

const NO: Utslag = Utslag::Ogiltig;
const UNCLEAR: Utslag = Utslag::KanInteAvgoras;

fn hold(cases: Vec<Forged>) {
    let mut wrong = String::new();
    for (name, bytes, utslag, kod) in cases {
        let verdict = SCENE.judge(&bytes);
        if verdict.utslag() != utslag || !codes(&verdict).contains(&kod) {
            let found = (verdict.utslag(), codes(&verdict));
            writeln!(wrong, "{name}: expected {utslag:?} {kod}, found {found:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_nobody_has_touched_is_giltig() {
    for (name, file) in [("minutes", &SCENE.minutes), ("extract", &SCENE.extract)] {
        let verdict = SCENE.judge(file);
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{name}: {:?}", verdict.brister());
        let seal = &verdict.innehall.kontrollerat;
        assert!(name == "minutes" || seal.iter().any(|one| one.contains("QR-koden")), "{seal:?}");
    }
}

#[test]
fn bytes_changed_added_or_cut_off() {
    let extract = &SCENE.extract;
    let minutes = &SCENE.minutes;
    let ends_of_extract = ends(extract);
    let ends_of_minutes = ends(minutes);
    let crlf = extract.iter().flat_map(|one| if *one == b'\n' { vec![b'\r', b'\n'] } else { vec![*one] }).collect();
    let head = [b"%PDF-1.4\n".as_slice(), extract].concat();
    let mark = [b"\xef\xbb\xbf".as_slice(), extract].concat();
    let tail = |text: &str| [extract.as_slice(), text.as_bytes()].concat();
    let mut tab = extract.clone();
    let at = find(extract, b" 0 obj\n<<") + 6;
    tab[at] = b'\r';
    hold(vec![
        ("line endings converted", crlf, UNCLEAR, "olaslig-fil"),
        ("a second head", head, UNCLEAR, "olaslig-fil"),
        ("byte order mark", mark, UNCLEAR, "olaslig-fil"),
        ("white space of another kind", tab, NO, "andrat-innehall"),
        ("a line feed after the end", tail("\n"), NO, "efter-slutet"),
        ("zeros after the end", tail("\0\0\0"), NO, "efter-slutet"),
        ("a whole file after the end", [extract.as_slice(), minutes].concat(), UNCLEAR, "olaslig-fil"),
        ("cut before the seal", extract[..ends_of_extract[1]].to_vec(), UNCLEAR, "osignerad"),
        ("cut before the fields", extract[..ends_of_extract[0]].to_vec(), UNCLEAR, "osignerad"),
        ("the secretary alone", minutes[..ends_of_minutes[2]].to_vec(), UNCLEAR, "underskrift-saknas"),
        ("without the justerare", minutes[..ends_of_minutes[3]].to_vec(), UNCLEAR, "underskrift-saknas"),
        ("half a signature", extract[..digits(extract, 0).start + 99].to_vec(), UNCLEAR, "osignerad"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn pages_and_what_hangs_on_them_replaced_hidden_or_covered() {
    let extract = &SCENE.extract;
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let (page, page_body) = object_with(extract, "/MediaBox");
    let content: u32 = page_body.split("/Contents ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let covered = page_body.replace(&format!("/Contents {content} 0 R"), &format!("/Contents[{content} 0 R 1901 0 R]"));
    let annotated = page_body.replace("/Annots[", "/Annots[1901 0 R ");
    let note = |kind: &str| {
        add(&[(page, annotated.clone()), (1901, format!("<</Type/Annot/Subtype/{kind}/Rect[0 0 500 800]/F 4>>"))])
    };
    let without = page_body.split("/Annots").next().unwrap().to_owned() + ">>";
    let moved = page_body.replace("/MediaBox[0 0", "/MediaBox[0 400");
    let freed = finish(extract, &format!("{page} 1\n0000000000 65535 f \n"), extract, "");
    let rolled_back = {
        let first = find(extract, format!("\n{page} 0 obj").as_bytes()) + 1;
        finish(extract, &format!("{page} 1\n{first:010} 00000 n \n"), extract, "")
    };
    let (font, font_body) = object_with(&extract[..ends(extract)[0]], "/ToUnicode");
    let to_unicode: u32 = font_body.split("/ToUnicode ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    hold(vec![
        (
            "shadow, replace: other words",
            add(&[(content, stream("", "BT /f0 9 Tf (falskt) Tj ET"))]),
            NO,
            "andrat-objekt",
        ),
        (
            "shadow, hide and replace: words drawn over",
            add(&[(page, covered), (1901, stream("", "0 0 500 800 re f"))]),
            NO,
            "andrad-sida",
        ),
        ("shadow, hide: the page without its boxes", add(&[(page, without)]), NO, "andrad-sida"),
        ("evil annotation: free text", note("FreeText"), NO, "andrad-sida"),
        ("evil annotation: stamp", note("Stamp"), NO, "andrad-sida"),
        ("evil annotation: redaction", note("Redact"), NO, "andrad-sida"),
        ("page cut to half", add(&[(page, moved)]), NO, "andrad-sida"),
        ("page freed", freed, NO, "andrad-sida"),
        ("page as it was before the fields", rolled_back, NO, "lanat-objekt"),
        (
            "page of another generation",
            finish(
                &[extract.as_slice(), format!("{page} 1 obj\n<</Type/Page>>\nendobj\n").as_bytes()].concat(),
                &format!("{page} 1\n{:010} 00001 n \n", extract.len()),
                extract,
                "",
            ),
            NO,
            "andrad-sida",
        ),
        ("font swapped", add(&[(font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>".into())]), NO, "andrat-typsnitt"),
        (
            "what glyphs mean",
            add(&[(to_unicode, stream("", "1 beginbfchar <0001> <0039> endbfchar"))]),
            NO,
            "andrat-objekt",
        ),
        (
            "optional content",
            add(&[
                catalog_with(extract, "/OCProperties<</OCGs[1901 0 R]/D<</OFF[1901 0 R]>>>>"),
                (1901, "<</Type/OCG/Name(x)>>".into()),
            ]),
            NO,
            "andrad-katalog",
        ),
        (
            "structure for a screen reader",
            add(&[
                catalog_with(&replace_last(extract, "/StructTreeRoot", "/StructTreeRooT"), "/StructTreeRoot 1901 0 R"),
                (1901, "<</Type/StructTreeRoot>>".into()),
            ]),
            NO,
            "andrad-katalog",
        ),
        (
            "a script",
            add(&[catalog_with(extract, "/OpenAction<</S/JavaScript/JS(app.alert(1))>>")]),
            NO,
            "aktivt-innehall",
        ),
    ]);
}

#[test]
fn the_catalog_its_names_and_its_permissions_changed() {
    let extract = &SCENE.extract;
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let (root, body) = catalog(extract);
    let (metadata, _) = object_with(extract, "/Type/Metadata");
    let (embedded, _) = object_with(extract, "/Type/EmbeddedFile");
    let (info, _) = object_with(extract, "/Creator");
    let perms = body.find("/Perms").unwrap();
    let end = perms + body[perms..].find(">>").unwrap() + 2;
    let unlocked = format!("{}{}", &body[..perms], &body[end..]);
    hold(vec![
        ("swapped XMP", add(&[(metadata, stream("/Type/Metadata/Subtype/XML", "<x/>"))]), NO, "andrad-metadata"),
        ("swapped attachment", add(&[(embedded, stream("/Type/EmbeddedFile", "{}"))]), NO, "andrat-objekt"),
        ("permissions taken out", add(&[(root, unlocked)]), NO, "andrad-katalog"),
        ("language", add(&[(root, body.replace("/Lang(sv-SE)", "/Lang(en-US)"))]), NO, "andrad-katalog"),
        (
            "extensions",
            add(&[catalog_with(extract, "/Extensions<</ADBE<</BaseVersion/1.7/ExtensionLevel 8>>>>")]),
            NO,
            "andrad-katalog",
        ),
        ("another catalog", append(extract, &[(1901, body.clone())], "/Root 1901 0 R"), NO, "utbytt-katalog"),
        (
            "another page tree",
            add(&[
                (root, body.replace("/Pages 1 0 R", "/Pages 1901 0 R")),
                (1901, "<</Type/Pages/Kids[]/Count 0>>".into()),
            ]),
            NO,
            "utbytta-sidor",
        ),
        ("a key twice", add(&[catalog_with(extract, "/Pages 1 0 R")]), UNCLEAR, "olaslig-fil"),
        ("a key twice, one escaped", add(&[catalog_with(extract, "/#50ages 1 0 R")]), UNCLEAR, "olaslig-fil"),
        ("information", add(&[(info, "<</Creator(annat)>>".into())]), NO, "andrat-objekt"),
    ]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn fields_and_boxes_changed_filled_or_added() {
    let extract = &SCENE.extract;
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let (form, form_body) = object_with(extract, "/SigFlags 3");
    let (seal, seal_body) = object_with(extract, "/T(Stampel)");
    let (time, time_body) = object_with(extract, "/T(1)/Parent");
    let (value, value_body) = object_with(extract, "/ByteRange");
    let (appearance, _) = object_with(extract, "/Subtype/Form/BBox");
    let more = form_body.replace("/Fields[", "/Fields[1901 0 R ");
    let empty = "<</FT/Sig/T(Extra)/Subtype/Widget/Rect[0 0 9 9]>>".to_owned();
    let alike = "<</FT/Sig/T<FEFF0405007400610 06D00700065006C>/Subtype/Widget/Rect[0 0 9 9]/V 1902 0 R>>"
        .replace("0 06D", "06D");
    let forged = "<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 9 9 9]/Contents<30>>>".to_owned();
    hold(vec![
        ("sneaky new field", add(&[(form, more.clone()), (1901, empty)]), NO, "nytt-falt"),
        (
            "a field that looks like the seal's",
            add(&[(form, more), (1901, alike), (1902, forged.clone())]),
            NO,
            "nytt-falt",
        ),
        (
            "a timestamp field filled by a person",
            add(&[(time, with(&time_body, "/V 1901 0 R")), (1901, forged.clone())]),
            NO,
            "fel-sorts-falt",
        ),
        (
            "a timestamp field drawn over the page",
            add(&[(time, time_body.replace("-10.0 -10.0 -10.0 -10.0", "0 0 500 800"))]),
            NO,
            "andrad-anteckning",
        ),
        ("the seal taken out", add(&[(seal, seal_body.replace("/V ", "/W "))]), NO, "borttagen-underskrift"),
        (
            "the seal exchanged",
            add(&[(seal, seal_body.replace("/V ", "/V 1901 0 R/W ")), (1901, forged)]),
            NO,
            "borttagen-underskrift",
        ),
        ("the seal written anew", add(&[(value, value_body)]), NO, "fel-lucka"),
        (
            "the box drawn anew",
            add(&[(appearance, stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", ""))]),
            NO,
            "andrat-objekt",
        ),
        (
            "another box",
            add(&[
                (seal, seal_body.replace("/AP", "/AP<</N 1901 0 R>>/AQ")),
                (1901, stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "")),
            ]),
            NO,
            "andrad-anteckning",
        ),
        ("the name of the box", add(&[(seal, seal_body.replace("/T(Stampel)", "/T(Stampul)"))]), NO, "andrat-falt"),
        ("flags of the form", add(&[(form, form_body.replace("/SigFlags 3", "/SigFlags 0"))]), NO, "andrat-formular"),
        (
            "appearances to be made anew",
            add(&[(form, with(&form_body, "/NeedAppearances true"))]),
            NO,
            "andrat-formular",
        ),
        ("an XFA form", add(&[(form, with(&form_body, "/XFA(x)"))]), NO, "andrat-formular"),
    ]);
}

#[test]
fn archived_files_of_ours_are_no_easier() {
    let folder = format!("{}/tests/pki/kontroll/", env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read(format!("{folder}{name}")).unwrap();
    let mut trust = utdrag::verify::Trust::default();
    trust.add_pem(&String::from_utf8(read("rot.pem")).unwrap()).unwrap();
    let judge = |bytes: &[u8]| verify(bytes, &trust, &Options::at("2027-01-15T08:00:00Z".parse().unwrap()));
    for name in ["hsn-2026-03-25-p21-utdrag.pdf", "hsn-2026-03-25-protokoll.pdf"] {
        let file = read(name);
        assert_eq!(judge(&file).utslag(), Utslag::Giltig, "{name}: {:?}", judge(&file).brister());
        let ends = ends(&file);
        let cut = judge(&file[..ends[ends.len() - 2]]);
        assert_eq!((cut.utslag(), codes(&cut)), (UNCLEAR, vec!["dss-utan-tidsstampel"]), "{name}");
        let hostile =
            append(&file, &[catalog_with(&file, "/DSS<</Type/DSS/Evil 1901 0 R>>/DSZ"), (1901, "(x)".into())], "");
        assert_ne!(judge(&hostile).utslag(), Utslag::Giltig, "{name}");
        let (store, body) = object_with(&file, "/Type/DSS");
        let emptied = append(&file, &[(store, "<</Type/DSS/Certs[]>>".into())], "");
        assert_eq!(judge(&emptied).utslag(), NO, "{name}: {:?}", codes(&judge(&emptied)));
        let grown = append(&file, &[(store, with(&body, "/Evil 1901 0 R")), (1901, "(x)".into())], "");
        let verdict = judge(&grown);
        assert!(verdict.utslag() == NO && codes(&verdict).contains(&"okant-i-dss"), "{name}: {:?}", codes(&verdict));
    }
}

#[test]
fn a_certificate_with_another_name_is_told_and_is_no_pass() {
    let hostile = made(&[SIGNERS[0], SIGNERS[1], "Mallory Främmande"], &[21]);
    for file in [&hostile.minutes, &hostile.extract] {
        let verdict = hostile.judge(file);
        assert_eq!((verdict.utslag(), codes(&verdict)), (UNCLEAR, vec!["annans-certifikat"]));
        let told = &verdict.brister()[0].mening;
        assert!(told.contains("Mallory Främmande") && told.contains(SIGNERS[2]), "{told}");
    }
    let print = hostile.judge(&hostile.minutes).underskrifter[2].certifikat.clone().unwrap().sha256;
    let published = |namn: &str| utdrag::verify::CertifikatFor { namn: namn.to_owned(), certifikat: print.clone() };
    let mut options = Options::at(time());
    options.certifikat = vec![published(SIGNERS[2])];
    for file in [&hostile.minutes, &hostile.extract] {
        let verdict = verify(file, &hostile.trust(), &options);
        assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
    }
    options.certifikat = vec![published(SIGNERS[1])];
    let verdict = verify(&hostile.minutes, &hostile.trust(), &options);
    assert!(codes(&verdict).contains(&"annans-certifikat"));
}

#[test]
fn words_beside_minutes_are_held_against_every_page() {
    let mut options = Options::at(time());
    options.identitet = Some(("hsn.identitet.jsonl".to_owned(), SCENE.words.clone().into_bytes()));
    let verdict = verify(&SCENE.minutes, &SCENE.trust(), &options);
    assert_eq!(verdict.utslag(), Utslag::Giltig, "{:?}", verdict.brister());
    assert_eq!(verdict.bilagor.len(), 1);
    let checked = |verdict: &utdrag::verify::Verdict| {
        verdict.innehall.kontrollerat.iter().any(|one| one.contains("sidornas ord"))
    };
    assert!(checked(&verdict));
    let other = SCENE.words.replacen("nämnd", "nämnb", 1);
    assert_ne!(other, SCENE.words);
    options.identitet = Some(("hsn.identitet.jsonl".to_owned(), other.into_bytes()));
    let verdict = verify(&SCENE.minutes, &SCENE.trust(), &options);
    assert!(verdict.utslag() == Utslag::Giltig && !checked(&verdict), "{:?}", verdict.innehall);
    assert!(verdict.innehall.upplysningar.iter().any(|one| one.contains("hör inte till")));
}

/// `UTDRAG_BITAR=10000 cargo test --release --test forged bit` flips that many.
#[test]
fn a_bit_flipped_anywhere_in_a_certified_extract_is_never_giltig() {
    let count: usize = std::env::var("UTDRAG_BITAR").ok().and_then(|text| text.parse().ok()).unwrap_or(300);
    let extract = &SCENE.extract;
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..count {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (at, bit) = (usize::try_from(state >> 20).unwrap() % extract.len(), (state >> 8) % 8);
        let mut flipped = extract.clone();
        flipped[at] ^= 1 << bit;
        assert_ne!(SCENE.judge(&flipped).utslag(), Utslag::Giltig, "byte {at} bit {bit}");
    }
}
