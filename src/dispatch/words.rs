//! What is said to those who get an extract: in mail, in the letter, in the note for internal handing over.
//! The facts are ours; the words before them are the authority's, where it has any (`[texter] utskick`).

use super::extract::{Extract, one_line};
use super::plan::Order;
use super::subject::marked;
use crate::case::myndighet::Myndighet;
use crate::diag::words::broken;
use crate::document::Block;
use crate::document::text::{blocks, escaped, plain};

/// Longest line of a text that a person reads (RFC 5322 2.1.1 recommends 78).
const LINE: usize = 76;
/// Room for the label of a fact.
const LABEL: usize = 15;

/// The opening where the authority has none of its own.
const OPENING: &str = "Här kommer ett utdrag ur ett justerat protokoll.";
/// Said of a trial.
const TRIAL: &str = "PROV. Det här är ett prov: ingen handling och inget beslut.";

/// Subject of the mail, with what an answer can be known by.
pub(super) fn subject(extract: &Extract, message_id: &str) -> String {
    let numbers = extract.diarienummer();
    let about = if numbers.is_empty() { String::new() } else { format!(", dnr {}", numbers.join(", ")) };
    let reference = marked(message_id).map(|mark| format!(" {mark}")).unwrap_or_default();
    format!("{}{}{about}{reference}", if extract.prov { "PROV: " } else { "" }, extract.title())
}

/// Text of the mail. `files` are names and what each is.
pub(super) fn body(order: &Order<'_>, files: &[(String, String)]) -> String {
    let extract = order.extract;
    let mut paragraphs: Vec<String> = vec!["Hej,".to_owned()];
    if extract.prov {
        paragraphs.push(TRIAL.to_owned());
    }
    paragraphs.push(opening(&order.workspace.myndighet.value));
    paragraphs.push(facts(extract));
    let list: Vec<String> =
        files.iter().flat_map(|(name, what)| [format!("  {name}"), format!("      {what}")]).collect();
    paragraphs.push(format!("Bifogat:\n{}", list.join("\n")));
    paragraphs.push(filled(
        "Utdraget är elektroniskt bestyrkt, och filen visar själv att den stämmer med det protokoll som justerades. \
         Spara den som den är; om den skrivs ut eller sparas om går det inte längre att kontrollera. Filens \
         kontrolltal (SHA-256) är:",
    ));
    paragraphs.push(hash(extract));
    paragraphs.push(filled(
        "Svara gärna på det här brevet när du har fått det. Svaret blir vårt kvitto på att det kom fram.",
    ));
    paragraphs.push(signature(order).join("\n"));
    paragraphs.join("\n\n") + "\n"
}

/// The note that goes with an extract inside the authority.
pub(super) fn note(order: &Order<'_>, till: &str) -> String {
    let extract = order.extract;
    let mut paragraphs = vec!["INTERN EXPEDIERING".to_owned()];
    if extract.prov {
        paragraphs.push(TRIAL.to_owned());
    }
    let secrecy = if extract.is_secret() {
        vec![fact("Sekretess", "ja: utdraget lämnas bara till den som får ta del av det")]
    } else {
        Vec::new()
    };
    let head = [
        fact("Till", &one_line(till)),
        fact("Från", &order.workspace.myndighet.value.namn),
        fact("Dag", &order.today.to_string()),
    ];
    paragraphs.push([head.to_vec(), secrecy].concat().join("\n"));
    paragraphs.push(facts(extract));
    paragraphs.push(format!(
        "{}\n\n  Kontrolltal (SHA-256)\n{}",
        fact("Fil", &format!("{}.pdf", extract.stem)),
        hash(extract)
    ));
    if !order.bilagor.is_empty() {
        let list = order.bilagor.iter().flat_map(|one| [format!("  {}", one.namn), format!("      {}", one.what())]);
        paragraphs.push(format!("Bilagor, som lämnas med:\n{}", list.collect::<Vec<_>>().join("\n")));
    }
    paragraphs.push(filled(
        "Lämna filen i det interna ärendesystemet eller med internposten, tillsammans med den här noteringen.",
    ));
    paragraphs.push(signature(order).join("\n"));
    paragraphs.join("\n\n") + "\n"
}

/// Text of the letter, CommonMark source.
pub(super) fn letter(order: &Order<'_>) -> String {
    let extract = order.extract;
    let opening = own(&order.workspace.myndighet.value).map_or_else(|| OPENING.to_owned(), str::to_owned);
    let matters: Vec<String> = extract.matters().iter().map(|matter| format!("- {}", escaped(matter))).collect();
    let meeting = format!("{}, sammanträdet {}:", escaped(&extract.huvud.organ), extract.huvud.datum);
    let mut paragraphs = vec![opening, format!("{meeting}\n\n{}", matters.join("\n"))];
    if extract.is_secret() {
        paragraphs.push("Utdraget innehåller uppgifter som omfattas av sekretess.".to_owned());
    }
    paragraphs.push(format!(
        "Utdraget är elektroniskt bestyrkt. På papper syns stämpelns uppgifter, men de går bara att kontrollera i filen, som \
         vi lämnar ut till den som vill ha den. Filens kontrolltal (SHA-256):\n\n```\n{}\n```",
        extract.grouped_hash()
    ));
    paragraphs.join("\n\n")
}

/// Text of the page to sign, CommonMark source.
pub(super) fn receipt(order: &Order<'_>, handed_over: bool) -> String {
    let how = if handed_over { "Jag har i dag fått" } else { "Jag har tagit emot" };
    let title = order.extract.title();
    let title = title.replacen("Protokollsutdrag ", "protokollsutdraget ", 1);
    format!(
        "{how} {} från {}.\n\nUnderskriften betyder bara att handlingen har kommit fram, inte att jag \
         godtar beslutet.",
        escaped(&title),
        escaped(&order.workspace.myndighet.value.namn),
    )
}

/// Who sends it: name, where it is known, and authority.
pub(super) fn signature(order: &Order<'_>) -> Vec<String> {
    let myndighet = &order.workspace.myndighet.value;
    let name = order.som.map(one_line);
    std::iter::once("Med vänlig hälsning".to_owned()).chain(name).chain([one_line(&myndighet.namn)]).collect()
}

fn own(myndighet: &Myndighet) -> Option<&str> {
    myndighet.texter.utskick.as_deref().filter(|text| !text.trim().is_empty())
}

fn opening(myndighet: &Myndighet) -> String {
    own(myndighet).map_or_else(|| OPENING.to_owned(), |text| as_text(&blocks(text)))
}

/// Blocks as lines: lists with dashes, all else as paragraphs.
pub(super) fn as_text(blocks: &[Block]) -> String {
    let paragraphs = blocks.iter().map(|block| match block {
        Block::Stycke { text } | Block::Mellanrubrik { text } => filled(&plain(text)),
        Block::Lista { punkter, .. } => {
            let items = punkter.iter().map(|item| {
                let lines = broken(&as_text(item), LINE - 4);
                format!("  - {}", lines.join("\n    "))
            });
            items.collect::<Vec<_>>().join("\n")
        }
        Block::Citat { block } => as_text(block),
        Block::Kod { text } => text.clone(),
        Block::Tabell { huvud, rader, .. } => {
            let row = |cells: &Vec<Vec<_>>| cells.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join("; ");
            std::iter::once(huvud).chain(rader).map(row).collect::<Vec<_>>().join("\n")
        }
        Block::Linje => "--".to_owned(),
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn filled(text: &str) -> String {
    broken(text, LINE).join("\n")
}

fn facts(extract: &Extract) -> String {
    let mut lines = vec![fact("Organ", &one_line(&extract.huvud.organ)), fact("Sammanträde", &extract.huvud.datum)];
    for (index, matter) in extract.matters().iter().enumerate() {
        lines.push(fact(if index == 0 { "Ärende" } else { "" }, matter));
    }
    let numbers = extract.diarienummer();
    if !numbers.is_empty() {
        lines.push(fact("Diarienummer", &numbers.join(", ")));
    }
    lines.join("\n")
}

/// "  Ärende         § 36 Tillägg till …", the text hanging under itself.
fn fact(label: &str, text: &str) -> String {
    let hanging = format!("\n{:indent$}", "", indent = LABEL + 2);
    format!("  {label:LABEL$}{}", broken(text, LINE - LABEL - 2).join(&hanging))
}

/// The hash in two lines of eight groups.
fn hash(extract: &Extract) -> String {
    let grouped = extract.grouped_hash();
    let groups: Vec<&str> = grouped.split(' ').collect();
    groups.chunks(8).map(|half| format!("  {}", half.join(" "))).collect::<Vec<_>>().join("\n")
}
