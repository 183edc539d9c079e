//! Blocks of text as HTML: only elements with a meaning, every character escaped, links only to web and mail.

use crate::document::{Block, Inline};

/// The characters as they stand in HTML, in text and in a quoted attribute. What XML forbids is left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            one if one.is_control() => {}
            one => out.push(one),
        }
    }
    out
}

/// The blocks; a heading in a text has `level`.
pub(super) fn html(blocks: &[Block], level: usize) -> String {
    blocks.iter().map(|block| one(block, level) + "\n").collect()
}

fn one(block: &Block, level: usize) -> String {
    match block {
        Block::Stycke { text } => format!("<p>{}</p>", inline(text)),
        Block::Lista { start, punkter } => list(*start, punkter, level),
        Block::Citat { block } => format!("<blockquote>\n{}</blockquote>", html(block, level)),
        Block::Tabell { kolumner: _, huvud, rader } => table(huvud, rader),
        Block::Mellanrubrik { text } => format!("<h{level}>{}</h{level}>", inline(text)),
        Block::Kod { text } => format!("<pre><code>{}</code></pre>", lines(text)),
        Block::Linje => "<hr />".to_owned(),
    }
}

/// Code keeps its lines.
fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn list(start: Option<u64>, punkter: &[Vec<Block>], level: usize) -> String {
    let (open, close) = match start {
        Some(first) => (format!("<ol start=\"{first}\">"), "</ol>"),
        None => ("<ul>".to_owned(), "</ul>"),
    };
    let items = punkter.iter().map(|punkt| format!("<li>{}</li>\n", html(punkt, level).trim_end()));
    format!("{open}\n{}{close}", items.collect::<Vec<_>>().concat())
}

fn table(huvud: &[Vec<Inline>], rader: &[Vec<Vec<Inline>>]) -> String {
    let cells = |cells: &[Vec<Inline>], open: &str, close: &str| {
        let each = cells.iter().map(|cell| format!("{open}{}{close}", inline(cell)));
        format!("<tr>{}</tr>", each.collect::<Vec<_>>().concat())
    };
    let head = cells(huvud, "<th scope=\"col\">", "</th>");
    let rows = rader.iter().map(|row| cells(row, "<td>", "</td>") + "\n").collect::<Vec<_>>().concat();
    format!("<table>\n<thead>{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>")
}

fn inline(text: &[Inline]) -> String {
    let each = text.iter().map(|one| match one {
        Inline::Text { text } => escaped(text),
        Inline::Betonad { text } => format!("<em>{}</em>", inline(text)),
        Inline::Stark { text } => format!("<strong>{}</strong>", inline(text)),
        Inline::Kod { text } => format!("<code>{}</code>", escaped(text)),
        Inline::Radbrytning => "<br />".to_owned(),
        Inline::Lank { mal, text } if is_safe(mal) => format!("<a href=\"{}\">{}</a>", escaped(mal), inline(text)),
        Inline::Lank { text, .. } => inline(text),
    });
    each.collect()
}

fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}
