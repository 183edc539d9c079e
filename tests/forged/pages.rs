//! What a page is made to show, or not to: each word that is drawn and not seen, and each way of drawing that nobody can
//! tell of, has its own reason. The page is exchanged after sealing, which is found for itself; here it is asked what the
//! page layer says, which is what stands between a dishonest issuer and the reader.

use super::scene::{SCENE, append, codes, object_with, stream, with};

/// The last page: its number and body, its resources, and what it is drawn with.
struct Page {
    number: u32,
    body: String,
    resources: (u32, String),
    content: (u32, Vec<u8>),
}

fn page() -> Page {
    let extract = &SCENE.extract;
    let (number, body) = object_with(extract, "/MediaBox");
    let reference =
        |key: &str| -> u32 { body.split(key).nth(1).unwrap().trim().split(' ').next().unwrap().parse().unwrap() };
    let start = |number: u32| super::find(extract, format!("\n{number} 0 obj").as_bytes()) + 1;
    let (resources, content) = (reference("/Resources "), reference("/Contents "));
    let at = start(resources);
    let end = at + super::find(&extract[at..], b"\nendobj");
    let text = String::from_utf8_lossy(&extract[at..end]).split_once(" obj").unwrap().1.trim().to_owned();
    let data = start(content) + super::find(&extract[start(content)..], b"stream\n") + 7;
    let plain = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&extract[data..], 1 << 20);
    let plain = plain.unwrap_or_else(|fault| fault.output);
    Page { number, body, resources: (resources, text), content: (content, plain) }
}

/// What the page layer says when the page is drawn like this, with more in its resources and in its dictionary.
fn said(content: &[u8], resources: &str, entries: &str) -> Vec<String> {
    let page = page();
    let marker = "@".repeat(content.len());
    let objects = [
        (page.content.0, stream("", &marker)),
        (page.resources.0, with(&page.resources.1, resources)),
        (
            page.number,
            with(
                &page.body.replace("/Annots", if entries.contains("/Annots") { "/Annoys" } else { "/Annots" }),
                entries,
            ),
        ),
        (1901, stream("/Type/XObject/Subtype/Form/BBox[0 0 600 900]/OC<</Type/OCG/Name(x)>>", WORD)),
        (1902, stream("/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "0")),
    ];
    let mut file = append(&SCENE.extract, &objects, "");
    let at = super::find(&file, marker.as_bytes());
    file[at..at + content.len()].copy_from_slice(content);
    let verdict = SCENE.judge(&file);
    assert!(codes(&verdict).contains(&"andrad-sida") || entries.is_empty());
    let about = |kod: &str| matches!(kod, "dold-text" | "okand-ritning" | "olaslig-sida");
    let found = verdict.innehall.brister.iter().filter(|one| about(one.kod));
    found.map(|one| format!("{}: {}", one.kod, one.mening)).collect()
}

/// Draws one word of the page's first font, on an empty place.
const WORD: &str = "BT 0 Tr/f0 9 Tf 1 0 0 1 300 30 Tm(\\000\\001\\000\\002)Tj ET ";

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_is_drawn_and_not_seen_or_cannot_be_told_of_is_said() {
    let plain = page().content.1;
    let honest = String::from_utf8_lossy(&plain).contains("/f0 ");
    assert!(honest, "the page has the font that is used here");
    assert_eq!(said(&plain, "", ""), Vec::<String>::new(), "the page as it was");
    assert_eq!(
        said(&[plain.as_slice(), b"\n", WORD.as_bytes()].concat(), "", ""),
        Vec::<String>::new(),
        "a word that is seen"
    );
    let in_white = format!("1 g {WORD}");
    let grey_on_grey = format!("0.5 g 290 20 200 60 re f 0.55 g {WORD}");
    let outside = WORD.replace("300 30", "-300 30");
    let small = WORD.replace("/f0 9", "/f0 2");
    let squeezed = format!("q 0.1 0 0 1 280 0 cm {WORD}Q");
    let over = format!("{WORD}{WORD}");
    let switched = format!("/OC/x BDC {WORD}EMC");
    let faint = format!("/G gs {WORD}");
    for (name, more, resources, entries, why) in [
        ("render mode 3", WORD.replace("0 Tr", "3 Tr"), "", "", "osynlig text"),
        ("outlines", WORD.replace("0 Tr", "1 Tr"), "", "", "text i konturer"),
        ("white on white", in_white, "", "", "samma färg"),
        ("grey on grey", grey_on_grey, "", "", "samma färg"),
        ("minute", small, "", "", "för liten"),
        ("squeezed", squeezed, "", "", "för liten"),
        ("outside the page", outside, "", "", "utanför sidan"),
        ("outside the crop box", WORD.to_owned(), "", "/CropBox[0 100 500 842]", "utanför sidan"),
        ("clipped away", format!("q 0 0 9 9 re W n {WORD}Q"), "", "", "bortklippt"),
        ("clipped by a figure", format!("q 0 0 m 900 0 l 900 900 l h W n {WORD}Q"), "", "", "klippt figur"),
        ("covered by paper", "1 g 0 0 600 900 re f ".to_owned(), "", "", "ritat över"),
        ("covered by a curve", "1 g 0 0 m 0 900 900 900 900 0 c f ".to_owned(), "", "", "en figur ritad över text"),
        ("struck through", format!("{WORD}2 w 290 32 m 400 32 l S "), "", "", "ritat över"),
        (
            "covered by a picture",
            "q 600 0 0 900 0 0 cm/X Do Q ".to_owned(),
            "/XObject<</X 1902 0 R>>",
            "",
            "en figur ritad över text",
        ),
        ("transparent", faint.clone(), "/ExtGState<</G<</ca 0>>>>", "", "genomskinlig"),
        ("masked", faint.clone(), "/ExtGState<</G<</SMask<</S/Alpha>>>>>>", "", "mask"),
        ("a state that is not there", faint, "", "", "inställning"),
        ("switched off", switched, "", "", "kan stängas av"),
        ("switched off, in a form", "/X Do ".to_owned(), "/XObject<</X 1901 0 R>>", "", "kan stängas av"),
        ("a pattern", format!("/Pattern cs/P scn {WORD}"), "", "", "mönster"),
        ("a colour of its own", format!("/Egen cs 1 scn {WORD}"), "", "", "färg"),
        ("a shading", "/S sh ".to_owned(), "", "", "inte läser"),
        ("an unknown operator", "1 2 zz ".to_owned(), "", "", "inte läser"),
        ("words over words", over, "", "", "över annan text"),
        ("upside down", WORD.replace("1 0 0 1", "-1 0 0 -1"), "", "", "inte står rak"),
        ("mirrored", WORD.replace("1 0 0 1", "-1 0 0 1"), "", "", "inte står rak"),
        ("a picture in the stream", "BI /W 1/H 1 ID 0 EI ".to_owned(), "", "", "går inte att läsa"),
        ("turned over", String::new(), "", "/Rotate 180", "vriden"),
        ("enlarged", String::new(), "", "/UserUnit 9", "förstorad"),
        ("a note", String::new(), "", "/Annots[<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]>>]", "anteckning"),
        (
            "a link that is drawn",
            String::new(),
            "",
            "/Annots[<</Subtype/Link/Rect[0 0 9 9]/AP<</N 1901 0 R>>>>]",
            "anteckning",
        ),
        (
            "a box over all",
            String::new(),
            "",
            "/Annots[<</Subtype/Widget/Rect[0 0 600 900]/AP<</N 1901 0 R>>>>]",
            "ritat över",
        ),
    ] {
        let found = said(&[plain.as_slice(), b"\n", more.as_bytes()].concat(), resources, entries);
        assert!(found.iter().any(|one| one.contains(why)), "{name}: expected {why}, found {found:?}");
    }
}
