//! From a path to text: UTF-8 without byte order mark, line ends `\n`. Refuses what no editor of plain text saved
//! (binary files, UTF-16, Windows-1252) and what is too large, each with its own code and a way out.

mod encoding;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Diagnostic, Label, Level, Source};

/// The largest file that is read, in bytes.
pub const LARGEST: u64 = 10_000_000;

/// The text of the file at `path`. Notes (a byte order mark) are left out; [`read_noting`] gives them too.
///
/// # Errors
/// The one reason why it is no text that can be parsed.
pub fn read(path: &Path) -> Result<Arc<Source>, Diagnostic> {
    read_noting(path).map(|(source, _)| source)
}

/// The text of the file at `path`, and what is worth knowing about how it was saved.
///
/// # Errors
/// The one reason why it is no text that can be parsed.
pub fn read_noting(path: &Path) -> Result<(Arc<Source>, Vec<Diagnostic>), Diagnostic> {
    let name = path.display().to_string();
    let bytes = bytes(path)?;
    let (text, had_bom) = encoding::decode(&name, &bytes)?;
    let source = Arc::new(Source { name, text });
    let note = had_bom.then(|| {
        Diagnostic::new(Level::Upplysning, "fil-bom", "filen börjar med en osynlig märkning (BOM), som inte stör")
            .at(start(&source))
            .hint("du behöver inte göra något; utdrag kontrollera --rätta tar bort den")
    });
    Ok((source, note.into_iter().collect()))
}

/// The raw bytes, at most [`LARGEST`]: what `--ratta` rewrites.
///
/// # Errors
/// Missing, a folder, unreadable or too large.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let facts = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if facts.is_dir() {
        return Err(about(path, "mapp-inte-fil", format!("\"{}\" är en mapp, inte en fil", path.display()))
            .hint("ange en fil i mappen, till exempel en som slutar på .toml"));
    }
    if !facts.is_file() {
        return Err(about(path, "fil-olaslig", format!("\"{}\" är ingen vanlig fil", path.display())));
    }
    if facts.len() > LARGEST {
        return Err(too_large(path, facts.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(facts.len()).unwrap_or(0));
    let read = File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(path, &error))?;
    if bytes.len() as u64 > LARGEST { Err(too_large(path, bytes.len() as u64)) } else { Ok(bytes) }
}

fn too_large(path: &Path, size: u64) -> Diagnostic {
    let megabytes = size.div_ceil(1_000_000);
    about(path, "fil-for-stor", format!("filen är på {megabytes} MB, högst 10 MB läses"))
        .hint("lägg långa bilagor som egna filer och hänvisa till dem med `bilagor`")
}

fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            let missing = about(path, "fil-saknas", format!("filen \"{name}\" finns inte"));
            match neighbour(path) {
                Some(near) => missing.hint(format!("menade du \"{near}\"?")),
                None => missing.hint("kontrollera stavningen och att du står i rätt mapp"),
            }
        }
        io::ErrorKind::PermissionDenied => about(path, "fil-olaslig", format!("du får inte läsa filen \"{name}\""))
            .hint("be den som äger filen om läsrättighet, eller kopiera den till en egen mapp"),
        io::ErrorKind::NotADirectory => {
            about(path, "fil-saknas", format!("filen \"{name}\" finns inte: en del av sökvägen är ingen mapp"))
        }
        _ => about(path, "fil-olaslig", format!("filen \"{name}\" gick inte att läsa"))
            .hint("kontrollera att disken eller nätverksmappen är ansluten, och försök igen"),
    }
}

/// The file in the same folder whose name is most like the one asked for.
fn neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?.to_lowercase();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let closeness = |name: &String| strsim::jaro_winkler(&name.to_lowercase(), &wanted);
    let nearest = names.max_by(|a, b| closeness(a).total_cmp(&closeness(b)).then_with(|| b.cmp(a)))?;
    (closeness(&nearest) > 0.85).then(|| path.with_file_name(nearest).display().to_string())
}

/// A fault of the file as a whole: its place is the file's first line, shown empty.
fn about(path: &Path, code: &'static str, message: String) -> Diagnostic {
    let source = Arc::new(Source { name: path.display().to_string(), text: String::new() });
    Diagnostic::error(code, message).at(start(&source))
}

fn start(source: &Arc<Source>) -> Label {
    Label { source: Arc::clone(source), span: 0..0, text: String::new() }
}
