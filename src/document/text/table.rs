//! Tables in a text. Cells beyond the head's, which GFM would drop, stay in the last cell.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::{Reader, add_text, is_end_of};
use crate::document::{Block, Inline};

/// More columns than this cannot be set on a page: such a table prints as its source.
pub(super) const MOST_COLUMNS: usize = 16;

impl Reader<'_> {
    /// The table whose start was just read.
    pub(super) fn table(&mut self, columns: &[Alignment]) -> Block {
        let mut huvud = Vec::new();
        let mut rader = Vec::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::TableHead) => huvud = self.row(TagEnd::TableHead, range.end),
                Event::Start(Tag::TableRow) => rader.push(self.row(TagEnd::TableRow, range.end)),
                event if is_end_of(&event, TagEnd::Table) => break,
                _ => {}
            }
        }
        Block::Tabell { kolumner: columns.iter().map(|one| alignment(*one).to_owned()).collect(), huvud, rader }
    }

    fn row(&mut self, end: TagEnd, row_end: usize) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        let mut last = None;
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => {
                    cells.push(self.inlines(0));
                    last = Some(range.end);
                }
                event if is_end_of(&event, end) => break,
                _ => {}
            }
        }
        if let (Some(from), Some(cell)) = (last, cells.last_mut()) {
            let beyond = self.source.get(from..row_end).unwrap_or("").trim().trim_matches('|').trim();
            if !beyond.is_empty() {
                add_text(cell, &format!(" | {beyond}"));
            }
        }
        cells
    }
}

fn alignment(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None | Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}
