//! Identity of what was decided: canonical objects, salts, hashes, the protokollrot (`formats.md`, Identity).
//! Says nothing of layout, and does not need typst.

pub mod bevis;
pub mod canonical;
pub mod identity;
pub mod merkle;
pub mod minutes;

use serde::{Deserialize, Serialize};

pub use identity::{Salt, grouped, hex, innehallsidentitet, protokollrot, unhex, vag};

/// Canonical object of a § (`utdrag-paragraf/1`): every word the template prints of it, in printed order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParagrafObject {
    /// Always `utdrag-paragraf/1`.
    pub format: String,
    /// Authority's name.
    pub myndighet: String,
    /// Organ's name.
    pub organ: String,
    /// The meeting's day, ISO.
    pub datum: String,
    /// § number.
    pub nummer: u32,
    /// Title, CommonMark source.
    pub rubrik: String,
    /// Diarienummer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diarienummer: Option<String>,
    /// Parts in printed order.
    pub delar: Vec<DelObject>,
    /// Votes, in order.
    pub voteringar: Vec<VoteringObject>,
    /// 64 hex.
    pub salt: String,
}

/// One part of a §: canonical id and CommonMark source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelObject {
    /// `sammanfattning`, `forslag`, `beslut`.
    pub id: String,
    /// Heading of its own, where the heading says something that the id does not: "Regiondirektörens förslag".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rubrik: Option<String>,
    /// CommonMark source.
    pub text: String,
}

/// One vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoteringObject {
    /// "Omröstning mellan … och …".
    pub mellan: String,
    /// What a ja means.
    pub ja: String,
    /// What a nej means.
    pub nej: String,
    /// Closed vote: no list.
    pub sluten: bool,
    /// Who voted how, in the order of närvaron; empty for a closed vote.
    pub roster: Vec<RostObject>,
    /// Counted.
    pub resultat: ResultatObject,
}

/// One voter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RostObject {
    /// "Mats Gärd (C)".
    pub namn: String,
    /// "Ordförande".
    pub uppdrag: String,
    /// "Ja", "Nej", "Avstår".
    pub rost: String,
}

/// Counted votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultatObject {
    /// Ja.
    pub ja: u32,
    /// Nej.
    pub nej: u32,
    /// Avstår.
    pub avstar: u32,
}

/// Canonical object of the meeting (`utdrag-huvud/1`), leaf 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HuvudObject {
    /// Always `utdrag-huvud/1`.
    pub format: String,
    /// Authority's name.
    pub myndighet: String,
    /// Organ's name.
    pub organ: String,
    /// The meeting's day, ISO.
    pub datum: String,
    /// The last day of a meeting that went on for more than one, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slutdatum: Option<String>,
    /// "09.00–16.00".
    pub tid: String,
    /// Breaks.
    pub ajournering: Vec<String>,
    /// Place.
    pub plats: String,
    /// Everybody who was there, grouped as printed.
    pub narvaro: Vec<NarvaroGrupp>,
    /// Secretary's name.
    pub sekreterare: String,
    /// Who signs as ordförande: name with party, and the §§ where that is not all.
    pub ordforande: Vec<Valda>,
    /// Elected justerare.
    pub justerare: Vec<Valda>,
    /// Decision that allows distance participation.
    pub distansbeslut: String,
    /// Noted avvikelser: CommonMark sentences.
    pub avvikelser: Vec<String>,
    /// 64 hex.
    pub salt: String,
}

/// A group of persons under a heading: "Beslutande ledamöter".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NarvaroGrupp {
    /// Heading.
    pub rubrik: String,
    /// Persons.
    pub personer: Vec<PersonObject>,
}

/// One person of the närvaro.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonObject {
    /// "Ingrid Åkerö (C)".
    pub namn: String,
    /// "ordförande", "ekonomidirektör"; empty for a plain ledamot.
    pub uppdrag: String,
    /// What is noted: "tjänstgör för Bodil Ytterån (S)", "§§ 97–104", "på distans".
    pub noteringar: Vec<String>,
}

/// Someone elected or entitled to sign, and for which §§ (empty: all).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Valda {
    /// "Ingrid Åkerö (C)".
    pub namn: String,
    /// "§§ 1–7, 9–14", or empty.
    pub paragrafer: String,
}

/// What stands in `<stem>.identitet.jsonl` for a secret §: enough to recompute the root, nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoldObject {
    /// Always `utdrag-paragraf-dold/1`.
    pub format: String,
    /// § number.
    pub nummer: u32,
    /// Innehållsidentitet of the § that is not shown, 64 hex.
    pub innehallsidentitet: String,
}

/// Canonical object of a tjänsteskrivelse (`utdrag-skrivelse/1`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SkrivelseObject {
    /// Always `utdrag-skrivelse/1`.
    pub format: String,
    /// Authority's name.
    pub myndighet: String,
    /// Receiving organ.
    pub till: String,
    /// The letter's day, ISO.
    pub datum: String,
    /// Diarienummer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub diarienummer: Option<String>,
    /// Title, CommonMark source.
    pub rubrik: String,
    /// Sender's lines.
    pub avsandare: Vec<String>,
    /// Parts before the signatures.
    pub delar: Vec<DelObject>,
    /// Who signs.
    pub undertecknare: Vec<UndertecknareObject>,
    /// Parts after the signatures.
    pub efter: Vec<DelObject>,
    /// 64 hex.
    pub salt: String,
}

/// Someone who signs a tjänsteskrivelse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndertecknareObject {
    /// Name.
    pub namn: String,
    /// Title; may be empty.
    pub titel: String,
}
