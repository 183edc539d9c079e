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
use crate::verify::{self, Options, Trust, Utslag};

/// Where the reservation of `file` lies.
fn path(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    folder.join(".utdrag").join(format!("{name}.reservation.json"))
}

/// The reservation of `file`, if there is one; one whose signature is in the file already only remained, and counts as none.
pub(super) fn find(file: &Path) -> Result<Option<Reservation>, Diagnostic> {
    let path = path(file);
    match fs::read(&path) {
        Ok(bytes) => {
            let found = Reservation::read(&bytes)?;
            let spent = fs::read(file).is_ok_and(|signed| found.is_spent(&signed));
            Ok((!spent).then_some(found))
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Diagnostic::error(
            "fil-lases-inte",
            format!("{} kunde inte läsas: {}", words::path(&path), words::io_error(&error)),
        )),
    }
}

/// The reservation of `file`, which must be there.
pub(super) fn found(file: &Path) -> Result<Reservation, Stop> {
    find(file).map_err(keys::no)?.ok_or_else(|| {
        let message = format!("{} är inte förberedd för en underskriftstjänst", words::path(file));
        keys::no(Diagnostic::error("inte-reserverad", message).hint("börja med --förbered UT"))
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

/// Reserves `file` and writes to `out` what is to be signed. The answer is the line of `sha256sum` for it.
pub(super) fn keep(file: &Path, reservation: &Reservation, out: &Path) -> Result<(), Stop> {
    let message = reservation.message().map_err(keys::no)?;
    durable::write_new(out, &message)?;
    durable::write(&path(file), &reservation.bytes())?;
    terminal::answer(&format!("{}  {}", hex(&Sha256::digest(&message)), words::path(out)))?;
    terminal::say(&format!(
        "{} är reserverad för {}. Låt tjänsten skriva under innehållet i {} (DER, hash SHA-256), och lägg sedan in svaret med --slutför.",
        words::path(file),
        reservation.som,
        words::path(out)
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
        return Err(keys::no(keys::set_time()));
    }
    Ok(())
}

/// As [`honest_time`], when the service has answered.
pub(super) fn honest_answer(reservation: &Reservation, reply: &Reply) -> Result<(), Stop> {
    if clock::set().is_none() {
        return Ok(());
    }
    honest_time(&reservation.chain(&reply.answer()).map_err(keys::no)?, false)
}

/// `--som` may be repeated, but not as somebody else.
pub(super) fn same_person(asked: &Underskrift, reservation: &Reservation) -> Result<(), Stop> {
    match &asked.som {
        Some(name) if *name != reservation.som => {
            let message = format!("filen är reserverad för {}, inte för {name}", reservation.som);
            Err(keys::no(Diagnostic::error("reserverad-for-annan", message)))
        }
        Some(_) | None => Ok(()),
    }
}

/// The file with the service's signature in it is judged as a recipient would before it is written.
pub(super) fn sound(pdf: &[u8]) -> Result<(), Stop> {
    let verdict = verify::verify(pdf, &Trust::default(), &Options::at(clock::now()));
    match verdict.utslag() {
        Utslag::Giltig | Utslag::KanInteAvgoras => Ok(()),
        Utslag::Ogiltig => {
            let why = verdict.decisive().map(|brist| brist.mening.clone()).unwrap_or_default();
            let message = format!("med den underskriften skulle filen bli ogiltig: {why}; inget har skrivits");
            Err(keys::no(Diagnostic::error("underskrift-ogiltig", message)))
        }
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
