//! A meeting with a § of each kind, read from TOML and announced as the command does it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use utdrag::anslag::facts::{self, Facts};
use utdrag::anslag::{Anslag, organ_of};
use utdrag::case::myndighet::Organ;
use utdrag::case::{self, Case, Content, Workspace};
use utdrag::diag::{Diagnostic, Source};
use utdrag::rules;

/// A word of the secret §, which no notice may say.
pub(crate) const SECRET: &str = "Granskogen";
/// A title that would be more than text, were it not escaped.
pub(crate) const HOSTILE: &str = r#"<script>alert("x")</script> & 'y' ]]> *Nät*avgift"#;

const AUTHORITY: &str = r#"format = 1
slag = "myndighet"
namn = "Region Fjällmarken"
forvaringsplats = "Regionens sekretariat, Fjällholm"
anslagstavla = "https://www.fjallmarken.example/anslag?tavla=1&sort=dag"
forvaltningsratt = "Förvaltningsrätten i Fjällholm"
forvaltningsratt-adress = "Box 7, 999 05 Fjällholm"
postadress = "Box 12, 999 01 Fjällholm"
[texter]
godkand-av = "Regionjuristen"
[[organ]]
id = "rs"
namn = "Regionstyrelsen"
typ = "TYP"
ledamoter = 3
TAVLOR
"#;

const MEETING: &str = r#"format = 1
slag = "sammanträde"
organ = "rs"
datum = 2026-03-11
sekreterare = "Maj Öst"
narvaro = [
  { namn = "Ingrid Åkerö", parti = "C", uppdrag = "ordförande" },
  { namn = "Ossian Fjällgård", parti = "M" },
  { namn = "Karin Dahl", parti = "V" },
]
[justering]
justerare = ["Karin Dahl"]
"#;

/// A meeting in the making.
#[derive(Default)]
pub(crate) struct Meeting {
    /// Kind of organ; a styrelse where nothing is said.
    pub(crate) typ: Option<&'static str>,
    /// Lines after the [justering] of the case.
    pub(crate) more: &'static str,
    /// Lines of the authority to leave out.
    pub(crate) without: &'static [&'static str],
    /// What is known of it.
    pub(crate) facts: Facts,
}

/// A notice, and what it was made of.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) notice: Anslag,
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) findings: Vec<Diagnostic>,
}

impl Made {
    pub(crate) fn organ(&self) -> &Organ {
        &self.workspace.myndighet.value.organ[0]
    }
}

/// Known of the meeting's minutes: adjusted on the 17th, posted on the day.
pub(crate) fn posted(day: &str) -> Facts {
    Facts {
        justerat: "2026-03-17".parse().expect("a day"),
        tavlor: vec![(None, day.parse().expect("a day"))],
        anslaget_av: "Maj Öst".to_owned(),
        ..Facts::default()
    }
}

impl Meeting {
    pub(crate) fn announced(&self) -> Result<Made, Vec<Diagnostic>> {
        let workspace = Arc::new(self.workspace());
        let case = self.case();
        let Content::Sammantrade(meeting) = &case.value else { unreachable!("it is a meeting") };
        organ_of(&workspace, meeting).map_err(|fault| vec![fault])?;
        let known = facts::with(&case, &self.facts).map_err(|fault| vec![fault])?;
        let (checked, findings) = rules::check(&workspace, &Arc::new(known.expect("it is a meeting")));
        let Some(checked) = checked else { return Err(findings) };
        let Content::Sammantrade(meeting) = &checked.case().value else { unreachable!("it is a meeting") };
        let notice = Anslag::of(&checked, meeting, &self.facts)?;
        Ok(Made { notice, workspace, findings })
    }

    fn workspace(&self) -> Workspace {
        let typ = self.typ.unwrap_or("styrelse");
        let boards = if typ == "gemensam nämnd" {
            "anslagstavlor = [\"Region Fjällmarken: https://a.example\", \"Almens kommun: https://b.example\"]"
        } else {
            ""
        };
        let text = AUTHORITY.replace("TYP", typ).replace("TAVLOR", boards);
        let kept = text.lines().filter(|line| !self.without.iter().any(|key| line.starts_with(key)));
        let text = kept.collect::<Vec<_>>().join("\n");
        let (myndighet, found) = case::parse_myndighet(Path::new("myndighet.toml"), source("myndighet.toml", text));
        assert!(found.is_empty(), "{found:?}");
        let myndighet = myndighet.expect("the authority can be read");
        Workspace { root: PathBuf::from("."), myndighet, cases: Vec::new(), index: Arc::default() }
    }

    fn case(&self) -> Case {
        let mut text = format!("{MEETING}{}\n", self.more);
        for (nummer, rubrik, more) in [
            (12, HOSTILE, "overklagande = \"laglighetsprövning\""),
            (13, "Bidrag till laddplatser", "overklagande = \"laglighetsprövning\"\nomedelbart-justerad = true"),
            (
                14,
                SECRET,
                "overklagande = \"förvaltningsbesvär\"\nmotivering = \"Skäl.\"\nsekretess = { lagrum = \"19 kap. 3 § offentlighets- och sekretesslagen (2009:400)\" }",
            ),
            (15, "Tillstånd", "overklagande = \"förvaltningsbesvär\"\nmotivering = \"Skäl.\""),
        ] {
            let paragraf = format!(
                "[[paragraf]]\nnummer = {nummer}\nrubrik = '''{rubrik}'''\ndiarienummer = \"RS/{nummer}/2026\"\n\
                 beslut = [\"Bifall.\", \"Paragrafen förklaras omedelbart justerad.\"]\nexpedieras-till = [\"Sökanden\"]\n{more}\n"
            );
            text.push_str(&paragraf);
        }
        let (case, found) = case::parse(Path::new("rs.toml"), source("rs.toml", text));
        assert!(found.is_empty(), "{found:?}");
        case.expect("the case can be read")
    }
}

/// The meeting as the rules let it through, with more lines after its [justering].
pub(crate) fn checked(more: &'static str) -> rules::Checked {
    let meeting = Meeting { more, ..Meeting::default() };
    let (checked, findings) = rules::check(&Arc::new(meeting.workspace()), &Arc::new(meeting.case()));
    assert!(checked.is_some(), "{findings:?}");
    checked.expect("it was just seen")
}

fn source(name: &str, text: String) -> Arc<Source> {
    Arc::new(Source { name: name.to_owned(), text })
}
