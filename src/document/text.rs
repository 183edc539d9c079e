//! CommonMark source to blocks. Nothing of a text is lost: HTML, images, definitions and links to elsewhere than the
//! web print as their characters, and what is nested too deep prints as its source.

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Options, Parser, Tag, TagEnd};

use super::{Block, Inline};

mod table;

/// Lists and quotations inside each other, at most; deeper ones print as their source.
const DEEPEST_BLOCK: usize = 8;
/// Emphasis inside emphasis, at most; deeper marks have no effect.
const DEEPEST_INLINE: usize = 8;

type Events<'a> = Peekable<OffsetIter<'a, pulldown_cmark::DefaultBrokenLinkCallback>>;

/// The blocks of a text. Single newlines are spaces.
#[must_use]
pub fn blocks(source: &str) -> Vec<Block> {
    let source = neutral(source);
    let events = Parser::new_ext(&source, Options::ENABLE_TABLES).into_offset_iter().peekable();
    Reader { source: &source, events }.blocks(0)
}

/// A field of one line, as running text: never a list or a heading, whatever it starts with.
#[must_use]
pub fn inlines(source: &str) -> Vec<Inline> {
    let mut parsed = blocks(&line(source)).into_iter();
    match (parsed.next(), parsed.next()) {
        (Some(Block::Stycke { text }), None) => text,
        (None, _) => Vec::new(),
        _ => vec![Inline::Text { text: source.to_owned() }],
    }
}

/// CommonMark source of a one-line field such that it is one paragraph: white space collapsed, a start that would
/// make a list, heading, quotation or rule escaped.
#[must_use]
pub fn line(source: &str) -> String {
    let joined = source.split_whitespace_kept().trim().to_owned();
    match block_marker(&joined) {
        Some(at) => {
            let (before, after) = joined.split_at(at);
            format!("{before}\\{after}")
        }
        None => joined,
    }
}

/// CommonMark source that prints as exactly these characters.
#[must_use]
pub fn escaped(characters: &str) -> String {
    let mut out = String::with_capacity(characters.len());
    for one in characters.chars() {
        if matches!(one, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '#' | '~') {
            out.push('\\');
        }
        out.push(one);
    }
    line(&out)
}

/// The characters of running text, without marks.
#[must_use]
pub fn plain(text: &[Inline]) -> String {
    text.iter()
        .map(|one| match one {
            Inline::Text { text } | Inline::Kod { text } => Cow::Borrowed(text.as_str()),
            Inline::Betonad { text } | Inline::Stark { text } | Inline::Lank { text, .. } => Cow::Owned(plain(text)),
            Inline::Radbrytning => Cow::Borrowed("\n"),
        })
        .collect()
}

/// Line breaks to spaces; no-break spaces stay.
trait OneLine {
    fn split_whitespace_kept(&self) -> String;
}

impl OneLine for str {
    fn split_whitespace_kept(&self) -> String {
        let breaks = |one: char| matches!(one, '\n' | '\r' | '\t' | ' ');
        self.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Where a backslash keeps the line from starting a block; `None` when it starts none.
fn block_marker(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let rest = line.trim_start_matches(first);
    let run = line.len() - rest.len();
    let apart = rest.is_empty() || rest.starts_with(' ');
    let only = |mark: char| line.chars().all(|one| one == mark || one == ' ');
    let digits = line.len() - line.trim_start_matches(|one: char| one.is_ascii_digit()).len();
    let after_digits = line.get(digits..).unwrap_or("");
    let starts_block = match first {
        '>' => true,
        '#' => run <= 6 && apart,
        '-' | '*' => (run == 1 && apart) || only(first),
        '+' => run == 1 && apart,
        '_' | '=' => only(first),
        '`' | '~' => run >= 3,
        _ => false,
    };
    if starts_block {
        return Some(0);
    }
    let numbered = (1..=9).contains(&digits)
        && after_digits.starts_with(['.', ')'])
        && after_digits.get(1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    numbered.then_some(digits)
}

/// The source with a backslash before everything that CommonMark would hide: HTML, images, link definitions, links
/// that do not lead to the web.
fn neutral(source: &str) -> String {
    let mut source = source.replace("\r\n", "\n").replace('\r', "\n");
    for _ in 0..4 {
        let hidden = hidden(&source);
        if hidden.is_empty() {
            return source;
        }
        source = with_backslashes(&source, hidden);
    }
    let every: Vec<usize> = source.match_indices(['<', '[']).map(|(at, _)| at).collect();
    let unescaped = every.into_iter().filter(|at| !is_escaped(&source, *at)).collect();
    with_backslashes(&source, unescaped)
}

fn hidden(source: &str) -> Vec<usize> {
    let mut events = Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter();
    let mut found = Vec::new();
    for (event, range) in events.by_ref() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => found.extend(marks(source, &range, '<')),
            Event::Start(Tag::Image { .. }) => found.extend(marks(source, &range, '[').into_iter().take(1)),
            Event::Start(Tag::Link { dest_url, .. }) if !is_web(&dest_url) => {
                found.extend(
                    source.get(range.clone()).and_then(|text| text.find(['[', '<'])).map(|at| range.start + at),
                );
            }
            _ => {}
        }
    }
    let definitions = events.reference_definitions().iter();
    found.extend(definitions.filter_map(|(_, definition)| marks(source, &definition.span, '[').into_iter().next()));
    found.sort_unstable();
    found.dedup();
    found.retain(|at| !is_escaped(source, *at));
    found
}

fn marks(source: &str, range: &Range<usize>, mark: char) -> Vec<usize> {
    source.get(range.clone()).unwrap_or("").match_indices(mark).map(|(at, _)| range.start + at).collect()
}

fn is_escaped(source: &str, at: usize) -> bool {
    let before = source.get(..at).unwrap_or("");
    (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
}

fn with_backslashes(source: &str, places: Vec<usize>) -> String {
    let mut out = String::with_capacity(source.len() + places.len());
    let mut done = 0;
    for at in places {
        out.push_str(source.get(done..at).unwrap_or(""));
        out.push('\\');
        done = at;
    }
    out.push_str(source.get(done..).unwrap_or(""));
    out
}

fn is_web(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) || is_mail(&lower)
}

fn is_mail(address: &str) -> bool {
    address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !address.contains('/'))
}

struct Reader<'a> {
    source: &'a str,
    events: Events<'a>,
}

impl Reader<'_> {
    /// Blocks up to the end of what holds them.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut out = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(_) => break,
                Event::Rule => out.push(Block::Linje),
                Event::Start(tag) if is_block(&tag) => self.block(tag, range, depth, &mut out),
                inline => {
                    let mut text = Vec::new();
                    self.inline(inline, 0, &mut text);
                    self.inline_run(&mut text);
                    out.push(Block::Stycke { text });
                }
            }
        }
        out
    }

    fn block(&mut self, tag: Tag<'_>, range: Range<usize>, depth: usize, out: &mut Vec<Block>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => out.push(Block::Stycke { text: self.inlines(0) }),
            Tag::Heading { .. } => out.push(Block::Mellanrubrik { text: self.inlines(0) }),
            Tag::CodeBlock(_) => {
                out.push(Block::Kod { text: plain(&self.inlines(0)).trim_end_matches('\n').to_owned() });
            }
            Tag::Table(columns) if columns.len() <= table::MOST_COLUMNS => out.push(self.table(&columns)),
            Tag::BlockQuote(_) if depth < DEEPEST_BLOCK => out.push(Block::Citat { block: self.blocks(depth + 1) }),
            Tag::List(start) if depth < DEEPEST_BLOCK => self.list(start, depth, out),
            _ => {
                self.skip();
                out.push(Block::Kod { text: self.source.get(range).unwrap_or("").trim_end().to_owned() });
            }
        }
    }

    /// A list; a numbered one keeps the numbers it was written with, so that "1. 3." does not print as 1 and 2.
    fn list(&mut self, start: Option<u64>, depth: usize, out: &mut Vec<Block>) {
        let mut items: Vec<(u64, Vec<Block>)> = Vec::new();
        while let Some((Event::Start(Tag::Item), range)) = self.events.next() {
            let written = self.source.get(range).unwrap_or("").trim_start();
            let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
            items.push((digits.parse().unwrap_or(0), self.blocks(depth + 1)));
        }
        let Some(start) = start else {
            return out.push(Block::Lista { start: None, punkter: items.into_iter().map(|(_, item)| item).collect() });
        };
        let same = items.iter().all(|(number, _)| *number == start);
        let mut next = None;
        for (number, item) in items {
            match (next, out.last_mut()) {
                (Some(expected), Some(Block::Lista { punkter, .. })) if same || number == expected => {
                    punkter.push(item);
                }
                _ => out.push(Block::Lista { start: Some(number), punkter: vec![item] }),
            }
            next = Some(number + 1);
        }
    }

    /// Running text up to the end of what holds it.
    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut out = Vec::new();
        while let Some((event, _)) = self.events.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            self.inline(event, depth, &mut out);
        }
        out
    }

    /// Running text of a tight list item: up to the next block or the end of the item.
    fn inline_run(&mut self, out: &mut Vec<Inline>) {
        let stops = |event: &Event<'_>| match event {
            Event::End(_) | Event::Rule => true,
            Event::Start(tag) => is_block(tag),
            _ => false,
        };
        while let Some((event, _)) = self.events.next_if(|(event, _)| !stops(event)) {
            self.inline(event, 0, out);
        }
    }

    fn inline(&mut self, event: Event<'_>, depth: usize, out: &mut Vec<Inline>) {
        match event {
            Event::Start(_) if depth >= DEEPEST_INLINE => self.flat(out),
            Event::Start(Tag::Emphasis) => out.push(Inline::Betonad { text: self.inlines(depth + 1) }),
            Event::Start(Tag::Strong) => out.push(Inline::Stark { text: self.inlines(depth + 1) }),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let mal = if is_mail(&dest_url) && !dest_url.starts_with("mailto:") {
                    format!("mailto:{dest_url}")
                } else {
                    dest_url.to_string()
                };
                out.push(Inline::Lank { mal, text: self.inlines(depth + 1) });
            }
            Event::Start(_) => out.extend(self.inlines(depth + 1)),
            Event::Code(text) => out.push(Inline::Kod { text: text.to_string() }),
            Event::HardBreak => out.push(Inline::Radbrytning),
            Event::SoftBreak => add_text(out, " "),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => add_text(out, &text),
            other => add_text(out, &characters(&other)),
        }
    }

    /// What was just opened, without its marks, however deep.
    fn flat(&mut self, out: &mut Vec<Inline>) {
        let mut open = 1_usize;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some((event, _)) => self.inline(event, 0, out),
                None => return,
            }
        }
    }

    /// Past the end of what was just opened.
    fn skip(&mut self) {
        let mut open = 1_usize;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

/// Characters of events that no enabled extension makes; were one enabled, its text would still print.
fn characters(event: &Event<'_>) -> String {
    match event {
        Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => text.to_string(),
        Event::TaskListMarker(done) => (if *done { "[x]" } else { "[ ]" }).to_owned(),
        _ => String::new(),
    }
}

fn add_text(out: &mut Vec<Inline>, more: &str) {
    if let Some(Inline::Text { text }) = out.last_mut() {
        text.push_str(more);
    } else {
        out.push(Inline::Text { text: more.to_owned() });
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn is_end_of(event: &Event<'_>, end: TagEnd) -> bool {
    matches!(event, Event::End(found) if *found == end)
}

#[cfg(test)]
mod tests;
