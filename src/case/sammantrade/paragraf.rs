//! The parts of a §: beslut, reservationer, anteckningar, jäv, underlag, bilagor, sekretess.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::case::text::{Datum, Rad, Text};

/// What was decided: sentences, or `"enligt förslag"` (printed in full).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Beslut {
    /// Texten "enligt förslag": förslagets satser gäller ordagrant.
    EnligtForslag(EnligtForslag),
    /// Beslutssatser, en åtgärd i varje; en sats får ha en lista eller tabell i sig.
    Satser(Vec<Text>),
}

impl Default for Beslut {
    fn default() -> Self {
        Self::Satser(Vec::new())
    }
}

/// Det enda giltiga värdet: "enligt förslag".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum EnligtForslag {
    /// Förslaget gäller ordagrant.
    #[default]
    #[serde(rename = "enligt förslag")]
    EnligtForslag,
}

/// Sentences of a decision that have words in common before them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Beslutsgrupp {
    /// Vad som står före satserna: "Kommunstyrelsen föreslår kommunfullmäktige besluta".
    pub ingress: Rad,
    /// Vilka av beslutets satser det är: "1-2".
    pub satser: String,
}

/// Kinds of matter with rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Arendetyp {
    /// Val: sluten omröstning, lottning vid lika röstetal.
    #[serde(rename = "val")]
    Val,
    /// Anställning av personal: som val.
    #[serde(rename = "anställning")]
    Anstallning,
    /// Myndighetsutövning mot enskild.
    #[serde(rename = "myndighetsutövning")]
    Myndighetsutovning,
    /// Formellt ärende utan diarienummer: upprop, val av justerare, anmälningar.
    #[serde(rename = "formellt")]
    Formellt,
    /// Information: något redovisas, och inget behöver beslutas.
    #[serde(rename = "information")]
    Information,
    /// Anmälan av delegationsbeslut.
    #[serde(rename = "delegationsanmälan")]
    Delegationsanmalan,
}

/// A minority's återremiss or bordläggning in fullmäktige.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Minoritet {
    /// Återremiss eller bordläggning.
    pub begar: Minoritetsbegaran,
    /// Motiveringen, bestämd av dem som begärt återremissen.
    pub motivering: Option<Text>,
    /// Om ärendet tidigare återremitterats eller bordlagts av en minoritet.
    #[serde(default)]
    pub tidigare: bool,
}

/// What the minority asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Minoritetsbegaran {
    /// Återremiss.
    #[default]
    #[serde(rename = "återremiss")]
    Aterremiss,
    /// Bordläggning.
    #[serde(rename = "bordläggning")]
    Bordlaggning,
}

/// An interpellation or fråga in fullmäktige (5 kap. 68 § kommunallagen).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Fraga {
    /// Interpellation eller fråga; utelämnat: interpellation.
    #[serde(default)]
    pub typ: Fragetyp,
    /// Namnen på dem som ställde den.
    pub av: Vec<Rad>,
    /// Vem den ställdes till: namn, eller uppdrag som text.
    pub till: Option<Rad>,
    /// Namnen på dem som svarade; tom lista: den besvarades inte.
    #[serde(default)]
    pub besvarad_av: Vec<Rad>,
    /// Namnen på övriga som deltog i överläggningen.
    #[serde(default)]
    pub inlagg: Vec<Rad>,
}

/// What was asked with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Fragetyp {
    /// Interpellation.
    #[default]
    #[serde(rename = "interpellation")]
    Interpellation,
    /// Fråga.
    #[serde(rename = "fråga")]
    Fraga,
}

/// A reservation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reservation {
    /// Namnen på dem som reserverar sig.
    pub av: Vec<Rad>,
    /// Vad reservationen gäller, när det är mindre än hela beslutet: "beslutspunkt 1".
    pub mot: Option<Rad>,
    /// Vad de som reserverar sig hellre ville: "eget yrkande".
    pub till_forman_for: Option<Rad>,
    /// Reservationen i ord; utelämnat: skrivs av programmet. Säger orden vilka som reserverar sig skrivs inget mer.
    pub text: Option<Text>,
    /// Om reservationen är skriftlig.
    #[serde(default)]
    pub skriftlig: bool,
}

/// A note to the minutes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Anteckning {
    /// Namnen på dem som antecknar.
    #[serde(default)]
    pub av: Vec<Rad>,
    /// Anteckningen.
    pub text: Option<Text>,
    /// Vad det är för anteckning; utelämnat: protokollsanteckning.
    #[serde(default)]
    pub typ: Anteckningstyp,
}

/// The kind of a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Anteckningstyp {
    /// Protokollsanteckning.
    #[default]
    #[serde(rename = "protokollsanteckning")]
    Protokollsanteckning,
    /// Särskilt yttrande.
    #[serde(rename = "särskilt yttrande")]
    SarskiltYttrande,
    /// Avvikande mening (30 § förvaltningslagen).
    #[serde(rename = "avvikande mening")]
    AvvikandeMening,
}

/// A person who is jävig in a §.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Jav {
    /// Namn.
    pub namn: Rad,
    /// Skälet, om det ska stå i protokollet.
    pub skal: Option<Text>,
    /// Beslutspunkterna jävet gäller, när det inte är hela paragrafen: "2" eller "2, 4-5".
    pub punkter: Option<String>,
}

/// A basis for the decision.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Underlag {
    /// Handlingens titel.
    pub titel: Rad,
    /// Handlingens dag.
    pub datum: Option<Datum>,
    /// Fil i arbetsmappen, som binds med SHA-256.
    pub fil: Option<String>,
}

/// An appendix: its title, or title and file.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bilaga {
    /// Bara titeln.
    Titel(Rad),
    /// Titel och fil.
    Fil(BilagaFil),
}

impl Default for Bilaga {
    fn default() -> Self {
        Self::Titel(String::new())
    }
}

/// An appendix bound by the hash of its file.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BilagaFil {
    /// Titel.
    pub titel: Rad,
    /// Fil i arbetsmappen, som binds med SHA-256.
    pub fil: Option<String>,
}

/// One row of reported decisions by delegation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Delegationsbeslut {
    /// Beslutsdag.
    pub datum: Datum,
    /// Vem som beslutade.
    pub beslutsfattare: Rad,
    /// Punkt i delegationsordningen.
    pub punkt: Option<Rad>,
    /// Diarienummer.
    pub diarienummer: Option<Rad>,
    /// Vad som beslutades.
    pub beslut: Rad,
}

/// How a decision is appealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Overklagande {
    /// Laglighetsprövning enligt 13 kap. kommunallagen.
    #[serde(rename = "laglighetsprövning")]
    Laglighetsprovning,
    /// Förvaltningsbesvär.
    #[serde(rename = "förvaltningsbesvär")]
    Forvaltningsbesvar,
    /// Kan inte överklagas.
    #[serde(rename = "kan inte överklagas")]
    KanInteOverklagas,
}

/// What the time for förvaltningsbesvär runs from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Tidsstart {
    /// Från den dag den som överklagar fick del av beslutet.
    #[serde(rename = "delgivning")]
    Delgivning,
    /// Från anslaget om att protokollet justerats, som för en detaljplan.
    #[serde(rename = "anslag")]
    Anslag,
    /// Från kungörelsen i Post- och Inrikes Tidningar för den som inte ska delges, som för ett bygglov.
    #[serde(rename = "kungörelse")]
    Kungorelse,
}

impl Tidsstart {
    /// As a case spells it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delgivning => "delgivning",
            Self::Anslag => "anslag",
            Self::Kungorelse => "kungörelse",
        }
    }
}

/// True when the sentence says that the § is adjusted at once.
#[must_use]
pub fn says_omedelbar(sats: &str) -> bool {
    let text = sats.to_lowercase();
    ["omedelbart justera", "omedelbar justering", "justeras omedelbart"].iter().any(|words| text.contains(words))
}

/// Why a § is secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sekretess {
    /// Lagrummet: "26 kap. 1 § offentlighets- och sekretesslagen (2009:400)".
    pub lagrum: Rad,
}
