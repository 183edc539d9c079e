//! `slag = "kallelse"`: the summons with its föredragningslista. Numbers may have gaps.

use schemars::JsonSchema;
use serde::Deserialize;

use super::sammantrade::{Bilaga, Sekretess, Underlag};
use super::text::{Datum, Rad, Text};

/// One summons.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Kallelse {
    /// Formatets version; alltid 1.
    pub format: u32,
    /// Alltid "kallelse".
    pub slag: SlagKallelse,
    /// Organets id i myndighet.toml.
    pub organ: String,
    /// Sammanträdesdagen.
    pub datum: Datum,
    /// "09.00".
    pub tid: Option<Rad>,
    /// Lokal och ort.
    pub plats: Rad,
    /// Dag då kallelsen skickas; trycks och är handlingens dag.
    pub utsand: Option<Datum>,
    /// Dag då sammanträdet tillkännages på anslagstavlan; trycks inte.
    pub tillkannagivet: Option<Datum>,
    /// Den som kallar.
    pub ordforande: Option<Rad>,
    /// Den som svarar på frågor.
    pub sekreterare: Option<Rad>,
    /// Hur förhinder anmäls.
    pub forhinder: Option<Text>,
    /// Text före föredragningslistan.
    pub inledning: Option<Text>,
    /// Ärendena, i ordning.
    #[serde(default)]
    pub arende: Vec<Arende>,
}

/// Det enda giltiga värdet: "kallelse".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SlagKallelse {
    /// En kallelse.
    #[default]
    #[serde(rename = "kallelse")]
    Kallelse,
}

/// One item of the föredragningslista.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Arende {
    /// Ärendets nummer på listan; luckor är tillåtna.
    #[schemars(range(min = 1))]
    pub nummer: u32,
    /// Rubriken, en rad.
    pub rubrik: Rad,
    /// Diarienummer.
    pub diarienummer: Option<Rad>,
    /// Klockslag: "09.30".
    pub tid: Option<Rad>,
    /// Föredragande.
    pub foredragande: Option<Rad>,
    /// Vad ärendet gäller.
    pub sammanfattning: Option<Text>,
    /// Vems förslaget är.
    pub forslag_av: Option<Rad>,
    /// Förslag till beslut.
    #[serde(default)]
    pub forslag: Vec<Rad>,
    /// Beslutsunderlag.
    #[serde(default)]
    pub underlag: Vec<Underlag>,
    /// Bilagor.
    #[serde(default)]
    pub bilagor: Vec<Bilaga>,
    /// Sekretess: bara numret och lagrummet trycks.
    pub sekretess: Option<Sekretess>,
}
