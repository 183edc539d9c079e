//! What was moved and how it was settled: yrkanden, omröstningar, utslag.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::case::text::{Rad, Text};

/// A yrkande, for one or more persons.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Yrkande {
    /// Namnen på dem som yrkar.
    pub av: Vec<Rad>,
    /// Vad som yrkas.
    pub yrkar: Yrkar,
    /// Vad bifall, avslag, ändring eller tillägg gäller, när det är något annat än förslaget: "motionen"; vart ett ärende ska återremitteras.
    pub till: Option<Rad>,
    /// Yrkandet i ord; utelämnat: skrivs av programmet.
    pub text: Option<Text>,
    /// Om yrkandet togs tillbaka.
    #[serde(default)]
    pub aterkallat: bool,
}

/// What a yrkande asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Yrkar {
    /// Bifall till förslaget.
    #[default]
    #[serde(rename = "bifall")]
    Bifall,
    /// Avslag.
    #[serde(rename = "avslag")]
    Avslag,
    /// Återremiss.
    #[serde(rename = "återremiss")]
    Aterremiss,
    /// Bordläggning.
    #[serde(rename = "bordläggning")]
    Bordlaggning,
    /// Ändring av förslaget.
    #[serde(rename = "ändring")]
    Andring,
    /// Tillägg till förslaget.
    #[serde(rename = "tillägg")]
    Tillagg,
    /// Ett eget förslag.
    #[serde(rename = "eget förslag")]
    EgetForslag,
}

/// One vote.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Votering {
    /// "A och B".
    pub mellan: Option<Rad>,
    /// Ja-sidan.
    pub ja: Sida,
    /// Nej-sidan.
    pub nej: Sida,
    /// Namnen på dem som avstår.
    #[serde(default)]
    pub avstar: Vec<Rad>,
    /// Namnen på dem som inte deltar i omröstningen.
    #[serde(default)]
    pub deltar_ej: Vec<Rad>,
    /// Resultatet i siffror.
    pub resultat: Option<Rostresultat>,
    /// Om omröstningen var sluten.
    #[serde(default)]
    pub sluten: bool,
    /// Om omröstningen gällde vad som skulle bli motförslag.
    #[serde(default)]
    pub kontraproposition: bool,
    /// Vad som avgjorde vid lika röstetal.
    pub utslag: Option<Utslag>,
    /// Vilken sida lotten föll på.
    pub lott: Option<LottenFoll>,
    /// Egen text om omröstningen och propositionsordningen.
    pub text: Option<Text>,
    /// Egen text om resultatet.
    pub resultattext: Option<Text>,
}

/// One side of a vote.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sida {
    /// Vad sidan röstar för.
    #[serde(rename = "for")]
    pub roster_for: Rad,
    /// Namnen på dem som röstade så (tom vid sluten omröstning).
    #[serde(default)]
    pub roster: Vec<Rad>,
}

/// Counted votes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rostresultat {
    /// Antal ja.
    pub ja: u32,
    /// Antal nej.
    pub nej: u32,
    /// Antal som avstår.
    #[serde(default)]
    pub avstar: u32,
}

/// The counting of slips in a val: any number of names or lists.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rostrakning {
    /// Vad sedlarna gällde, när paragrafen har fler val än ett: "val av ordförande".
    pub om: Option<Rad>,
    /// Namnen på rösträknarna.
    #[serde(default)]
    pub rostraknare: Vec<Rad>,
    /// Rösterna för varje namn eller lista.
    pub roster: Vec<Rosttal>,
    /// Antal blanka röster.
    #[serde(default)]
    pub blanka: u32,
    /// Antal ogiltiga röster.
    #[serde(default)]
    pub ogiltiga: u32,
    /// Vem eller vad lotten föll på, när lottning skedde.
    pub lott: Option<Rad>,
}

/// The votes for one name or list.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rosttal {
    /// Namnet, eller valsedelns beteckning.
    #[serde(rename = "for")]
    pub roster_for: Rad,
    /// Antal röster.
    pub antal: u32,
    /// Antal platser, vid proportionellt val.
    pub platser: Option<u32>,
}

/// What settled a tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Utslag {
    /// Ordförandens utslagsröst.
    #[serde(rename = "ordförandens utslagsröst")]
    OrdforandensUtslagsrost,
    /// Lottning, bara vid val och anställning.
    #[serde(rename = "lottning")]
    Lottning,
}

/// The side that the lot chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LottenFoll {
    /// Ja-sidan.
    #[serde(rename = "ja")]
    Ja,
    /// Nej-sidan.
    #[serde(rename = "nej")]
    Nej,
}
