//! Any bytes as the signature of a file that is otherwise in order, and as a timestamp of it.
#![no_main]

use utdrag_fuzz::{file, judge, never_giltig};

fn signed(data: &[u8], field: &str, kind: &str) -> Vec<u8> {
    let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    let value = format!("<< /Type /Sig /SubFilter /{kind} /ByteRange [0 @@@@@@@@@@ @@@@@@@@@@ @@@@@@@@@@ ] /Contents <{hex}> >>");
    let text = |text: &str| text.as_bytes().to_vec();
    let mut out = file(&[
        text("<< /Type /Catalog /Pages 4 0 R /AcroForm << /Fields [ 2 0 R ] /SigFlags 3 >> >>"),
        format!("<< /FT /Sig /T ({field}) /V 3 0 R >>").into_bytes(),
        value.into_bytes(),
        text("<< /Type /Pages /Kids [] /Count 0 >>"),
    ]);
    let find = |out: &[u8], needle: &[u8]| out.windows(needle.len()).position(|window| window == needle);
    let start = find(&out, b"/Contents <").expect("it was just written") + 10;
    let end = start + hex.len() + 2;
    for number in [start, end, out.len() - end] {
        let at = find(&out, b"@@@@@@@@@@").expect("three were written");
        out[at..at + 10].copy_from_slice(format!("{number:<10}").as_bytes());
    }
    out
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if data.len() < 60_000 {
        never_giltig(&judge(&signed(data, "Stampel", "ETSI.CAdES.detached")));
        judge(&signed(data, "Signature1", "adbe.pkcs7.detached"));
        judge(&signed(data, "Signature2", "ETSI.RFC3161"));
    }
});
