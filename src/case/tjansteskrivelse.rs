//! `slag = "tjänsteskrivelse"`: what the administration writes to the organ that decides.

use schemars::JsonSchema;
use serde::Deserialize;

use super::sammantrade::{Bilaga, Underlag};
use super::text::{Datum, Rad, Text};

/// One tjänsteskrivelse.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tjansteskrivelse {
    /// Formatets version; alltid 1.
    pub format: u32,
    /// Alltid "tjänsteskrivelse".
    pub slag: SlagTjansteskrivelse,
    /// 64 hexadecimala tecken; läggs till av `utdrag kontrollera --ratta`.
    #[schemars(regex(pattern = super::text::SALT))]
    pub salt: Option<String>,
    /// Rubriken, en rad.
    pub rubrik: Rad,
    /// "RS/423/2023".
    pub diarienummer: Option<Rad>,
    /// Skrivelsens dag.
    pub datum: Datum,
    /// Mottagande organ: id eller text.
    pub till: Rad,
    /// Vem som skriver.
    #[serde(default)]
    pub avsandare: Avsandare,
    /// Kort sammanfattning, om den står för sig.
    pub sammanfattning: Option<Text>,
    /// Ärendebeskrivningen.
    pub arendebeskrivning: Option<Text>,
    /// Egna avsnitt efter ärendebeskrivningen, i ordning.
    #[serde(default)]
    pub avsnitt: Vec<Avsnitt>,
    /// Vems förslaget är: "regiondirektören".
    pub forslag_av: Option<Rad>,
    /// Förslag till beslut, en sats var.
    #[serde(default)]
    pub forslag: Vec<Rad>,
    /// De som undertecknar, i ordning.
    #[serde(default)]
    pub undertecknare: Vec<Undertecknare>,
    /// Beslutsunderlag.
    #[serde(default)]
    pub underlag: Vec<Underlag>,
    /// Bilagor.
    #[serde(default)]
    pub bilagor: Vec<Bilaga>,
    /// Mottagare av utdrag: id eller text.
    #[serde(default)]
    pub utdrag_till: Vec<Rad>,
}

/// Det enda giltiga värdet: "tjänsteskrivelse".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SlagTjansteskrivelse {
    /// En tjänsteskrivelse.
    #[default]
    #[serde(rename = "tjänsteskrivelse")]
    Tjansteskrivelse,
}

/// The sender's block.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Avsandare {
    /// Avdelning: "Sekretariatet".
    pub enhet: Option<Rad>,
    /// Handläggarens namn.
    pub namn: Option<Rad>,
    /// Handläggarens titel.
    pub titel: Option<Rad>,
    /// Handläggarens e-postadress.
    pub epost: Option<Rad>,
    /// Handläggarens telefon.
    pub telefon: Option<Rad>,
}

/// A section with a heading of its own.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Avsnitt {
    /// "Ekonomiska konsekvenser".
    pub rubrik: Rad,
    /// Texten.
    pub text: Text,
}

/// Someone who signs "I tjänsten".
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Undertecknare {
    /// Namn.
    pub namn: Rad,
    /// Titel: "Regiondirektör".
    pub titel: Option<Rad>,
}
