//! The attachments of a certified extract: canonical bytes of leaf 0 and of each §, and `bevis.json` that ties
//! them to the signatures on the minutes. A certificate with a personnummer is left out.

use ::cms::cert::CertificateChoices;
use ::cms::content_info::ContentInfo;
use ::cms::signed_data::{CertificateSet, SignedData};
use der::{Any, Decode, Encode};
use sha2::{Digest, Sha256};

use super::bestyrk::{Order, base64};
use super::person::{carries_personnummer, common_name, fingerprint, same_name, signer, without_party};
use super::signature::unencodable;
use super::state::Field;
use crate::diag::Diagnostic;
use crate::document::Bifogat;
use crate::evidence::bevis::{Bevis, Blad, Justerade, Relation, SignedMinutes};
use crate::evidence::canonical::bytes;
use crate::evidence::{ParagrafObject, hex};

/// All that an extract carries.
///
/// # Errors
/// When a signature cannot be encoded again without a certificate.
pub(super) fn attachments(
    order: &Order<'_>,
    fields: &[Field],
    relation: Relation,
    paragrafer: &[ParagrafObject],
) -> Result<Vec<Bifogat>, Diagnostic> {
    let mut attached = vec![object("huvud.json".to_owned(), "protokollets huvud", bytes(&order.minutes.huvud))];
    let mut blad = vec![leaf(order, 0, "huvud.json")];
    for paragraf in paragrafer {
        let name = format!("p{}.json", paragraf.nummer);
        let index = order.minutes.leaves.iter().position(|leaf| leaf.nummer == paragraf.nummer).unwrap_or(0) + 1;
        blad.push(leaf(order, index, &name));
        attached.push(object(name, &format!("§ {}", paragraf.nummer), bytes(paragraf)));
    }
    let justeringar = fields.iter().filter_map(signed).collect::<Result<Vec<_>, _>>()?;
    let bevis = Bevis {
        format: "utdrag-bevis/1".to_owned(),
        protokoll: SignedMinutes {
            fil: order.protokoll.1.to_owned(),
            langd: order.protokoll.0.len(),
            sha256: hex(&Sha256::digest(order.protokoll.0)),
            relation,
        },
        rot: order.minutes.root(),
        antal: order.minutes.leaves.len() + 1,
        blad,
        rot_undertecknad: justeringar.is_empty().then_some(false),
        justeringar,
    };
    attached.push(Bifogat {
        namn: "bevis.json".to_owned(),
        forhallande: "data".to_owned(),
        mime: "application/json".to_owned(),
        beskrivning: "Bevis som knyter utdraget till det justerade protokollet (utdrag-bevis/1)".to_owned(),
        bytes: bytes(&bevis),
    });
    Ok(attached)
}

fn object(namn: String, what: &str, bytes: Vec<u8>) -> Bifogat {
    Bifogat {
        namn,
        forhallande: "source".to_owned(),
        mime: "application/json".to_owned(),
        beskrivning: format!("Innehållet i {what}, som det undertecknades"),
        bytes,
    }
}

fn leaf(order: &Order<'_>, index: usize, name: &str) -> Blad {
    Blad { index, objekt: name.to_owned(), vag: order.minutes.path(index).unwrap_or_default() }
}

fn signed(field: &Field) -> Option<Result<Justerade, Diagnostic>> {
    field.signature.as_ref().map(|signature| justerade(field, &signature.cms))
}

fn justerade(field: &Field, cms: &[u8]) -> Result<Justerade, Diagnostic> {
    let name = without_party(&field.person);
    let certificate = signer(cms)?;
    // Leaf 0 knows the person, the certificate may know an employee: the row of `[[undertecknare]]` ties them together.
    let in_another_name = !common_name(&certificate).is_some_and(|found| same_name(&found, name));
    let stripped = without_personnummer(cms).map_err(|error| unencodable(&error))?;
    Ok(Justerade {
        namn: name.to_owned(),
        certifikat: in_another_name.then(|| format!("sha-256:{}", fingerprint(&certificate))),
        roll: field.role.clone(),
        utelamnad: stripped.is_some().then(|| "personnummer".to_owned()),
        cms: base64(stripped.as_deref().unwrap_or(cms)),
    })
}

/// The CMS without certificates that carry a personnummer; `None` where there was none to leave out.
fn without_personnummer(cms: &[u8]) -> der::Result<Option<Vec<u8>>> {
    let info = ContentInfo::from_der(cms)?;
    let mut data = info.content.decode_as::<SignedData>()?;
    let Some(certificates) = &data.certificates else { return Ok(None) };
    let all: Vec<CertificateChoices> = certificates.0.iter().cloned().collect();
    let personal =
        |one: &CertificateChoices| matches!(one, CertificateChoices::Certificate(found) if carries_personnummer(found));
    let kept: Vec<CertificateChoices> = all.iter().filter(|one| !personal(one)).cloned().collect();
    if kept.len() == all.len() {
        return Ok(None);
    }
    data.certificates = if kept.is_empty() { None } else { Some(CertificateSet::try_from(kept)?) };
    ContentInfo { content_type: info.content_type, content: Any::from_der(&data.to_der()?)? }.to_der().map(Some)
}
