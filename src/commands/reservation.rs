//! A file that waits for a signature service: its reservation lies hidden beside it, and until it is used or released nobody
//! else signs the file or makes it anew.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use super::Stop;
use super::keys;
use crate::args::Underskrift;
use crate::calendar::swedish;
use crate::clock;
use crate::diag::{Diagnostic, words};
use crate::durable;
use crate::evidence::hex;
use crate::sign::answer::Answer;
use crate::sign::chain;
use crate::sign::person::is_throwaway;
use crate::sign::reservation::Reservation;
use crate::terminal;

/// Where the reservation of `file` lies.
fn path(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folder.join(".utdrag").join(format!("{name}.reservation.json"))
}

/// The reservation of `file`, if there is one; one whose signature is in the file already only remained, and counts as none.
pub(super) fn find(file: &Path) -> Result<Option<Reservation>, Diagnostic> {
    Ok(any(file)?.filter(|found| !is_spent(found, file)))
}

/// The reservation that only remained: its signature is in the file already.
pub(super) fn spent(file: &Path) -> Result<Option<Reservation>, Diagnostic> {
    Ok(any(file)?.filter(|found| is_spent(found, file)))
}

fn is_spent(reservation: &Reservation, file: &Path) -> bool {
    fs::read(file).is_ok_and(|signed| reservation.is_spent(&signed))
}

fn any(file: &Path) -> Result<Option<Reservation>, Diagnostic> {
    let path = path(file);
    match fs::read(&path) {
        Ok(bytes) => Reservation::read(&bytes).map(Some),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Diagnostic::error(
            "fil-lases-inte",
            format!("{} kunde inte läsas: {}", words::path(&path), words::io_error(&error)),
        )),
    }
}

/// The reservation of `file`, which must be there.
pub(super) fn found(file: &Path) -> Result<Reservation, Stop> {
    find(file)?.ok_or_else(|| {
        let message = format!("{} är inte förberedd för en underskriftstjänst", words::path(file));
        Stop::from(Diagnostic::error("inte-reserverad", message).hint("börja med --förbered UT"))
    })
}

/// Refuses a file that is reserved, and says for whom and since when.
pub(super) fn refuse(file: &Path) -> Result<(), Diagnostic> {
    let Some(reservation) = find(file)? else { return Ok(()) };
    let since = swedish(reservation.time()?).strftime("%Y-%m-%d kl. %H.%M").to_string();
    let message = format!(
        "{} är reserverad: {} skriver under i en underskriftstjänst sedan {since}",
        words::path(file),
        reservation.som
    );
    Err(Diagnostic::error("reserverad", message)
        .hint("lägg in underskriften med --slutför SIGNATUR, eller släpp filen med --avbryt"))
}

/// Refuses, before anything is done, a name for the request that something has, or a folder that is not there.
pub(super) fn room_for(out: &Path) -> Result<(), Stop> {
    durable::vacant(out)?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.filter(|folder| !folder.is_dir()) {
        Some(folder) => {
            let message = format!("{} kan inte skrivas: mappen {} finns inte", words::path(out), words::path(folder));
            Err(Diagnostic::error("mapp-saknas", message).hint("skapa mappen först, eller ange en annan").into())
        }
        None => Ok(()),
    }
}

/// Reserves `file`.
pub(super) fn keep(file: &Path, reservation: &Reservation) -> Result<(), Diagnostic> {
    durable::write(&path(file), &reservation.bytes())
}

/// Writes to `out` what is to be signed of a reserved file. The answer is the line of `sha256sum` for it.
pub(super) fn request(file: &Path, reservation: &Reservation, out: &Path) -> Result<(), Stop> {
    let message = reservation.message()?;
    durable::write_new(out, &message)?;
    terminal::answer(&format!("{}  {}", hex(&Sha256::digest(&message)), words::path(out)))?;
    terminal::say(&format!(
        "{} är reserverad för {}. Låt tjänsten skriva under innehållet i {} (DER, hash {}), och lägg sedan in svaret med --slutför.",
        words::path(file),
        reservation.som,
        words::path(out),
        reservation.hash()?.name()
    ));
    Ok(())
}

/// Releases `file`.
pub(super) fn release(file: &Path) -> Result<(), Diagnostic> {
    durable::remove(&path(file))
}

/// True when there is a reservation of `file`, also a damaged one or one that only remained.
pub(super) fn is_there(file: &Path) -> bool {
    path(file).exists()
}

/// `--avbryt`: also of a reservation that is damaged.
pub(super) fn break_off(file: &Path) -> Result<(), Stop> {
    if !is_there(file) {
        found(file)?;
    }
    release(file)?;
    terminal::say(&format!("{} är inte längre reserverad.", words::path(file)));
    Ok(())
}

/// The certificates given with `--certifikat`: the first is the signer's, the others its issuers.
pub(super) fn chain(asked: &Underskrift) -> Result<Vec<Certificate>, Stop> {
    let mut all = keys::certificates(asked)?;
    if all.is_empty() {
        return Ok(all);
    }
    let own = all.remove(0);
    Ok(chain::chain(own, &all))
}

/// A set time goes with throwaway keys alone; where no certificate is known yet, with a file that is marked PROV.
pub(super) fn honest_time(chain: &[Certificate], trial: bool) -> Result<(), Stop> {
    let throwaway = chain.first().map_or(trial, is_throwaway);
    if clock::set().is_some() && !throwaway {
        return Err(Stop::from(keys::set_time()));
    }
    Ok(())
}

/// The certificates of whoever answered, once they have been held against a set time as [`honest_time`] does.
pub(super) fn honest_chain(reservation: &Reservation, reply: &Reply) -> Result<Vec<Certificate>, Stop> {
    let chain = reservation.chain(&reply.answer())?;
    honest_time(&chain, false)?;
    Ok(chain)
}

/// `--som` may be repeated, but not as somebody else.
pub(super) fn same_person(asked: &Underskrift, reservation: &Reservation) -> Result<(), Stop> {
    match &asked.som {
        Some(name) if *name != reservation.som => {
            let message = format!("filen är reserverad för {}, inte för {name}", reservation.som);
            Err(Stop::from(Diagnostic::error("reserverad-for-annan", message)))
        }
        Some(_) | None => Ok(()),
    }
}

/// What the service answered, from the files named on the command line.
pub(super) struct Reply {
    signature: Vec<u8>,
    attributes: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
}

impl Reply {
    pub(super) fn read(asked: &Underskrift, signature: &Path) -> Result<Self, Stop> {
        Ok(Self {
            signature: keys::read(signature)?,
            attributes: asked.attribut.as_deref().map(keys::read).transpose()?,
            certificates: keys::certificates(asked)?,
        })
    }

    pub(super) fn answer(&self) -> Answer<'_> {
        Answer { signature: &self.signature, attributes: self.attributes.as_deref(), certificates: &self.certificates }
    }
}
