//! Layer E, the minutes that an extract is from, when they lie beside it: that they are those very bytes, and that the
//! signatures which the extract takes along are theirs.

use serde_json::Value;

use super::SignedFile;
use super::algorithm::sha256;
use super::bevis::{Evidence, broken, hash};
use super::budget::{Budget, Fault};
use super::cms::Signed;
use super::cryptography::{self, Setting};
use super::justering::root;
use super::merkle::Hash;
use super::pdf::Pdf;
use super::seal::hex;
use super::trust::Store;
use super::verdict::{Brist, Lagersvar, Underindikation};

/// A signature in the minutes.
pub(crate) struct MinutesSignature {
    root: Option<Hash>,
    /// The signature value: no two are alike.
    value: Vec<u8>,
    /// What is wrong with it, in a clause.
    wrong: Option<String>,
}

/// The signatures of the minutes that `bevis.json` names; `None`: they do not lie beside, or are others.
pub(crate) fn beside(
    value: &Value,
    (setting, store): (&Setting<'_>, &mut Store),
    answer: &mut Lagersvar,
) -> Result<Option<Vec<MinutesSignature>>, Fault> {
    let minutes = value.get("protokoll");
    let text = |key: &str| minutes.and_then(|one| one.get(key)).and_then(Value::as_str).unwrap_or("");
    let length =
        minutes.and_then(|one| one.get("langd")).and_then(Value::as_u64).and_then(|one| usize::try_from(one).ok());
    let name = text("fil");
    let Some(bytes) = setting.beside.get(name) else {
        answer.note(format!("protokollet {name} låg inte intill och är inte jämfört"));
        return Ok(None);
    };
    let beginning = length.and_then(|length| bytes.get(..length));
    let same = hash(minutes.and_then(|one| one.get("sha256")));
    let Some(beginning) = beginning.filter(|one| same == Some(sha256(one))) else {
        answer.add(broken(
            "annat-protokoll",
            format!("{name}, som ligger intill, är inte det protokoll som utdraget är gjort av"),
        ));
        return Ok(None);
    };
    answer.checked("protokollet som ligger intill");
    match signatures(beginning, setting, store) {
        Ok(found) => Ok(Some(found)),
        Err(Fault::Exhausted(what)) => Err(Fault::Exhausted(what)),
        Err(fault) => {
            answer.add(broken(
                "annat-protokoll",
                format!("{name}, som ligger intill, går inte att läsa: {}", fault.sentence()),
            ));
            Ok(None)
        }
    }
}

/// Reads and judges them as in the minutes themselves.
fn signatures(bytes: &[u8], setting: &Setting<'_>, store: &mut Store) -> Result<Vec<MinutesSignature>, Fault> {
    let budget = Budget::new(bytes.len());
    let pdf = Pdf::read(bytes, &budget)?;
    let SignedFile { own, signatures, extents, .. } = SignedFile::of(&pdf)?;
    let judged = cryptography::judge(&pdf, &signatures, &extents, store, &Setting { own, ..*setting })?;
    let mut all = Vec::new();
    for ((one, extent), judged) in
        signatures.iter().zip(&extents).zip(judged).filter(|((one, _), _)| !one.is_timestamp())
    {
        let Ok(signed) = cryptography::open(one, own, &budget) else { continue };
        let fault = extent.answer.brister.first().or_else(|| judged.answer.brister.first());
        all.push(MinutesSignature {
            root: judged.root.as_deref().and_then(root),
            value: signed.signer.signature.as_bytes().to_vec(),
            wrong: fault.map(|brist| brist.mening.clone()),
        });
    }
    Ok(all)
}

/// Minutes signed elsewhere, without a root: when signatures in them have one all the same, it is that of the extract.
pub(crate) fn rootless(minutes: &[MinutesSignature], evidence: &Evidence, answer: &mut Lagersvar) {
    if let Some(other) = minutes.iter().filter_map(|one| one.root).find(|one| *one != evidence.root) {
        answer.add(broken(
            "annat-mote",
            format!(
                "protokollet som ligger intill är undertecknat med en annan protokollrot ({}) än utdragets",
                hex(&other)
            ),
        ));
    }
}

/// The signature that the extract has of `name` is one of the minutes'.
pub(crate) fn belongs(minutes: &[MinutesSignature], signed: &Signed, name: &str) -> Result<(), Brist> {
    let value = signed.signer.signature.as_bytes();
    let Some(own) = minutes.iter().find(|one| one.value == value) else {
        return Err(broken(
            "annan-underskrift",
            format!("underskriften av {name} i bevisen finns inte i protokollet som ligger intill"),
        ));
    };
    match &own.wrong {
        None => Ok(()),
        Some(why) => Err(Brist::unclear(
            "protokollets-underskrift",
            Underindikation::SigConstraintsFailure,
            format!("underskriften av {name} i protokollet som ligger intill: {why}"),
        )),
    }
}
