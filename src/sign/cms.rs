//! The CMS of a `PAdES` signature: signed attributes, then `SignedData` around a signature value.
//! Content-type, message-digest, signing-certificate-v2 and our root; no signing-time (EN 319 142-1 5.3).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedAttributes, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence, Tag};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::hash::Hash;

/// `id-data` (RFC 5652).
const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// `id-signedData` (RFC 5652).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// `id-contentType` (RFC 5652 11.1).
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// `id-messageDigest` (RFC 5652 11.2).
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// `id-aa-signingCertificateV2` (RFC 5035).
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// `id-aa-timeStampToken` (RFC 3161 appendix A).
const TIME_STAMP_TOKEN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
/// Our signed attribute: format name and protokollrot. An example arc (RFC 5612) until the project owns one.
pub(super) const PROTOKOLLROT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1.1");

/// Format name in that attribute, before the root in 64 hex.
pub(super) const ROOT_FORMAT: &str = "utdrag-protokollrot/1";

/// `ESSCertIDv2` with SHA-256, the default hash, left out as DER asks.
#[derive(Sequence)]
struct EssCertIdV2 {
    cert_hash: OctetString,
    issuer_serial: IssuerSerial,
}

#[derive(Sequence)]
struct IssuerSerial {
    issuer: Vec<x509_cert::ext::pkix::name::GeneralName>,
    serial_number: x509_cert::serial_number::SerialNumber,
}

#[derive(Sequence)]
struct SigningCertificateV2 {
    certs: Vec<EssCertIdV2>,
}

/// What a signature says apart from its value.
pub(super) struct Statement<'a> {
    /// Hash of the signed byte ranges.
    pub(super) digest: &'a [u8],
    /// The signer's certificate; `None` where a signature service will name it.
    pub(super) certificate: Option<&'a Certificate>,
    /// `utdrag-protokollrot/1 <64 hex>`, for justering signatures.
    pub(super) root: Option<&'a str>,
}

impl Statement<'_> {
    /// The signed attributes, DER of a SET: the bytes that are signed.
    ///
    /// # Errors
    /// When the certificate cannot be encoded again.
    pub(super) fn signed_attributes(&self) -> der::Result<SignedAttributes> {
        let mut attributes = vec![
            attribute(CONTENT_TYPE, Any::from_der(&DATA.to_der()?)?)?,
            attribute(MESSAGE_DIGEST, octets(self.digest)?)?,
        ];
        if let Some(certificate) = self.certificate {
            let bound = signing_certificate(certificate)?.to_der()?;
            attributes.push(attribute(SIGNING_CERTIFICATE_V2, Any::from_der(&bound)?)?);
        }
        if let Some(root) = self.root {
            attributes.push(attribute(PROTOKOLLROT, octets(root.as_bytes())?)?);
        }
        SetOfVec::try_from(attributes)
    }
}

fn signing_certificate(certificate: &Certificate) -> der::Result<SigningCertificateV2> {
    let body = &certificate.tbs_certificate;
    let issuer = x509_cert::ext::pkix::name::GeneralName::DirectoryName(body.issuer.clone());
    Ok(SigningCertificateV2 {
        certs: vec![EssCertIdV2 {
            cert_hash: OctetString::new(Sha256::digest(certificate.to_der()?).as_slice())?,
            issuer_serial: IssuerSerial { issuer: vec![issuer], serial_number: body.serial_number.clone() },
        }],
    })
}

/// The whole CMS: DER of a `ContentInfo`.
///
/// # Errors
/// When a part cannot be encoded.
pub(super) fn content_info(
    attributes: SignedAttributes,
    (hash, algorithm): (Hash, AlgorithmIdentifierOwned),
    value: &[u8],
    chain: &[Certificate],
    timestamp: Option<&[u8]>,
) -> der::Result<Vec<u8>> {
    let signer = chain.first().ok_or(der::ErrorKind::Failed)?;
    let unsigned_attrs = match timestamp {
        Some(token) => Some(SetOfVec::try_from(vec![attribute(TIME_STAMP_TOKEN, Any::from_der(token)?)?])?),
        None => None,
    };
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: signer.tbs_certificate.issuer.clone(),
            serial_number: signer.tbs_certificate.serial_number.clone(),
        }),
        digest_alg: hash.identifier(),
        signed_attrs: Some(attributes),
        signature_algorithm: algorithm,
        signature: OctetString::new(value)?,
        unsigned_attrs,
    };
    let certificates = chain.iter().cloned().map(CertificateChoices::Certificate).collect::<Vec<_>>();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![hash.identifier()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(certificates)?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![info])?,
    };
    ContentInfo { content_type: SIGNED_DATA, content: Any::from_der(&data.to_der()?)? }.to_der()
}

/// The certificates in a CMS.
pub(super) fn certificates(info: &ContentInfo) -> Vec<Certificate> {
    info.content.decode_as::<SignedData>().map(|data| certificates_of(&data)).unwrap_or_default()
}

/// The same, of one that is read.
pub(super) fn certificates_of(data: &SignedData) -> Vec<Certificate> {
    let all = data.certificates.iter().flat_map(|set| set.0.iter());
    let only = all.filter_map(|one| match one {
        CertificateChoices::Certificate(found) => Some(found.clone()),
        CertificateChoices::Other(_) => None,
    });
    only.collect()
}

/// The timestamps over the values in a CMS.
pub(super) fn timestamps(info: &ContentInfo) -> Vec<ContentInfo> {
    let Ok(data) = info.content.decode_as::<SignedData>() else { return Vec::new() };
    let attributes =
        data.signer_infos.0.into_vec().into_iter().filter_map(|one| one.unsigned_attrs).flat_map(SetOfVec::into_vec);
    let values = attributes.filter(|one| one.oid == TIME_STAMP_TOKEN).flat_map(|one| one.values.into_vec());
    values.filter_map(|value| ContentInfo::from_der(&value.to_der().ok()?).ok()).collect()
}

#[derive(Sequence)]
struct BoundCertificate {
    /// SHA-256 when absent.
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer_serial: Option<Any>,
}

#[derive(Sequence)]
struct BoundCertificates {
    certs: Vec<BoundCertificate>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

/// SHA-256 of the certificate that the attributes name as the signer's.
pub(super) fn bound_certificate(attributes: &SignedAttributes) -> Option<Vec<u8>> {
    let list = single(attributes, SIGNING_CERTIFICATE_V2)?.decode_as::<BoundCertificates>().ok()?;
    let first = list.certs.first()?;
    let sha256 = |one: &AlgorithmIdentifierOwned| Hash::known(one.oid) == Some(Hash::Sha256);
    first.hash_algorithm.as_ref().is_none_or(sha256).then(|| first.hash.as_bytes().to_vec())
}

/// The hash that the attributes are about, by the length of their message-digest.
pub(super) fn hash_of(attributes: &SignedAttributes) -> Option<Hash> {
    Hash::of_length(message_digest(attributes)?.len())
}

/// What they are about.
pub(super) fn message_digest(attributes: &SignedAttributes) -> Option<Vec<u8>> {
    octets_of(attributes, MESSAGE_DIGEST)
}

/// The one OCTET STRING of an attribute that stands once.
pub(super) fn octets_of(attributes: &SignedAttributes, oid: ObjectIdentifier) -> Option<Vec<u8>> {
    Some(single(attributes, oid)?.decode_as::<OctetString>().ok()?.as_bytes().to_vec())
}

fn single(attributes: &SignedAttributes, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|one| one.oid == oid);
    match (found.next().map(|one| one.values.as_slice()), found.next()) {
        (Some([value]), None) => Some(value),
        _ => None,
    }
}

fn octets(bytes: &[u8]) -> der::Result<Any> {
    Any::new(Tag::OctetString, bytes)
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::hex;

    #[test]
    fn attributes_without_a_certificate_are_those_of_the_page() {
        let root = "utdrag-protokollrot/1 3d6fb90ac036a79baed42e05887ef3659cc336338a648d2be6e84bb03805400a";
        let statement = Statement { digest: &Sha256::digest(b""), certificate: None, root: Some(root) };
        let der = statement.signed_attributes().unwrap().to_der().unwrap();
        let page = include_str!("../../docs/formats/utdrag-reservation-1.md");
        let vector: String =
            page.split("```text\n").nth(1).unwrap().split("```").next().unwrap().split_whitespace().collect();
        assert_eq!(hex(&der), vector);
        assert!(page.contains(&hex(&Sha256::digest(&der))), "{}", hex(&Sha256::digest(&der)));
    }
}
