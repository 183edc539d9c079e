//! Entries as others read them: JSON with the very bytes that are hashed, CSV for a spreadsheet set to Swedish.

use super::Post;
use super::leaf::Leaf;

/// First line of the CSV.
pub const HEADINGS: &str =
    "post;nar;handelse;nummer;organ;sammantrade;paragrafer;handling;vem;filer;uppgifter;identitet\r\n";

/// One entry as a line of CSV: semicolons, quotation marks where needed.
#[must_use]
pub fn csv(leaf: &Leaf) -> String {
    let Post { handelse, nar, vem, organ, sammantrade, paragrafer, lopnummer, handling, filer, uppgifter } =
        &leaf.innehall;
    let numbers: Vec<String> = paragrafer.iter().map(ToString::to_string).collect();
    let files: Vec<String> = filer.iter().map(|file| format!("{} {}", file.sha256, file.namn)).collect();
    let more: Vec<String> = uppgifter.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let cells = [
        leaf.post.to_string(),
        nar.to_string(),
        handelse.word().to_owned(),
        lopnummer.as_ref().map(ToString::to_string).unwrap_or_default(),
        organ.clone(),
        sammantrade.clone().unwrap_or_default(),
        numbers.join(", "),
        handling.clone(),
        vem.clone(),
        files.join(", "),
        more.join(", "),
        super::leaf::hex(&super::leaf::identity(&leaf.text())),
    ];
    cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";") + "\r\n"
}

/// A cell; what a spreadsheet would take for a formula is text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([';', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_never_a_formula() {
        assert_eq!(quoted("Åsa; \"Renvide\""), "\"Åsa; \"\"Renvide\"\"\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("rs"), "rs");
    }
}
