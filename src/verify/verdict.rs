//! The answer: three words, ETSI EN 319 102-1 behind them, five layers, one report a signature, and what to do now.
//! What was never looked at is `KanInteAvgoras`; there is no way to build a passed layer by saying nothing.

use serde_json::{Value, json};

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

/// One thing that stands in the way of GILTIG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brist {
    /// Stable kebab-case code, ASCII.
    pub kod: &'static str,
    /// Never `Giltig`.
    pub utslag: Utslag,
    /// ETSI's word for it.
    pub underindikation: Underindikation,
    /// A Swedish sentence for the recipient.
    pub mening: String,
}

impl Brist {
    /// Something is false.
    pub(crate) fn false_because(
        kod: &'static str,
        underindikation: Underindikation,
        mening: impl Into<String>,
    ) -> Self {
        Self { kod, utslag: Utslag::Ogiltig, underindikation, mening: mening.into() }
    }

    /// Something cannot be decided.
    pub(crate) fn unclear(kod: &'static str, underindikation: Underindikation, mening: impl Into<String>) -> Self {
        Self { kod, utslag: Utslag::KanInteAvgoras, underindikation, mening: mening.into() }
    }
}

/// Answer of one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lagersvar {
    /// What stands in the way; empty and `kontrollerat` is the only pass.
    pub brister: Vec<Brist>,
    /// What was checked, in words; empty when nothing was.
    pub kontrollerat: Vec<String>,
    /// What the recipient should know though it does not change the answer.
    pub upplysningar: Vec<String>,
}

impl Lagersvar {
    /// A layer that has looked at nothing yet.
    pub(crate) fn unchecked() -> Self {
        Self { brister: Vec::new(), kontrollerat: Vec::new(), upplysningar: Vec::new() }
    }

    pub(crate) fn checked(&mut self, what: impl Into<String>) {
        self.kontrollerat.push(what.into());
    }

    pub(crate) fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.upplysningar.contains(&what) {
            self.upplysningar.push(what);
        }
    }

    pub(crate) fn add(&mut self, brist: Brist) {
        if !self.brister.contains(&brist) {
            self.brister.push(brist);
        }
    }

    /// Takes over what another said.
    pub(crate) fn merge(&mut self, other: &Lagersvar) {
        other.brister.iter().for_each(|one| self.add(one.clone()));
        other.upplysningar.iter().for_each(|one| self.note(one.clone()));
        for one in &other.kontrollerat {
            if !self.kontrollerat.contains(one) {
                self.kontrollerat.push(one.clone());
            }
        }
    }

    /// The worst of its findings; nothing checked is never a pass.
    #[must_use]
    pub fn utslag(&self) -> Utslag {
        let floor = if self.kontrollerat.is_empty() { Utslag::KanInteAvgoras } else { Utslag::Giltig };
        self.brister.iter().map(|brist| brist.utslag).fold(floor, Utslag::max)
    }

    /// The worst of its findings; `None` when it has none.
    pub(crate) fn utslag_of_findings(&self) -> Option<Utslag> {
        self.brister.iter().map(|brist| brist.utslag).max()
    }

    /// The finding that decides: the first among the worst.
    #[must_use]
    pub fn decisive(&self) -> Option<&Brist> {
        let worst = self.utslag();
        self.brister.iter().find(|brist| brist.utslag == worst)
    }

    fn json(&self) -> Value {
        let brister: Vec<Value> = self.brister.iter().map(brist_json).collect();
        json!({
            "utslag": self.utslag().word(),
            "underindikation": self.decisive().map(|brist| brist.underindikation.word()),
            "brister": brister,
            "kontrollerat": self.kontrollerat,
            "upplysningar": self.upplysningar,
        })
    }
}

fn brist_json(brist: &Brist) -> Value {
    json!({
        "kod": brist.kod,
        "utslag": brist.utslag.word(),
        "underindikation": brist.underindikation.word(),
        "mening": brist.mening,
    })
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

/// Report on one signature.
#[derive(Clone, Debug)]
pub struct Underskrift {
    /// The field's full name.
    pub falt: String,
    /// What it is.
    pub slag: Slag,
    /// Common name in the certificate; empty when none was found.
    pub namn: String,
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
    /// One each, in the order they were made.
    pub underskrifter: Vec<Underskrift>,
    /// What the recipient should do now.
    pub gor_sa_har: Vec<String>,
}

impl Verdict {
    /// The worst of the five layers.
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

    fn layers(&self) -> [&Lagersvar; 5] {
        [&self.omfang, &self.kryptografi, &self.revisioner, &self.fullstandighet, &self.innehall]
    }

    /// The object of `verifiera --json` (`formats.md`), for the file called `fil`.
    #[must_use]
    pub fn json(&self, fil: &str) -> Value {
        json!({
            "fil": fil,
            "utslag": self.utslag().word(),
            "indikation": self.utslag().indication(),
            "underindikation": self.underindikation().map(Underindikation::word),
            "lager": {
                "kryptografi": self.kryptografi.json(),
                "omfang": self.omfang.json(),
                "revisioner": self.revisioner.json(),
                "fullstandighet": self.fullstandighet.json(),
                "innehall": self.innehall.json(),
            },
            "underskrifter": self.underskrifter.iter().map(Underskrift::json).collect::<Vec<_>>(),
            "gor_sa_har": self.gor_sa_har.join(" "),
        })
    }
}

fn deciding<'a>(layers: &[&'a Lagersvar]) -> Option<&'a Brist> {
    let worst = layers.iter().map(|layer| layer.utslag()).fold(Utslag::Giltig, Utslag::max);
    layers.iter().filter(|layer| layer.utslag() == worst).find_map(|layer| layer.decisive())
}
