//! A tjänsteskrivelse and a kallelse that keep every rule, of any size.

use proptest::prelude::*;

use crate::meeting::{array, quoted};
use crate::words::{Written, clause, line, name, text, without_space};

/// A letter or a summons, and what must be readable in it.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) file: &'static str,
    pub(crate) toml: String,
    /// Blocks of one field, in order; without spaces.
    pub(crate) fields: Vec<Vec<String>>,
}

pub(crate) const MYNDIGHET: &str = "format = 1\nslag = \"myndighet\"\nnamn = \"Region Provlandet\"\nort = \"Provstad\"\n\
     postadress = \"Box 1, 999 99 Provstad\"\n[[organ]]\nid = \"rs\"\nnamn = \"Regionstyrelsen\"\ntyp = \"styrelse\"\n";

impl Letter {
    fn field(&mut self, key: &str, written: &Written) {
        self.toml += &format!("{key} = {}\n", quoted(&written.source));
        self.fields.push(written.blocks.clone());
    }

    fn optional(&mut self, key: &str, written: Option<&Written>) {
        if let Some(written) = written {
            self.field(key, written);
        }
    }

    fn list(&mut self, key: &str, written: &[Written]) {
        let sources: Vec<String> = written.iter().map(|one| one.source.clone()).collect();
        self.toml += &format!("{key} = {}\n", array(&sources));
        self.fields.push(written.iter().flat_map(|one| one.blocks.clone()).collect());
    }
}

/// Few, or as many as nobody would write.
fn some<S: Strategy + Clone>(of: S) -> impl Strategy<Value = Vec<S::Value>> {
    prop_oneof![
        8 => proptest::collection::vec(of.clone(), 0..4),
        1 => proptest::collection::vec(of.clone(), 12..20),
        1 => proptest::collection::vec(of, 40),
    ]
}

pub(crate) fn skrivelse() -> impl Strategy<Value = Letter> {
    let head = (line(), proptest::option::of(text()), proptest::option::of(text()));
    let sections = some((line(), text()).boxed());
    let ends = (proptest::collection::vec(clause(), 1..4), proptest::collection::vec(name(), 1..7));
    let lists = (some(line().boxed()), some(line().boxed()));
    (head, sections, ends, lists).prop_map(|(head, sections, (forslag, people), (bilagor, till))| {
        let (rubrik, sammanfattning, arende) = head;
        let toml = format!(
            "format = 1\nslag = \"tjänsteskrivelse\"\nsalt = \"{}\"\ndiarienummer = \"RS/1/2026\"\ndatum = 2026-02-01\ntill = \"rs\"\n",
            "5a".repeat(32)
        );
        let mut letter = Letter { file: "tjansteskrivelse.toml", toml, fields: Vec::new() };
        letter.field("rubrik", &rubrik);
        letter.optional("sammanfattning", sammanfattning.as_ref());
        letter.optional("arendebeskrivning", arende.as_ref());
        letter.list("forslag", &forslag);
        letter.list("bilagor", &bilagor);
        letter.list("utdrag-till", &till);
        let signs = people.iter().map(|one| format!("{{ namn = {}, titel = \"utredare\" }}", quoted(one)));
        letter.toml += &format!("undertecknare = [{}]\n", signs.collect::<Vec<_>>().join(", "));
        letter.fields.extend(people.iter().map(|one| vec![without_space(one)]));
        for (rubrik, text) in &sections {
            letter.toml += "\n[[avsnitt]]\n";
            letter.field("rubrik", rubrik);
            letter.field("text", text);
        }
        letter
    })
}

pub(crate) fn kallelse() -> impl Strategy<Value = Letter> {
    let head = (proptest::option::of(text()), proptest::option::of(text()), name());
    let item =
        (line(), proptest::option::of(text()), proptest::collection::vec(clause(), 0..3), proptest::option::of(name()));
    let items = some((item, some(line().boxed()), 1_u32..4).boxed());
    (head, items, 1_u32..900).prop_map(|((inledning, forhinder, chair), items, first)| {
        let toml = "format = 1\nslag = \"kallelse\"\norgan = \"rs\"\ndatum = 2026-03-11\ntid = \"09.00\"\nutsand = 2026-03-01\n\
             plats = \"Regionens hus\"\n";
        let mut letter = Letter { file: "kallelse.toml", toml: toml.to_owned(), fields: Vec::new() };
        letter.toml += &format!("ordforande = {}\n", quoted(&chair));
        letter.fields.push(vec![without_space(&chair)]);
        letter.optional("inledning", inledning.as_ref());
        letter.optional("forhinder", forhinder.as_ref());
        let mut number = first;
        for ((rubrik, sammanfattning, forslag, foredragande), bilagor, gap) in &items {
            letter.toml += &format!("\n[[arende]]\nnummer = {number}\ndiarienummer = \"RS/{number}/2026\"\ntid = \"09.30\"\n");
            letter.field("rubrik", rubrik);
            letter.optional("sammanfattning", sammanfattning.as_ref());
            letter.list("forslag", forslag);
            letter.list("bilagor", bilagor);
            if let Some(name) = foredragande {
                letter.toml += &format!("foredragande = {}\n", quoted(name));
                letter.fields.push(vec![without_space(name)]);
            }
            number += gap;
        }
        letter
    })
}
