//! Headings of the parts of a § by canonical id (domain.md 3.2), and which parts were written before the meeting.

use crate::case::myndighet::Rubriker;

/// What a canonical object is printed with that is not in it. Later versions render old objects with it.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The authority's own headings.
    pub rubriker: Rubriker,
}

impl Frame {
    /// The heading of a part; `None` for an id that has none.
    #[must_use]
    pub fn heading(&self, id: &str) -> Option<String> {
        let own = self.own(id).filter(|text| !text.trim().is_empty());
        own.map(str::to_owned).or_else(|| usual(id).map(str::to_owned))
    }

    fn own(&self, id: &str) -> Option<&str> {
        let rubriker = &self.rubriker;
        let chosen = match id {
            "sammanfattning" => &rubriker.sammanfattning,
            "forslag" => &rubriker.forslag,
            "behandling" => &rubriker.behandling,
            "yrkanden" => &rubriker.yrkanden,
            "proposition" => &rubriker.proposition,
            "omrostning" => &rubriker.omrostning,
            "omrostningsresultat" => &rubriker.omrostningsresultat,
            "voteringslista" => &rubriker.voteringslista,
            "beslut" => &rubriker.beslut,
            "reservation" => &rubriker.reservation,
            "anteckning" => &rubriker.anteckning,
            "deltar-ej" => &rubriker.deltar_ej,
            "jav" => &rubriker.jav,
            "underlag" => &rubriker.underlag,
            "bilagor" => &rubriker.bilagor,
            "expediering" => &rubriker.expediering,
            "upplysning" => &rubriker.upplysning,
            "arendebeskrivning" => &rubriker.arendebeskrivning,
            "utdrag-till" => &rubriker.utdrag_till,
            _ => return None,
        };
        chosen.as_deref()
    }
}

fn usual(id: &str) -> Option<&'static str> {
    Some(match id {
        "sekretess" => "Sekretess",
        "sammanfattning" => "Sammanfattning",
        "foredragande" => "Föredragande",
        "delegationsbeslut" => "Delegationsbeslut",
        "forslag" => "Förslag till beslut",
        "bradskande" => "Brådskande ärende",
        "jav" => "Jäv",
        "ordforande" => "Ordförande",
        "behandling" => "Behandling på sammanträdet",
        "yrkanden" => "Yrkanden",
        "proposition" => "Proposition",
        "omrostning" => "Omröstning",
        "omrostningsresultat" => "Omröstningsresultat",
        "rostrakning" => "Rösträkning",
        "voteringslista" => "Voteringslista",
        "beslut" => "Beslut",
        "motivering" => "Skäl för beslutet",
        "deltar-ej" => "Deltar inte i beslutet",
        "reservation" => "Reservationer",
        "anteckning" => "Protokollsanteckning",
        "sarskilt-yttrande" => "Särskilt yttrande",
        "avvikande-mening" => "Avvikande mening",
        "expediering" => "Expedieras till",
        "underlag" => "Beslutsunderlag",
        "bilagor" => "Bilagor",
        "upplysning" => "Upplysningar",
        "justering" => "Omedelbar justering",
        "arendebeskrivning" => "Ärendebeskrivning",
        "utdrag-till" => "Utdrag till",
        _ => return None,
    })
}

/// True for a part that was written before the meeting.
pub(crate) fn before_meeting(id: &str) -> bool {
    matches!(id, "sammanfattning" | "avsnitt" | "delegationsbeslut" | "forslag")
}
