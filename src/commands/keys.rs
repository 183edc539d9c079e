//! What signing commands have in common: the key, the time, the timestamp, revocation data, and the workspace's word.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Exit, Stop, handed, selection};
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
        return Err(no(set_time()));
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
        return Err(no(no_key_file(path, what)));
    }
    if let Some(file) = password {
        return opened(&first_line(file)?).map_err(no);
    }
    match opened(&Losenord::new(String::new())) {
        Err(fault) if fault.code == "nyckel-last" => match asked_for(&format!("Lösenord för {}", words::path(path)))?
        {
            Some(password) => opened(&password).map_err(no),
            None => Err(no(fault.hint("har filen ett lösenord: ange --lösenord-fil"))),
        },
        other => other.map_err(no),
    }
}

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
    let uri = TokenUri::parse(uri).map_err(Stop::usage)?;
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
    TokenKey::open(&uri, others, &ask).map_err(no)
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
        all.extend(chain::certificates(&words::path(path), &read(path)?).map_err(no)?);
    }
    Ok(all)
}

/// Revocation data given with `--sparr`.
pub(super) fn evidence(asked: &Underskrift) -> Result<Evidence, Stop> {
    let mut evidence = Evidence::default();
    for path in &asked.sparr {
        evidence.add_revocation(&words::path(path), &read(path)?).map_err(no)?;
    }
    Ok(evidence)
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
        _ if has_errors(&about) => Err(Stop { exit: Exit::No, findings: about }),
        Some(workspace) => Ok(Some(workspace)),
        None => Ok(None),
    }
}

/// The address of the time-stamping authority: the option's, else the authority's own.
pub(super) fn timestamp(asked: &Underskrift, workspace: Option<&Workspace>) -> Option<String> {
    let ours = || workspace?.myndighet.value.tidsstampel.as_ref().map(|one| one.adress.clone());
    asked.tidsstampel.clone().or_else(ours)
}

/// A file's bytes.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| {
        let message = format!("{} kunde inte läsas: {}", words::path(path), words::io_error(&error));
        let fault = Diagnostic::error("fil-lases-inte", message);
        let near = selection::alike(path).filter(|near| near.extension() == path.extension());
        let near = near.filter(|_| error.kind() == std::io::ErrorKind::NotFound);
        Stop::from(match near {
            Some(near) => fault.hint(format!("menade du \"{}\"?", words::path(&near))),
            None => fault,
        })
    })
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

/// The answer is no; or, where an authority could not be reached, the network is in the way.
pub(super) fn no(finding: Diagnostic) -> Stop {
    all_no(vec![finding])
}

/// As [`no`], of several findings.
pub(super) fn all_no(findings: Vec<Diagnostic>) -> Stop {
    let unreached = findings.iter().any(|one| one.code == "tidsstampel-nas-inte");
    Stop { exit: if unreached { Exit::InTheWay } else { Exit::No }, findings }
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
            "När den sista skriver under med --tidsstämpel och --spärr"
        } else {
            "Med --tidsstämpel och --spärr"
        };
        format!(
            "Underskriften kan prövas till och med {day}, då ett certifikat går ut. {longer} kan den prövas längre."
        )
    };
    terminal::say(&text);
}
