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
        let paragraf = match organ? {
            OrganTyp::Fullmaktige => fullmaktige,
            OrganTyp::Styrelse | OrganTyp::Namnd | OrganTyp::GemensamNamnd => namnd,
            OrganTyp::Utskott | OrganTyp::Beredning | OrganTyp::Samverkansorgan | OrganTyp::Revisorer => None,
        };
        paragraf.map(kommunallagen)
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

/// True for the organs that kommunallagen governs: all but a samverkansorgan.
#[must_use]
pub fn is_under_kommunallagen(typ: OrganTyp) -> bool {
    typ != OrganTyp::Samverkansorgan
}

/// True for styrelse, nämnd and gemensam nämnd.
#[must_use]
pub fn is_namnd(typ: OrganTyp) -> bool {
    matches!(typ, OrganTyp::Styrelse | OrganTyp::Namnd | OrganTyp::GemensamNamnd)
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
        assert_eq!(rule.citation(None), None);
    }
}
