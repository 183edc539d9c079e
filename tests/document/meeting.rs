//! A small meeting of five, written as TOML, read and checked as any case: the tests add what they are about.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use utdrag::case::{self, Workspace};
use utdrag::diag::{Diagnostic, Source};
use utdrag::document::{self, Choice, Document, Handling};
use utdrag::rules::{self, Checked};

const AUTHORITY: &str = "format = 1\nslag = \"myndighet\"\nnamn = \"Region Fjällmarken\"\n";

const ORGANS: &str = "
[[organ]]
id = \"rs\"
namn = \"Regionstyrelsen\"
typ = \"styrelse\"
ledamoter = 5
justerare = 1
";

const MEETING: &str = "format = 1
slag = \"sammanträde\"
salt = \"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\"
organ = \"rs\"
datum = 2026-03-11
tid = \"09.00–12.00\"
plats = \"Regionens hus\"
sekreterare = \"Maj Öst\"
narvaro = [
  { namn = \"Ingrid Åkerö\", parti = \"C\", uppdrag = \"ordförande\" },
  { namn = \"Ossian Fjällgård\", parti = \"M\", uppdrag = \"vice ordförande\" },
  { namn = \"Bodil Ytterån\", parti = \"S\" },
  { namn = \"Karin Dahl\", parti = \"V\" },
  { namn = \"Nils Lind\", parti = \"-\" },
";

/// TOML of a meeting in the making.
pub(crate) struct Fixture {
    persons: String,
    authority: String,
    organ_type: &'static str,
    organ: String,
    paragrafer: String,
    root: PathBuf,
    avvikelser: String,
    meeting: String,
}

impl Fixture {
    /// A meeting with § 8, which has these keys.
    pub(crate) fn of(paragraf: &str) -> Self {
        let fixture = Self {
            persons: String::new(),
            authority: String::new(),
            organ_type: "styrelse",
            organ: String::new(),
            paragrafer: String::new(),
            avvikelser: String::new(),
            meeting: MEETING.to_owned(),
            root: PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/document"),
        };
        fixture.and(&format!("nummer = 8\n{paragraf}"))
    }

    /// With another §; its diarienummer and överklagande are given where it has none.
    pub(crate) fn and(mut self, paragraf: &str) -> Self {
        let mut head = String::new();
        if !paragraf.contains("overklagande") {
            head.push_str("overklagande = \"kan inte överklagas\"\n");
        }
        if !paragraf.contains("expedieras-till") {
            head.push_str("expedieras-till = [\"Akten\"]\n");
        }
        self.paragrafer += &["\n[[paragraf]]\ndiarienummer = \"RS/1/2026\"\n", &head, paragraf, "\n"].concat();
        self
    }

    /// With another row of the närvaro.
    pub(crate) fn with_person(mut self, row: &str) -> Self {
        self.persons += &[row, "\n"].concat();
        self
    }

    /// With more of `myndighet.toml`.
    pub(crate) fn with_authority(mut self, toml: &str) -> Self {
        self.authority += &[toml, "\n"].concat();
        self
    }

    /// With more about its organ.
    pub(crate) fn with_organ(mut self, toml: &str) -> Self {
        self.organ += &[toml, "\n"].concat();
        self
    }

    /// With a fault that the case names with its reason.
    pub(crate) fn with_avvikelse(mut self, keys: &str) -> Self {
        self.avvikelser += &["\n[[avvikelse]]\n", keys, "\n"].concat();
        self
    }

    /// With something of the meeting's own keys written otherwise.
    pub(crate) fn replacing(mut self, written: &str, otherwise: &str) -> Self {
        assert!(self.meeting.contains(written), "{written}");
        self.meeting = self.meeting.replace(written, otherwise);
        self
    }

    /// Without a salt, as before the first `kontrollera --ratta`.
    pub(crate) fn without_salt(mut self) -> Self {
        let kept: Vec<&str> = self.meeting.lines().filter(|line| !line.starts_with("salt")).collect();
        self.meeting = kept.join("\n") + "\n";
        self
    }

    /// With its files in this folder.
    pub(crate) fn in_folder(mut self, root: &Path) -> Self {
        root.clone_into(&mut self.root);
        self
    }

    /// As a meeting of fullmäktige.
    pub(crate) fn in_fullmaktige(mut self) -> Self {
        self.organ_type = "fullmäktige";
        self
    }

    /// Read and held against every rule; the faults are shown when there are any.
    pub(crate) fn checked(self) -> Meeting {
        let organs = ORGANS.replace("styrelse\"\n", &format!("{}\"\n", self.organ_type));
        let authority = format!("{AUTHORITY}{}{organs}{}", self.authority, self.organ);
        let meeting = format!(
            "{}{}]\n\n[justering]\njusterare = [\"Bodil Ytterån\"]\n{}{}",
            self.meeting, self.persons, self.paragrafer, self.avvikelser
        );
        let (myndighet, faults) =
            case::parse_myndighet(Path::new("myndighet.toml"), source("myndighet.toml", authority));
        assert_eq!(messages(&faults), Vec::<String>::new());
        let (case, faults) = case::parse(Path::new("rs.toml"), source("rs.toml", meeting));
        assert_eq!(messages(&faults), Vec::<String>::new());
        let case = Arc::new(case.expect("a case without faults"));
        let myndighet = myndighet.expect("an authority without faults");
        let workspace =
            Arc::new(Workspace { root: self.root, myndighet, cases: vec![Arc::clone(&case)], index: Arc::default() });
        let (checked, found) = rules::check(&workspace, &case);
        Meeting { checked: checked.unwrap_or_else(|| unreachable!("{:?}", messages(&found))) }
    }
}

/// A meeting that no rule stops.
pub(crate) struct Meeting {
    checked: Checked,
}

impl Meeting {
    pub(crate) fn documents(&self, choice: &Choice) -> Vec<Document> {
        document::documents(&self.checked, choice).unwrap_or_else(|faults| unreachable!("{:?}", messages(&faults)))
    }

    pub(crate) fn faults(&self, choice: &Choice) -> Vec<Diagnostic> {
        document::documents(&self.checked, choice).err().unwrap_or_default()
    }

    pub(crate) fn minutes(&self) -> Document {
        self.documents(&Choice { handling: Some(Handling::Protokoll), ..Choice::default() }).remove(0)
    }

    /// The canonical object of the leaf at `index`.
    pub(crate) fn leaf(&self, index: usize) -> serde_json::Value {
        serde_json::from_str(&self.minutes().identitet[index]).expect("an identity line is JSON")
    }

    /// The canonical object of § 8.
    pub(crate) fn object(&self) -> serde_json::Value {
        self.leaf(1)
    }

    /// Ids of the parts of § 8, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let object = self.object();
        let parts = object["delar"].as_array().cloned().unwrap_or_default();
        parts.iter().filter_map(|del| del["id"].as_str().map(str::to_owned)).collect()
    }
}

/// The text of a part of § 8; empty when it has no such part.
pub(crate) fn part(meeting: &Meeting, id: &str) -> String {
    let object = meeting.object();
    let parts = object["delar"].as_array().cloned().unwrap_or_default();
    let found = parts.iter().find(|del| del["id"] == id);
    found.and_then(|del| del["text"].as_str()).unwrap_or_default().to_owned()
}

fn source(name: &str, text: String) -> Arc<Source> {
    Arc::new(Source { name: name.to_owned(), text })
}

fn messages(faults: &[Diagnostic]) -> Vec<String> {
    faults.iter().map(|one| one.message.clone()).collect()
}
