//! Texts made comparable: letters and digits only, so that line ends, hyphenation and quotation marks do not matter.

use utdrag::document::Document;

/// What must be found: lines in order, and lines in any order.
pub(crate) struct Source {
    lines: Vec<String>,
    unordered: Vec<String>,
}

impl Source {
    /// The lines of a source text.
    pub(crate) fn of(text: &str) -> Self {
        let lines = text.lines().map(|line| line.trim().to_owned()).filter(|line| !squeezed(line).is_empty());
        Self { lines: lines.collect(), unordered: Vec::new() }
    }

    /// Without lines that belong to the source's own pages.
    pub(crate) fn without(&mut self, furniture: &[&str]) {
        self.lines.retain(|line| !furniture.iter().any(|one| squeezed(one) == squeezed(line)));
    }

    /// Lines with this end are looked for anywhere, without it.
    pub(crate) fn in_any_order(&mut self, end: &str) {
        let lines = std::mem::take(&mut self.lines);
        for line in lines {
            match line.strip_suffix(end) {
                Some(start) => self.unordered.push(start.to_owned()),
                None => self.lines.push(line),
            }
        }
    }

    /// A line that is looked for anywhere.
    pub(crate) fn anywhere(&mut self, line: &str) {
        self.split(line, &[]);
        self.unordered.push(line.to_owned());
    }

    /// One line as several, each looked for by itself.
    pub(crate) fn split(&mut self, line: &str, parts: &[&str]) {
        let at = self.lines.iter().position(|one| squeezed(one) == squeezed(line)).expect("the source has the line");
        self.lines.splice(at..=at, parts.iter().map(|part| (*part).to_owned()));
    }

    pub(crate) fn reverse(&mut self) {
        self.lines.reverse();
    }

    pub(crate) fn len(&self) -> usize {
        self.lines.len() + self.unordered.len()
    }
}

/// The text of a document, squeezed, without what is repeated on its pages.
pub(crate) struct Page {
    text: String,
    /// Where words begin in `text`.
    starts: Vec<usize>,
    /// Where words end in `text`.
    ends: Vec<usize>,
}

impl Page {
    /// From extracted text: the heads and feet of pages taken out, so that sentences go on over them.
    pub(crate) fn of(extracted: &str, document: &Document) -> Self {
        let mut page = Self { text: String::new(), starts: Vec::new(), ends: Vec::new() };
        for (number, sheet) in extracted.split('\u{c}').enumerate() {
            let body = sheet.lines().skip_while(|line| is_head(line, number + 1, document));
            for line in body.filter(|line| squeezed(line) != squeezed("Justerandes sign Utdragsbestyrkande")) {
                for word in line.split_whitespace() {
                    page.starts.push(page.text.len());
                    page.text.push_str(&squeezed(word));
                    page.ends.push(page.text.len());
                }
            }
        }
        page
    }

    /// The lines of the source that are not here, or not in this order. A short line is a heading or a name: it must be
    /// whole words and not far on, so that "Beslut" is not found in "Beslutsunderlag".
    pub(crate) fn missing(&self, source: &Source) -> Vec<String> {
        let mut missing = Vec::new();
        let mut at = 0;
        for line in &source.lines {
            match self.find(&squeezed(line), at) {
                Some(found) => at = found,
                None => missing.push(line.clone()),
            }
        }
        let unordered = source.unordered.iter().filter(|line| !self.text.contains(&squeezed(line)));
        missing.extend(unordered.cloned());
        missing
    }

    /// The end of the first place from `from` where the words stand.
    fn find(&self, words: &str, from: usize) -> Option<usize> {
        const SHORT: usize = 24;
        /// What our documents have and the source has not, between two of its lines: a title, a list of files.
        const MOST_SKIPPED: usize = 160;
        let rest = self.text.get(from..)?;
        let places = rest.match_indices(words).map(|(at, _)| (from + at, from + at + words.len()));
        let near = |(start, end): &(usize, usize)| {
            self.starts.contains(start) && self.ends.contains(end) && start - from <= MOST_SKIPPED
        };
        let mut wanted = places.filter(|place| words.chars().count() > SHORT || near(place));
        wanted.next().map(|(_, end)| end)
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric() || *one == '§').collect()
}

/// The head of a page: "Sida 1 (3)" on the first; organ, kind and day on those after it.
fn is_head(line: &str, number: usize, document: &Document) -> bool {
    let frame = &document.ram;
    let page = format!("Sida{number}");
    let first = [frame.myndighet.as_str()];
    let later = [frame.myndighet.as_str(), &frame.organ, &frame.typ, &frame.dag];
    let repeated: &[&str] = if number == 1 { &first } else { &later };
    let words = squeezed(line);
    let rest = words.split(&page).next().unwrap_or_default();
    (words.contains(&page) || rest == words) && (rest.is_empty() || repeated.iter().any(|one| squeezed(one) == rest))
}
