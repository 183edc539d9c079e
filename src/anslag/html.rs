//! The notice as an HTML fragment for the web notice board: headings, a list of facts, days as `time`, no style and no
//! script. It is well-formed XML too, so that any tool can take it up. Every character of the case is escaped.

mod text;

use super::Anslag;
use super::blad::{counting, facts, lead, title};
use crate::calendar;
use crate::document::Bladdel;
use crate::document::text::blocks;

pub use text::escaped;

/// First line of the fragment.
const FORMAT: &str = "<!-- utdrag-anslag-html/1 -->";

/// The fragment. `delar` says how the decisions are appealed.
#[must_use]
pub fn fragment(notice: &Anslag, delar: &[Bladdel]) -> String {
    let id = escaped(&notice.handling);
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(FORMAT);
    line(&format!("<article class=\"utdrag-anslag\" lang=\"sv\" id=\"{id}\" aria-labelledby=\"{id}-rubrik\">"));
    line(&format!("<h2 id=\"{id}-rubrik\">Justerat protokoll: {}</h2>", escaped(&notice.about())));
    if notice.prov {
        line("<p><strong>PROV. Anslaget är framställt på prov och gäller inte.</strong></p>");
    }
    line(text::html(&blocks(&lead(notice)), 3).trim_end());
    line("<dl>");
    for (name, day) in counting(notice, ("Anslaget tas ned tidigast", &notice.tas_ned)) {
        line(&format!("<dt>{name}</dt>"));
        line(&format!("<dd>{}</dd>", time(day)));
    }
    for (name, lines) in facts(notice) {
        line(&format!("<dt>{}</dt>", escaped(&name.replace('\u{ad}', ""))));
        for value in lines {
            line(&format!("<dd>{}</dd>", value_of(&value)));
        }
    }
    line("</dl>");
    line("<h3>Ärenden</h3>");
    line("<ul>");
    for one in &notice.paragrafer {
        line(&format!("<li>§&#160;{} {}</li>", one.nummer, escaped(&title(one))));
    }
    line("</ul>");
    for del in delar {
        line(&format!("<h3>{}</h3>", escaped(&del.rubrik)));
        line(text::html(&del.block, 4).trim_end());
        if !del.adress.is_empty() {
            let lines: Vec<String> = del.adress.iter().map(|rad| escaped(rad)).collect();
            line(&format!("<p>{}</p>", lines.join("<br />")));
        }
    }
    line(&format!("<p>Anslaget av {}</p>", escaped(&notice.anslaget_av)));
    line("</article>");
    out
}

/// A day for eyes and machines: `<time datetime="2026-04-07">2026-04-07</time> tisdag`.
fn time(day: &str) -> String {
    let weekday = day.parse().map(calendar::weekday).unwrap_or_default();
    let day = escaped(day);
    format!("<time datetime=\"{day}\">{day}</time> {weekday}")
}

/// A day as `time`, a web address as a link, anything else as it is.
fn value_of(value: &str) -> String {
    if value.parse::<jiff::civil::Date>().is_ok() {
        return time(value);
    }
    let is_address = (value.starts_with("https://") || value.starts_with("http://"))
        && !value.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let shown = escaped(value);
    if is_address { format!("<a href=\"{shown}\">{shown}</a>") } else { shown }
}
