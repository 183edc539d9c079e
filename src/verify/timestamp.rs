//! RFC 3161 timestamp tokens: when some bytes provably existed, if the token holds and its maker is trusted.

use std::rc::Rc;

use der::Decode;
use der::asn1::OctetString;
use x509_tsp::TstInfo;

use super::algorithm::Digest;
use super::budget::{Budget, Fault};
use super::certificate::{Certificate, Seconds, day, seconds};
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
    let info = content_bytes.as_ref().and_then(|bytes| TstInfo::from_der(bytes.as_bytes()).ok());
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
    let time = seconds(info.gen_time.to_unix_duration());
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
fn other_content(info: &TstInfo, content: &dyn Fn(Digest) -> Vec<u8>) -> Option<Brist> {
    let imprint = &info.message_imprint;
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
