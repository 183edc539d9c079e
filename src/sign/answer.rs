//! What a signature service gives back: a bare value, a value with the attributes it signed, or a whole CMS. Refuses
//! attributes that say anything else than what was asked, and a certificate that the signature does not name.

use ::cms::cert::CertificateChoices;
use ::cms::content_info::ContentInfo;
use ::cms::signed_data::{SignedAttributes, SignedData};
use der::Decode;
use der::asn1::ObjectIdentifier;
use x509_cert::Certificate;

use super::chain::chain;
use super::cms;
use crate::diag::Diagnostic;

/// `id-aa-CMSAlgorithmProtect` (RFC 6211): harmless, and put there by some services.
const ALGORITHM_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.52");

/// What came back.
pub struct Answer<'a> {
    /// A signature value (DER for ECDSA), or a CMS in DER or PEM.
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

/// Reads an answer to `asked`. The value itself is not checked here.
pub(super) fn read(
    answer: &Answer<'_>,
    asked: &SignedAttributes,
    known: &[Certificate],
) -> Result<Answered, Diagnostic> {
    if SignedAttributes::from_der(answer.signature).is_ok_and(|request| request == *asked) {
        let message = "filen efter --slutför är den som skulle skrivas under, inte underskriften";
        return Err(
            Diagnostic::error("svar-ar-begaran", message).hint("ange filen som underskriftstjänsten svarade med")
        );
    }
    let mut pool: Vec<Certificate> = answer.certificates.iter().chain(known).cloned().collect();
    let (attributes, value) = if let Some(data) = signed_data(answer.signature) {
        pool.extend(embedded(&data));
        let [signer] = data.signer_infos.0.as_slice() else {
            return Err(strange("den har inte exakt en undertecknare"));
        };
        let attributes = signer.signed_attrs.clone().ok_or_else(|| strange("den saknar signerade attribut"))?;
        (attributes, signer.signature.as_bytes().to_vec())
    } else {
        let given = answer.attributes.map(SignedAttributes::from_der).transpose();
        let given = given.map_err(|_| strange("attributen går inte att läsa"))?;
        (given.unwrap_or_else(|| asked.clone()), answer.signature.to_vec())
    };
    says_the_same(&attributes, asked)?;
    let hash = cms::bound_certificate(&attributes).ok_or_else(|| {
        Diagnostic::error("certifikat-ej-bundet", "underskriften säger inte vilket certifikat den är gjord med")
            .hint("ange certifikatet redan med --förbered … --certifikat, eller lämna också tjänstens attribut med --attribut")
    })?;
    let own = pool.iter().find(|one| super::person::fingerprint(one) == crate::evidence::hex(&hash)).cloned();
    let own = own.ok_or_else(|| {
        Diagnostic::error(
            "certifikat-saknas",
            "certifikatet som underskriften är gjord med finns inte bland dem som lämnats",
        )
        .hint("ange det med --certifikat FIL.pem")
    })?;
    Ok(Answered { attributes, value, chain: chain(own, &pool) })
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

fn embedded(data: &SignedData) -> Vec<Certificate> {
    let all = data.certificates.iter().flat_map(|set| set.0.iter());
    let only = all.filter_map(|one| match one {
        CertificateChoices::Certificate(found) => Some(found.clone()),
        CertificateChoices::Other(_) => None,
    });
    only.collect()
}

fn signed_data(bytes: &[u8]) -> Option<SignedData> {
    let der = match std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN")) {
        Some(pem) => der::pem::decode_vec(pem.trim().as_bytes()).ok()?.1,
        None => bytes.to_vec(),
    };
    ContentInfo::from_der(&der).ok()?.content.decode_as().ok()
}

fn strange(how: &str) -> Diagnostic {
    Diagnostic::error("svar-olasligt", format!("tjänstens svar går inte att använda: {how}"))
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
        assert_eq!(read(&answer, &asked, &[]).err().map(|fault| fault.code), Some("svar-ar-begaran"));
        let other = Answer { signature: &[1, 2, 3], ..answer };
        assert_eq!(read(&other, &asked, &[]).err().map(|fault| fault.code), Some("certifikat-ej-bundet"));
    }
}
