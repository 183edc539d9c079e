//! Any bytes as what is drawn in a seal's box, and as the font that its words are set in, after a zero byte.
#![no_main]

use utdrag_fuzz::{file, judge, never_giltig, stream};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (drawn, map) = match data.windows(5).position(|window| window == b"\0map\0") {
        Some(at) => (&data[..at], &data[at + 5..]),
        None => (data, &b""[..]),
    };
    let text = |text: &str| text.as_bytes().to_vec();
    // Enough of a seal that its box is looked at: the figures are of the revision before, of which there is none.
    let reason = format!("utdrag-stampel/1 sha256;9;{}", "0".repeat(64));
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 369 85] /Resources << /Font << /f0 5 0 R /f1 5 0 R /f2 5 0 R >> >>";
    never_giltig(&judge(&file(&[
        text("<< /Type /Catalog /Pages 6 0 R /AcroForm << /Fields [ 2 0 R 8 0 R ] >> >>"),
        text("<< /FT /Sig /T (Stampel) /Subtype /Widget /Utdrag << /Namn (Region) /Roll (Elektronisk) >> /AP << /N 4 0 R >> /V 3 0 R >>"),
        format!("<< /Type /Sig /SubFilter /ETSI.CAdES.detached /Reason ({reason}) /Contents <30> /ByteRange [0 1 2 3] >>").into_bytes(),
        stream(form, drawn),
        text("<< /Type /Font /Subtype /Type0 /ToUnicode 7 0 R >>"),
        text("<< /Type /Pages /Kids [] /Count 0 >>"),
        stream("", map),
        text("<< /FT /Sig /T (Undertecknare.1) /Subtype /Widget /Utdrag << /Namn (Ada) /Roll (Bo) >> /AP << /N 4 0 R >> /V 3 0 R >>"),
    ])));
});
