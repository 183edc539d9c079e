//! What a seal's box is made to show: other figures, another QR code, figures hidden, covered or too small to see.
//! The box is exchanged after sealing, which is found for itself; here it is asked whether the box is read.

use super::scene::{SCENE, append, codes, object_with};

/// The drawing of the seal's box, and the object that holds it.
fn drawing() -> (u32, String, Vec<u8>) {
    let extract = &SCENE.extract;
    let (number, body) = object_with(extract, "/Subtype/Form/BBox");
    let dictionary = body.split("/Length").next().unwrap().to_owned();
    let start = super::find(extract, format!("\n{number} 0 obj").as_bytes());
    let data = start + super::find(&extract[start..], b"stream\n") + 7;
    let plain = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&extract[data..], 1 << 20);
    (number, dictionary, plain.unwrap_or_else(|fault| fault.output))
}

/// What the verifier says when the box is drawn like this; only what concerns the box.
fn said(content: &[u8]) -> (Vec<&'static str>, bool) {
    let (number, dictionary, _) = drawing();
    let hex = content.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    assert_eq!(hex.len(), 2 * content.len());
    let marker = "@".repeat(content.len());
    let body = format!("{dictionary}/Length {}>>\nstream\n{marker}\nendstream", content.len());
    let mut file = append(&SCENE.extract, &[(number, body)], "");
    let at = super::find(&file, marker.as_bytes());
    file[at..at + content.len()].copy_from_slice(content);
    let verdict = SCENE.judge(&file);
    let about = ["stampelns-ruta", "stampelns-qr-kod", "olaslig-ruta"];
    let read = verdict.innehall.kontrollerat.iter().any(|one| one.contains("QR-koden"));
    (codes(&verdict).into_iter().filter(|kod| about.contains(kod)).collect(), read)
}

fn changed(old: &[u8], new: &[u8]) -> Vec<u8> {
    let (_, _, content) = drawing();
    let at = super::find_last(&content, old);
    [&content[..at], new, &content[at + old.len()..]].concat()
}

/// The QR code of other words, drawn as the box draws its own.
fn other_code(words: &str) -> Vec<u8> {
    let (_, _, content) = drawing();
    let code = qrcode::QrCode::with_error_correction_level(words, qrcode::EcLevel::M).unwrap();
    let (side, colours) = (code.width(), code.to_colors());
    let dark = colours.iter().enumerate().filter(|(_, colour)| **colour == qrcode::Color::Dark);
    let drawn = dark.fold(String::new(), |all, (at, _)| {
        let (x, y) = (20 + 5 * (at % side), 20 + 5 * (at / side));
        format!("{all}{x} {y} m {} {y} l {} {} l {x} {} l {x} {y} l ", x + 5, x + 5, y + 5, y + 5)
    });
    let start = super::find_last(&content, b" cs 0 scn ") + 10;
    [&content[..start], drawn.as_bytes(), b"\nh\nf\nQ\nQ\n"].concat()
}

#[test]
fn figures_and_code_of_a_box_are_those_of_the_seal() {
    let (_, _, whole) = drawing();
    assert_eq!(said(&whole), (vec![], true));
    // Two glyphs of the hash change places: the first that differ.
    let at = super::find(&whole, b"/f2 7.6 Tf");
    let text = at + super::find(&whole[at..], b"[(") + 2;
    let place = |glyph: &[u8]| text + super::find(&whole[text..], glyph);
    let (one, two) = (place(br"\000\001"), place(br"\000\002"));
    let mut swapped = whole.clone();
    swapped[one + 7] = b'2';
    swapped[two + 7] = b'1';
    assert_eq!(said(&swapped).0, ["stampelns-ruta"], "a hash drawn otherwise");
    let figures = format!("utdrag-stampel/1 sha256;124609;{}", "0".repeat(64));
    assert_eq!(said(&other_code(&figures)).0, ["stampelns-qr-kod"], "a code of other figures");
    let link = "https://falsk.example/kontrollera?utdrag=1&fil=utdrag-stampel-sha256-0123456789";
    assert_eq!(said(&other_code(link)).0, ["stampelns-qr-kod"], "a code that leads somewhere");
}

#[test]
fn what_hides_covers_or_disguises_is_not_read_as_shown() {
    let (_, _, whole) = drawing();
    let with = |more: &str| [whole.as_slice(), more.as_bytes()].concat();
    let module = b"20 20 m 25 20 l 25 25 l 20 25 l 20 20 l ";
    for (name, content) in [
        ("invisible type", changed(b"0 Tr/f2", b"3 Tr/f2")),
        ("type too small", changed(b"/f2 7.6 Tf", b"/f2 0.1 Tf")),
        ("white type", changed(b"0.10980392 0.13333334 0.14901961 scn\nBT 0 Tr/f2", b"1 1 1 scn\nBT 0 Tr/f2")),
        ("turned type", changed(b"1 0 0 -1 0 0 Tm", b"-1 0 0 -1 0 0 Tm")),
        ("covered by paper", with("q /c1 cs 1 scn 0 0 m 300 0 l 300 80 l 0 80 l h f Q\n")),
        ("figures drawn as lines", with("q /c1 cs 0 scn 10 10 m 40 10 l 40 12 l 10 12 l h f Q\n")),
        ("a curve", with("q 10 10 m 20 20 30 30 40 40 c f Q\n")),
        ("a picture", with("q /Im0 Do Q\n")),
        ("a stroke", with("q 10 10 m 90 90 l S Q\n")),
        ("a module gone", {
            let at = super::find(&whole, module);
            [&whole[..at], &whole[at + module.len()..]].concat()
        }),
        ("clipped away", changed(b"h\nW\nn", b"h\nW\nn 0 0 m 1 0 l 1 1 l 0 1 l h W n")),
    ] {
        assert_eq!(said(&content).0, ["olaslig-ruta"], "{name}");
    }
    let more = with("BT 0 Tr/f2 7.6 Tf 1 0 0 1 10 10 Tm(\0\u{1})Tj\nET\n");
    assert!(said(&more).0.contains(&"stampelns-ruta"), "one more digit: {:?}", said(&more));
}
