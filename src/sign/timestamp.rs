//! RFC 3161 timestamps: asks an authority for a token over a hash, and checks that the answer is about it.
//! Whether the authority is to be trusted is for `verify` to say.

use std::time::Duration;

use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{Int, ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

use crate::diag::Diagnostic;

/// SHA-256.
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
/// How long the authority may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// A token is a few kB; more is no token.
const LARGEST_ANSWER: u64 = 100_000;

/// Gets a token over `digest` (SHA-256) from the authority at `address`; DER of a `ContentInfo`.
///
/// # Errors
/// When the authority cannot be reached, refuses, or answers about something else.
pub(super) fn token(address: &str, digest: &[u8; 32]) -> Result<Vec<u8>, Diagnostic> {
    let nonce: [u8; 8] = std::array::from_fn(|index| digest.get(index).copied().unwrap_or(0) & 0x7F | 1);
    let imprint = imprint(digest).map_err(|error| strange(address, &error))?;
    let request = TimeStampReq {
        version: TspVersion::V1,
        message_imprint: imprint.clone(),
        req_policy: None,
        nonce: Some(Int::new(&nonce).map_err(|error| strange(address, &error))?),
        cert_req: true,
        extensions: None,
    };
    let answer = post(address, &request.to_der().map_err(|error| strange(address, &error))?)?;
    let response = TimeStampResp::from_der(&answer).map_err(|error| strange(address, &error))?;
    let Some(token) = response.time_stamp_token else {
        let message = format!("tidsstämplingstjänsten {address} svarade nej (status {})", response.status.status as u8);
        return Err(Diagnostic::error("tidsstampel-nekad", message));
    };
    let about = stamped(&token).map_err(|error| strange(address, &error))?;
    if about.message_imprint != imprint || about.nonce != request.nonce {
        let message = format!("tidsstämplingstjänsten {address} stämplade något annat än det som skickades");
        return Err(Diagnostic::error("tidsstampel-fel", message));
    }
    token.to_der().map_err(|error| strange(address, &error))
}

fn imprint(digest: &[u8; 32]) -> der::Result<MessageImprint> {
    let parameters = Some(Any::null());
    Ok(MessageImprint {
        hash_algorithm: AlgorithmIdentifierOwned { oid: SHA_256, parameters },
        hashed_message: OctetString::new(digest.as_slice())?,
    })
}

fn stamped(token: &ContentInfo) -> der::Result<TstInfo> {
    let data = token.content.decode_as::<SignedData>()?;
    let content = data.encap_content_info.econtent.ok_or(der::ErrorKind::Failed)?;
    TstInfo::from_der(content.decode_as::<OctetString>()?.as_bytes())
}

fn post(address: &str, request: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let agent = ureq::Agent::new_with_config(ureq::config::Config::builder().timeout_global(Some(PATIENCE)).build());
    let unreachable = |error: &ureq::Error| {
        Diagnostic::error(
            "tidsstampel-nas-inte",
            format!("tidsstämplingstjänsten {address} kunde inte nås: {}", why(error)),
        )
        .hint("kontrollera adressen under [tidsstampel] i myndighet.toml, och att datorn når internet")
    };
    let mut response = agent
        .post(address)
        .header("Content-Type", "application/timestamp-query")
        .send(request)
        .map_err(|error| unreachable(&error))?;
    response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_vec().map_err(|error| unreachable(&error))
}

/// In Swedish, without the words of the network library.
fn why(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::StatusCode(_) => "den svarade med ett fel",
        ureq::Error::HostNotFound => "namnet finns inte",
        ureq::Error::Timeout(_) => "den svarade inte i tid",
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "ingen förbindelse",
        ureq::Error::BadUri(_) => "adressen är felskriven",
        _ => "förbindelsen bröts",
    }
}

fn strange(address: &str, error: &der::Error) -> Diagnostic {
    Diagnostic::error(
        "tidsstampel-fel",
        format!("tidsstämplingstjänsten {address} gav ett svar som inte kan läsas: {error}"),
    )
}
