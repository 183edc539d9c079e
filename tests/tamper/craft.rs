//! Finds things in the signed fixtures and writes what an attacker would: changed bytes, appended revisions.

use std::fmt::Write as _;

pub(crate) fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

pub(crate) fn find(data: &[u8], needle: &[u8]) -> usize {
    data.windows(needle.len()).position(|window| window == needle).unwrap()
}

pub(crate) fn find_last(data: &[u8], needle: &[u8]) -> usize {
    data.windows(needle.len()).rposition(|window| window == needle).unwrap()
}

pub(crate) fn replace(data: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = find(data, old);
    [&data[..at], new, &data[at + old.len()..]].concat()
}

/// End of the revision whose `%%EOF` is the `count`th.
pub(crate) fn revision_end(data: &[u8], count: usize) -> usize {
    let marks = data.windows(6).enumerate().filter(|(_, window)| *window == b"%%EOF\n");
    marks.map(|(at, _)| at + 6).nth(count - 1).unwrap()
}

pub(crate) fn number_before(data: &[u8], at: usize) -> u32 {
    let line = data[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let digits: String =
        data[line..at].iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    digits.parse().unwrap()
}

/// Number and body of the last object in which `needle` stands.
pub(crate) fn object_with(data: &[u8], needle: &[u8]) -> (u32, String) {
    let at = find_last(data, needle);
    let start = find_last(&data[..at], b" 0 obj");
    let end = start + find(&data[start..], b"endobj");
    (number_before(data, start), String::from_utf8_lossy(&data[start + 6..end]).trim().to_owned())
}

pub(crate) fn startxref(data: &[u8]) -> usize {
    let at = find_last(data, b"startxref\n") + 10;
    String::from_utf8_lossy(&data[at..]).lines().next().unwrap().parse().unwrap()
}

pub(crate) fn trailer_number(data: &[u8], key: &str) -> u32 {
    let at = find_last(data, key.as_bytes()) + key.len();
    let digits: String =
        data[at..].iter().skip(1).take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect();
    digits.parse().unwrap()
}

/// An honest-looking incremental update: objects, a table, a trailer with `extra` keys.
pub(crate) fn append(data: &[u8], objects: &[(u32, String)], extra: &str) -> Vec<u8> {
    append_between(data, objects, extra, "")
}

pub(crate) fn append_between(data: &[u8], objects: &[(u32, String)], extra: &str, between: &str) -> Vec<u8> {
    let mut out = data.to_vec();
    let mut rows = String::new();
    for (number, body) in objects {
        out.extend_from_slice(between.as_bytes());
        writeln!(rows, "{number} 1\n{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    finish(&out, &rows, data, extra)
}

pub(crate) fn finish(out: &[u8], rows: &str, before: &[u8], extra: &str) -> Vec<u8> {
    let root = trailer_number(before, "/Root");
    let root = if extra.contains("/Root") { String::new() } else { format!("/Root {root} 0 R") };
    let id = find_last(before, b"/ID");
    let id = &before[id..=id + find(&before[id..], b"]")];
    let table = out.len();
    let tail = format!(
        "xref\n{rows}trailer\n<< {root} /Size 950 /Prev {} {} {extra} >>\nstartxref\n{table}\n%%EOF\n",
        startxref(before),
        String::from_utf8_lossy(id)
    );
    [out, tail.as_bytes()].concat()
}

pub(crate) fn catalog(data: &[u8]) -> (u32, String) {
    object_with(data, b"/Type /Catalog")
}

/// The catalog with something put in.
pub(crate) fn catalog_with(data: &[u8], entry: &str) -> (u32, String) {
    let (number, body) = catalog(data);
    (number, format!("{} {entry} >>", body.strip_suffix(">>").unwrap()))
}

/// Where the hex digits of the `count`th `/Contents` stand.
pub(crate) fn contents(data: &[u8], count: usize) -> std::ops::Range<usize> {
    let starts = data.windows(11).enumerate().filter(|(_, window)| *window == b"/Contents <");
    let start = starts.map(|(at, _)| at + 11).nth(count).unwrap();
    start..start + find(&data[start..], b">")
}

pub(crate) fn with_digits(data: &[u8], count: usize, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut out = data.to_vec();
    change(&mut out[contents(data, count)]);
    out
}

/// DER of the signature, flipped in one bit where `needle` stands in it (or `after` it).
pub(crate) fn flip_after(data: &[u8], count: usize, needle: &[u8], after: usize) -> Vec<u8> {
    let hex: String = needle.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    with_digits(data, count, |digits| {
        let at = find(digits, hex.as_bytes()) + hex.len() + 2 * after;
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
    })
}
