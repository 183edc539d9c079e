//! Oddities of the format that two readers take differently, and boxes and pages that are there and are not shown. Each is
//! appended after sealing, which is found for itself; here it is asked whether the oddity is seen as such.

use super::scene::*;
use super::{NO, UNCLEAR, hold};

#[test]
fn what_opens_hides_or_shows_something_else_than_the_pages_is_active() {
    let extract = &SCENE.extract;
    let active = |entry: &str| append(extract, &[catalog_with(extract, entry)], "");
    hold(vec![
        ("an address opened", active("/OpenAction<</S/URI/URI(https://falsk.example)>>"), NO, "aktivt-innehall"),
        ("printed at once", active("/OpenAction<</S/Named/N/Print>>"), NO, "aktivt-innehall"),
        ("a portfolio instead of pages", active("/Collection<</Type/Collection/D(p21.json)>>"), NO, "aktivt-innehall"),
        ("a dynamic form", active("/NeedsRendering true"), NO, "aktivt-innehall"),
        ("layers switched", active("/Egen<</S/SetOCGState/State[/OFF 1 0 R]>>"), NO, "aktivt-innehall"),
        ("boxes hidden", active("/Egen<</S/Hide/T(Stampel)>>"), NO, "aktivt-innehall"),
        ("a page that acts", active("/AA<</WC<</S/JavaScript/JS(1)>>>>"), NO, "aktivt-innehall"),
        ("a name escaped", active("/#41#41<</WC<</S/#4aavaScript/JS(1)>>>>"), NO, "aktivt-innehall"),
    ]);
}

#[test]
fn a_box_that_is_not_shown_as_it_is_drawn_is_not_read_as_shown() {
    let extract = &SCENE.extract;
    let (seal, body) = object_with(extract, "/T(Stampel)");
    let changed = |old: &str, new: &str| {
        assert!(body.contains(old), "{old} is not in {body}");
        append(extract, &[(seal, body.replacen(old, new, 1))], "")
    };
    let rect = body.split("/Rect[").nth(1).unwrap().split(']').next().unwrap().to_owned();
    let rect = format!("/Rect[{rect}]");
    let (page, page_body) = object_with(extract, "/MediaBox");
    let without = page_body.replacen(&format!("{seal} 0 R"), "", 1);
    assert_ne!(without, page_body);
    hold(vec![
        ("hidden", changed("/F 4", "/F 2"), NO, "olaslig-ruta"),
        ("not on the screen", changed("/F 4", "/F 36"), NO, "olaslig-ruta"),
        ("in a layer", append(extract, &[(seal, with(&body, "/OC<</Type/OCG/Name(x)>>"))], ""), NO, "olaslig-ruta"),
        ("minute", changed(&rect, "/Rect[100 100 101 101]"), NO, "olaslig-ruta"),
        ("beside the page", changed(&rect, &moved(&rect, 2000.0)), NO, "olaslig-ruta"),
        ("on no page", append(extract, &[(page, without)], ""), NO, "olaslig-ruta"),
    ]);
}

/// The rectangle so far to the right.
fn moved(rect: &str, by: f64) -> String {
    let inside = rect.trim_start_matches("/Rect[").trim_end_matches(']');
    let sides: Vec<f64> = inside.split_whitespace().map(|one| one.parse().unwrap()).collect();
    format!("/Rect[{} {} {} {}]", sides[0] + by, sides[1], sides[2] + by, sides[3])
}

#[test]
fn pages_and_signatures_are_what_they_are_counted_as() {
    let extract = &SCENE.extract;
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let (pages, tree) = object_with(extract, "/Type/Pages");
    let count = tree.split("/Count ").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect::<String>();
    let fewer = tree.replace(&format!("/Count {count}"), "/Count 1");
    let kid = tree.split("/Kids[").nth(1).unwrap().split(" R").next().unwrap().to_owned() + " R";
    let twice = tree.replace("/Kids[", &format!("/Kids[{kid} "));
    let (form, form_body) = object_with(extract, "/SigFlags 3");
    let (_, seal) = object_with(extract, "/T(Stampel)");
    let value = seal.split("/V ").nth(1).unwrap().split(" R").next().unwrap().to_owned();
    let other = format!("<</FT/Sig/T(Undertecknare)/Subtype/Widget/Rect[0 0 9 9]/V {value} R>>");
    let shared = add(&[(form, form_body.replace("/Fields[", "/Fields[1901 0 R ")), (1901, other)]);
    hold(vec![
        ("fewer pages than there are", add(&[(pages, fewer)]), NO, "okand-ritning"),
        ("a page twice", add(&[(pages, twice)]), NO, "olaslig-sida"),
        ("one signature in two fields", shared, NO, "delad-underskrift"),
    ]);
}

#[test]
fn bytes_that_two_readers_take_differently_are_refused() {
    let extract = &SCENE.extract;
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let end = extract.len();
    let lying = |length: &str| format!("<</Length {length}>>\nstream\nabc\nendstream");
    let rows = |row: &str| finish(extract, row, extract, "");
    hold(vec![
        ("encrypted afterwards", append(extract, &[], "/Encrypt<</Filter/Standard/V 1>>"), UNCLEAR, "krypterad-fil"),
        ("a length that lies", add(&[(1901, lying("2"))]), NO, "olasligt-tillagg"),
        ("a length below nothing", add(&[(1901, lying("-1"))]), NO, "olasligt-tillagg"),
        ("a length beyond the file", add(&[(1901, lying("1000000000"))]), NO, "olasligt-tillagg"),
        ("an object numbered beyond all", rows("1000000000 1\n0000000009 00000 n \n"), UNCLEAR, "olaslig-fil"),
        ("an offset below nothing", rows("1901 1\n-000000009 00000 n \n"), UNCLEAR, "olaslig-fil"),
        ("a table that never ends", rows("1901 1000000000\n"), UNCLEAR, "olaslig-fil"),
        ("a comment in the table", rows("% dold\n1901 0\n"), UNCLEAR, "olaslig-fil"),
        (
            "the word startxref in the tail",
            [extract.as_slice(), b"% startxref\n9\n%%EOF\n"].concat(),
            UNCLEAR,
            "olaslig-fil",
        ),
        ("an end within an end", [&extract[..end - 6], b"%%EOF%%EOF\n"].concat(), NO, "efter-slutet"),
    ]);
}

#[test]
fn days_and_certifications_that_contradict_each_other_are_said() {
    let extract = &SCENE.extract;
    let early = replace_last(extract, "/M(D:20260330", "/M(D:20260320");
    hold(vec![("sealed before the justering", early, NO, "dagar-i-fel-ordning")]);
}
