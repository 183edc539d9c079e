//! A key on a card or in a security module, through its PKCS#11 library (OASIS PKCS #11 2.40): the key stays there, and
//! the hash goes to it. Refuses to guess between several tokens or several keys, and never tries a PIN twice.

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::AuthPin;
use der::Decode;
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Key, KeyKind, Losenord, TokenUri};
use crate::diag::Diagnostic;
use crate::sign::chain::chain;
use crate::sign::hash::Hash;
use crate::sign::person::common_name;
use crate::sign::value;

/// Where a library is looked for when none is named: p11-kit, which knows those installed, then `OpenSC`.
const MODULES: [&str; 6] = [
    "/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so",
    "/usr/lib/aarch64-linux-gnu/p11-kit-proxy.so",
    "/usr/lib64/p11-kit-proxy.so",
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/Library/OpenSC/lib/opensc-pkcs11.so",
];
/// `DigestInfo` of SHA-256 without the hash (RFC 8017 9.2 note 1).
const SHA_256_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// Asks for the PIN; told what the token is called and what must be known of it.
pub type AskPin<'a> = dyn Fn(&str) -> Result<Losenord, Diagnostic> + 'a;

/// A key on a token.
pub struct TokenKey {
    session: Session,
    slot: Slot,
    client: Pkcs11,
    key: ObjectHandle,
    kind: KeyKind,
    /// The key asks for the PIN before each signature.
    always: bool,
    pin: Option<AuthPin>,
    chain: Vec<Certificate>,
}

impl TokenKey {
    /// Opens the key that the URI names. `others` are certificates given beside it.
    ///
    /// # Errors
    /// When there is no such token, key or certificate, or more than one, or the PIN is wrong.
    pub fn open(uri: &TokenUri, others: &[Certificate], ask: &AskPin<'_>) -> Result<Self, Diagnostic> {
        let client = library(uri)?;
        let (slot, info) = token(&client, uri)?;
        let session = client.open_ro_session(slot).map_err(|error| broken(&info, &error))?;
        let pin = log_in(&client, &session, (slot, &info), ask)?;
        let all = certificates_on(&session).map_err(|error| broken(&info, &error))?;
        let found = find_key(&session, (uri, &info), &all)?;
        let pool: Vec<Certificate> = all.iter().map(|(_, one)| one.clone()).chain(others.iter().cloned()).collect();
        let own = all.iter().find(|(id, _)| !id.is_empty() && *id == found.id).map(|(_, one)| one.clone());
        let own = own.map_or_else(|| beside(&session, &found, others), Ok)?;
        let kind = KeyKind::of(&own)?;
        Ok(Self { session, slot, client, key: found.handle, kind, always: found.always, pin, chain: chain(own, &pool) })
    }

    fn raw(&self, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let whole = hashing(self.kind)?;
        if self.always {
            // The PIN goes between the beginning and the data, so the token must hash itself.
            self.session.sign_init(&whole, self.key)?;
            self.session.login(UserType::ContextSpecific, self.pin.as_ref())?;
            self.session.sign_update(bytes)?;
            return self.session.sign_final();
        }
        let hash = self.hash().digest(&[bytes]);
        let known = self.client.get_mechanism_list(self.slot)?;
        match self.kind {
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => self.session.sign(&Mechanism::Ecdsa, self.key, &hash),
            KeyKind::Rsa if known.contains(&MechanismType::RSA_PKCS) => {
                let info = [SHA_256_INFO.as_slice(), hash.as_slice()].concat();
                self.session.sign(&Mechanism::RsaPkcs, self.key, &info)
            }
            KeyKind::RsaPss(of) if known.contains(&MechanismType::RSA_PKCS_PSS) => {
                self.session.sign(&Mechanism::RsaPkcsPss(pss(of)?), self.key, &hash)
            }
            KeyKind::Rsa | KeyKind::RsaPss(_) => self.session.sign(&whole, self.key, bytes),
        }
    }
}

/// The mechanism by which a token hashes and signs.
fn hashing(kind: KeyKind) -> Result<Mechanism<'static>, Error> {
    Ok(match kind {
        KeyKind::P256 => Mechanism::EcdsaSha256,
        KeyKind::P384 => Mechanism::EcdsaSha384,
        KeyKind::P521 => Mechanism::EcdsaSha512,
        KeyKind::Rsa => Mechanism::Sha256RsaPkcs,
        KeyKind::RsaPss(of @ Hash::Sha256) => Mechanism::Sha256RsaPkcsPss(pss(of)?),
        KeyKind::RsaPss(of @ Hash::Sha384) => Mechanism::Sha384RsaPkcsPss(pss(of)?),
        KeyKind::RsaPss(of @ Hash::Sha512) => Mechanism::Sha512RsaPkcsPss(pss(of)?),
    })
}

/// MGF1 of the same hash, and a salt as long as it.
fn pss(hash: Hash) -> Result<PkcsPssParams, Error> {
    let (hash_alg, mgf) = match hash {
        Hash::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        Hash::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        Hash::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
    };
    Ok(PkcsPssParams { hash_alg, mgf, s_len: hash.length().try_into().map_err(|_| Error::InvalidValue)? })
}

impl Key for TokenKey {
    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn hash(&self) -> Hash {
        self.kind.hash()
    }

    fn algorithm(&self) -> AlgorithmIdentifierOwned {
        self.kind.algorithm(self.hash())
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        let value = self.raw(bytes).map_err(|error| {
            Diagnostic::error("nyckel-vagrar", format!("kortet skrev inte under: {}", words(&error)))
                .hint("låt kortet sitta i, och kör kommandot igen")
        })?;
        if !self.kind.is_elliptic() {
            return Ok(value);
        }
        value::der_of(&value)
            .ok_or_else(|| Diagnostic::error("nyckel-vagrar", "kortet gav en underskrift som inte går att läsa"))
    }
}

fn library(uri: &TokenUri) -> Result<Pkcs11, Diagnostic> {
    let usual = || MODULES.iter().map(std::path::PathBuf::from).find(|path| path.is_file());
    let path = uri.module.clone().or_else(usual).ok_or_else(|| {
        Diagnostic::error("pkcs11-bibliotek", "kortets PKCS#11-bibliotek hittades inte")
            .hint("ange det sist i adressen: ?module-path=/sökväg/till/bibliotek.so")
    })?;
    let name = path.display().to_string();
    let refused = |error: &Error| {
        let words = match error {
            Error::LibraryLoading(_) | Error::MissingSymbol(_) => {
                "filen finns inte, eller är inget sådant bibliotek".to_owned()
            }
            other => words(other),
        };
        Diagnostic::error("pkcs11-bibliotek", format!("PKCS#11-biblioteket {name} kunde inte startas: {words}"))
            .hint("kontrollera sökvägen efter module-path, och att kortets program är installerat")
    };
    let client = Pkcs11::new(&path).map_err(|error| refused(&error))?;
    match client.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(client),
        Err(error) => Err(refused(&error)),
    }
}

/// The one token that the URI names.
fn token(client: &Pkcs11, uri: &TokenUri) -> Result<(Slot, TokenInfo), Diagnostic> {
    let slots = client.get_slots_with_initialized_token().unwrap_or_default();
    let all: Vec<(Slot, TokenInfo)> =
        slots.into_iter().filter_map(|slot| client.get_token_info(slot).ok().map(|info| (slot, info))).collect();
    let asked = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found.trim_end());
    let fits = |(slot, info): &&(Slot, TokenInfo)| {
        asked(&uri.token, info.label())
            && asked(&uri.serial, info.serial_number())
            && asked(&uri.model, info.model())
            && asked(&uri.manufacturer, info.manufacturer_id())
            && uri.slot.is_none_or(|wanted| wanted == slot.id())
    };
    let fitting: Vec<&(Slot, TokenInfo)> = all.iter().filter(fits).collect();
    let labels = |some: &[&(Slot, TokenInfo)]| {
        some.iter().map(|(_, info)| format!("”{}”", info.label().trim_end())).collect::<Vec<_>>().join(", ")
    };
    match fitting.as_slice() {
        [(slot, info)] => Ok((*slot, info.clone())),
        [] if all.is_empty() => Err(Diagnostic::error("inget-kort", "inget kort hittades i någon läsare")
            .hint("sätt i kortet, vänta tills läsaren slutar blinka och kör kommandot igen")),
        [] => Err(Diagnostic::error(
            "annat-kort",
            format!("inget kort stämmer med adressen; de som finns heter {}", labels(&all.iter().collect::<Vec<_>>())),
        )
        .hint("skriv kortets namn efter token= i nyckelns adress, med %20 för mellanslag")),
        several => Err(Diagnostic::error(
            "flera-kort",
            format!("adressen stämmer med {} kort: {}", several.len(), labels(several)),
        )
        .hint("skriv token= och kortets namn i nyckelns adress, eller serial= och dess serienummer")),
    }
}

fn log_in(
    client: &Pkcs11,
    session: &Session,
    (slot, info): (Slot, &TokenInfo),
    ask: &AskPin<'_>,
) -> Result<Option<AuthPin>, Diagnostic> {
    let name = info.label().trim_end();
    if !info.login_required() {
        return Ok(None);
    }
    if info.user_pin_locked() {
        return Err(locked(name));
    }
    let pin = if info.protected_authentication_path() {
        None
    } else {
        let last = if info.user_pin_final_try() { ", SISTA FÖRSÖKET innan kortet spärras" } else { "" };
        Some(AuthPin::from(ask(&format!("PIN för {name}{last}"))?.text().to_owned()))
    };
    match session.login(UserType::User, pin.as_ref()) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(pin),
        Err(Error::Pkcs11(RvError::PinLocked, _)) => Err(locked(name)),
        Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _)) => {
            Err(wrong_pin(name, client.get_token_info(slot).ok().as_ref()))
        }
        Err(Error::Pkcs11(RvError::UserPinNotInitialized, _)) => {
            Err(Diagnostic::error("pin-saknas", format!("{name} har ingen PIN-kod ännu"))
                .hint("sätt en PIN-kod i kortets program"))
        }
        Err(error) => Err(broken(info, &error)),
    }
}

/// PKCS#11 tells no number, only whether few or one are left.
fn wrong_pin(name: &str, now: Option<&TokenInfo>) -> Diagnostic {
    if now.is_some_and(TokenInfo::user_pin_locked) {
        return locked(name);
    }
    let left = match now {
        Some(info) if info.user_pin_final_try() => "ETT försök återstår innan kortet spärras",
        Some(info) if info.user_pin_count_low() => "få försök återstår innan kortet spärras",
        Some(_) | None => "efter några felaktiga försök spärras kortet",
    };
    Diagnostic::error("fel-pin", format!("PIN-koden för {name} är fel; {left}")).hint(
        "kontrollera koden innan du försöker igen; ett SITHS-kort har en kod för legitimering och en för underskrift",
    )
}

fn locked(name: &str) -> Diagnostic {
    Diagnostic::error("pin-sparrad", format!("PIN-koden för {name} är spärrad efter för många felaktiga försök"))
        .hint("lås upp den med PUK-koden i kortets program")
}

/// Certificates on the token, each with its `CKA_ID`.
fn certificates_on(session: &Session) -> Result<Vec<(Vec<u8>, Certificate)>, Error> {
    let mut found = Vec::new();
    for handle in session.find_objects(&[Attribute::Class(ObjectClass::CERTIFICATE)])? {
        let (mut id, mut certificate) = (Vec::new(), None);
        for attribute in session.get_attributes(handle, &[AttributeType::Id, AttributeType::Value])? {
            match attribute {
                Attribute::Id(bytes) => id = bytes,
                Attribute::Value(bytes) => certificate = Certificate::from_der(&bytes).ok(),
                _ => {}
            }
        }
        found.extend(certificate.map(|one| (id, one)));
    }
    Ok(found)
}

/// A private key on the token.
struct Found {
    handle: ObjectHandle,
    label: String,
    id: Vec<u8>,
    always: bool,
}

fn find_key(
    session: &Session,
    (uri, info): (&TokenUri, &TokenInfo),
    certificates: &[(Vec<u8>, Certificate)],
) -> Result<Found, Diagnostic> {
    let mut asked = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    asked.extend(uri.object.as_ref().map(|label| Attribute::Label(label.as_bytes().to_vec())));
    asked.extend(uri.id.as_ref().map(|id| Attribute::Id(id.clone())));
    let handles = session.find_objects(&asked).map_err(|error| broken(info, &error))?;
    let mut keys = Vec::new();
    for handle in handles {
        keys.extend(described(session, handle).map_err(|error| broken(info, &error))?);
    }
    let name = info.label().trim_end();
    match keys.len() {
        0 => Err(Diagnostic::error("nyckel-saknas", format!("{name} har ingen sådan nyckel som kan skriva under"))
            .hint("kontrollera object= och id= i nyckelns adress; utelämnade räcker alla nycklar")),
        1 => keys.pop().ok_or_else(|| Diagnostic::error("nyckel-saknas", "nyckeln försvann")),
        many => Err(Diagnostic::error(
            "flera-nycklar",
            format!(
                "{name} har {many} nycklar: {}",
                keys.iter().map(|key| listed(key, certificates)).collect::<Vec<_>>().join("; ")
            ),
        )
        .hint("lägg till object= eller id= i nyckelns adress, så att bara en av dem stämmer")),
    }
}

/// `None` for a key that does not sign.
fn described(session: &Session, handle: ObjectHandle) -> Result<Option<Found>, Error> {
    let mut found = Found { handle, label: String::new(), id: Vec::new(), always: false };
    let mut signs = true;
    let wanted = [AttributeType::Label, AttributeType::Id, AttributeType::Sign, AttributeType::AlwaysAuthenticate];
    for attribute in session.get_attributes(handle, &wanted)? {
        match attribute {
            Attribute::Label(bytes) => found.label = String::from_utf8_lossy(&bytes).into_owned(),
            Attribute::Id(bytes) => found.id = bytes,
            Attribute::Sign(value) => signs = value,
            Attribute::AlwaysAuthenticate(value) => found.always = value,
            _ => {}
        }
    }
    Ok(signs.then_some(found))
}

/// "object=underskrift, id=%02 (Ingrid Åkerö)".
fn listed(key: &Found, certificates: &[(Vec<u8>, Certificate)]) -> String {
    let id = key.id.iter().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
    let owner = certificates.iter().find(|(id, _)| *id == key.id).and_then(|(_, one)| common_name(one));
    let owner = owner.map_or_else(String::new, |name| format!(" ({name})"));
    format!("object={}, id={id}{owner}", key.label)
}

/// The certificate of a key that has none on the token: the one given whose key made a signature of it.
fn beside(session: &Session, key: &Found, others: &[Certificate]) -> Result<Certificate, Diagnostic> {
    let missing = || {
        Diagnostic::error("certifikat-saknas", format!("nyckeln {} har inget certifikat på kortet", key.label))
            .hint("ange certifikatet med --certifikat FIL.pem")
    };
    let public = public_point(session, key);
    let fits = |one: &&Certificate| {
        let own = one.tbs_certificate.subject_public_key_info.subject_public_key.raw_bytes();
        public.as_ref().is_none_or(|public| public.ends_with(own))
    };
    others.iter().find(fits).cloned().ok_or_else(missing)
}

/// The point of an elliptic-curve key, from its public half on the token; an RSA key is tried by its first signature.
fn public_point(session: &Session, key: &Found) -> Option<Vec<u8>> {
    let asked = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(key.id.clone())];
    let handle = session.find_objects(&asked).ok()?.first().copied()?;
    session.get_attributes(handle, &[AttributeType::EcPoint]).ok()?.into_iter().find_map(|one| match one {
        Attribute::EcPoint(point) => Some(point),
        _ => None,
    })
}

fn broken(info: &TokenInfo, error: &Error) -> Diagnostic {
    let name = info.label().trim_end();
    Diagnostic::error("kort-svarar-inte", format!("{name} kunde inte läsas: {}", words(error)))
        .hint("ta ut kortet och sätt i det igen")
}

/// In Swedish what can be, else the standard's own name of the fault.
fn words(error: &Error) -> String {
    match error {
        Error::Pkcs11(RvError::DeviceRemoved | RvError::TokenNotPresent, _) => "kortet är inte i läsaren".to_owned(),
        Error::Pkcs11(RvError::MechanismInvalid | RvError::KeyTypeInconsistent, _) => {
            "nyckeln klarar inte den här sortens underskrift".to_owned()
        }
        Error::Pkcs11(RvError::KeyFunctionNotPermitted, _) => "nyckeln får inte användas till underskrifter".to_owned(),
        Error::Pkcs11(RvError::PinIncorrect, _) => "fel PIN".to_owned(),
        Error::Pkcs11(RvError::FunctionCanceled | RvError::Cancel, _) => "avbrutet vid kortläsaren".to_owned(),
        Error::Pkcs11(code, _) => format!("PKCS#11-fel {}", format!("{code:?}").split('(').next().unwrap_or_default()),
        _ => "biblioteket svarade oväntat".to_owned(),
    }
}
