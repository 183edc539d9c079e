//! RFC 3161 timestamps: asks an authority for a token over a hash, and checks that the answer is about it.
//! Whether the authority is to be trusted is for `verify` to say.

use std::time::Duration;

use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use der::asn1::{Int, OctetString};
use der::{Decode, Encode};
use x509_tsp::{MessageImprint, TimeStampReq, TimeStampResp, TspVersion, TstInfo};

use super::hash::Hash;
use super::network::{self, Limits};
use crate::diag::Diagnostic;

/// A token is a few kB; more is no token.
const LIMITS: Limits = Limits { patience: Duration::from_secs(20), largest: 100_000 };

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
    Ok(MessageImprint {
        hash_algorithm: Hash::Sha256.identifier_with_null(),
        hashed_message: OctetString::new(digest.as_slice())?,
    })
}

fn stamped(token: &ContentInfo) -> der::Result<TstInfo> {
    let data = token.content.decode_as::<SignedData>()?;
    let content = data.encap_content_info.econtent.ok_or(der::ErrorKind::Failed)?;
    TstInfo::from_der(content.decode_as::<OctetString>()?.as_bytes())
}

fn post(address: &str, request: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    network::post(address, ("application/timestamp-query", request), LIMITS).map_err(|why| {
        let message = format!("tidsstämplingstjänsten {address} kunde inte nås: {why}");
        Diagnostic::error("tidsstampel-nas-inte", message)
            .hint("kontrollera adressen under [tidsstampel] i myndighet.toml, och att datorn når internet")
    })
}

fn strange(address: &str, error: &der::Error) -> Diagnostic {
    Diagnostic::error(
        "tidsstampel-fel",
        format!("tidsstämplingstjänsten {address} gav ett svar som inte kan läsas: {error}"),
    )
}
