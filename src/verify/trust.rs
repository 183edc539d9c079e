//! What the user trusts, and what is known besides: anchors given, certificates on hand, revocation on hand.
//! An embedded certificate is never trusted for being there.

use std::rc::Rc;

use der::Encode;
use der::asn1::ObjectIdentifier;

use super::budget::{Budget, Fault};
use super::certificate::{self, Certificate, Seconds};
use super::revocation::{Revocations, Status};
use super::verdict::{Brist, Certifikat, Underindikation};

const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");

/// What the user gives the verifier to stand on.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    ankare: Vec<Vec<u8>>,
    /// CRLs (DER) besides those in the file.
    pub sparrlistor: Vec<Vec<u8>>,
    /// OCSP responses (DER) besides those in the file.
    pub ocsp_svar: Vec<Vec<u8>>,
}

impl Trust {
    /// Adds every certificate of a PEM text; how many they were.
    ///
    /// # Errors
    /// A Swedish clause when the text holds no certificate, or one that cannot be read.
    pub fn add_pem(&mut self, text: &str) -> Result<usize, String> {
        let found = x509_cert::Certificate::load_pem_chain(text.as_bytes())
            .map_err(|_| "innehåller inga läsbara certifikat i PEM-form".to_owned())?;
        let count = found.len();
        for one in found {
            self.ankare.push(one.to_der().map_err(|_| "innehåller ett felkodat certifikat".to_owned())?);
        }
        if count == 0 { Err("innehåller inga certifikat".to_owned()) } else { Ok(count) }
    }

    /// Adds one DER certificate to trust.
    pub fn add_der(&mut self, certificate: &[u8]) {
        self.ankare.push(certificate.to_vec());
    }

    /// Name and facts of each certificate that is trusted and can be read.
    #[must_use]
    pub fn anchors(&self) -> Vec<(String, Certifikat)> {
        let read = |der: &Vec<u8>| Certificate::parse(der, &Budget::new(der.len()));
        self.ankare.iter().filter_map(read).map(|cert| (cert.name(), cert.facts())).collect()
    }

    /// Nothing is trusted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ankare.is_empty()
    }
}

/// What a key was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Signing,
    Timestamping,
}

/// Everything that certificates are held against.
pub(crate) struct Store {
    pub(crate) anchors: Vec<Rc<Certificate>>,
    pub(crate) pool: Vec<Rc<Certificate>>,
    pub(crate) revocations: Revocations,
}

/// What came out of holding a certificate against the store.
pub(crate) struct Standing {
    pub(crate) brister: Vec<Brist>,
    /// Whose certificates do not say where their revocation is published.
    pub(crate) unpublished: Vec<String>,
    /// What else is to be said of revocation.
    pub(crate) notes: Vec<String>,
    /// Signer first; the signer alone when there is no way to trust.
    pub(crate) path: Vec<Rc<Certificate>>,
}

impl Store {
    pub(crate) fn new(trust: &Trust, budget: &Budget) -> Self {
        let mut revocations = Revocations::default();
        for list in &trust.sparrlistor {
            revocations.add_list(list, budget);
        }
        for answer in &trust.ocsp_svar {
            revocations.add_answer(answer, budget);
        }
        let anchors = trust.ankare.iter().filter_map(|der| Certificate::parse(der, budget)).collect();
        Self { anchors, pool: Vec::new(), revocations }
    }

    pub(crate) fn add(&mut self, cert: &Rc<Certificate>) {
        if !self.pool.iter().any(|one| one.der == cert.der) {
            self.pool.push(Rc::clone(cert));
        }
    }

    /// Whether `signer` was to be relied on at `at`; `proved`: a timestamp says it was no later.
    pub(crate) fn standing(
        &self,
        signer: &Rc<Certificate>,
        purpose: Purpose,
        (at, proved): (Seconds, bool),
        budget: &Budget,
    ) -> Result<Standing, Fault> {
        let mut standing =
            Standing { brister: Vec::new(), unpublished: Vec::new(), notes: Vec::new(), path: vec![Rc::clone(signer)] };
        if let Some(brist) = wrong_purpose(signer, purpose) {
            standing.brister.push(brist);
        }
        match certificate::path(signer, &self.pool, &self.anchors, budget)? {
            Some(path) => standing.path = path,
            None => standing.brister.push(Brist::unclear(
                "okand-utfardare",
                Underindikation::NoCertificateChainFound,
                format!(
                    "certifikatet för {} är utfärdat av {}, som inte leder till något certifikat som ni litar på",
                    signer.name(),
                    signer.issuer_name()
                ),
            )),
        }
        standing.brister.extend(certificate::constraints(&standing.path, at, proved));
        self.revoked(&mut standing, at, budget)?;
        Ok(standing)
    }

    fn revoked(&self, standing: &mut Standing, at: Seconds, budget: &Budget) -> Result<(), Fault> {
        for (index, pair) in standing.path.windows(2).enumerate() {
            let [cert, issuer] = pair else { continue };
            let name = cert.name();
            match self.revocations.status(cert, issuer, at, budget)? {
                Status::Good => {}
                Status::Revoked(since) => standing.brister.push(Brist::unclear(
                    "sparrat-certifikat",
                    if index == 0 { Underindikation::RevokedNoPoe } else { Underindikation::RevokedCaNoPoe },
                    format!(
                        "certifikatet för {name} spärrades {}, och ingen tidsstämpel visar att underskriften är äldre",
                        certificate::day(since)
                    ),
                )),
                Status::Outdated(until) if cert.publishes_revocation() => standing.brister.push(Brist::unclear(
                    "sparr-okand",
                    Underindikation::TryLater,
                    format!("det gick inte att avgöra om certifikatet för {name} var spärrat: {}", outdated(until, at)),
                )),
                Status::Outdated(until) => {
                    standing.notes.push(format!(
                        "om certifikatet för {name} var spärrat är inte säkert: {}",
                        outdated(until, at)
                    ));
                }
                Status::Unknown if cert.publishes_revocation() => standing.brister.push(Brist::unclear(
                    "sparr-okand",
                    Underindikation::TryLater,
                    format!(
                        "det gick inte att avgöra om certifikatet för {name} var spärrat: uppgift för den tiden saknas"
                    ),
                )),
                Status::Unknown => standing.unpublished.push(name),
            }
        }
        Ok(())
    }
}

/// The data that are at hand are from another time than the one they should answer for.
fn outdated(until: Seconds, at: Seconds) -> String {
    let (until, at) = (certificate::day(until), certificate::day(at));
    format!("uppgiften om spärr gällde {until}, men det som ska prövas är från {at}")
}

fn wrong_purpose(signer: &Certificate, purpose: Purpose) -> Option<Brist> {
    let usage = signer.key_usage();
    let may_sign = usage.is_none_or(|one| one.digital_signature() || one.non_repudiation());
    let stamps = signer.purposes().is_some_and(|(critical, list)| critical && list == [TIME_STAMPING]);
    let fits = match purpose {
        Purpose::Signing => may_sign,
        Purpose::Timestamping => may_sign && stamps,
    };
    (!fits).then(|| {
        Brist::unclear(
            "fel-sorts-certifikat",
            Underindikation::ChainConstraintsFailure,
            format!("certifikatet för {} är inte till för att användas så här", signer.name()),
        )
    })
}
