//! The närvaro of large assemblies: it runs over pages in two columns, and is read page by page, column by column.

#![expect(clippy::indexing_slicing, reason = "in what is shared, an index that is not there is a failed test")]

#[expect(dead_code, reason = "shared with other tests, each of which asks for a part of it")]
#[path = "document/meeting.rs"]
mod meeting;
#[path = "golden/page.rs"]
mod page;
#[path = "golden/tree.rs"]
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::Affine;
use utdrag::pdf::render;

use meeting::Fixture;

/// Where the right column begins, in points.
const RIGHT_COLUMN: f64 = 300.0;

/// Names that no other begins with: "Aba Testfors".
fn name(index: usize) -> String {
    const VOWELS: [char; 9] = ['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö'];
    const CONSONANTS: [char; 6] = ['B', 'D', 'F', 'G', 'K', 'L'];
    let vowel = |index: usize| VOWELS.get(index % 9).copied().unwrap_or('a');
    let first = CONSONANTS.get(index / 81 % 6).copied().unwrap_or('B');
    format!("{first}{}n{}la Testfors", vowel(index / 9), vowel(index))
}

/// Minutes with so many persons besides the persons; every seventh has a title that takes a second line.
fn minutes(persons: usize) -> Vec<u8> {
    let row = |index: usize| {
        let titel = if index.is_multiple_of(7) { "samordnare för civil beredskap" } else { "strateg" };
        format!("  {{ namn = \"{}\", uppdrag = \"tjänsteperson\", titel = \"{titel}\" }},", name(index))
    };
    let fixture = Fixture::of("rubrik = \"Prov\"\nbeslut = [\"Provet godkänns.\"]");
    let fixture = (0..persons).fold(fixture, |fixture, index| fixture.with_person(&row(index)));
    render(&fixture.checked().minutes()).expect("minutes can be set").bytes
}

/// Lines of text by page, column (0 left, 1 right) and place from the top.
fn lines(bytes: &[u8]) -> BTreeMap<(usize, usize, i64), String> {
    struct Lines(BTreeMap<(usize, usize, i64), String>);
    impl page::Hearing for Lines {
        fn character(&mut self, page: usize, glyph: &Glyph<'_>, place: Affine) {
            let place = place.translation();
            #[expect(clippy::cast_possible_truncation, reason = "a page is 842 points high")]
            let from_top = -(place.y * 2.0).round() as i64;
            let line = self.0.entry((page, usize::from(place.x > RIGHT_COLUMN), from_top)).or_default();
            match glyph.as_unicode() {
                Some(BfString::Char(character)) => line.push(character),
                Some(BfString::String(characters)) => line.push_str(&characters),
                None => line.push('\u{fffd}'),
            }
        }
    }
    let mut lines = Lines(BTreeMap::new());
    page::listen(&Pdf::new(bytes.to_vec()).expect("our own PDF can be read"), &mut lines);
    lines.0
}

#[test]
fn each_page_has_its_part_whole_and_in_order() {
    for persons in [8, 13, 40, 61, 80, 101, 140, 200] {
        let bytes = minutes(persons);
        let lines = lines(&bytes);
        let number = |text: &str| (0..persons).find(|index| text.starts_with(&name(*index)));
        let read: Vec<usize> = lines.values().filter_map(|text| number(text)).collect();
        assert_eq!(read, (0..persons).collect::<Vec<_>>(), "{persons} persons, page by page and column by column");
        let pages: BTreeSet<usize> =
            lines.iter().filter(|(_, text)| number(text).is_some()).map(|((page, ..), _)| *page).collect();
        let continued =
            lines.values().filter(|text| text.starts_with("Tjänstepersoner") && text.contains("forts.")).count();
        assert_eq!(continued + 1, pages.len(), "{persons} persons: the name of the group stands on each of its pages");
        for page in &pages {
            let column = |column: usize| {
                lines.iter().filter(|((p, c, _), text)| p == page && *c == column && number(text).is_some()).count()
            };
            assert!(
                column(0).abs_diff(column(1)) < 5 && column(0) + column(1) >= 4,
                "{persons} persons: the columns of page {page} are even"
            );
        }
    }
}

#[test]
fn it_is_read_aloud_in_the_order_it_is_written() {
    let persons = 101;
    let tags = tree::dump(&minutes(persons));
    let read: Vec<usize> =
        tags.lines().filter_map(|line| (0..persons).find(|index| line.contains(&name(*index)))).collect();
    assert_eq!(read, (0..persons).collect::<Vec<_>>());
    assert!(!tags.contains("forts."), "the repeated name of the group is for the eye");
    let heads = tags.lines().filter(|line| line.contains("“Tjänstepersoner”")).count();
    assert_eq!(heads, 1);
}
