//! What lies beside a judged file: the minutes it is an extract of, the words of its §§, the files that it is bound to.
//! Also which certificates sign as whom, when the authority has published that.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::super::keys::read;
use super::super::{Stop, state};
use crate::diag::{Diagnostic, words};
use crate::verify::{self, CertifikatFor, Intill, Options, Verdict};

/// Larger files beside are passed over, in bytes.
const LARGEST: u64 = 50_000_000;
/// Most files of one folder that are hashed in search of a bilaga, and most bytes of them.
const MOST: (usize, u64) = (2_000, 300_000_000);

/// What has been read so far.
pub(super) struct Beside {
    certificates: Vec<CertifikatFor>,
    /// Files that the user named together with the one judged.
    named: Vec<PathBuf>,
    /// What is known of each folder that was searched.
    folders: BTreeMap<PathBuf, Folder>,
}

/// Files of one folder.
#[derive(Default)]
struct Folder {
    /// SHA-256 by name.
    sums: BTreeMap<String, String>,
    /// Bytes that were hashed in search of files without a name.
    searched: u64,
    /// There were more than are hashed.
    cut: bool,
}

/// The rows of a `myndighet.toml`, or of a file with them alone.
#[derive(Deserialize)]
struct Published {
    #[serde(default)]
    undertecknare: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    namn: String,
    certifikat: String,
}

impl Beside {
    pub(super) fn new(published: Option<&Path>, named: &[PathBuf]) -> Result<Self, Stop> {
        let certificates = published.map(certificates).transpose()?.unwrap_or_default();
        Ok(Self { certificates, named: named.to_vec(), folders: BTreeMap::new() })
    }

    /// The minutes that the file says it is from, and its own words.
    pub(super) fn add_to(&self, options: &mut Options, path: &Path, bytes: &[u8]) {
        options.certifikat.clone_from(&self.certificates);
        let words_of_it = path.with_extension("identitet.jsonl");
        if let (Some(name), true) = (words_of_it.file_name(), is_small(&words_of_it)) {
            let bytes = fs::read(&words_of_it).ok();
            options.identitet = bytes.map(|bytes| (name.to_string_lossy().into_owned(), bytes));
        }
        let Some(name) = minutes_of(bytes) else { return };
        let named = self.named.iter().filter(|one| one.file_name().is_some_and(|own| *own == *name)).cloned();
        let mut places = std::iter::once(folder(path).join(&name)).chain(named);
        if let Some(place) = places.find(|place| place != path && is_small(place)) {
            options.intill = fs::read(place).ok().map(|bytes| (name, bytes)).into_iter().collect();
        }
    }

    /// Holds the bound files of a verdict against what lies beside its file.
    pub(super) fn look(&mut self, path: &Path, verdict: &mut Verdict) {
        if verdict.bilagor.is_empty() {
            return;
        }
        let found = self.folders.entry(folder(path).to_owned()).or_default();
        for name in verdict.bilagor.iter().filter_map(|one| one.fil.as_deref()) {
            found.take(name, &folder(path).join(name));
        }
        verdict.bilagor.iter_mut().for_each(|one| one.look(&found.sums));
        if verdict.bilagor.iter().all(|one| one.fil.is_some() && one.intill != Intill::Saknas) {
            return;
        }
        found.search(path);
        verdict.bilagor.iter_mut().for_each(|one| one.look(&found.sums));
        if found.cut && verdict.bilagor.iter().any(|one| one.intill == Intill::Saknas) {
            let note = "det ligger för många eller för stora filer intill för att alla ska kunna jämföras med dem som är bundna";
            verdict.innehall.upplysningar.push(note.to_owned());
        }
    }
}

impl Folder {
    /// Hashes one file, unless it is known; its length.
    fn take(&mut self, name: &str, place: &Path) -> u64 {
        let plain = Path::new(name).file_name().is_some_and(|own| own == name);
        if !plain || self.sums.contains_key(name) || !is_small(place) {
            return 0;
        }
        let Ok(bytes) = fs::read(place) else { return 0 };
        self.sums.insert(name.to_owned(), state::sha256(&bytes));
        bytes.len() as u64
    }

    /// Hashes what lies beside `path`, the smallest first: a bound file may have another name.
    fn search(&mut self, path: &Path) {
        let mut files: Vec<(u64, String, PathBuf)> = entries(path)
            .map(|(name, place)| (fs::metadata(&place).map_or(0, |facts| facts.len()), name, place))
            .collect();
        files.sort();
        for (at, (length, name, place)) in files.iter().enumerate() {
            if at >= MOST.0 || self.searched + length > MOST.1 {
                self.cut = true;
                return;
            }
            self.searched += self.take(name, place);
        }
    }
}

/// File name of the minutes, by the evidence in an extract; a path that leads elsewhere is no name.
fn minutes_of(bytes: &[u8]) -> Option<String> {
    let files = verify::attachments(bytes).ok()?;
    let bevis: Value = serde_json::from_slice(files.get("bevis.json")?).ok()?;
    let name = bevis.get("protokoll")?.get("fil")?.as_str()?;
    let plain = Path::new(name).file_name().is_some_and(|own| own == name) && !name.contains(['/', '\\', ':']);
    plain.then(|| name.to_owned())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Regular files beside `path`, not too large, by name.
fn entries(path: &Path) -> impl Iterator<Item = (String, PathBuf)> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder(path)).into_iter().flatten().flatten().map(|one| one.path()).collect();
    found.sort();
    let own = path.file_name().map(ToOwned::to_owned);
    let files = found.into_iter().filter(move |place| place.file_name() != own.as_deref() && is_small(place));
    files.map(|place| (place.file_name().unwrap_or_default().to_string_lossy().into_owned(), place))
}

fn is_small(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|facts| facts.is_file() && facts.len() <= LARGEST)
}

fn certificates(path: &Path) -> Result<Vec<CertifikatFor>, Stop> {
    let wrong = |why: &str| {
        let message = format!("{} {why}", words::path(path));
        Stop::from(
            Diagnostic::error("undertecknare-fel", message)
                .hint("skriv [[undertecknare]] med namn och certifikat = \"sha-256:..\", som i myndighet.toml"),
        )
    };
    let text = String::from_utf8(read(path)?).map_err(|_| wrong("innehåller inte text"))?;
    let published: Published = toml::from_str(&text).map_err(|_| wrong("går inte att läsa som TOML"))?;
    let rows = published.undertecknare.into_iter().map(|row| {
        let hash = row.certifikat.trim_start_matches("sha-256:").replace([' ', ':'], "").to_lowercase();
        let whole = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        whole.then_some(CertifikatFor { namn: row.namn, certifikat: hash })
    });
    let rows: Option<Vec<CertifikatFor>> = rows.collect();
    rows.filter(|rows| !rows.is_empty()).ok_or_else(|| wrong("saknar rader [[undertecknare]] med hela fingeravtryck"))
}
