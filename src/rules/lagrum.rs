//! The statutes that rules cite, by the organ they reach, in the one form `5 kap. 69 § kommunallagen (2017:725)`.
//! Read word for word in the consolidated text; what is practice or believed has no statute here.

use crate::case::myndighet::OrganTyp;

/// The statute behind a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lagrum {
    /// Practice or common sense.
    Ingen,
    /// Kommunallagen: the § for fullmäktige and the § that reaches a nämnd, without the statute's name.
    Kommunallagen {
        /// For fullmäktige; `None`: the rule does not reach it.
        fullmaktige: Option<&'static str>,
        /// For styrelse, nämnd and gemensam nämnd; `None`: the rule does not reach them.
        namnd: Option<&'static str>,
    },
    /// Another statute, written out, for every organ.
    Annan(&'static str),
}

impl Lagrum {
    /// The same § of kommunallagen for every organ under it.
    #[must_use]
    pub const fn alla(paragraf: &'static str) -> Self {
        Self::Kommunallagen { fullmaktige: Some(paragraf), namnd: Some(paragraf) }
    }

    /// A § for fullmäktige and the one that reaches a nämnd.
    #[must_use]
    pub const fn for_organ(fullmaktige: &'static str, namnd: &'static str) -> Self {
        Self::Kommunallagen { fullmaktige: Some(fullmaktige), namnd: Some(namnd) }
    }

    /// A § that reaches fullmäktige alone.
    #[must_use]
    pub const fn fullmaktige(paragraf: &'static str) -> Self {
        Self::Kommunallagen { fullmaktige: Some(paragraf), namnd: None }
    }

    /// A § that reaches nämnder alone.
    #[must_use]
    pub const fn namnd(paragraf: &'static str) -> Self {
        Self::Kommunallagen { fullmaktige: None, namnd: Some(paragraf) }
    }

    /// The citation for an organ, whole; `None` where no statute reaches it.
    #[must_use]
    pub fn citation(self, organ: Option<OrganTyp>) -> Option<String> {
        let (fullmaktige, namnd) = match self {
            Self::Ingen => return None,
            Self::Annan(whole) => return Some(whole.to_owned()),
            Self::Kommunallagen { fullmaktige, namnd } => (fullmaktige, namnd),
        };
        match organ? {
            OrganTyp::Fullmaktige => fullmaktige.map(kommunallagen),
            OrganTyp::Forbundsfullmaktige => fullmaktige.map(kommunalforbund),
            // Both its församling and its styrelse (9 kap. 3 and 5 §§).
            OrganTyp::Forbundsdirektion => {
                fullmaktige.or(namnd.filter(|one| !one.starts_with("9 kap."))).map(kommunalforbund)
            }
            OrganTyp::Styrelse | OrganTyp::Namnd | OrganTyp::GemensamNamnd => namnd.map(kommunallagen),
            OrganTyp::Samordningsforbund => namnd.and_then(samordningsforbund),
            OrganTyp::Revisorer => fullmaktige.and_then(revisorer),
            OrganTyp::Utskott | OrganTyp::Beredning | OrganTyp::Samverkansorgan | OrganTyp::AnnanMyndighet => None,
        }
    }

    /// Every citation it can give, for the documentation.
    #[must_use]
    pub fn all_citations(self) -> Vec<String> {
        match self {
            Self::Ingen => Vec::new(),
            Self::Annan(whole) => vec![whole.to_owned()],
            Self::Kommunallagen { fullmaktige, namnd } if fullmaktige == namnd => {
                fullmaktige.map(kommunallagen).into_iter().collect()
            }
            Self::Kommunallagen { fullmaktige, namnd } => {
                let of_fullmaktige = fullmaktige.map(|one| format!("fullmäktige: {}", kommunallagen(one)));
                let of_namnd = namnd.map(|one| format!("nämnd: {}", kommunallagen(one)));
                of_fullmaktige.into_iter().chain(of_namnd).collect()
            }
        }
    }
}

fn kommunallagen(paragraf: &str) -> String {
    format!("{paragraf} kommunallagen (2017:725)")
}

/// The rules about kommuner hold for a kommunalförbund (9 kap. 2 § kommunallagen).
fn kommunalforbund(paragraf: &str) -> String {
    kommunallagen(&format!("9 kap. 2 § och {paragraf}"))
}

/// Of kommunallagen, 6 kap. 27–36 §§ hold for the styrelse of a samordningsförbund; distance has a § of its own.
fn samordningsforbund(paragraf: &str) -> Option<String> {
    const LAGEN: &str = "lagen (2003:1210) om finansiell samordning av rehabiliteringsinsatser";
    let number = paragraf.strip_prefix("6 kap. ")?.split(' ').next()?.parse().ok()?;
    match number {
        24 => Some(format!("19 a § {LAGEN}")),
        27..=36 => Some(format!("19 § {LAGEN} och {}", kommunallagen(paragraf))),
        _ => None,
    }
}

/// Minutes of revisorer follow 5 kap. 65–67 and 69 §§ and 8 kap. 12 § (12 kap. 11 § kommunallagen).
fn revisorer(paragraf: &str) -> Option<String> {
    let reaches = ["5 kap. 65 §", "5 kap. 66 §", "5 kap. 67 §", "5 kap. 69 §", "8 kap. 12 §"].contains(&paragraf);
    reaches.then(|| kommunallagen(&format!("12 kap. 11 § och {paragraf}")))
}

/// True for the organs that kommunallagen governs, by itself or through the law on samordningsförbund.
#[must_use]
pub fn is_under_kommunallagen(typ: OrganTyp) -> bool {
    !matches!(typ, OrganTyp::Samverkansorgan | OrganTyp::AnnanMyndighet)
}

/// True for styrelse, nämnd and gemensam nämnd, and for the styrelse of a samordningsförbund.
#[must_use]
pub fn is_namnd(typ: OrganTyp) -> bool {
    matches!(typ, OrganTyp::Styrelse | OrganTyp::Namnd | OrganTyp::GemensamNamnd | OrganTyp::Samordningsforbund)
}

/// True for fullmäktige, also of a kommunalförbund.
#[must_use]
pub fn is_fullmaktige(typ: OrganTyp) -> bool {
    matches!(typ, OrganTyp::Fullmaktige | OrganTyp::Forbundsfullmaktige)
}

/// True for a beslutande församling: fullmäktige, and the direktion of a kommunalförbund (9 kap. 3 § kommunallagen).
#[must_use]
pub fn is_forsamling(typ: OrganTyp) -> bool {
    is_fullmaktige(typ) || typ == OrganTyp::Forbundsdirektion
}

/// True for organs whose justering is announced on several boards: a gemensam nämnd (9 kap. 32 § kommunallagen) and a
/// samordningsförbund (19 § lagen 2003:1210).
#[must_use]
pub fn has_boards(typ: OrganTyp) -> bool {
    matches!(typ, OrganTyp::GemensamNamnd | OrganTyp::Samordningsforbund)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namnd_is_cited_the_section_that_reaches_it() {
        let rule = Lagrum::for_organ("5 kap. 53 §", "6 kap. 33 § och 5 kap. 53 §");
        let namnd = Some("6 kap. 33 § och 5 kap. 53 § kommunallagen (2017:725)".to_owned());
        assert_eq!(rule.citation(Some(OrganTyp::GemensamNamnd)), namnd);
        assert_eq!(rule.citation(Some(OrganTyp::Fullmaktige)), Some("5 kap. 53 § kommunallagen (2017:725)".to_owned()));
        assert_eq!(rule.citation(Some(OrganTyp::Samverkansorgan)), None);
        assert_eq!(rule.citation(Some(OrganTyp::AnnanMyndighet)), None);
        assert_eq!(rule.citation(None), None);
    }

    #[test]
    fn an_organ_of_a_forbund_is_cited_the_law_that_sends_it_there() {
        let minutes = Lagrum::for_organ("5 kap. 69 §", "6 kap. 35 § och 5 kap. 69 §");
        let distance = Lagrum::for_organ("5 kap. 16 §", "6 kap. 24 §");
        let cited = |rule: Lagrum, typ| rule.citation(Some(typ)).unwrap_or_default();
        let direktion = "9 kap. 2 § och 5 kap. 69 § kommunallagen (2017:725)";
        assert_eq!(cited(minutes, OrganTyp::Forbundsdirektion), direktion);
        assert_eq!(cited(minutes, OrganTyp::Forbundsfullmaktige), direktion);
        let lagen = "lagen (2003:1210) om finansiell samordning av rehabiliteringsinsatser";
        let through = format!("19 § {lagen} och 6 kap. 35 § och 5 kap. 69 § kommunallagen (2017:725)");
        assert_eq!(cited(minutes, OrganTyp::Samordningsforbund), through);
        assert_eq!(cited(distance, OrganTyp::Samordningsforbund), format!("19 a § {lagen}"));
        assert_eq!(Lagrum::namnd("4 kap. 26 §").citation(Some(OrganTyp::Samordningsforbund)), None);
    }

    #[test]
    fn revisorer_are_cited_only_what_their_minutes_follow() {
        let cited = |rule: Lagrum| rule.citation(Some(OrganTyp::Revisorer));
        let minutes = Lagrum::for_organ("5 kap. 69 §", "6 kap. 35 § och 5 kap. 69 §");
        assert_eq!(cited(minutes).as_deref(), Some("12 kap. 11 § och 5 kap. 69 § kommunallagen (2017:725)"));
        assert_eq!(cited(Lagrum::for_organ("5 kap. 45 §", "6 kap. 27 §")), None);
    }
}
