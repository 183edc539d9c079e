//! What kind of thing an answer is, whatever it is wrapped in. Refuses, each by its own name, what is easily taken for an answer: an
//! empty file, a PDF, a certificate, a key, the request itself.

use ::cms::content_info::ContentInfo;
use ::cms::signed_data::SignedData;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use der::{Decode, SliceReader};
use x509_cert::Certificate;

use super::strange;
use crate::diag::Diagnostic;

/// An answer without its wrapping.
pub(super) enum Opened {
    Cms(Box<SignedData>),
    Value(Vec<u8>),
}

/// Takes an answer out of PEM or base64, if it is in such. `request` is what was sent.
pub(super) fn opened(bytes: &[u8], request: &[u8]) -> Result<Opened, Diagnostic> {
    let asked_back = || {
        Diagnostic::error("svar-begaran", "filen efter --slutför är själva begäran, inte underskriften")
            .hint("ange filen som tjänsten gav tillbaka")
    };
    if bytes == request {
        return Err(asked_back());
    }
    let bytes = unwrapped(bytes)?;
    if bytes.is_empty() {
        return Err(Diagnostic::error("svar-tomt", "tjänstens svar är tomt")
            .hint("hämta svaret ur tjänsten igen; reservationen står kvar"));
    }
    if bytes == request {
        return Err(asked_back());
    }
    if bytes.windows(5).take(1024).any(|window| window == b"%PDF-") {
        return Err(Diagnostic::error("svar-pdf", "tjänstens svar är en PDF, och bara underskriften läggs in")
            .hint("be tjänsten om underskriften ensam: en CMS eller ett värde")
            .hint("har tjänsten skrivit under hela filen själv: släpp reservationen med --avbryt, och bestyrk ur den filen med --original"));
    }
    if Certificate::from_der(&bytes).is_ok() {
        return Err(certificate());
    }
    Ok(match signed_data(&bytes)? {
        Some(data) => Opened::Cms(Box::new(data)),
        None => Opened::Value(bytes),
    })
}

/// The bytes themselves: out of PEM by its label, or out of base64.
fn unwrapped(bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(bytes.to_vec()) };
    let text = text.trim_start_matches('\u{feff}').trim();
    let pem = text.split_once("-----BEGIN ").and_then(|(_, rest)| rest.split_once("-----"));
    if let Some((label, rest)) = pem {
        let inside = rest.split_once("-----END").map(|(inside, _)| inside).unwrap_or_default();
        return match label {
            "CMS" | "PKCS7" | "PKCS #7 SIGNED DATA" | "SIGNATURE" => {
                from_base64(inside).ok_or_else(|| strange("innehållet mellan BEGIN och END är inte base64"))
            }
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => Err(certificate()),
            _ if label.ends_with("PRIVATE KEY") => Err(strange("det är en privat nyckel, som aldrig ska lämnas ut")),
            _ => Err(strange(&format!("det är ”{label}”, och ingen underskrift"))),
        };
    }
    match from_base64(text) {
        Some(inside) => Ok(inside),
        // A value of 64 bytes or more is never all letters and signs by chance.
        None if text.chars().all(|one| !one.is_control() || one.is_whitespace()) => {
            Err(strange("det är text (JSON, XML, S/MIME eller annan), och underskriften är inte uttagen ur den"))
        }
        None => Ok(bytes.to_vec()),
    }
}

/// Base64 with or without line breaks and padding. Binary data are never all of its alphabet: they would be text.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let compact: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    let padding = "=".repeat((4 - compact.len() % 4) % 4);
    STANDARD.decode(format!("{compact}{padding}")).ok()
}

fn certificate() -> Diagnostic {
    Diagnostic::error("svar-certifikat", "filen efter --slutför är ett certifikat, ingen underskrift")
        .hint("ange underskriften efter --slutför, och certifikatet med --certifikat")
}

/// A CMS, also with zeros after it, as it stands in a PDF.
fn signed_data(bytes: &[u8]) -> Result<Option<SignedData>, Diagnostic> {
    let mut reader = SliceReader::new(bytes).map_err(|_| strange("den är för stor"))?;
    let Ok(info) = ContentInfo::decode(&mut reader) else { return Ok(None) };
    let data = info.content.decode_as::<SignedData>();
    data.map(Some).map_err(|_| strange("den är en CMS av ett annat slag än en underskrift"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> &'static str {
        opened(bytes, b"begaran").err().map_or("nothing was refused", |fault| fault.code)
    }

    #[test]
    fn what_is_no_signature_is_named() {
        let certificate = include_bytes!("../../../tests/pki/rot.pem");
        let pdf = include_bytes!("../../../tests/pki/protokoll.pdf");
        let key = b"-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n";
        let request = b"-----BEGIN CERTIFICATE REQUEST-----\nMHc=\n-----END CERTIFICATE REQUEST-----\n";
        for (bytes, expected) in [
            (&b""[..], "svar-tomt"),
            (b" \r\n", "svar-tomt"),
            (b"begaran", "svar-begaran"),
            (&certificate[..], "svar-certifikat"),
            (&pdf[..], "svar-pdf"),
            (&key[..], "svar-olasligt"),
            (&request[..], "svar-olasligt"),
            (b"{\"status\":\"pending\"}", "svar-olasligt"),
            (b"<html></html>", "svar-olasligt"),
        ] {
            assert_eq!(code(bytes), expected, "{}", String::from_utf8_lossy(bytes.get(..40).unwrap_or(bytes)));
        }
    }

    #[test]
    fn a_value_is_found_in_base64_and_as_it_is() {
        let value = [0x30, 6, 2, 1, 5, 2, 1, 0x81];
        for bytes in [value.to_vec(), b"MAYCAQUCAYE=\n".to_vec(), b"\xEF\xBB\xBFMAYC\r\nAQUCAYE".to_vec()] {
            let found = opened(&bytes, b"begaran");
            assert!(matches!(found, Ok(Opened::Value(found)) if found == value), "{bytes:?}");
        }
    }
}
