//! The answer: three words, ETSI EN 319 102-1 behind them, five layers, one report a signature, and what to do now.

use serde_json::{Value, json};

use super::bilaga::BundenFil;
pub use super::lager::{Brist, Lagersvar};

/// The three answers. Later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Utslag {
    /// Everything that was to be checked was checked, and holds.
    Giltig,
    /// Something could not be decided.
    KanInteAvgoras,
    /// Something is false.
    Ogiltig,
}

impl Utslag {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Utslag::Giltig => "GILTIG",
            Utslag::KanInteAvgoras => "KAN_INTE_AVGORAS",
            Utslag::Ogiltig => "OGILTIG",
        }
    }

    /// The main indication of ETSI EN 319 102-1 5.1.3.
    #[must_use]
    pub fn indication(self) -> &'static str {
        match self {
            Utslag::Giltig => "TOTAL-PASSED",
            Utslag::KanInteAvgoras => "INDETERMINATE",
            Utslag::Ogiltig => "TOTAL-FAILED",
        }
    }
}

/// Sub-indications of ETSI EN 319 102-1 table 2 that this verifier gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words are those of the standard")]
pub enum Underindikation {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CryptoConstraintsFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    RevokedNoPoe,
    RevokedCaNoPoe,
    OutOfBoundsNoPoe,
    TryLater,
    TimestampOrderFailure,
    SignedDataNotFound,
}

impl Underindikation {
    /// As the standard spells it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Underindikation::FormatFailure => "FORMAT_FAILURE",
            Underindikation::HashFailure => "HASH_FAILURE",
            Underindikation::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Underindikation::NotYetValid => "NOT_YET_VALID",
            Underindikation::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Underindikation::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Underindikation::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Underindikation::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Underindikation::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Underindikation::RevokedNoPoe => "REVOKED_NO_POE",
            Underindikation::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Underindikation::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Underindikation::TryLater => "TRY_LATER",
            Underindikation::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Underindikation::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
        }
    }
}

/// What kind of signature it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slag {
    /// Somebody's signature.
    Underskrift,
    /// The seal in the field `Stampel`.
    Stampel,
    /// A document timestamp.
    Tidsstampel,
}

impl Slag {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Slag::Underskrift => "underskrift",
            Slag::Stampel => "stämpel",
            Slag::Tidsstampel => "tidsstämpel",
        }
    }
}

/// Which certificate it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certifikat {
    /// SHA-256 of its DER, 64 hex.
    pub sha256: String,
    /// Hex.
    pub serienummer: String,
    /// First day, UTC.
    pub fran: String,
    /// Last day, UTC.
    pub till: String,
}

/// Report on one signature.
#[derive(Clone, Debug)]
pub struct Underskrift {
    /// The field's full name.
    pub falt: String,
    /// What it is.
    pub slag: Slag,
    /// Common name in the certificate; empty when none was found.
    pub namn: String,
    /// Whom the box was made for, with party; nothing in files of others.
    pub person: Option<String>,
    /// The signer's certificate, when it was found.
    pub certifikat: Option<Certifikat>,
    /// Who issued the certificate.
    pub utfardare: String,
    /// When it is proved to have existed (from a timestamp that holds), else nothing.
    pub bevisad_tid: Option<jiff::Timestamp>,
    /// What the signer's own computer said; proves nothing.
    pub uppgiven_tid: Option<String>,
    /// Bytes from the beginning of the file that it covers.
    pub omfattar: usize,
    /// Layer A.
    pub kryptografi: Lagersvar,
    /// Layer B.
    pub omfang: Lagersvar,
    /// Layer C: what came after it.
    pub revisioner: Lagersvar,
}

impl Underskrift {
    /// The worst of its three layers.
    #[must_use]
    pub fn utslag(&self) -> Utslag {
        self.kryptografi.utslag().max(self.omfang.utslag()).max(self.revisioner.utslag())
    }

    fn json(&self) -> Value {
        let layers = [&self.omfang, &self.kryptografi, &self.revisioner];
        json!({
            "falt": self.falt,
            "slag": self.slag.word(),
            "namn": self.namn,
            "person": self.person,
            "certifikat": self.certifikat.as_ref().map(|one| json!({
                "sha256": one.sha256, "serienummer": one.serienummer, "fran": one.fran, "till": one.till,
            })),
            "utfardare": self.utfardare,
            "bevisad_tid": self.bevisad_tid.map(|time| time.to_string()),
            "uppgiven_tid": self.uppgiven_tid,
            "omfattar": self.omfattar,
            "utslag": self.utslag().word(),
            "indikation": self.utslag().indication(),
            "underindikation": deciding(&layers).map(|brist| brist.underindikation.word()),
            "lager": {
                "kryptografi": self.kryptografi.json(),
                "omfang": self.omfang.json(),
                "revisioner": self.revisioner.json(),
            },
        })
    }
}

/// The whole answer about one file.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// A: the cryptography of every signature.
    pub kryptografi: Lagersvar,
    /// B: what every signature covers.
    pub omfang: Lagersvar,
    /// C: what happened after them.
    pub revisioner: Lagersvar,
    /// D: whether those who must have signed have.
    pub fullstandighet: Lagersvar,
    /// E: what is in the file.
    pub innehall: Lagersvar,
    /// Whether it stands in the register, and still holds; nothing where neither register nor receipt was at hand.
    pub register: Option<Lagersvar>,
    /// One each, in the order they were made.
    pub underskrifter: Vec<Underskrift>,
    /// Signed with keys of trials (PROV): whatever the answer, it is nothing in earnest.
    pub prov: bool,
    /// Files that its §§ are bound to; they are no part of it, and of the answer about it.
    pub bilagor: Vec<BundenFil>,
    /// What the recipient should do now.
    pub gor_sa_har: Vec<String>,
}

impl Verdict {
    /// The worst of the layers.
    #[must_use]
    pub fn utslag(&self) -> Utslag {
        self.layers().iter().map(|layer| layer.utslag()).fold(Utslag::Giltig, Utslag::max)
    }

    /// The finding that decides; B before A, since bytes that are not covered explain a hash that differs.
    #[must_use]
    pub fn decisive(&self) -> Option<&Brist> {
        deciding(&self.layers())
    }

    /// ETSI's word for the reason; nothing when all is well.
    #[must_use]
    pub fn underindikation(&self) -> Option<Underindikation> {
        self.decisive().map(|brist| brist.underindikation)
    }

    /// Every finding of every layer.
    #[must_use]
    pub fn brister(&self) -> Vec<&Brist> {
        self.layers().into_iter().flat_map(|layer| &layer.brister).collect()
    }

    fn layers(&self) -> Vec<&Lagersvar> {
        let file = [&self.omfang, &self.kryptografi, &self.revisioner, &self.fullstandighet, &self.innehall];
        file.into_iter().chain(&self.register).collect()
    }

    /// The object of `verifiera --json` (`formats.md`), for the file called `fil`.
    #[must_use]
    pub fn json(&self, fil: &str) -> Value {
        json!({
            "fil": fil,
            "utslag": self.utslag().word(),
            "indikation": self.utslag().indication(),
            "prov": self.prov,
            "underindikation": self.underindikation().map(Underindikation::word),
            "lager": {
                "kryptografi": self.kryptografi.json(),
                "omfang": self.omfang.json(),
                "revisioner": self.revisioner.json(),
                "fullstandighet": self.fullstandighet.json(),
                "innehall": self.innehall.json(),
            },
            "register": self.register.as_ref().map(Lagersvar::json),
            "underskrifter": self.underskrifter.iter().map(Underskrift::json).collect::<Vec<_>>(),
            "bilagor": self.bilagor.iter().map(BundenFil::json).collect::<Vec<_>>(),
            "gor_sa_har": self.gor_sa_har.join(" "),
        })
    }
}

fn deciding<'a>(layers: &[&'a Lagersvar]) -> Option<&'a Brist> {
    let worst = layers.iter().map(|layer| layer.utslag()).fold(Utslag::Giltig, Utslag::max);
    layers.iter().filter(|layer| layer.utslag() == worst).find_map(|layer| layer.decisive())
}
