//! Any bytes as `bevis.json`, before a zero byte, and as the § that it speaks of, after it.
#![no_main]

use utdrag_fuzz::{file, fixtures, judge, never_giltig, stream, verify};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    thread_local! {
        static HEAD: Vec<u8> = {
            let extract = std::fs::read(fixtures().join("utdrag.pdf")).expect("the extract is there");
            verify::attachments(&extract).expect("it has attachments").remove("huvud.json").expect("leaf 0")
        };
    }
    let (bevis, paragraf) = match data.iter().position(|byte| *byte == 0) {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &b"{}"[..]),
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let spec = |name: &str, at: usize| format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {at} 0 R >> >>").into_bytes();
    let head = HEAD.with(Clone::clone);
    let words = b"BT /F1 9 Tf (Bidrag Regionstyrelsen beviljar 1 200 000 kronor) Tj ET";
    never_giltig(&judge(&file(&[
        text("<< /Type /Catalog /Pages 2 0 R /AF [ 4 0 R 5 0 R 6 0 R ] /AcroForm << /Fields [ 10 0 R ] >> >>"),
        text("<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>"),
        text("<< /Type /Page /Contents 11 0 R /Resources << /Font << /F1 << /Subtype /Type1 >> >> >> >>"),
        spec("bevis.json", 7),
        spec("paragraf-2.json", 8),
        spec("huvud.json", 9),
        stream("", bevis),
        stream("", paragraf),
        stream("", &head),
        text("<< /FT /Sig /T (Stampel) >>"),
        stream("", words),
    ])));
});
