//! What the register says of a file: a receipt beside it, and the entries about it where the register is at hand. A
//! cancelled extract is never GILTIG, and one that was corrected later is never so without a word.

use super::fornyad::Seen;
use super::kvitto::{self, Post};
use super::note::Loggnyckel;
use super::verdict::{Brist, Lagersvar, Slag, Underindikation, Utslag, Verdict};
use super::{Trust, advice};

/// What there is to judge by.
#[derive(Clone, Debug, Default)]
pub struct Registrering {
    /// The receipt that lies beside the file.
    pub kvitto: Option<String>,
    /// Keys of logs and witnesses that the recipient believes.
    pub nycklar: Vec<Loggnyckel>,
    /// Where the register is at hand: its entries about the file and about the number of it, as they are hashed, in order.
    pub poster: Option<Vec<String>>,
}

/// Adds what the register says to the verdict on the file `bytes`.
pub fn register(verdict: &mut Verdict, bytes: &[u8], trust: &Trust, about: &Registrering) {
    let file = Seen::of(bytes);
    let certified = verdict.underskrifter.iter().any(|one| one.slag == Slag::Stampel);
    let mut answer = Lagersvar::unchecked();
    let mut acts = Vec::new();
    if let Some(text) = &about.kvitto {
        acts.extend(kvitto::judge(text, (&file, certified), &about.nycklar, &mut answer));
    }
    if let Some(poster) = &about.poster {
        acts.extend(standing(poster, (&file, certified), &mut answer));
    }
    let unclear = answer.utslag_of_findings() == Some(Utslag::KanInteAvgoras);
    // A receipt whose key is not trusted says nothing, for or against.
    if answer.brister.is_empty() && answer.kontrollerat.is_empty() {
        verdict.innehall.merge(&answer);
    } else {
        verdict.register = Some(answer);
    }
    acts.dedup();
    acts.extend(advice::advice(verdict, trust));
    if unclear {
        acts.push("Fråga myndigheten om filen står i dess register, eller be om ett nytt kvitto.".to_owned());
    }
    verdict.gor_sa_har = acts;
}

/// What the entries say; what to do about a file that was corrected since.
fn standing(poster: &[String], (file, certified): (&Seen, bool), answer: &mut Lagersvar) -> Option<String> {
    let read: Option<Vec<Post>> = poster.iter().map(|text| Post::read(text.as_bytes())).collect();
    let Some(all) = read else {
        let mening = "registrets poster om filen går inte att läsa";
        answer.add(Brist::unclear("register-olasligt", Underindikation::FormatFailure, mening));
        return None;
    };
    let own = |post: &&Post| file.is(post.filer.first());
    let about = all.iter().filter(own).find(|post| post.handelse == "bestyrkt" || !certified);
    let Some(about) = about else {
        let mening = "filen står inte i registret: den är inte den som bestyrktes, eller är bestyrkt på annat håll";
        if certified {
            answer.add(Brist::unclear("inte-registrerad", Underindikation::SignedDataNotFound, mening));
        } else {
            answer.note("Filen står inte i registret.");
        }
        return None;
    };
    answer.checked("registret");
    answer.note(format!("Filen är {} i registret, införd {}.", about.name(), day(about)));
    same_as_entered(file, about, answer);
    let same =
        all.iter().filter(|post| post.index > about.index && post.nummer == about.nummer && post.nummer.is_some());
    let mut act = None;
    for later in same {
        match later.handelse.as_str() {
            "makulerad" => {
                answer.add(cancelled(about, later));
                return None;
            }
            "rattad" => {
                answer.note(corrected(later));
                act = Some(replacement(later));
            }
            _ => {}
        }
    }
    act
}

/// The entry is about the file as it is, or was before it was renewed; and its number is the one that is printed.
pub(super) fn same_as_entered(file: &Seen, about: &Post, answer: &mut Lagersvar) {
    if file.is_renewed_since(about.filer.first()) {
        answer.note("Det är samma utdrag som infördes, med en nyare tidsstämpel.");
    }
    if let Some(number) = about.nummer.as_deref().filter(|number| file.prints_other_than(number)) {
        let mening = format!("filen är införd i registret som {number}, men det är inte det numret som står på sidan");
        answer.add(Brist::unclear("annat-nummer", Underindikation::FormatFailure, mening));
    }
}

pub(super) fn cancelled(about: &Post, later: &Post) -> Brist {
    let why = later.said("skal").map(|why| format!(": {why}")).unwrap_or_default();
    let number = about.nummer.as_deref().unwrap_or("utdraget");
    let mening = format!(
        "{number} är makulerat {}{why}. Myndigheten har tagit tillbaka det; vad som står i det är oförändrat",
        day(later)
    );
    Brist::false_because("makulerat", Underindikation::SigConstraintsFailure, mening)
}

pub(super) fn corrected(later: &Post) -> String {
    let what = later.said("rattelse").map(|what| format!(" {what}")).unwrap_or_default();
    let new = later.said("ersatts-av").map(|new| format!(" Det nya utdraget är {new}.")).unwrap_or_default();
    format!("En rättelse har gjorts efter bestyrkandet, {}.{what}{new}", day(later))
}

/// What to do with an extract that was corrected.
pub(super) fn replacement(later: &Post) -> String {
    match later.said("ersatts-av") {
        Some(number) => format!("Utdraget är rättat efteråt. Be myndigheten om det nya, {number}, och använd det."),
        None => "Utdraget är rättat efteråt. Be myndigheten om ett nytt, och läs rättelsen ovan.".to_owned(),
    }
}

/// The day of an entry, UTC.
fn day(post: &Post) -> &str {
    post.nar.split('T').next().unwrap_or(&post.nar)
}
