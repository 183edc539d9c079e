//! § intervals as a secretary writes them: `97-104, 106–120`.
//! Refuses what cannot be read as numbers and intervals that run backwards; never guesses.

use std::fmt::Write as _;

/// A set of § numbers, as closed intervals in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervall(Vec<(u32, u32)>);

/// The part that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntervallFel {
    /// The part, trimmed, as written.
    pub del: String,
    /// True when both ends are numbers and the last is the smaller.
    pub baklanges: bool,
}

impl Intervall {
    /// Reads numbers and intervals between commas or "och"; hyphen and dashes mean the same, § signs are skipped.
    ///
    /// # Errors
    /// The first part that is not a number or an interval that runs forwards.
    pub fn parse(text: &str) -> Result<Self, IntervallFel> {
        let text = text.replace(" och ", ",");
        let parts: Result<Vec<_>, _> = text.split(',').map(part).collect();
        parts.map(Self)
    }

    /// True when the § is in it.
    #[must_use]
    pub fn contains(&self, nummer: u32) -> bool {
        self.0.iter().any(|&(first, last)| (first..=last).contains(&nummer))
    }

    /// The intervals, both ends included.
    #[must_use]
    pub fn ends(&self) -> &[(u32, u32)] {
        &self.0
    }
}

/// The intervals that were probably meant: "12 t.o.m. 14" as `12-14`, "14-12" the other way round.
#[must_use]
pub fn meant(text: &str) -> Option<String> {
    let joined = ["t.o.m.", "t o m", "tom", "till och med", "till"]
        .iter()
        .fold(text.to_lowercase(), |text, words| text.replace(words, "-"));
    let parts = joined.replace([';', '&', '+'], ",").replace(" samt ", ",").replace(" och ", ",");
    let each = parts.split(',').map(|one| {
        let (first, last) = match (part(one), one.split_once('-')) {
            (Ok(ends), _) => ends,
            (Err(wrong), Some((last, first))) if wrong.baklanges => (part(first).ok()?.0, part(last).ok()?.0),
            (Err(_), _) => return None,
        };
        Some(if first == last { first.to_string() } else { format!("{first}-{last}") })
    });
    each.collect::<Option<Vec<_>>>().map(|all| all.join(", "))
}

fn part(text: &str) -> Result<(u32, u32), IntervallFel> {
    let wrong = |baklanges| IntervallFel { del: text.trim().to_owned(), baklanges };
    let plain: String = text.chars().filter(|c| *c != '§' && !c.is_whitespace()).collect();
    let (first, last) = plain.split_once(['-', '–', '—', '−', '‑']).unwrap_or((&plain, &plain));
    match (first.parse::<u32>(), last.parse::<u32>()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first, last)),
        (Ok(_), Ok(_)) => Err(wrong(true)),
        _ => Err(wrong(false)),
    }
}

/// Numbers in order as "§ 12" or "§§ 1–7, 9–14"; empty for none. Runs of two or more are joined.
#[must_use]
pub fn paragraftecken(numbers: &[u32]) -> String {
    match numbers {
        [] => String::new(),
        [one] => format!("§ {one}"),
        many => format!("§§ {}", runs(many)),
    }
}

fn runs(numbers: &[u32]) -> String {
    let mut text = String::new();
    let mut rest = numbers.iter().copied().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        while let Some(next) = rest.next_if(|next| *next == last + 1) {
            last = next;
        }
        let separator = if text.is_empty() { "" } else { ", " };
        let written = if first == last {
            write!(text, "{separator}{first}")
        } else {
            write!(text, "{separator}{first}–{last}")
        };
        written.expect("writing to a String cannot fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphen_and_dash_and_section_signs_are_read_alike() {
        let expected = Intervall(vec![(97, 104), (106, 120)]);
        for text in ["97-104, 106–120", "§§ 97–104, 106-120", "97—104,106−120", "97 - 104 och 106–120"] {
            assert_eq!(Intervall::parse(text), Ok(expected.clone()), "{text}");
        }
        assert!(expected.contains(104) && !expected.contains(105));
    }

    #[test]
    fn words_and_backward_intervals_are_named_by_their_part() {
        assert_eq!(Intervall::parse("1-3, t.o.m. 5"), Err(IntervallFel { del: "t.o.m. 5".into(), baklanges: false }));
        assert_eq!(Intervall::parse("104-97"), Err(IntervallFel { del: "104-97".into(), baklanges: true }));
        assert_eq!(meant("§§ 12 t.o.m. 14 samt 16").as_deref(), Some("12-14, 16"));
        assert_eq!(meant("14-12").as_deref(), Some("12-14"));
        assert_eq!(meant("hela mötet"), None);
        assert_eq!(Intervall::parse(""), Err(IntervallFel { del: String::new(), baklanges: false }));
    }

    #[test]
    fn numbers_are_joined_to_runs() {
        assert_eq!(paragraftecken(&[12]), "§ 12");
        assert_eq!(paragraftecken(&[1, 2, 3, 5, 7, 8]), "§§ 1–3, 5, 7–8");
    }
}
