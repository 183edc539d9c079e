//! `pkcs11:` URIs (RFC 7512): which token, which key on it, behind which library. What is not understood is refused, and so
//! is a PIN in the URI, which others on the machine could read.

use std::path::PathBuf;

use crate::diag::Diagnostic;

/// What every such URI begins with.
const SCHEME: &str = "pkcs11:";

/// A token and a key on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenUri {
    /// Label of the token.
    pub token: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
    /// Its model.
    pub model: Option<String>,
    /// Its manufacturer.
    pub manufacturer: Option<String>,
    /// Number of the slot.
    pub slot: Option<u64>,
    /// Label of the key.
    pub object: Option<String>,
    /// `CKA_ID` of the key.
    pub id: Option<Vec<u8>>,
    /// The PKCS#11 library.
    pub module: Option<PathBuf>,
    /// File with the PIN.
    pub pin_file: Option<PathBuf>,
}

/// True for what is meant as a `pkcs11:` URI rather than the name of a file.
#[must_use]
pub fn is_token_uri(text: &str) -> bool {
    text.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

impl TokenUri {
    /// Reads a URI.
    ///
    /// # Errors
    /// Names the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let rest = text
            .get(SCHEME.len()..)
            .filter(|_| is_token_uri(text))
            .ok_or_else(|| wrong("den börjar inte med pkcs11:"))?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut uri = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for (part, separator) in path.split(';').map(|one| (one, ';')).chain(query.split('&').map(|one| (one, '&'))) {
            if part.is_empty() {
                continue;
            }
            let (name, value) = part.split_once('=').ok_or_else(|| wrong(&format!("”{part}” saknar =")))?;
            if seen.contains(&name) {
                return Err(wrong(&format!("{name} står två gånger")));
            }
            seen.push(name);
            uri.set(
                (name, separator),
                decoded(value).ok_or_else(|| wrong(&format!("värdet av {name} har ett felaktigt %-tecken")))?,
            )?;
        }
        Ok(uri)
    }

    fn set(&mut self, (name, separator): (&str, char), value: Vec<u8>) -> Result<(), Diagnostic> {
        if (name, separator) == ("id", ';') {
            self.id = Some(value);
            return Ok(());
        }
        let value = String::from_utf8(value).map_err(|_| wrong(&format!("värdet av {name} är inte text i UTF-8")))?;
        match (name, separator) {
            ("token", ';') => self.token = Some(value),
            ("serial", ';') => self.serial = Some(value),
            ("model", ';') => self.model = Some(value),
            ("manufacturer", ';') => self.manufacturer = Some(value),
            ("object", ';') => self.object = Some(value),
            ("slot-id", ';') => {
                self.slot = Some(value.parse().map_err(|_| wrong("slot-id är inget heltal"))?);
            }
            ("type", ';') if value == "private" => {}
            ("type", ';') => return Err(wrong(&format!("type={value} pekar inte ut en privat nyckel"))),
            ("module-path", '&') => self.module = Some(PathBuf::from(value)),
            ("pin-source", '&') => {
                self.pin_file = Some(PathBuf::from(
                    value.strip_prefix("file://").or(value.strip_prefix("file:")).unwrap_or(&value),
                ));
            }
            ("pin-value", '&') => {
                return Err(Diagnostic::error(
                    "pin-i-adressen",
                    "PIN-koden står i adressen, där andra på datorn kan läsa den",
                )
                .hint("ta bort pin-value och ange --lösenord-fil, eller skriv PIN-koden när programmet frågar"));
            }
            _ => return Err(wrong(&format!("{name} används inte här"))),
        }
        Ok(())
    }
}

/// Percent-decoding (RFC 3986 2.1).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (pair, after) = after.split_at_checked(2)?;
            let digits =
                std::str::from_utf8(pair).ok().filter(|pair| pair.bytes().all(|one| one.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    Some(bytes)
}

fn wrong(what: &str) -> Diagnostic {
    Diagnostic::error("pkcs11-adress", format!("nyckelns adress går inte att läsa: {what}")).hint(
        "skriv den som pkcs11:token=KORTETS%20NAMN;object=NYCKELNS%20NAMN?module-path=/sökväg/bibliotek.so (RFC 7512)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_names_token_key_and_library() {
        let uri = TokenUri::parse(
            "pkcs11:token=Mitt%20kort;object=underskrift;id=%01%ab;type=private?module-path=/usr/lib/x.so&pin-source=file:/k/pin",
        );
        let uri = uri.unwrap();
        assert_eq!(uri.token.as_deref(), Some("Mitt kort"));
        assert_eq!((uri.object.as_deref(), uri.id.as_deref()), (Some("underskrift"), Some([1, 0xAB].as_slice())));
        assert_eq!((uri.module, uri.pin_file), (Some("/usr/lib/x.so".into()), Some("/k/pin".into())));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (text, code) in [
            ("pkcs11:token=a;token=b", "pkcs11-adress"),
            ("pkcs11:okand=a", "pkcs11-adress"),
            ("pkcs11:token", "pkcs11-adress"),
            ("pkcs11:id=%0", "pkcs11-adress"),
            ("pkcs11:type=cert", "pkcs11-adress"),
            ("pkcs11:module-path=/x", "pkcs11-adress"),
            ("pkcs11:?pin-value=1234", "pin-i-adressen"),
            ("nyckel.p12", "pkcs11-adress"),
        ] {
            assert_eq!(TokenUri::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn a_pin_in_the_uri_is_not_repeated() {
        let fault = TokenUri::parse("pkcs11:?pin-value=4711").unwrap_err();
        assert!(!format!("{fault:?}").contains("4711"));
    }
}
