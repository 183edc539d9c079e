//! What an audit remarks on and finds no fault in: times that go back, and entries that somebody has said are lost.

use jiff::{SignedDuration, Timestamp};

use super::{Auditor, Fel};
use crate::calendar::swedish;
use crate::register::{Handelse, Post};

/// Clocks differ so much, and somebody thinks so long between the beginning of a signature and its end.
const CLOCKS: SignedDuration = SignedDuration::from_hours(1);

fn moment(moment: Timestamp) -> String {
    swedish(moment).strftime("%Y-%m-%d %H.%M").to_string()
}

impl Auditor {
    /// Times are set in this register, and say nothing of clocks. Before the first entry.
    pub fn times_are_set(&mut self) {
        self.clocks = false;
    }

    /// What is odd in an entry, and no fault: the clock of a computer may have been set right.
    pub(super) fn remarked(&mut self, place: u64, post: &Post) {
        let mut remark = |vad: String| self.audit.anmarkningar.push(Fel { post: Some(place), vad });
        let before = self.before.replace(post.nar);
        if let Some(before) = before.filter(|before| self.clocks && post.nar + CLOCKS < *before) {
            remark(format!(
                "tiden är {}, men posten före den är från {}: en klocka gick fel",
                moment(post.nar),
                moment(before)
            ));
        }
        if post.handelse == Handelse::Aterupptagen {
            let had = post.uppgifter.get("vakt-poster").and_then(|text| text.parse().ok()).unwrap_or(place);
            self.lost.push((place, had));
            let skal = post.uppgifter.get("skal").map(String::as_str).unwrap_or_default();
            remark(match had.saturating_sub(place) {
                0 => format!("{} tog registret i bruk på nytt: {skal}", post.vem),
                lost => format!("{} fortsatte registret fast {lost} poster saknades: {skal}", post.vem),
            });
        }
    }

    /// The entry that says that some of the first `size` entries there once were are lost.
    pub(super) fn missing(&self, size: u64) -> Option<String> {
        let (place, _) = self.lost.iter().find(|(place, had)| *place < size && size <= *had)?;
        Some(format!("post {place} säger att de sista av dem är förlorade"))
    }
}
