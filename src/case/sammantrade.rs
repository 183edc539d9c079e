//! `slag = "sammanträde"`: one meeting, one file; its §§ in order.
//! What was prepared before the meeting and what happened at it are different fields.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Datum, Rad, Text};

/// One meeting of one organ.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sammantrade {
    /// Formatets version; alltid 1.
    pub format: u32,
    /// Alltid "sammanträde".
    pub slag: SlagSammantrade,
    /// 64 hexadecimala tecken som gör hashvärdena ogissbara; läggs till av `utdrag kontrollera --ratta`.
    pub salt: Option<String>,
    /// Organets id i myndighet.toml.
    pub organ: String,
    /// Sammanträdesdagen.
    pub datum: Datum,
    /// "09.00–16.00".
    pub tid: Option<Rad>,
    /// Avbrott: "10.15–10.35".
    #[serde(default)]
    pub ajournering: Vec<Rad>,
    /// Lokal och ort.
    pub plats: Option<Rad>,
    /// Sekreterarens namn.
    pub sekreterare: Option<Rad>,
    /// Fullmäktiges beslut som tillåter deltagande på distans: "RF 2021-02-17 § 12".
    pub distans_beslut: Option<Rad>,
    /// Dag då kallelsen skickades.
    pub kallelse: Option<Datum>,
    /// Dag då sammanträdet tillkännagavs på anslagstavlan.
    pub tillkannagivet: Option<Datum>,
    /// Alla som var med.
    #[serde(default)]
    pub narvaro: Vec<Narvarande>,
    /// Hur protokollet justeras.
    pub justering: Option<Justering>,
    /// Paragraferna, i ordning.
    #[serde(default)]
    pub paragraf: Vec<Paragraf>,
    /// Fel mot lagen som ändå är vad som hände, med skäl.
    #[serde(default)]
    pub avvikelse: Vec<Avvikelse>,
    /// Rättelser efter justeringen.
    #[serde(default)]
    pub rattelse: Vec<Rattelse>,
}

/// Det enda giltiga värdet: "sammanträde".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SlagSammantrade {
    /// Ett sammanträde.
    #[default]
    #[serde(rename = "sammanträde")]
    Sammantrade,
}

/// A person at the meeting; every other place in the file names them by `namn`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Narvarande {
    /// Förnamn och efternamn.
    pub namn: Rad,
    /// Partiförkortning utan parentes: "C"; "-" för partilös.
    pub parti: Option<Rad>,
    /// Uppdraget; utelämnat: ledamot.
    #[serde(default)]
    pub uppdrag: Uppdrag,
    /// Titel för tjänstepersoner: "ekonomidirektör".
    pub titel: Option<Rad>,
    /// Om en ersättare tjänstgör.
    pub tjanstgor: Option<bool>,
    /// Namnet på den ledamot som en ersättare tjänstgör för.
    #[serde(rename = "for")]
    pub tjanstgor_for: Option<Rad>,
    /// Paragrafer personen var med på: "97-104, 106-120"; utelämnat: alla.
    pub paragrafer: Option<String>,
    /// Om personen deltog på distans.
    #[serde(default)]
    pub distans: bool,
}

/// A person's part in the meeting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, JsonSchema)]
pub enum Uppdrag {
    /// Ordförande.
    #[serde(rename = "ordförande")]
    Ordforande,
    /// Förste vice ordförande.
    #[serde(rename = "förste vice ordförande")]
    ForsteViceOrdforande,
    /// Andre vice ordförande.
    #[serde(rename = "andre vice ordförande")]
    AndreViceOrdforande,
    /// Vice ordförande.
    #[serde(rename = "vice ordförande")]
    ViceOrdforande,
    /// Ledamot.
    #[default]
    #[serde(rename = "ledamot")]
    Ledamot,
    /// Ersättare.
    #[serde(rename = "ersättare")]
    Ersattare,
    /// Tjänsteperson.
    #[serde(rename = "tjänsteperson")]
    Tjansteperson,
    /// Föredragande.
    #[serde(rename = "föredragande")]
    Foredragande,
    /// Personalföreträdare.
    #[serde(rename = "personalföreträdare")]
    Personalforetradare,
    /// Insynsplats: får närvara, inte besluta.
    #[serde(rename = "insynsplats")]
    Insynsplats,
}

/// How and by whom the minutes are adjusted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Justering {
    /// Namnen på dem som valts att justera jämte ordföranden.
    #[serde(default)]
    pub justerare: Vec<Rad>,
    /// Senaste dag för justeringen.
    pub senast: Option<Datum>,
    /// Dag då protokollet justerades; bara när underskrifterna inte görs här.
    pub datum: Option<Datum>,
    /// Plats för justeringen.
    pub plats: Option<Rad>,
    /// "Digital justering" eller annat sätt.
    pub satt: Option<Rad>,
}

/// One § of the minutes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Paragraf {
    /// Paragrafnumret; löper per organ och år.
    pub nummer: u32,
    /// Rubriken, en rad.
    pub rubrik: Rad,
    /// "RS/148/2019".
    pub diarienummer: Option<Rad>,
    /// Vad ärendet gäller, skrivet före sammanträdet.
    pub sammanfattning: Option<Text>,
    /// Vems förslaget är: "regiondirektören".
    pub forslag_av: Option<Rad>,
    /// Förslag till beslut, en sats var.
    #[serde(default)]
    pub forslag: Vec<Rad>,
    /// Vad som sades och gjordes på sammanträdet, i löpande text.
    pub behandling: Option<Text>,
    /// Yrkanden på sammanträdet.
    #[serde(default)]
    pub yrkanden: Vec<Yrkande>,
    /// Hur ordföranden ställde proposition; utelämnat: skrivs av programmet.
    pub proposition: Option<Text>,
    /// Förslaget som ställdes som huvudförslag, vid tre eller fler.
    pub huvudforslag: Option<Rad>,
    /// Omröstningar, i ordning.
    #[serde(default)]
    pub votering: Vec<Votering>,
    /// Vad som beslutades: satser, eller "enligt förslag".
    #[serde(default)]
    pub beslut: Beslut,
    /// Skälen för beslutet (förvaltningsbesvär).
    pub motivering: Option<Text>,
    /// Vad ärendet är för slags ärende, när särskilda regler gäller.
    pub arendetyp: Option<Arendetyp>,
    /// Om ärendet inte var berett och avgjordes som brådskande i fullmäktige.
    #[serde(default)]
    pub bradskande: bool,
    /// Minoritetsåterremiss eller minoritetsbordläggning i fullmäktige.
    pub minoritet: Option<Minoritet>,
    /// Reservationer.
    #[serde(default)]
    pub reservationer: Vec<Reservation>,
    /// Protokollsanteckningar och särskilda yttranden.
    #[serde(default)]
    pub anteckningar: Vec<Anteckning>,
    /// Namn på dem som inte deltar i beslutet.
    #[serde(default)]
    pub deltar_ej: Vec<Rad>,
    /// De som är jäviga.
    #[serde(default)]
    pub jav: Vec<Jav>,
    /// Beslutsunderlag.
    #[serde(default)]
    pub underlag: Vec<Underlag>,
    /// Bilagor.
    #[serde(default)]
    pub bilagor: Vec<Bilaga>,
    /// Delegationsbeslut som anmäls.
    #[serde(default)]
    pub delegationsbeslut: Vec<Delegationsbeslut>,
    /// Mottagare: id eller text; tom lista: ingen expediering.
    pub expedieras_till: Option<Vec<Rad>>,
    /// Hur beslutet överklagas.
    pub overklagande: Option<Overklagande>,
    /// Om paragrafen justerades omedelbart, i eget protokoll.
    #[serde(default)]
    pub omedelbart_justerad: bool,
    /// Om ärendet utgick.
    #[serde(default)]
    pub utgar: bool,
    /// Namnet på den som var ordförande för just denna paragraf.
    pub ordforande: Option<Rad>,
    /// Sekretess: paragrafen trycks inte.
    pub sekretess: Option<Sekretess>,
}

/// A yrkande, for one or more persons.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Yrkande {
    /// Namnen på dem som yrkar.
    pub av: Vec<Rad>,
    /// Vad som yrkas.
    pub yrkar: Yrkar,
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

/// What was decided: sentences, or `"enligt förslag"` (printed in full).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Beslut {
    /// Texten "enligt förslag": förslagets satser gäller ordagrant.
    EnligtForslag(EnligtForslag),
    /// Beslutssatser, en åtgärd i varje.
    Satser(Vec<Rad>),
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

/// A reservation.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reservation {
    /// Namnen på dem som reserverar sig.
    pub av: Vec<Rad>,
    /// Reservationen i ord; utelämnat: skrivs av programmet.
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

/// Why a § is secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Sekretess {
    /// Lagrummet: "26 kap. 1 § offentlighets- och sekretesslagen (2009:400)".
    pub lagrum: Rad,
}

/// A fact that is against a rule and still happened.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Avvikelse {
    /// Regelns kod: "justering-for-sen".
    pub regel: String,
    /// Skälet, som trycks.
    pub skal: Text,
    /// Den paragraf det gäller; utelämnat: hela sammanträdet.
    pub paragraf: Option<u32>,
}

/// A correction after justering.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rattelse {
    /// Dagen för rättelsen.
    pub datum: Datum,
    /// Paragrafen som rättas.
    pub paragraf: u32,
    /// Texten som stod.
    pub fran: Text,
    /// Texten som ska stå.
    pub till: Text,
    /// Varför.
    pub grund: Text,
    /// Vilka som beslutat rättelsen.
    pub beslutad_av: Vec<Rad>,
}
