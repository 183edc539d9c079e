//! Excerpts of a file around the marks of a finding. A paragraph is one line of TOML, often a thousand characters:
//! what is shown of it is the mark and the words around it. A mark over several lines is shown by its first.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};

use super::words;
use crate::diag::{Diagnostic, Label, Source};

/// A label, and whether it is the place to mend.
type Mark<'a> = (&'a Label, AnnotationKind);
/// Marks by line, from 0, each with its bytes on that line.
type Marks<'a> = BTreeMap<usize, Vec<(Range<usize>, &'a Label, AnnotationKind)>>;

/// Stands where something was left out.
const CUT: &str = " … ";
/// A tab as the renderer prints it.
const TAB: usize = 4;

/// The places of a finding, file by file, the one to mend first; and the heading that each file should have.
pub(super) fn excerpts(diagnostic: &Diagnostic, columns: usize) -> (Vec<Element<'_>>, Vec<Heading>) {
    let labels: Vec<Mark<'_>> = diagnostic
        .place
        .iter()
        .map(|label| (label, AnnotationKind::Primary))
        .chain(diagnostic.also.iter().map(|label| (label, AnnotationKind::Context)))
        .collect();
    let mut files: Vec<(&Arc<Source>, Vec<Mark<'_>>)> = Vec::new();
    for (label, kind) in labels {
        match files.iter_mut().find(|(source, _)| source.name == label.source.name) {
            Some((_, group)) => group.push((label, kind)),
            None => files.push((&label.source, vec![(label, kind)])),
        }
    }
    files.into_iter().map(|(source, group)| file(source, &group, columns)).unzip()
}

/// `file:line:column` above an excerpt. The renderer counts columns in what is left of a line; this knows them all.
pub(super) struct Heading {
    path: String,
    line: usize,
    column: usize,
}

impl Heading {
    /// `rendered` with the true column.
    pub(super) fn put_right(&self, rendered: String) -> String {
        let until = format!("{}:{}:", self.path, self.line);
        match rendered.split_once(&until) {
            Some((before, after)) => {
                let after = after.trim_start_matches(|one: char| one.is_ascii_digit());
                format!("{before}{until}{}{after}", self.column)
            }
            None => rendered,
        }
    }
}

fn file<'a>(source: &Source, labels: &[Mark<'a>], columns: usize) -> (Element<'a>, Heading) {
    let path = words::path(Path::new(&source.name));
    let places = labels.iter().map(|(label, kind)| (!matches!(kind, AnnotationKind::Primary), label.line_column()));
    let (line, column) = places.min().map_or((1, 1), |(_, place)| place);
    let heading = Heading { path: path.clone(), line, column };
    if source.text.trim().is_empty() {
        return (Origin::path(path).into(), heading);
    }
    let lines: Vec<Range<usize>> = line_ranges(&source.text);
    let mut marks = Marks::new();
    for (label, kind) in labels {
        let (number, within) = on_one_line(&source.text, &lines, &label.span);
        marks.entry(number).or_default().push((within, label, *kind));
    }
    let from = marks.keys().next().copied().unwrap_or(0);
    let to = marks.keys().next_back().copied().unwrap_or(0);
    let gutter = (to + 1).to_string().len() + " | ".len();
    let room = columns.saturating_sub(gutter).max(24);
    let (text, annotations) = condensed(&source.text, lines.get(from..=to).unwrap_or(&[]), &marks, from, room);
    let snippet = Snippet::source(text).path(path).line_start(from + 1).fold(true).annotations(annotations);
    (snippet.into(), heading)
}

/// Lines `from` and on, each cut to its room, and the marks moved to where their words now stand.
fn condensed<'a>(
    text: &str,
    lines: &[Range<usize>],
    marks: &Marks<'a>,
    from: usize,
    room: usize,
) -> (String, Vec<Annotation<'a>>) {
    let mut shown = String::new();
    let mut annotations = Vec::new();
    for (number, range) in (from..).zip(lines) {
        let line = text.get(range.clone()).unwrap_or("");
        let here = marks.get(&number).map_or(&[][..], Vec::as_slice);
        let spans: Vec<Range<usize>> = here.iter().map(|(span, ..)| span.clone()).collect();
        let (line, spans) = elided(line, &spans, room);
        for ((_, label, kind), span) in here.iter().zip(spans) {
            let moved = shown.len() + span.start..shown.len() + span.end;
            let note = (!label.text.is_empty()).then_some(label.text.as_str());
            annotations.push(kind.span(moved).label(note));
        }
        shown.push_str(&line);
        shown.push('\n');
    }
    (shown, annotations)
}

/// Byte ranges of the lines, line ends left out.
fn line_ranges(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut ranges: Vec<Range<usize>> = text
        .split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            range
        })
        .collect();
    if text.ends_with('\n') || text.is_empty() {
        ranges.push(start..start);
    }
    ranges
}

/// The line a span begins on, and the part of the span on that line, relative to its start.
fn on_one_line(text: &str, lines: &[Range<usize>], span: &Range<usize>) -> (usize, Range<usize>) {
    let start = (0..=span.start.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let number = lines.partition_point(|line| line.start <= start).saturating_sub(1);
    let line = lines.get(number).cloned().unwrap_or(0..0);
    let start = start.clamp(line.start, line.end);
    let end = (span.end.min(line.end)..=line.end).find(|at| text.is_char_boundary(*at)).unwrap_or(line.end).max(start);
    (number, start - line.start..end - line.start)
}

/// A line with at most about `room` columns, and the marks where they now stand.
fn elided(line: &str, marks: &[Range<usize>], room: usize) -> (String, Vec<Range<usize>>) {
    if width(line) <= room {
        return (line.to_owned(), marks.to_vec());
    }
    let keep = kept(line, marks, room);
    let mut shown = String::new();
    let mut moved = marks.to_vec();
    let mut at = 0;
    for piece in keep.into_iter().chain(std::iter::once(line.len()..line.len())) {
        if piece.start > at {
            shown.push_str(if shown.is_empty() { CUT.trim_start() } else { CUT });
        }
        for (mark, new) in marks.iter().zip(&mut moved) {
            let place = |offset: usize| shown.len() + offset - piece.start;
            if (piece.start..=piece.end).contains(&mark.start) {
                new.start = place(mark.start);
            }
            if (piece.start..=piece.end).contains(&mark.end) {
                new.end = place(mark.end);
            }
        }
        shown.push_str(line.get(piece.clone()).unwrap_or(""));
        at = piece.end;
    }
    (shown.trim_end().to_owned(), moved)
}

/// The pieces of a long line that are shown, in order, apart from each other.
fn kept(line: &str, marks: &[Range<usize>], room: usize) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    if marks.is_empty() {
        pieces.push(0..back_to_word(line, offset(line, 0, room.saturating_sub(3).cast_signed())));
    }
    let share = room / marks.len().max(1);
    for mark in marks {
        let inside = line.get(mark.clone()).map_or(0, width);
        let most = share.saturating_mul(3) / 5;
        let around = share.saturating_sub(inside.min(most) + 2 * CUT.chars().count()).cast_signed();
        let lead = on_to_word(line, offset(line, mark.start, -(around * 2 / 5)), mark.start);
        let tail = back_to_word(line, offset(line, mark.end, around - around * 2 / 5)).max(mark.end);
        if inside <= most {
            pieces.push(lead..tail);
        } else {
            let (head, foot) = ((most * 2 / 3).cast_signed(), (most / 3).cast_signed());
            pieces.push(lead..back_to_word(line, offset(line, mark.start, head)).max(mark.start));
            pieces.push(on_to_word(line, offset(line, mark.end, -foot), mark.end)..tail);
        }
    }
    joined(pieces)
}

/// Sorted; pieces that meet, or nearly, are one.
fn joined(mut pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    pieces.sort_by_key(|piece| piece.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for piece in pieces {
        match apart.last_mut() {
            Some(last) if piece.start <= last.end + CUT.len() => last.end = last.end.max(piece.end),
            _ => apart.push(piece),
        }
    }
    apart
}

/// The byte offset so many columns from another.
fn offset(line: &str, from: usize, columns: isize) -> usize {
    let mut left = columns.unsigned_abs();
    let mut fits = |character: char| {
        let enough = left >= character_width(character);
        left = left.saturating_sub(character_width(character));
        enough
    };
    if columns < 0 {
        let before = line.get(..from).unwrap_or("");
        from - before.chars().rev().take_while(|one| fits(*one)).map(char::len_utf8).sum::<usize>()
    } else {
        let after = line.get(from..).unwrap_or("");
        from + after.chars().take_while(|one| fits(*one)).map(char::len_utf8).sum::<usize>()
    }
}

/// Forward to the start of a word, if one starts near, never past `limit`.
fn on_to_word(line: &str, at: usize, limit: usize) -> usize {
    let ahead = line.get(at..limit).unwrap_or("");
    match ahead.find(' ') {
        Some(space) if at > 0 && space < 16 => at + space + 1,
        _ => at,
    }
}

/// Back to the end of a word, if one ends near.
fn back_to_word(line: &str, at: usize) -> usize {
    match line.get(..at).and_then(|before| before.rfind(' ')) {
        Some(space) if at < line.len() && at - space < 16 => space,
        _ => at,
    }
}

fn width(text: &str) -> usize {
    text.chars().map(character_width).sum()
}

/// Columns of a character: East Asian wide ones take two. Near enough to choose what to leave out.
fn character_width(character: char) -> usize {
    match character {
        '\t' => TAB,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    }
}
