//! What a signature service gives back: a bare value, a value with the attributes it signed, or a whole CMS. Refuses what is
//! no signature, attributes that say anything else than what was asked, and a certificate that the signature does not name.

mod opened;

use ::cms::signed_data::{SignedAttributes, SignedData};
use der::asn1::ObjectIdentifier;
use der::{Decode, Encode};
use x509_cert::Certificate;

use super::chain::chain;
use super::cms;
use super::key::KeyKind;
use super::value;
use crate::diag::Diagnostic;
use crate::evidence::hex;
use opened::{Opened, opened};

/// `id-aa-CMSAlgorithmProtect` (RFC 6211): harmless, and put there by some services.
const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");

/// What came back.
pub struct Answer<'a> {
    /// A signature value (ECDSA in DER or as r ‖ s), or a CMS; either in PEM or base64 too.
    pub signature: &'a [u8],
    /// DER of the signed attributes, where the service added its certificate to them.
    pub attributes: Option<&'a [u8]>,
    /// Certificates that came beside it.
    pub certificates: &'a [Certificate],
}

/// What came back, read.
pub(super) struct Answered {
    pub(super) attributes: SignedAttributes,
    pub(super) value: Vec<u8>,
    /// The signer's certificate first.
    pub(super) chain: Vec<Certificate>,
}

/// Reads an answer to `asked`. The value itself is not checked here, but that it can be one.
pub(super) fn read(
    answer: &Answer<'_>,
    asked: &SignedAttributes,
    known: &[Certificate],
) -> Result<Answered, Diagnostic> {
    let mut pool: Vec<Certificate> = answer.certificates.iter().chain(known).cloned().collect();
    let request = asked.to_der().unwrap_or_default();
    let (attributes, value) = match opened(answer.signature, &request)? {
        Opened::Cms(data) => {
            pool.extend(cms::certificates_of(&data));
            of_cms(&data, &request)?
        }
        Opened::Value(value) => {
            let given = answer.attributes.map(SignedAttributes::from_der).transpose();
            let given = given.map_err(|_| strange("attributen går inte att läsa"))?;
            (given.unwrap_or_else(|| asked.clone()), value)
        }
    };
    says_the_same(&attributes, asked)?;
    let chain = chain_of(&attributes, &pool)?;
    let value = shaped(value, &chain)?;
    Ok(Answered { attributes, value, chain })
}

/// What the one signer of a CMS has signed, and the value.
fn of_cms(data: &SignedData, request: &[u8]) -> Result<(SignedAttributes, Vec<u8>), Diagnostic> {
    if data.encap_content_info.econtent.is_some() {
        return Err(Diagnostic::error(
            "svar-med-innehall",
            "tjänstens svar bär med sig det som skrevs under; underskriften ska vara fristående",
        )
        .hint("be tjänsten om en fristående CMS (detached), eller bara om underskriftens värde"));
    }
    let [signer] = data.signer_infos.0.as_slice() else {
        return Err(strange("den har inte exakt en undertecknare"));
    };
    let attributes = signer.signed_attrs.clone().ok_or_else(|| strange("den saknar signerade attribut"))?;
    let of_request = cms::hash_of(&attributes).map(|hash| hash.digest(&[request]));
    if of_request.is_some() && cms::message_digest(&attributes) == of_request {
        return Err(Diagnostic::error(
            "begaran-som-fil",
            "tjänsten har skrivit under begäran som en fil; det är begärans byte som själva är det som skrivs under",
        )
        .hint("be tjänsten att signera innehållet i begäran direkt: det är signerade attribut i DER (RFC 5652 5.4)"));
    }
    Ok((attributes, signer.signature.as_bytes().to_vec()))
}

/// The certificate that the attributes name, with its issuers.
fn chain_of(attributes: &SignedAttributes, pool: &[Certificate]) -> Result<Vec<Certificate>, Diagnostic> {
    let hash = cms::bound_certificate(attributes).ok_or_else(|| {
        Diagnostic::error("certifikat-ej-bundet", "underskriften säger inte vilket certifikat den är gjord med")
            .hint("ange certifikatet redan med --förbered … --certifikat, eller lämna också tjänstens attribut med --attribut")
    })?;
    let own = pool.iter().find(|one| super::person::fingerprint(one) == hex(&hash)).cloned();
    let own = own.ok_or_else(|| {
        Diagnostic::error(
            "certifikat-saknas",
            "certifikatet som underskriften är gjord med finns inte bland dem som lämnats",
        )
        .hint("ange det med --certifikat FIL.pem")
    })?;
    Ok(chain(own, pool))
}

/// The value as a CMS has it; refuses what cannot be a value of the certificate's key.
fn shaped(value: Vec<u8>, chain: &[Certificate]) -> Result<Vec<u8>, Diagnostic> {
    let Some(certificate) = chain.first() else { return Ok(value) };
    let kind = KeyKind::of(certificate)?;
    let length = value.len();
    let wanted = kind.value_length(certificate);
    let found = if !kind.is_elliptic() {
        Some(value).filter(|one| one.len() == wanted)
    } else if value::is_pair(&value) {
        Some(value)
    } else {
        Some(value).filter(|one| one.len() == wanted).and_then(|one| value::der_of(&one))
    };
    found.ok_or_else(|| {
        strange(&format!(
            "det är {length} byte, som varken är en CMS eller ett underskriftsvärde av certifikatets sorts nyckel"
        ))
    })
}

/// Everything that was asked is there unchanged, and nothing else than a certificate has been added.
fn says_the_same(attributes: &SignedAttributes, asked: &SignedAttributes) -> Result<(), Diagnostic> {
    if asked.iter().any(|one| !attributes.iter().any(|other| other == one)) {
        return Err(Diagnostic::error("annan-begaran", "underskriften gäller något annat än det som förbereddes")
            .hint("kontrollera att svaret hör till just den här filens begäran"));
    }
    let added = attributes.iter().filter(|one| !asked.iter().any(|other| other.oid == one.oid));
    let mut unknown = added.filter(|one| ![cms::SIGNING_CERTIFICATE_V2, ALGORITHM_PROTECTION].contains(&one.oid));
    if unknown.next().is_some() || attributes.len() > asked.len() + 2 {
        return Err(Diagnostic::error(
            "attribut-ej-tillatet",
            "tjänsten har lagt till uppgifter i underskriften som inte får stå där",
        )
        .hint(
            "be tjänsten att bara lägga till signing-certificate-v2; en tid får inte skrivas in (PAdES, EN 319 142-1)",
        ));
    }
    Ok(())
}

fn strange(how: &str) -> Diagnostic {
    Diagnostic::error("svar-olasligt", format!("tjänstens svar går inte att använda: {how}"))
        .hint("kontrollera att det är underskriften från tjänsten som står efter --slutför")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_handed_back_is_told_from_a_signature() {
        // One attribute: content-type is data (RFC 5652 11.1).
        let request = crate::evidence::unhex("311a301806092a864886f70d010903310b06092a864886f70d010701").unwrap();
        let asked = SignedAttributes::from_der(&request).unwrap();
        let answer = Answer { signature: &request, attributes: None, certificates: &[] };
        assert_eq!(read(&answer, &asked, &[]).err().map(|fault| fault.code), Some("svar-begaran"));
        let other = Answer { signature: &[1, 2, 3], ..answer };
        assert_ne!(read(&other, &asked, &[]).err().map(|fault| fault.code), Some("svar-begaran"));
    }
}
