//! Any bytes as a file.
#![no_main]

use std::sync::OnceLock;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    static SEEDS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let verdict = utdrag_fuzz::judge(data);
    // A signed file cut at the end of a revision is an honest earlier one.
    if !SEEDS.get_or_init(utdrag_fuzz::pdfs).iter().any(|seed| seed.starts_with(data)) {
        utdrag_fuzz::never_giltig(&verdict);
    }
    let _ = utdrag_fuzz::verify::attachments(data);
});
