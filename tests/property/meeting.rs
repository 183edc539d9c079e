//! A meeting that keeps every rule, of any size: TOML as a secretary could have written it.

use proptest::prelude::*;

use crate::words::{Written, clause, line, name, text};

/// `myndighet.toml`, a meeting, and what must be readable in its minutes.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) myndighet: String,
    pub(crate) toml: String,
    /// Blocks of one field, in order; without spaces.
    pub(crate) fields: Vec<Vec<String>>,
    /// The number of each §.
    pub(crate) numbers: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Item {
    rubrik: Written,
    sammanfattning: Option<Written>,
    forslag: Vec<Written>,
    behandling: Option<Written>,
    beslut: Vec<Written>,
    vote: bool,
    /// How many of all vote ja; the rest vote nej.
    ja: prop::sample::Index,
    reservation: Option<Written>,
    gap: u32,
}

fn item() -> impl Strategy<Value = Item> {
    let lines = |count| proptest::collection::vec(clause(), count);
    let words = (line(), proptest::option::of(text()), lines(0..3), proptest::option::of(text()), lines(1..4));
    let facts = (any::<bool>(), any::<prop::sample::Index>(), proptest::option::of(text()));
    (words, facts).prop_map(|((rubrik, sammanfattning, forslag, behandling, beslut), (vote, ja, reservation))| Item {
        rubrik,
        sammanfattning,
        forslag,
        behandling,
        beslut,
        vote,
        ja,
        reservation,
        gap: 1,
    })
}

pub(crate) fn meeting() -> impl Strategy<Value = Meeting> {
    let voters = prop_oneof![4 => 3_usize..16, 1 => Just(3_usize), 1 => 16_usize..=60, 1 => Just(60_usize)];
    let items = prop_oneof![
        6 => proptest::collection::vec(item(), 1..6),
        1 => proptest::collection::vec(item(), 6..20),
        1 => proptest::collection::vec(item(), 50),
    ];
    let people = voters.prop_flat_map(|count| proptest::collection::vec(name(), count));
    (people, items, 1_u32..900).prop_map(|(people, items, first)| written(people, &items, first))
}

fn written(people: Vec<String>, items: &[Item], first: u32) -> Meeting {
    // A number in letters makes every name its own.
    let people: Vec<String> =
        people.into_iter().enumerate().map(|(index, name)| format!("{} {name}", numeral(index))).collect();
    let mut meeting = Meeting {
        myndighet: myndighet(people.len()),
        toml: head(&people),
        fields: people.iter().map(|name| vec![crate::words::without_space(name)]).collect(),
        numbers: Vec::new(),
    };
    let mut number = first;
    for item in items {
        meeting.numbers.push(number);
        meeting.item(item, number, &people);
        number += item.gap;
    }
    meeting
}

impl Meeting {
    fn item(&mut self, item: &Item, number: u32, people: &[String]) {
        self.toml += &format!("\n[[paragraf]]\nnummer = {number}\ndiarienummer = \"RS/{number}/2026\"\n");
        self.toml += "overklagande = \"laglighetsprövning\"\nexpedieras-till = [\"Akten\"]\n";
        self.line("rubrik", &item.rubrik);
        self.text("sammanfattning", item.sammanfattning.as_ref());
        self.lines("forslag", &item.forslag);
        self.text("behandling", item.behandling.as_ref());
        self.lines("beslut", &item.beslut);
        let against = if item.vote { vote(&mut self.toml, item, people) } else { Vec::new() };
        if let (Some(reservation), false) = (&item.reservation, against.is_empty()) {
            self.toml += "\n[[paragraf.reservationer]]\n";
            self.toml += &format!("av = {}\n", array(&against));
            self.text("text", Some(reservation));
        }
    }

    fn line(&mut self, key: &str, written: &Written) {
        self.toml += &format!("{key} = {}\n", quoted(&written.source));
        self.fields.push(written.blocks.clone());
    }

    fn text(&mut self, key: &str, written: Option<&Written>) {
        if let Some(written) = written {
            self.line(key, written);
        }
    }

    fn lines(&mut self, key: &str, written: &[Written]) {
        let sources: Vec<String> = written.iter().map(|line| line.source.clone()).collect();
        self.toml += &format!("{key} = {}\n", array(&sources));
        self.fields.push(written.iter().flat_map(|line| line.blocks.clone()).collect());
    }
}

/// Writes a vote, and says who lost it.
fn vote(toml: &mut String, item: &Item, people: &[String]) -> Vec<String> {
    let (ja, nej) = people.split_at(item.ja.index(people.len() + 1));
    *toml += "proposition = \"Ordföranden ställer förslagen mot varandra.\"\n\n[[paragraf.votering]]\n";
    *toml += "mellan = \"bifall och avslag\"\n";
    *toml += &format!("ja = {{ for = \"bifall till förslaget\", roster = {} }}\n", array(ja));
    *toml += &format!("nej = {{ for = \"avslag på förslaget\", roster = {} }}\n", array(nej));
    *toml += &format!("resultat = {{ ja = {}, nej = {} }}\n", ja.len(), nej.len());
    if ja.len() == nej.len() {
        *toml += "utslag = \"ordförandens utslagsröst\"\n";
    }
    // The chair is first, so that an even vote is won by ja.
    if ja.len() >= nej.len() { nej.to_vec() } else { ja.to_vec() }
}

fn myndighet(members: usize) -> String {
    format!(
        "format = 1\nslag = \"myndighet\"\nnamn = \"Region Provlandet\"\nort = \"Provstad\"\n\
         [[organ]]\nid = \"rs\"\nnamn = \"Regionstyrelsen\"\ntyp = \"styrelse\"\nledamoter = {members}\njusterare = 1\n"
    )
}

fn head(people: &[String]) -> String {
    let mut head = format!(
        "format = 1\nslag = \"sammanträde\"\nsalt = \"{}\"\norgan = \"rs\"\ndatum = 2026-03-11\ntid = \"09.00–16.00\"\n\
         plats = \"Regionens hus\"\nsekreterare = \"Sekreterare Provsson\"\nnarvaro = [\n",
        "5a".repeat(32)
    );
    for (index, person) in people.iter().enumerate() {
        let uppdrag = if index == 0 { "ordförande" } else { "ledamot" };
        let parti = ["S", "M", "C", "KD", "SJVP"].get(index % 5).copied().unwrap_or("S");
        head += &format!("  {{ namn = {}, parti = \"{parti}\", uppdrag = \"{uppdrag}\" }},\n", quoted(person));
    }
    head += "  { namn = \"Sekreterare Provsson\", uppdrag = \"tjänsteperson\", titel = \"sekreterare\" },\n]\n";
    let justerare = people.get(1).map(|name| quoted(name)).unwrap_or_default();
    head + &format!("\n[justering]\njusterare = [{justerare}]\nsenast = 2026-03-20\nplats = \"Regionens hus\"\n")
}

/// 0, 1, 2 … as "A", "B", … "Ba": letters, as in a name.
fn numeral(number: usize) -> String {
    let letter = |digit: usize| char::from(b'a' + u8::try_from(digit % 26).unwrap_or_default());
    let upper = |digit: usize| letter(digit).to_uppercase().to_string();
    if number < 26 { upper(number) } else { upper(number / 26) + &letter(number).to_string() }
}

/// JSON's escapes are all TOML's.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is JSON")
}

pub(crate) fn array(texts: &[String]) -> String {
    serde_json::to_string(texts).expect("strings are JSON")
}
