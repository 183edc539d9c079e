//! Writes the corpora to start from: the fixtures, their signatures, their evidence, what is drawn in their boxes.

use std::fs;
use std::path::{Path, PathBuf};

use utdrag_fuzz::{pdfs, verify};

fn main() {
    let out = PathBuf::from(std::env::args().nth(1).expect("usage: seeds FOLDER"));
    for (at, pdf) in pdfs().iter().enumerate() {
        if pdf.len() < 60_000 {
            keep(&out.join("pdf"), &format!("{at}"), pdf);
        }
        for (number, digits) in contents(pdf).enumerate() {
            keep(&out.join("cms"), &format!("{at}-{number}"), &digits);
        }
        let files = verify::attachments(pdf).unwrap_or_default();
        let paragraf = files.iter().find(|(name, _)| name.starts_with('p')).map(|(_, bytes)| bytes.clone());
        if let (Some(bevis), Some(paragraf)) = (files.get("bevis.json"), paragraf) {
            keep(&out.join("bevis"), &format!("{at}"), &[bevis, &b"\0"[..], &paragraf].concat());
        }
        for (number, stream) in streams(pdf).enumerate() {
            keep(&out.join("ruta"), &format!("{at}-{number}"), &stream);
        }
    }
}

fn keep(folder: &Path, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).expect("the corpus folder can be made");
    fs::write(folder.join(name), bytes).expect("a seed can be written");
}

/// DER of every signature, without the zeros after it.
fn contents(pdf: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let starts = pdf.windows(11).enumerate().filter(|(_, window)| *window == b"/Contents <").map(|(at, _)| at + 11);
    starts.map(|at| {
        let digits: Vec<u8> = pdf[at..].iter().copied().take_while(|byte| *byte != b'>').collect();
        let mut der: Vec<u8> = digits
            .chunks_exact(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        while der.last() == Some(&0) {
            der.pop();
        }
        der
    })
}

/// What deflates to drawing: contents with text or paths in them.
fn streams(pdf: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let starts = pdf.windows(7).enumerate().filter(|(_, window)| *window == b"stream\n").map(|(at, _)| at + 7);
    let inflated = starts.filter_map(|at| miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&pdf[at..], 60_000).ok());
    inflated.filter(|plain| plain.starts_with(b"q 1 0 0 -1") || plain.windows(9).any(|one| one == b"beginbfch"))
}
