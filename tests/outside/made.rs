//! The ladder: one meeting's minutes and an extract of them, after each thing that is done to them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::authority::Authority;
use crate::files::{copy_of, done, keep, read, root, utdrag, work};

/// One file on the way.
pub(crate) struct Step {
    pub(crate) file: PathBuf,
    /// Signatures of persons and seals in it.
    pub(crate) signatures: usize,
    /// All that must sign have, and nothing is half done.
    pub(crate) complete: bool,
}

/// Who signs the meeting's minutes, in order, and with which key: P-256, RSA and P-384.
pub(crate) const SIGNERS: [(&str, &str); 3] =
    [("Ellen Sköldmark", "ellen"), ("Cecilia Öståker", "cecilia"), ("Desirée Blomvik", "desiree")];

/// All steps, without and with timestamps: prepared, one, two and three signatures, security store, archive timestamp; then
/// the extract sealed, with store, archived, and renewed.
pub(crate) fn ladder() -> &'static [Step] {
    static LADDER: OnceLock<Vec<Step>> = OnceLock::new();
    LADDER.get_or_init(|| {
        let folder = work("ladder");
        let mut steps = Vec::new();
        for lasting in [false, true] {
            let place = folder.join(if lasting { "langt" } else { "kort" });
            let minutes = prepared(&place);
            if !lasting {
                steps.push(kept(&folder, "0-forberedd", &read(&minutes), (0, false)));
            }
            adjusted(&minutes, lasting, |count, bytes| steps.extend(signed_steps(&folder, lasting, (count, bytes))));
            let extract = certified(&minutes, &place.join("bestyrkta"), lasting);
            steps.extend(sealed_steps(&folder, lasting, &read(&extract)));
        }
        steps
    })
}

/// The shipped meeting of the nämnd, prepared in a workspace of its own below `place`.
pub(crate) fn prepared(place: &Path) -> PathBuf {
    copy_of(&root().join("data"), place);
    // The shipped authority names a time-stamping authority that does not exist.
    let settings = place.join("myndighet.toml");
    let text = String::from_utf8(read(&settings)).expect("settings are text");
    let without: Vec<&str> = text.split("[tidsstampel]").collect();
    let [before, after] = without.as_slice() else { unreachable!("one table [tidsstampel]") };
    let rest = after.split_once("\n\n").map_or("", |(_, rest)| rest);
    keep(&settings, format!("{before}{rest}").as_bytes());
    let out = place.join("out");
    let case = place.join("hsn-2026-03-25.toml");
    done(utdrag().arg("skapa").arg(case).args(["--prov", "--handling", "protokoll", "--ut"]).arg(&out));
    out.join("hsn-2026-03-25-protokoll.pdf")
}

/// Signed by all three; told of each.
pub(crate) fn adjusted(minutes: &Path, lasting: bool, mut after: impl FnMut(usize, &[u8])) {
    let authority = Authority::started();
    for (count, (name, key)) in SIGNERS.iter().enumerate() {
        let mut command = utdrag();
        command.arg("justera").arg(minutes).args(["--som", name]).args(authority.key(key));
        if lasting {
            command.args(authority.timestamped()).args(authority.revocation());
        }
        done(&mut command);
        after(count + 1, &read(minutes));
    }
}

/// An extract of § 21.
pub(crate) fn certified(minutes: &Path, folder: &Path, lasting: bool) -> PathBuf {
    let authority = Authority::started();
    let mut command = utdrag();
    command.arg("bestyrk").arg(minutes).args(["--paragraf", "21", "--som", "Ellen Sköldmark"]);
    command.args(authority.key("stampel")).arg("--ut").arg(folder);
    if lasting {
        command.args(authority.timestamped()).args(authority.revocation());
    }
    done(&mut command);
    folder.join("hsn-2026-03-25-p21-utdrag.pdf")
}

fn signed_steps(folder: &Path, lasting: bool, (count, bytes): (usize, &[u8])) -> Vec<Step> {
    let name = format!("{count}-{}", if lasting { "langt" } else { "kort" });
    let all = count == SIGNERS.len();
    let ends = revisions(bytes);
    if !(lasting && all) {
        assert_eq!(ends.len(), 2 + count, "document, fields and each signature");
        return vec![kept(folder, &name, bytes, (count, all))];
    }
    let [.., signed, stored, _] = ends.as_slice() else { return Vec::new() };
    assert_eq!(ends.len(), 2 + count + 2, "also security store and archive timestamp");
    vec![
        kept(folder, &format!("{name}-undertecknad"), up_to(bytes, *signed), (count, true)),
        kept(folder, &format!("{name}-dss"), up_to(bytes, *stored), (count, false)),
        kept(folder, &format!("{name}-arkiv"), bytes, (count, true)),
    ]
}

fn sealed_steps(folder: &Path, lasting: bool, bytes: &[u8]) -> Vec<Step> {
    let ends = revisions(bytes);
    let mut steps = vec![];
    let [document, fields, sealed, rest @ ..] = ends.as_slice() else { return steps };
    assert!(document < fields);
    let kind = if lasting { "langt" } else { "kort" };
    steps.push(kept(folder, &format!("4-{kind}-forberett-utdrag"), up_to(bytes, *fields), (0, false)));
    steps.push(kept(folder, &format!("4-{kind}-stamplat-utdrag"), up_to(bytes, *sealed), (1, true)));
    if let [stored, _] = rest {
        steps.push(kept(folder, "4-langt-dss-utdrag", up_to(bytes, *stored), (1, false)));
        let last = kept(folder, "4-langt-arkiv-utdrag", bytes, (1, true));
        let renewed = kept(folder, "5-fornyat-utdrag", bytes, (1, true));
        let authority = Authority::started();
        done(
            utdrag()
                .args(["fornya", "--i-fortid"])
                .arg(&renewed.file)
                .args(authority.timestamped())
                .args(authority.revocation()),
        );
        steps.extend([renewed, last]);
    }
    assert_eq!(rest.is_empty(), !lasting);
    steps
}

/// Writes a step. A certified extract has its sum beside it, by which veraPDF's judge knows PDF/A-3a.
fn kept(folder: &Path, name: &str, bytes: &[u8], (signatures, complete): (usize, bool)) -> Step {
    let file = folder.join(format!("{name}.pdf"));
    keep(&file, bytes);
    if name.ends_with("utdrag") {
        keep(&folder.join(format!("{name}.pdf.sha256")), b"");
    }
    Step { file, signatures, complete }
}

/// Where each revision ends.
pub(crate) fn revisions(bytes: &[u8]) -> Vec<usize> {
    const END: &[u8] = b"%%EOF";
    let ends = bytes.windows(END.len()).enumerate().filter(|(_, window)| *window == END);
    ends.map(|(at, _)| at + END.len() + usize::from(bytes.get(at + END.len()) == Some(&b'\n'))).collect()
}

fn up_to(bytes: &[u8], end: usize) -> &[u8] {
    bytes.get(..end).expect("a revision ends within the file")
}
