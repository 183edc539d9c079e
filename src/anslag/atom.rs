//! What is posted now, as an Atom feed (RFC 4287): an entry a notice, newest first. The same register, the same bytes.

use sha2::{Digest, Sha256};

use super::html::escaped;
use super::posted::Posted;
use crate::case::myndighet::Myndighet;
use crate::evidence::hex;

/// The feed. Its time is that of its newest entry; of an empty board, the day it was last emptied or `since`.
#[must_use]
pub fn feed(myndighet: &Myndighet, posted: &[Posted], since: jiff::Timestamp) -> String {
    let mut posted: Vec<&Posted> = posted.iter().collect();
    posted.sort_by(|a, b| (b.nar, &b.handling).cmp(&(a.nar, &a.handling)));
    let updated = posted.iter().map(|one| one.nar).max().unwrap_or(since);
    let name = escaped(&myndighet.namn);
    let mut lines = vec![
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned(),
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"sv\">".to_owned(),
        format!("<id>{}</id>", identity(&[&myndighet.namn])),
        format!("<title>Anslagstavla: justerade protokoll, {name}</title>"),
        format!("<updated>{updated}</updated>"),
        format!("<author><name>{name}</name></author>"),
        format!("<generator version=\"{0}\">utdrag</generator>", env!("CARGO_PKG_VERSION")),
    ];
    lines.extend(myndighet.anslagstavla.as_deref().and_then(link));
    for one in posted {
        lines.extend(entry(myndighet, one));
    }
    lines.push("</feed>\n".to_owned());
    lines.join("\n")
}

fn entry(myndighet: &Myndighet, one: &Posted) -> Vec<String> {
    let (mark, trial) =
        if one.prov { ("PROV: ", "PROV. Anslaget är framställt på prov och gäller inte. ") } else { ("", "") };
    let last = format!(" Sista dag för överklagande {}.", one.sista_overklagandedag);
    let last = if one.starts_a_time { last } else { String::new() };
    let content = format!("{trial}Uppsatt {}.{last} Tas ned tidigast {}.", one.uppsatt, one.tas_ned);
    let mut lines = vec![
        "<entry>".to_owned(),
        format!("<id>{}</id>", identity(&[&myndighet.namn, &one.handling, &one.uppsatt.to_string()])),
        format!("<title>{mark}Justerat protokoll: {}</title>", escaped(&one.rubrik)),
        format!("<published>{}</published>", one.nar),
        format!("<updated>{}</updated>", one.nar),
        format!("<content type=\"text\">{}</content>", escaped(&content)),
    ];
    lines.extend(myndighet.anslagstavla.as_deref().and_then(link));
    lines.push("</entry>".to_owned());
    lines
}

fn link(address: &str) -> Option<String> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    let plain = address
        .chars()
        .all(|one| one.is_ascii_graphic() && !matches!(one, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'));
    (web && plain).then(|| format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", escaped(address)))
}

/// A name that never changes: a UUID of version 8 (RFC 9562 5.8) out of the SHA-256 of what it names.
fn identity(parts: &[&str]) -> String {
    let hash = hex(&Sha256::digest(parts.join("\n").as_bytes()));
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}
