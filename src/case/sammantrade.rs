//! `slag = "sammanträde"`: one meeting, one file; its §§ in order.
//! What was prepared before the meeting and what happened at it are different fields.

mod paragraf;
mod votering;

pub use super::tjansteskrivelse::Avsnitt;
pub use paragraf::{
    Anteckning, Anteckningstyp, Arendetyp, Beslut, Beslutsgrupp, Bilaga, BilagaFil, Delegationsbeslut, EnligtForslag,
    Fraga, Fragetyp, Jav, Minoritet, Minoritetsbegaran, Overklagande, Reservation, Sekretess, Tidsstart, Underlag,
    says_omedelbar,
};
pub use votering::{LottenFoll, Rostrakning, Rostresultat, Rosttal, Sida, Utslag, Votering, Yrkande, Yrkar};

use jiff::civil::Date;
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
    #[schemars(regex(pattern = super::text::SALT))]
    pub salt: Option<String>,
    /// Organets id i myndighet.toml.
    pub organ: String,
    /// Sammanträdesdagen.
    pub datum: Datum,
    /// Sista dagen, när sammanträdet håller på längre än en dag.
    pub slutdatum: Option<Datum>,
    /// Vilka paragrafer som hör till vilken dag, när sammanträdet håller på längre än en dag.
    #[serde(default)]
    pub dag: Vec<Dag>,
    /// "09.00–16.00".
    pub tid: Option<Rad>,
    /// Avbrott: "10.15–10.35".
    #[serde(default)]
    pub ajournering: Vec<Rad>,
    /// Lokal och ort.
    pub plats: Option<Rad>,
    /// Sekreterarens namn.
    pub sekreterare: Option<Rad>,
    /// De som var ordförande i stället för den ordinarie, med sina paragrafer.
    #[serde(default)]
    pub ledning: Vec<Ledning>,
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
    /// När justeringen tillkännagavs; bara när det inte görs med `utdrag anslag`.
    #[serde(default)]
    pub anslag: Vec<Anslag>,
}

/// Det enda giltiga värdet: "sammanträde".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SlagSammantrade {
    /// Ett sammanträde.
    #[default]
    #[serde(rename = "sammanträde")]
    Sammantrade,
}

/// One day of a meeting that goes on for more than one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Dag {
    /// Dagen.
    pub datum: Datum,
    /// "09.00–16.00".
    pub tid: Option<Rad>,
    /// Paragraferna den dagen: "126-140".
    pub paragrafer: String,
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

/// Someone who led a run of §§ in the place of the chair.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ledning {
    /// Namnet, som i närvaron.
    pub namn: Rad,
    /// Paragraferna: "170-173".
    pub paragrafer: String,
    /// Vad personen leder som, när det inte är uppdraget: "ålderspresident".
    pub titel: Option<Rad>,
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
    /// Har rätt att närvara utan att vara ledamot, till exempel ett kommunalråd eller en revisor.
    #[serde(rename = "närvarorätt")]
    Narvaroratt,
    /// Någon annan som var med: en sakkunnig, en inbjuden, en tolk.
    #[serde(rename = "övrig")]
    Ovrig,
}

/// How and by whom the minutes are adjusted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Justering {
    /// De som valts att justera jämte ordföranden: namn, eller namn och paragrafer för den som justerar några av dem.
    #[serde(default)]
    pub justerare: Vec<Justerare>,
    /// Senaste dag för justeringen.
    pub senast: Option<Datum>,
    /// Dag då protokollet justerades; bara när underskrifterna inte görs här.
    pub datum: Option<Datum>,
    /// Plats för justeringen.
    pub plats: Option<Rad>,
    /// "Digital justering" eller annat sätt.
    pub satt: Option<Rad>,
}

/// Somebody elected to adjust the minutes: all of them, or some §§.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Justerare {
    /// Bara namnet: alla paragrafer.
    Namn(Rad),
    /// Namn och paragrafer.
    Delvis(DelvisJusterare),
}

impl Default for Justerare {
    fn default() -> Self {
        Self::Namn(String::new())
    }
}

/// Somebody who adjusts some §§.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DelvisJusterare {
    /// Namn.
    pub namn: Rad,
    /// Paragraferna: "1-9"; utelämnat: alla.
    pub paragrafer: Option<String>,
}

impl Justerare {
    /// The name.
    #[must_use]
    pub fn namn(&self) -> &str {
        match self {
            Self::Namn(namn) => namn,
            Self::Delvis(one) => &one.namn,
        }
    }

    /// The §§ as written; `None` for all.
    #[must_use]
    pub fn paragrafer(&self) -> Option<&str> {
        match self {
            Self::Namn(_) => None,
            Self::Delvis(one) => one.paragrafer.as_deref(),
        }
    }
}

/// One § of the minutes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Paragraf {
    /// Paragrafnumret; löper per organ och år.
    #[schemars(range(min = 1))]
    pub nummer: u32,
    /// Rubriken, en rad.
    pub rubrik: Rad,
    /// "RS/148/2019".
    pub diarienummer: Option<Rad>,
    /// Vad ärendet gäller, skrivet före sammanträdet.
    pub sammanfattning: Option<Text>,
    /// Egna avsnitt efter sammanfattningen, i ordning: "Ekonomiska konsekvenser".
    #[serde(default)]
    pub avsnitt: Vec<Avsnitt>,
    /// Namnen på dem som föredrog ärendet.
    #[serde(default)]
    pub foredragande: Vec<Rad>,
    /// Vems förslaget är: "regiondirektören".
    pub forslag_av: Option<Rad>,
    /// Förslag till beslut, en sats var; en sats får gå över flera rader och ha en lista eller tabell i sig.
    #[serde(default)]
    pub forslag: Vec<Text>,
    /// Interpellation eller fråga: vem som ställde den och vem som svarade.
    pub fraga: Option<Fraga>,
    /// Vad som sades och gjordes på sammanträdet, i löpande text.
    pub behandling: Option<Text>,
    /// Namnen på dem som yttrade sig i ärendet, i ordning.
    #[serde(default)]
    pub yttranden: Vec<Rad>,
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
    /// Räkningen av valsedlar vid val med fler namn än två eller med listor, i ordning.
    #[serde(default)]
    pub rostrakning: Vec<Rostrakning>,
    /// Vad som beslutades: satser, eller "enligt förslag".
    #[serde(default)]
    pub beslut: Beslut,
    /// Beslutssatser med gemensam ingress, i ordning: det som föreslås någon annan, och det som beslutas för egen del.
    #[serde(default)]
    pub beslutsgrupper: Vec<Beslutsgrupp>,
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
    /// Upplysningar till den som får beslutet, utöver hur det överklagas.
    pub upplysningar: Option<Text>,
    /// Hur beslutet överklagas.
    pub overklagande: Option<Overklagande>,
    /// Vem som prövar förvaltningsbesvär mot just detta beslut: "Länsstyrelsen i .."; utelämnat: organets.
    pub overinstans: Option<Rad>,
    /// Varifrån tiden för förvaltningsbesvär räknas, när en särskild lag säger det; utelämnat: från delgivningen.
    pub overklagandetid: Option<Tidsstart>,
    /// Hela hänvisningen för just detta beslut, i stället för den vanliga.
    pub hanvisning: Option<Text>,
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

impl Sammantrade {
    /// The day on which a § adjusted at once was adjusted, where the case tells of its notice.
    #[must_use]
    pub fn day_at_once(&self, nummer: u32) -> Option<Date> {
        let own = self.anslag.iter().filter(|row| row.paragraf == Some(nummer));
        own.filter_map(|row| row.justerad).map(|day| day.0).next()
    }
}

/// When the justering was announced; stands in no leaf and not in the minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Anslag {
    /// Den omedelbart justerade paragraf som anslaget gäller; utelämnat: protokollet.
    pub paragraf: Option<u32>,
    /// Anslagstavlan, för en gemensam nämnd: det som står före kolon i `anslagstavlor`.
    pub tavla: Option<Rad>,
    /// Dag då den omedelbart justerade paragrafen justerades.
    pub justerad: Option<Datum>,
    /// Dag då anslaget sattes upp.
    pub uppsatt: Datum,
    /// Dag då anslaget togs ned.
    pub nedtaget: Option<Datum>,
    /// Varför samma protokoll anslås en gång till.
    pub skal: Option<Text>,
}
