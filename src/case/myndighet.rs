//! `slag = "myndighet"`: the authority, its organs, recipients, look and words.
//! One file a workspace, `myndighet.toml`; the folder that holds it is the workspace.

use schemars::JsonSchema;
use serde::Deserialize;

use super::text::{Datum, Rad, Text};

/// `myndighet.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Myndighet {
    /// Formatets version; alltid 1.
    pub format: u32,
    /// Alltid "myndighet".
    pub slag: SlagMyndighet,
    /// Myndighetens namn: "Region Fjällmarken".
    pub namn: Rad,
    /// Kort namn, när det fulla inte får plats.
    pub kortnamn: Option<Rad>,
    /// Säteskommunens ort.
    pub ort: Option<Rad>,
    /// Var protokollen förvaras.
    pub forvaringsplats: Option<Rad>,
    /// Webbadress till anslagstavlan.
    pub anslagstavla: Option<Rad>,
    /// Förvaltningsrätten som prövar överklaganden.
    pub forvaltningsratt: Option<Rad>,
    /// Förvaltningsrättens postadress, en eller flera rader.
    pub forvaltningsratt_adress: Option<Text>,
    /// Förvaltningsrättens e-postadress.
    pub forvaltningsratt_epost: Option<Rad>,
    /// Myndighetens webbplats.
    pub webb: Option<Rad>,
    /// Myndighetens e-postadress.
    pub epost: Option<Rad>,
    /// Postadress, en rad.
    pub postadress: Option<Rad>,
    /// Logotyp: sökväg i arbetsmappen till en SVG- eller PNG-fil.
    pub logotyp: Option<String>,
    /// Vad som bestyrker ett utdrag.
    pub bestyrkande: Option<Bestyrkande>,
    /// Hur handlingarna ser ut.
    #[serde(default)]
    pub utseende: Utseende,
    /// Egna rubriker i stället för de vanliga.
    #[serde(default)]
    pub rubriker: Rubriker,
    /// Organen: fullmäktige, styrelse, nämnder.
    #[serde(default)]
    pub organ: Vec<Organ>,
    /// Mottagare av utdrag och skrivelser.
    #[serde(default)]
    pub mottagare: Vec<Mottagare>,
    /// Vilka som får bestyrka utdrag, och när.
    #[serde(default)]
    pub behorig_bestyrkare: Vec<BehorigBestyrkare>,
    /// Vilka certifikat som får skriva under som vem.
    #[serde(default)]
    pub undertecknare: Vec<CertifikatFor>,
    /// Tidsstämplingstjänst.
    pub tidsstampel: Option<Tidsstampel>,
    /// Utgående e-post.
    pub smtp: Option<Smtp>,
    /// Var registrets nyckel och vakt finns.
    #[serde(default)]
    pub register: Registerplats,
    /// Egna texter i stället för de inbyggda.
    #[serde(default)]
    pub texter: Texter,
}

/// Det enda giltiga värdet: "myndighet".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum SlagMyndighet {
    /// Myndighetens egen fil.
    #[default]
    #[serde(rename = "myndighet")]
    Myndighet,
}

/// Who stands behind a certified extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Bestyrkande {
    /// Myndighetens elektroniska stämpel.
    #[serde(rename = "e-stämpel")]
    EStampel,
    /// En tjänstepersons elektroniska underskrift.
    #[serde(rename = "e-underskrift")]
    EUnderskrift,
}

/// The look of the documents.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Utseende {
    /// Om beslutet står först eller sist i paragrafen.
    pub beslut: BeslutPlats,
    /// Om remsan "Justerandes sign | Utdragsbestyrkande" trycks på sidorna.
    pub strip: bool,
    /// Ojämn eller jämn högerkant.
    pub radbrytning: Radbrytning,
}

/// Where the beslut stands in a §.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum BeslutPlats {
    /// Efter handläggningen.
    #[default]
    #[serde(rename = "sist")]
    Sist,
    /// Direkt efter rubriken.
    #[serde(rename = "först")]
    Forst,
}

/// Ragged or justified right edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Radbrytning {
    /// Ojämn högerkant.
    #[default]
    #[serde(rename = "ojämn")]
    Ojamn,
    /// Jämn högerkant med avstavning.
    #[serde(rename = "jämn")]
    Jamn,
}

/// Headings by canonical id (domain.md 3.2); `None` gives the usual one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Rubriker {
    /// I stället för "Sammanfattning".
    pub sammanfattning: Option<Rad>,
    /// I stället för "Förslag till beslut".
    pub forslag: Option<Rad>,
    /// I stället för "Behandling på sammanträdet".
    pub behandling: Option<Rad>,
    /// I stället för "Yrkanden".
    pub yrkanden: Option<Rad>,
    /// I stället för "Proposition".
    pub proposition: Option<Rad>,
    /// I stället för "Omröstning".
    pub omrostning: Option<Rad>,
    /// I stället för "Omröstningsresultat".
    pub omrostningsresultat: Option<Rad>,
    /// I stället för "Voteringslista".
    pub voteringslista: Option<Rad>,
    /// I stället för "Beslut".
    pub beslut: Option<Rad>,
    /// I stället för "Reservationer".
    pub reservation: Option<Rad>,
    /// I stället för "Protokollsanteckning".
    pub anteckning: Option<Rad>,
    /// I stället för "Deltar inte i beslutet".
    pub deltar_ej: Option<Rad>,
    /// I stället för "Jäv".
    pub jav: Option<Rad>,
    /// I stället för "Beslutsunderlag".
    pub underlag: Option<Rad>,
    /// I stället för "Bilagor".
    pub bilagor: Option<Rad>,
    /// I stället för "Expedieras till".
    pub expediering: Option<Rad>,
    /// I stället för "Upplysningar".
    pub upplysning: Option<Rad>,
    /// I stället för "Ärendebeskrivning" (tjänsteskrivelse).
    pub arendebeskrivning: Option<Rad>,
    /// I stället för "Utdrag till" (tjänsteskrivelse).
    pub utdrag_till: Option<Rad>,
}

/// An organ that meets and decides.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Organ {
    /// Kort id med små bokstäver, som sammanträden hänvisar till: "rs".
    #[schemars(regex(pattern = super::text::ID))]
    pub id: String,
    /// "Regionstyrelsen".
    pub namn: Rad,
    /// Vilket slags organ det är; det avgör vilka lagrum som gäller.
    pub typ: OrganTyp,
    /// Antal ordinarie ledamöter.
    pub ledamoter: Option<u32>,
    /// Vad som står före beslutssatser som börjar med "att": "Kommunstyrelsen beslutar"; utelämnat: inget.
    pub beslutsingress: Option<Rad>,
    /// Antal justerare utöver ordföranden.
    pub justerare: Option<u32>,
    /// Om sekreteraren skriver under protokollet.
    #[serde(default)]
    pub sekreterare_undertecknar: bool,
    /// Anslagstavlorna för en gemensam nämnd eller ett samordningsförbund, en för varje huvudman eller medlem.
    #[serde(default)]
    pub anslagstavlor: Vec<Rad>,
    /// Dit förvaltningsbesvär skickas; utelämnat: myndighetens postadress.
    pub postadress: Option<Text>,
    /// Dit förvaltningsbesvär skickas med e-post; utelämnat: myndighetens adress.
    pub epost: Option<Rad>,
    /// Vem som prövar förvaltningsbesvär mot organets beslut; utelämnat: förvaltningsrätten.
    pub overinstans: Option<Rad>,
}

/// The name of a board, before the colon: "Vittjärvs kommun" of "Vittjärvs kommun: https://…".
#[must_use]
pub fn board_name(board: &str) -> &str {
    board.split_once(':').map_or(board, |(name, _)| name).trim()
}

/// The kind of an organ; decides which statutes reach it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum OrganTyp {
    /// Kommun- eller regionfullmäktige.
    #[serde(rename = "fullmäktige")]
    Fullmaktige,
    /// Kommun- eller regionstyrelse.
    #[serde(rename = "styrelse")]
    Styrelse,
    /// Annan nämnd.
    #[default]
    #[serde(rename = "nämnd")]
    Namnd,
    /// Utskott under styrelse eller nämnd.
    #[serde(rename = "utskott")]
    Utskott,
    /// Beredning.
    #[serde(rename = "beredning")]
    Beredning,
    /// Gemensam nämnd för flera huvudmän.
    #[serde(rename = "gemensam nämnd")]
    GemensamNamnd,
    /// Ett kommunalförbunds förbundsfullmäktige.
    #[serde(rename = "förbundsfullmäktige")]
    Forbundsfullmaktige,
    /// Ett kommunalförbunds förbundsdirektion, som också är dess styrelse.
    #[serde(rename = "förbundsdirektion")]
    Forbundsdirektion,
    /// Styrelsen i ett samordningsförbund enligt lagen (2003:1210).
    #[serde(rename = "samordningsförbund")]
    Samordningsforbund,
    /// Samverkansorgan utanför kommunallagen.
    #[serde(rename = "samverkansorgan")]
    Samverkansorgan,
    /// Annan myndighet utanför kommunallagen: ett universitet, en länsstyrelse.
    #[serde(rename = "annan myndighet")]
    AnnanMyndighet,
    /// Revisorerna.
    #[serde(rename = "revisorer")]
    Revisorer,
}

/// Someone who gets extracts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Mottagare {
    /// Kort id med små bokstäver: "hsd".
    #[schemars(regex(pattern = super::text::ID))]
    pub id: String,
    /// Namn som trycks.
    pub namn: Rad,
    /// Hur utdraget skickas.
    pub kanal: Option<Kanal>,
    /// E-postadress.
    pub epost: Option<String>,
    /// Postadress, en eller flera rader.
    pub adress: Option<Text>,
    /// Skyddade personuppgifter: skickas aldrig med e-post.
    #[serde(default)]
    pub skyddad: bool,
}

/// How an extract reaches its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Kanal {
    /// E-post.
    #[serde(rename = "e-post")]
    EPost,
    /// Brev.
    #[serde(rename = "brev")]
    Brev,
    /// Internt system eller internpost.
    #[serde(rename = "internt")]
    Internt,
    /// Digital post till myndighetsbrevlåda.
    #[serde(rename = "digital post")]
    DigitalPost,
    /// Delgivning med mottagningsbevis.
    #[serde(rename = "delgivning")]
    Delgivning,
    /// Överlämnas personligen.
    #[serde(rename = "överlämnas")]
    Overlamnas,
}

/// Someone who may certify extracts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BehorigBestyrkare {
    /// Namn.
    pub namn: Rad,
    /// Titel: "nämndsekreterare".
    pub titel: Option<Rad>,
    /// Id på det organ behörigheten gäller; utelämnat: alla.
    pub organ: Option<String>,
    /// Från och med.
    pub fran: Option<Datum>,
    /// Till och med.
    pub till: Option<Datum>,
}

/// A certificate that signs as a person.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CertifikatFor {
    /// Personens namn.
    pub namn: Rad,
    /// Certifikatets fingeravtryck: "sha-256:…".
    pub certifikat: String,
}

/// The time-stamping authority (RFC 3161).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Tidsstampel {
    /// Webbadress.
    pub adress: String,
    /// Om uppgifter om spärr ska hämtas över nätet, från de adresser som certifikaten anger.
    #[serde(default)]
    pub hamta_sparr: bool,
}

/// Outgoing mail.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Smtp {
    /// Serverns namn.
    pub server: String,
    /// Port: 587 (STARTTLS, det vanliga) eller 465 (TLS från början).
    pub port: Option<u16>,
    /// Hur förbindelsen krypteras; utelämnat: det som hör till porten.
    pub kryptering: Option<Kryptering>,
    /// Avsändaradress.
    pub avsandare: String,
    /// Användarnamn.
    pub anvandare: Option<String>,
    /// Fil med lösenordet.
    pub losenord_fil: Option<String>,
    /// PEM-fil med det certifikat som servern prövas mot, när det är myndighetens eget; utelämnat: de allmänna.
    pub certifikat: Option<String>,
}

/// How the connection to the mail server is encrypted; unencrypted mail is never sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Kryptering {
    /// Sedan servern har svarat på STARTTLS: det vanliga på port 587.
    #[serde(rename = "starttls")]
    Starttls,
    /// Från början: det vanliga på port 465.
    #[serde(rename = "direkt")]
    Direkt,
}

/// Where the register keeps what is not to lie beside it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Registerplats {
    /// Registrets hemliga nyckel: sökväg; utelämnat: register.nyckel bredvid registret.
    pub nyckel: Option<String>,
    /// Registrets vakt, på en annan disk än registret: sökväg.
    pub vakt: Option<String>,
}

/// Texts a jurist approves; `None` gives ours.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Texter {
    /// Hur man överklagar genom laglighetsprövning.
    pub overklagande_laglighetsprovning: Option<Text>,
    /// Hur man överklagar genom förvaltningsbesvär.
    pub overklagande_forvaltningsbesvar: Option<Text>,
    /// Hela hänvisningen för laglighetsprövning, i stället för den inbyggda.
    pub hanvisning_laglighetsprovning: Option<Text>,
    /// Hela hänvisningen för förvaltningsbesvär, i stället för den inbyggda.
    pub hanvisning_forvaltningsbesvar: Option<Text>,
    /// Text när beslutet inte kan överklagas.
    pub overklagande_kan_inte: Option<Text>,
    /// Text i e-brev och missiv till den som får ett utdrag.
    pub utskick: Option<Text>,
    /// Vem som har godkänt texterna.
    pub godkand_av: Option<Rad>,
}
