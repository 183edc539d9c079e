//! A document: everything a template is given, chosen and ordered, nothing left to decide.
//! Canonical objects say what the words are; the frame (`Ram`) says headings, logotype, hashes and boxes.
//! Serialised as `data.json`, kebab-case, for the templates in `templates/`.

pub mod overklagande;
pub(crate) mod spans;
pub mod text;
mod attachments;
mod beslut;
mod blad;
mod block;
mod certified;
mod choice;
mod frame;
mod headings;
mod huvud;
mod kallelse;
mod meeting;
mod missiv;
mod paragraf;
mod parts;
mod people;
mod printed;
mod protokoll;
mod rattelse;
mod rostrakning;
mod skrivelse;
mod stampel;
pub(crate) mod stem;
mod utdrag;
mod votering;
mod yrkanden;

use serde::Serialize;

use crate::evidence::{HuvudObject, VoteringObject};

pub use blad::{Blad, Bladdel, Day, Sheet, sheet};
pub use block::{Block, Inline};
pub use certified::{Certified, certified, certified_stem};
pub use choice::{Choice, canonical_objects, documents, rattelser};
pub(crate) use choice::{case_stem, meeting_stem};
pub use headings::Frame;
pub use missiv::{Letter, Receipt, missiv};
pub use printed::paragraf_from_object;
pub use rattelse::{Rattelserad, misplaced};
pub use stampel::{Attested, stampel};

/// One document, ready for its template.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Document {
    /// Which template.
    pub handling: Handling,
    /// File name without `.pdf`: `rs-2019-05-29-p108-utdrag`.
    #[serde(skip)]
    pub stem: String,
    /// Title of the PDF: "Protokollsutdrag Regionstyrelsen 2019-05-29 § 108".
    pub titel: String,
    /// The document's day, ISO: the meeting's or the letter's, never the clock's.
    pub datum: String,
    /// What surrounds the words.
    pub ram: Ram,
    /// The words.
    pub innehall: Innehall,
    /// Files carried inside: evidence of a certified extract. With any, the PDF is PDF/A-3a, else PDF/A-2a.
    pub bifogat: Vec<Bifogat>,
    /// Canonical lines to write beside the minutes (`<stem>.identitet.jsonl`), leaf 0 first; empty for others.
    #[serde(skip)]
    pub identitet: Vec<String>,
    /// Canonical lines of secret §§ (`<stem>.sekretess.jsonl`).
    #[serde(skip)]
    pub sekretess: Vec<String>,
}

/// A file carried inside a document.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bifogat {
    /// Its name: `p108.json`.
    pub namn: String,
    /// `AFRelationship` as typst spells it: "source" or "data".
    pub forhallande: String,
    /// MIME type.
    pub mime: String,
    /// What it is, for readers.
    pub beskrivning: String,
    /// Its bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// The kinds of document, and the names of their templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Handling {
    /// Minutes.
    Protokoll,
    /// Minutes of one § adjusted at once.
    Omedelbar,
    /// The secret §§ of a meeting in full, with signatures: only when it is asked for.
    Sekretessprotokoll,
    /// An extract.
    Utdrag,
    /// A list of who voted how, by itself.
    Voteringslista,
    /// A tjänsteskrivelse.
    Tjansteskrivelse,
    /// A summons.
    Kallelse,
    /// The letter around what is dispatched.
    Missiv,
    /// How a decision is appealed, to send along with it.
    Overklagandehanvisning,
    /// The notice that minutes are adjusted.
    Anslag,
    /// The certificate that a notice was up.
    Anslagsbevis,
}

/// What surrounds the words.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ram {
    /// Authority's name.
    pub myndighet: String,
    /// Organ's name, in the page head; for a tjänsteskrivelse the receiving organ.
    pub organ: String,
    /// Document type in the page head: "Protokollsutdrag".
    pub typ: String,
    /// Day in the page head, ISO.
    pub dag: String,
    /// Virtual file name of the logotype (`/logotyp.svg`), when there is one.
    pub logotyp: Option<String>,
    /// Bytes of the logotype; given to the template as the virtual file.
    #[serde(skip)]
    pub logotyp_bytes: Option<Vec<u8>>,
    /// "Justerandes sign | Utdragsbestyrkande" at the foot of the page.
    pub strip: bool,
    /// Justified right edge.
    pub jamn: bool,
    /// Words on every page: "PROV", "OJUSTERAT UTKAST".
    pub markning: Vec<String>,
    /// Contact line of the authority for the foot of letters: postadress, e-post, webb.
    pub kontakt: Vec<String>,
}

/// The words of a document.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "slag")]
#[expect(clippy::large_enum_variant, reason = "one stands in a document, never many in a row")]
pub enum Innehall {
    /// Minutes, whole or of one § adjusted at once.
    Protokoll(Protokoll),
    /// One or more §§.
    Utdrag(Utdrag),
    /// A tjänsteskrivelse.
    Tjansteskrivelse(Skrivelse),
    /// A summons.
    Kallelse(Foredragningslista),
    /// The letter around what is dispatched.
    Missiv(Missiv),
    /// A sheet of facts and short texts: överklagandehänvisning, anslag, anslagsbevis.
    Blad(Blad),
}

/// Minutes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Protokoll {
    /// Leaf 0, as hashed.
    pub huvud: HuvudObject,
    /// "§§ 97–112".
    pub paragrafspann: String,
    /// Rows of the ärendelista.
    pub arendelista: Vec<Arenderad>,
    /// The §§, in order.
    pub paragrafer: Vec<Paragraf>,
    /// Place, day and way of justering, as lines of text.
    pub justering: Vec<String>,
    /// Boxes for signatures, in signing order.
    pub rutor: Vec<Ruta>,
    /// Protokollrot, 64 hex; `None` without salt.
    pub protokollrot: Option<String>,
    /// Innehållsidentitet of leaf 0, 64 hex.
    pub huvudidentitet: Option<String>,
    /// Noted avvikelser of the meeting: sentences, as they stand in leaf 0.
    pub avvikelser: Vec<Vec<Block>>,
}

/// One row of the ärendelista.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Arenderad {
    /// § number.
    pub nummer: u32,
    /// Title as printed; for a secret § the words that stand in its place.
    pub rubrik: Vec<Inline>,
    /// Diarienummer.
    pub diarienummer: Option<String>,
    /// Innehållsidentitet, 64 hex; `None` without salt.
    pub identitet: Option<String>,
}

/// A box that a signature is put in.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ruta {
    /// Name of the signature field: `Justering.Ordforande.1`.
    pub falt: String,
    /// Caption: "Ordförande §§ 1–7, 9–14".
    pub roll: String,
    /// Name, with party where there is one: "Ingrid Åkerö (C)".
    pub namn: String,
    /// Title under the name, for officials.
    pub titel: Option<String>,
}

/// An extract, or a voteringslista by itself.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Utdrag {
    /// The §§, in order.
    pub paragrafer: Vec<Paragraf>,
    /// Corrections after justering, each under the heading of its §.
    pub rattelser: Vec<Rattelserad>,
    /// What is said of the justering: "Protokollet är inte justerat." until there is one.
    pub justering: Vec<String>,
    /// "Utdragsbestyrkande": words of the stamp and its box; `None` until certified.
    pub stampel: Option<Stampel>,
}

/// The certificate of an extract, in the body.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stampel {
    /// Its sentences, each a paragraph.
    pub stycken: Vec<String>,
    /// Label and 64 hex each: innehållsidentitet of each §, protokollrot.
    pub hashar: Vec<(String, String)>,
    /// The seal's box.
    pub ruta: Ruta,
}

/// One § as printed: its canonical object, with headings and parsed text beside it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Paragraf {
    /// § number.
    pub nummer: u32,
    /// Title.
    pub rubrik: Vec<Inline>,
    /// Diarienummer.
    pub diarienummer: Option<String>,
    /// Parts, in printed order.
    pub delar: Vec<Del>,
    /// Votes, for bars and lists. Printed after the parts when `roster` is not empty.
    pub voteringar: Vec<VoteringObject>,
    /// Heading of its voteringslistor: "Voteringslista: § 108".
    pub voteringslista: String,
    /// Innehållsidentitet, 64 hex; `None` without salt.
    pub identitet: Option<String>,
    /// True for the stub of a § that is secret or adjusted in minutes of its own.
    pub stub: bool,
}

/// One part of a §.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Del {
    /// Canonical id (domain.md 3.2): `sammanfattning`, `beslut`.
    pub id: String,
    /// Heading as printed; `None`: none.
    pub rubrik: Option<String>,
    /// True when it was written before the meeting. The rule stands after the last of them.
    pub fore: bool,
    /// The text, parsed.
    pub block: Vec<Block>,
    /// For `omrostningsresultat`: index of its vote in `voteringar`, for the bar.
    pub votering: Option<usize>,
}

/// A tjänsteskrivelse.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Skrivelse {
    /// Sender's lines: enhet, name, title, e-mail.
    pub avsandare: Vec<String>,
    /// Receiving organ.
    pub till: String,
    /// Diarienummer.
    pub diarienummer: Option<String>,
    /// Title.
    pub rubrik: Vec<Inline>,
    /// Parts, in order; the last before the signatures is the förslag.
    pub delar: Vec<Del>,
    /// "I tjänsten": boxes.
    pub rutor: Vec<Ruta>,
    /// Parts after the signatures: utdrag till.
    pub efter: Vec<Del>,
    /// Innehållsidentitet, 64 hex; `None` without salt.
    pub identitet: Option<String>,
}

/// A summons.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Foredragningslista {
    /// Label and value of each fact: "Tid", "Plats", "Ordförande".
    pub fakta: Vec<(String, String)>,
    /// Text before the list.
    pub inledning: Vec<Block>,
    /// Items.
    pub arenden: Vec<Arende>,
}

/// The letter around what is dispatched; its address shows in the window of the envelope.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Missiv {
    /// Lines of name and address.
    pub adress: Vec<String>,
    /// Label and value of each fact: "Datum", "Diarienummer".
    pub fakta: Vec<(String, String)>,
    /// Title.
    pub rubrik: String,
    /// The text.
    pub text: Vec<Block>,
    /// What lies in the same envelope, a line each.
    pub bilagor: Vec<String>,
    /// Who sends it: name, authority.
    pub avsandare: Vec<String>,
    /// A page to sign and send back; `None`: none.
    pub kvittens: Option<Kvittens>,
}

/// A page on which the recipient says that the documents came.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Kvittens {
    /// "Mottagningsbevis", "Kvittens".
    pub rubrik: String,
    /// The text.
    pub text: Vec<Block>,
    /// What is to be filled in: "Datum", "Namnteckning".
    pub falt: Vec<String>,
    /// Where it is to be sent, a line each.
    pub ater: Vec<String>,
}

/// One item of a summons.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Arende {
    /// Number on the list.
    pub nummer: u32,
    /// Title.
    pub rubrik: Vec<Inline>,
    /// Diarienummer, time, föredragande: short lines.
    pub diarienummer: Option<String>,
    /// Clock time.
    pub tid: Option<String>,
    /// Who presents it.
    pub foredragande: Option<String>,
    /// Parts.
    pub delar: Vec<Del>,
}
