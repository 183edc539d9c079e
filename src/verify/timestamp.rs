//! RFC 3161 timestamp tokens: when some bytes provably existed, if the token holds and its maker is trusted.

use std::rc::Rc;

use der::asn1::{AnyRef, OctetString};
use der::{Decode, Tag, Tagged};
use x509_tsp::MessageImprint;

use super::algorithm::Digest;
use super::budget::{Budget, Fault};
use super::certificate::{Certificate, Seconds, day};
use super::cms::{Signed, TIMESTAMP_INFO};
use super::trust::{Purpose, Store};
use super::verdict::{Brist, Underindikation};

/// A judged token.
pub(crate) struct Token {
    pub(crate) brister: Vec<Brist>,
    /// Whose certificates do not say where their revocation is published.
    pub(crate) unpublished: Vec<String>,
    /// What else is to be said of their revocation.
    pub(crate) notes: Vec<String>,
    /// What it says, held or not.
    pub(crate) time: Option<Seconds>,
    pub(crate) maker: Option<Rc<Certificate>>,
    pub(crate) path: Vec<Rc<Certificate>>,
    pub(crate) signed: Option<Signed>,
}

impl Token {
    /// The time it proves: nothing unless all of it holds.
    pub(crate) fn proves(&self) -> Option<Seconds> {
        self.time.filter(|_| self.brister.is_empty())
    }

    fn unreadable(kod: &'static str, mening: impl Into<String>) -> Self {
        let brist = Brist::false_because(kod, Underindikation::FormatFailure, mening);
        Self {
            brister: vec![brist],
            unpublished: Vec::new(),
            notes: Vec::new(),
            time: None,
            maker: None,
            path: Vec::new(),
            signed: None,
        }
    }
}

/// What a `TSTInfo` says: of what bytes, and when.
struct TimeToken {
    imprint: MessageImprint,
    /// A fraction of a second is left out: the time is said in whole seconds.
    time: Seconds,
}

impl TimeToken {
    /// Reads it field by field, as the time may have a fraction (RFC 3161 2.4.2), which DER readers of times refuse.
    fn read(der: &[u8]) -> Option<Self> {
        let fields = Vec::<AnyRef<'_>>::from_der(der).ok()?;
        let [version, _policy, imprint, _serial, time, ..] = fields.as_slice() else { return None };
        if version.decode_as::<u8>().ok()? != 1 || time.tag() != Tag::GeneralizedTime {
            return None;
        }
        Some(Self { imprint: imprint.decode_as().ok()?, time: whole_seconds(time.value())? })
    }
}

/// `YYYYMMDDhhmmss[.f..]Z`
fn whole_seconds(text: &[u8]) -> Option<Seconds> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "1"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) || fraction.ends_with('0') {
        return None;
    }
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", whole).ok()?;
    time.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

/// Judges `der`, a token over what `content` hashes, as of `at` (`proved`: a later timestamp shows it existed then).
pub(crate) fn judge(
    der: &[u8],
    content: &dyn Fn(Digest) -> Vec<u8>,
    store: &Store,
    moment: (Seconds, bool),
    budget: &Budget,
) -> Result<Token, Fault> {
    let signed = match Signed::open(der, budget) {
        Ok(signed) => signed,
        Err(Fault::Exhausted(what)) => return Err(Fault::Exhausted(what)),
        Err(fault) => {
            return Ok(Token::unreadable(
                "olaslig-tidsstampel",
                format!("tidsstämpeln går inte att läsa: {}", fault.sentence()),
            ));
        }
    };
    let content_bytes =
        signed.data.encap_content_info.econtent.as_ref().and_then(|any| any.decode_as::<OctetString>().ok());
    let info = content_bytes.as_ref().and_then(|bytes| TimeToken::read(bytes.as_bytes()));
    let (Some(content_bytes), Some(info)) = (content_bytes, info) else {
        return Ok(Token::unreadable("olaslig-tidsstampel", "tidsstämpeln saknar tidsuppgift"));
    };
    let Some(maker) = signed.signer_certificate(&store.pool) else {
        let mut token = Token::unreadable("olaslig-tidsstampel", "");
        token.brister = vec![Brist::unclear(
            "certifikat-saknas",
            Underindikation::NoSigningCertificateFound,
            "tidsstämpelns certifikat finns inte i filen",
        )];
        return Ok(token);
    };
    let mut brister =
        signed.check(&maker, TIMESTAMP_INFO, &|digest| Some(digest.compute(&[content_bytes.as_bytes()])), budget)?;
    if !signed.names_certificate() {
        brister.push(Brist::false_because(
            "certifikat-obundet",
            Underindikation::FormatFailure,
            "tidsstämpeln binder inte sitt certifikat",
        ));
    }
    brister.extend(other_content(&info, content));
    let time = info.time;
    brister.extend(untimely(time, &maker, moment.0));
    let standing = store.standing(&maker, Purpose::Timestamping, moment, budget)?;
    brister.extend(standing.brister);
    Ok(Token {
        brister,
        unpublished: standing.unpublished,
        notes: standing.notes,
        time: Some(time),
        maker: Some(maker),
        path: standing.path,
        signed: Some(signed),
    })
}

/// The token says a time when it cannot have been made.
fn untimely(time: Seconds, maker: &Certificate, now: Seconds) -> Vec<Brist> {
    let mut brister = Vec::new();
    if time > now {
        brister.push(Brist::unclear(
            "tidsstampel-i-framtiden",
            Underindikation::TimestampOrderFailure,
            "tidsstämpeln säger en senare tid än den som gäller nu eller än en senare tidsstämpel",
        ));
    }
    if time < maker.from() {
        brister.push(Brist::false_because(
            "fore-certifikatet",
            Underindikation::NotYetValid,
            format!("tidsstämpeln säger {}, men dess certifikat gäller först från {}", day(time), day(maker.from())),
        ));
    }
    brister
}

/// The token's imprint is of something else.
fn other_content(info: &TimeToken, content: &dyn Fn(Digest) -> Vec<u8>) -> Option<Brist> {
    let imprint = &info.imprint;
    match Digest::of(&imprint.hash_algorithm) {
        None => Some(Brist::unclear(
            "svag-algoritm",
            Underindikation::CryptoConstraintsFailure,
            "tidsstämpelns hashfunktion godtas inte",
        )),
        Some(digest) if content(digest) == imprint.hashed_message.as_bytes() => None,
        Some(_) => Some(Brist::false_because(
            "andrat-innehall",
            Underindikation::HashFailure,
            "det som tidsstämplades är inte det som står här: det har ändrats efteråt",
        )),
    }
}
