//! What one yrkande asks, read from its own words: of the förslag, of something else, or of what cannot be said.

use crate::case::sammantrade::{Paragraf, Yrkande, Yrkar};
use crate::case::text::{forslag_of, words};

/// Whether something was moved to be granted or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Bifall.
    Bifall,
    /// Avslag.
    Avslag,
}

/// What a yrkande asks of the förslag that lies before the meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Återremiss or bordläggning: put before the matter itself.
    Formal,
    /// The förslag as it is, or what comes to the same: avslag på motionen where the förslag is to refuse it.
    For,
    /// Avslag on the förslag.
    Against,
    /// Something more than the förslag.
    Addition,
    /// A proposal in its own words.
    Own,
    /// Bifall to or avslag on something other than the förslag: "motionen".
    Other(Act, String),
    /// Bifall or avslag in words that do not say of what, or of a part only.
    Unclear,
}

/// What a yrkande asks. The words of the case decide; where they leave it open, `Unclear`.
#[must_use]
pub fn ask(paragraf: &Paragraf, yrkande: &Yrkande) -> Ask {
    let act = match yrkande.yrkar {
        Yrkar::Aterremiss | Yrkar::Bordlaggning => return Ask::Formal,
        Yrkar::Tillagg => return Ask::Addition,
        Yrkar::Andring | Yrkar::EgetForslag => return Ask::Own,
        Yrkar::Bifall => Act::Bifall,
        Yrkar::Avslag => Act::Avslag,
    };
    let (act, object) = match (&yrkande.till, &yrkande.text) {
        (Some(till), _) if is_part(till) => return Ask::Unclear,
        (Some(till), _) => (act, till.split_whitespace().collect::<Vec<_>>().join(" ")),
        (None, None) => (act, String::new()),
        (None, Some(text)) => match read(paragraf, act, text) {
            Some(read) => read,
            None => return Ask::Unclear,
        },
    };
    if is_forslag(paragraf, &object.to_lowercase()) {
        return if act == Act::Bifall { Ask::For } else { Ask::Against };
    }
    match (direction(paragraf, &object), paragraf.forslag.as_slice()) {
        // Who moves what is one of several things in the förslag says nothing of the others.
        (Some(same), [only]) if same == act && !only.contains(" och ") => Ask::For,
        (Some(same), _) if same == act => Ask::Unclear,
        _ => Ask::Other(act, object),
    }
}

/// What a meeting may be asked to grant or refuse beside the förslag, in the one form that leaves no doubt.
const OBJECTS: [&str; 10] = [
    "motionen",
    "motionerna",
    "medborgarförslaget",
    "invånarförslaget",
    "initiativet",
    "ansökan",
    "begäran",
    "framställan",
    "framställningen",
    "skrivelsen",
];

/// What the words of a yrkande ask to be granted or refused: an object, empty for the förslag. `None` where a part of
/// something is meant, or something that is not known to be another matter than the förslag.
fn read(paragraf: &Paragraf, act: Act, text: &str) -> Option<(Act, String)> {
    let words = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    if is_part(text) || ["med ändring", "med tillägg", "med följande", "dock"].iter().any(|one| words.contains(one))
    {
        return None;
    }
    let granted = objects(&words, &["bifall till "]);
    let refused = objects(&words, &["avslag på ", "avslag till "]);
    let is_known = |object: &String| OBJECTS.contains(&object.as_str()) || is_forslag(paragraf, object);
    if !granted.iter().chain(&refused).all(is_known) {
        return None;
    }
    match (granted.as_slice(), refused.as_slice()) {
        ([one], []) => Some((Act::Bifall, one.clone())),
        ([], [one]) => Some((Act::Avslag, one.clone())),
        // Avslag på förslaget och bifall till motionen is one proposal: the motion.
        ([one], [other]) if is_forslag(paragraf, other) && !is_forslag(paragraf, one) => {
            Some((Act::Bifall, one.clone()))
        }
        ([], []) => {
            let bare = words.trim_end_matches('.');
            let says = if act == Act::Bifall { "yrkar bifall" } else { "yrkar avslag" };
            let is_about_other = paragraf.forslag.iter().chain([&paragraf.rubrik]).any(|one| {
                let one = one.to_lowercase();
                OBJECTS.iter().any(|object| one.contains(object.trim_end_matches("en")))
            });
            (bare.ends_with(says) && !is_about_other).then(|| (act, String::new()))
        }
        _ => None,
    }
    .filter(|(read, object)| *read == act || !is_forslag(paragraf, object))
}

/// The objects that stand after any of the words, each to the end of its clause.
fn objects(words: &str, after: &[&str]) -> Vec<String> {
    let starts = after.iter().flat_map(|mark| words.match_indices(mark).map(|(at, mark)| at + mark.len()));
    let clause = |start: usize| {
        let rest = words.get(start..).unwrap_or_default();
        let rest = rest.split(['.', ',', ';', ':']).next().unwrap_or_default();
        let rest = rest.split(" och ").next().unwrap_or_default();
        let rest = rest.split(" samt ").next().unwrap_or_default();
        let rest = rest.split(" med instämmande").next().unwrap_or_default();
        rest.trim_end_matches(" i dess helhet").trim_end_matches(" i sin helhet").trim().to_owned()
    };
    starts.map(clause).collect()
}

/// True for words that mean a part: "beslutspunkt 1", "motionens första att-sats".
fn is_part(text: &str) -> bool {
    const STARTS: [&str; 5] = ["punkt", "beslutspunkt", "beslutssats", "attsats", "stycke"];
    const WHOLE: [&str; 7] = ["sats", "satsen", "satser", "satserna", "del", "delar", "delvis"];
    let words = words(text);
    let means = |word: &String| WHOLE.contains(&word.as_str()) || STARTS.iter().any(|start| word.starts_with(start));
    words.iter().any(means) || words.windows(2).any(|two| two == ["första", "hand"] || two == ["andra", "hand"])
}

/// True for words that mean the förslag itself.
fn is_forslag(paragraf: &Paragraf, object: &str) -> bool {
    const PLAIN: [&str; 7] = [
        "",
        "förslaget",
        "förslaget till beslut",
        "liggande förslag",
        "föreliggande förslag",
        "beslutsförslaget",
        "det liggande förslaget",
    ];
    let one_line = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let own = paragraf.forslag_av.as_deref().map(|whose| one_line(&forslag_of(whose)));
    let chosen = paragraf.huvudforslag.as_deref().map(one_line);
    let object = object.trim_end_matches(" till beslut");
    PLAIN.contains(&object)
        || own.into_iter().chain(chosen).any(|one| one == object || one.trim_end_matches(" till beslut") == object)
}

/// What the förslag would do to the object; `None` when it says neither, both, or something in part.
fn direction(paragraf: &Paragraf, object: &str) -> Option<Act> {
    let object = words(object);
    let is_about = |sats: &&String| words(sats).windows(object.len().max(1)).any(|run| run == object);
    let mut about = paragraf.forslag.iter().filter(is_about);
    let (sats, None) = (about.next()?.to_lowercase(), about.next()) else { return None };
    if is_part(&sats) || sats.contains("i övrigt") || sats.contains("inte") {
        return None;
    }
    match (grants(&sats), refuses(&sats)) {
        (true, false) => Some(Act::Bifall),
        (false, true) => Some(Act::Avslag),
        _ => None,
    }
}

pub(super) fn grants(text: &str) -> bool {
    ["bifall", "tillstyrk"].iter().any(|stem| text.contains(stem))
}

pub(super) fn refuses(text: &str) -> bool {
    ["avslå", "avslag", "avstyrk"].iter().any(|stem| text.contains(stem))
}

/// True when any of the sentences refuses something.
#[must_use]
pub fn is_refusal(satser: &[String]) -> bool {
    satser.iter().any(|sats| refuses(&sats.to_lowercase()))
}
