//! What signing commands have in common: the key, the time, the timestamp, revocation data, and the workspace's word.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{Stop, handed, selection};
use crate::args::Underskrift;
use crate::case::Workspace;
use crate::case::workspace;
use crate::clock;
use crate::diag::{Diagnostic, has_errors, words};
use crate::durable;
use crate::sign::chain;
use crate::sign::key::{FileKey, Key, Losenord, TokenKey, TokenUri, is_token_uri};
use crate::sign::ltv::{Evidence, Provable};
use crate::sign::person::is_throwaway;
use crate::terminal;
use x509_cert::Certificate;

/// Larger files are not read, in bytes.
const LARGEST: u64 = 256 << 20;

/// The key that was asked for.
pub(super) fn key(asked: &Underskrift) -> Result<Box<dyn Key>, Stop> {
    let name = asked.nyckel.as_deref().unwrap_or_default();
    named(name, asked.losenord_fil.as_deref(), &certificates(asked)?)
}

/// A key by name: a PKCS#12 file, or `pkcs11:` and what RFC 7512 says.
pub(super) fn named(name: &str, password: Option<&Path>, others: &[Certificate]) -> Result<Box<dyn Key>, Stop> {
    let key: Box<dyn Key> = if is_token_uri(name) {
        Box::new(on_token(name, password, others)?)
    } else {
        Box::new(in_file(Path::new(name), password)?)
    };
    let throwaway = key.chain().first().is_some_and(is_throwaway);
    if clock::set().is_some() && !throwaway {
        return Err(Stop::from(set_time()));
    }
    Ok(key)
}

/// Time was set together with a key that is not a throwaway.
pub(super) fn set_time() -> Diagnostic {
    Diagnostic::error("tid-satt", "tiden är satt med UTDRAG_TID, vilket bara går med en provnyckel")
}

/// A file without a password opens by itself; else the password is the file's, or is asked for.
fn in_file(path: &Path, password: Option<&Path>) -> Result<FileKey, Stop> {
    let bytes = read(path)?;
    // Every fault is of this file, and none of the others on the command line.
    let opened = |password: &Losenord| {
        FileKey::open(&bytes, password).map_err(|fault| {
            let message = format!("{}: {}", words::path(path), fault.message);
            Diagnostic { message, ..fault }
        })
    };
    let what = handed::kind(&bytes);
    if !what.is_empty() {
        return Err(Stop::from(no_key_file(path, what)));
    }
    if let Some(file) = password {
        return opened(&first_line(file)?).map_err(Stop::from);
    }
    let mut tried = opened(&Losenord::new(String::new()));
    for attempt in 1..=ATTEMPTS {
        let Err(fault) = &tried else { break };
        if fault.code != "nyckel-last" {
            break;
        }
        let again = if attempt > 1 { " (det var fel, försök igen)" } else { "" };
        tried = match asked_for(&format!("Lösenord för {}{again}", words::path(path)))? {
            Some(password) => opened(&password),
            None => return Err(Stop::from(fault.clone().hint("har filen ett lösenord: ange --lösenord-fil"))),
        };
    }
    tried.map_err(Stop::from)
}

/// How many times a file's password is asked for: nothing is locked by a slip. A card's PIN is asked for once.
const ATTEMPTS: usize = 3;
/// A file of another kind where the key should be.
fn no_key_file(path: &Path, what: &str) -> Diagnostic {
    let fault = Diagnostic::error("nyckel-fel-fil", format!("{} är {what}, ingen nyckelfil", words::path(path)));
    match what {
        "en PDF" => fault.hint("har filen och nyckeln bytt plats? handlingen står först, nyckeln efter --nyckel"),
        _ if what.contains("PEM") => fault
            .hint("nyckel och certifikat ska ligga i en PKCS#12-fil (.p12): openssl pkcs12 -export -inkey NYCKEL.pem -in CERTIFIKAT.pem -out NAMN.p12"),
        _ => fault.hint("ange en PKCS#12-fil (.p12) efter --nyckel"),
    }
}

fn on_token(uri: &str, password: Option<&Path>, others: &[Certificate]) -> Result<TokenKey, Stop> {
    let uri = TokenUri::parse(uri).map_err(Stop::from)?;
    let file = password.map(Path::to_owned).or_else(|| uri.pin_file.clone());
    // A fault of the file with the PIN is the file's, not the card's.
    let known = file.as_deref().map(first_line).transpose()?;
    let known = std::cell::RefCell::new(known);
    let ask = |question: &str| match known.borrow_mut().take() {
        Some(pin) => Ok(pin),
        None => asked_for(question)?.ok_or_else(|| {
            Diagnostic::error("pin-saknas", "kortets PIN-kod behövs, och ingen sitter vid en terminal")
                .hint("skriv koden i en fil som bara du kan läsa, och ange den med --lösenord-fil")
        }),
    };
    TokenKey::open(&uri, others, &ask).map_err(Stop::from)
}

fn first_line(path: &Path) -> Result<Losenord, Stop> {
    let text = String::from_utf8(read(path)?)
        .map_err(|_| Diagnostic::error("losenord-fil", format!("{} innehåller inte text", words::path(path))))?;
    Ok(Losenord::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn asked_for(question: &str) -> Result<Option<Losenord>, Diagnostic> {
    let typed = terminal::ask_secret(question).map_err(|error| {
        Diagnostic::error("terminal", format!("svaret kunde inte läsas: {}", words::io_error(&error)))
    })?;
    Ok(typed.map(Losenord::new))
}

/// The certificates given with `--certifikat`.
pub(super) fn certificates(asked: &Underskrift) -> Result<Vec<Certificate>, Stop> {
    let mut all = Vec::new();
    for path in &asked.certifikat {
        all.extend(chain::certificates(&words::path(path), &read(path)?)?);
    }
    Ok(all)
}

/// Revocation data given with `--sparr`; the rest is fetched where that was asked for, or is the authority's habit.
pub(super) fn evidence(asked: &Underskrift, workspace: Option<&Workspace>) -> Result<Evidence, Stop> {
    given(&asked.sparr, asked.hamta_sparr || fetches(workspace))
}

/// As [`evidence`], of these files.
pub(super) fn given(files: &[PathBuf], fetch: bool) -> Result<Evidence, Stop> {
    let mut evidence = Evidence::new(fetch);
    for path in files {
        evidence.add_revocation(&words::path(path), &read(path)?)?;
    }
    Ok(evidence)
}

/// True when the authority has its revocation data fetched.
pub(super) fn fetches(workspace: Option<&Workspace>) -> bool {
    workspace.and_then(|one| one.myndighet.value.tidsstampel.as_ref()).is_some_and(|one| one.hamta_sparr)
}

/// The workspace around a file, or around where the user stands.
pub(super) fn workspace_of(file: &Path) -> Result<Option<Workspace>, Stop> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let found = workspace::find(folder).or_else(|_| workspace::find(Path::new(".")));
    let Ok(root) = found else { return Ok(None) };
    let (workspace, findings) = Workspace::open(&root);
    let name = words::path(&root.join(workspace::MYNDIGHET));
    let about = findings.into_iter().filter(|one| one.place.as_ref().is_none_or(|place| place.source.name == name));
    let about: Vec<Diagnostic> = about.collect();
    match workspace {
        // A damaged value reads as if it were left out, which would widen who may sign.
        _ if has_errors(&about) => Err(Stop::because(about)),
        Some(workspace) => Ok(Some(workspace)),
        None => Ok(None),
    }
}

/// The address of the time-stamping authority: the option's, else the authority's own.
pub(super) fn timestamp(asked: Option<&str>, workspace: Option<&Workspace>) -> Option<String> {
    let ours = || workspace?.myndighet.value.tidsstampel.as_ref().map(|one| one.adress.clone());
    asked.map(str::to_owned).or_else(ours)
}

/// A file's bytes, as many as any honest file has.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    let unread = |error: &io::Error| {
        let message = format!("{} kunde inte läsas: {}", words::path(path), words::io_error(error));
        let fault = Diagnostic::error("fil-lases-inte", message);
        let near = selection::alike(path).filter(|near| near.extension() == path.extension());
        let near = near.filter(|_| error.kind() == io::ErrorKind::NotFound);
        Stop::from(match near {
            Some(near) => fault.hint(format!("menade du \"{}\"?", words::path(&near))),
            None => fault,
        })
    };
    let file = fs::File::open(path).map_err(|error| unread(&error))?;
    let length = file.metadata().map_or(0, |facts| facts.len());
    let mut bytes = Vec::new();
    if length <= LARGEST {
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
    }
    if length > LARGEST || bytes.len() as u64 > LARGEST {
        let message = format!("{} är större än {} MB, och läses inte", words::path(path), LARGEST >> 20);
        return Err(Diagnostic::error("fil-for-stor", message).into());
    }
    Ok(bytes)
}

/// As [`read`], of a file that was found and not named: a pipe or a device that lies there would be read for ever.
pub(super) fn read_found(path: &Path) -> Result<Vec<u8>, Stop> {
    if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
        let message = format!("{} är ingen vanlig fil, och läses inte", words::path(path));
        return Err(Diagnostic::error("ingen-vanlig-fil", message).into());
    }
    read(path)
}

/// The file beside `pdf` with another ending: `rs-2019-05-29-protokoll.identitet.jsonl`.
pub(super) fn beside(pdf: &Path, ending: &str) -> PathBuf {
    pdf.with_extension(ending)
}

/// Keeps others from writing beside `file` until dropped: two signatures at once would lose one.
pub(super) fn hold(file: &Path) -> Result<durable::Held, Stop> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(durable::hold(folder)?)
}

/// Says how long the signature can be judged: with an archive timestamp until that expires, else until a certificate does.
pub(super) fn say_how_long(provable: Provable, waiting: bool) {
    let day = provable.until;
    let text = if provable.archived {
        format!(
            "Filen kan prövas till och med {day}, då arkivtidsstämpelns certifikat går ut. Förnya den dessförinnan med utdrag förnya."
        )
    } else {
        let longer = if waiting {
            "När den sista skriver under med --tidsstämpel och --spärr eller --hämta-spärr"
        } else {
            "Med --tidsstämpel och --spärr eller --hämta-spärr"
        };
        format!(
            "Underskriften kan prövas till och med {day}, då ett certifikat går ut. {longer} kan den prövas längre."
        )
    };
    terminal::say(&text);
}
