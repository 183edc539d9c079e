//! Files held against the verifier before anything rests on them. Whom to trust is not asked: that is for who receives them.

use jiff::Timestamp;

use super::Stop;
use crate::clock;
use crate::diag::Diagnostic;
use crate::verify::{self, Options, Trust, Utslag, Verdict};

/// What the verifier says of a file, unless it finds it false: then why.
pub(super) fn judged(pdf: &[u8], now: Timestamp) -> Result<Verdict, String> {
    let verdict = verify::verify(pdf, &Trust::default(), &Options::at(now));
    match verdict.utslag() {
        Utslag::Giltig | Utslag::KanInteAvgoras => Ok(verdict),
        Utslag::Ogiltig => Err(verdict.decisive().map(|brist| brist.mening.clone()).unwrap_or_default()),
    }
}

/// Refuses minutes that are false.
pub(super) fn minutes(pdf: &[u8]) -> Result<(), Stop> {
    let refused = |why: String| {
        Diagnostic::error("protokoll-ogiltigt", format!("protokollet är inte giltigt: {why}"))
            .hint("kontrollera det med utdrag verifiera, och hämta det rätta ur arkivet")
    };
    judged(pdf, clock::now()).map(drop).map_err(|why| Stop::from(refused(why)))
}

/// Refuses to write a file that a recipient would find false.
pub(super) fn sound(pdf: &[u8]) -> Result<(), Stop> {
    judged(pdf, clock::now()).map(drop).map_err(|why| {
        let message = format!("med den underskriften skulle filen bli ogiltig: {why}; inget har skrivits");
        Stop::from(Diagnostic::error("underskrift-ogiltig", message))
    })
}
