//! V07: the notice of a meeting of fullmäktige on the board, and the summons, a week before it.
//! A nämnd has no time in the law; its reglemente may.

use crate::case::text::Datum;
use crate::diag::{Level, words};

use super::Rule;
use super::context::{Context, Finding};
use super::lagrum::{Lagrum, is_fullmaktige};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "V07",
        code: "tillkannagivet-for-sent",
        title: "fullmäktiges sammanträde tillkännages på anslagstavlan minst en vecka före",
        level: Level::Varning,
        basis: Lagrum::fullmaktige("5 kap. 13 §"),
        excusable: false,
        check: tillkannagivet_for_sent,
    },
    Rule {
        id: "V07",
        code: "kallelse-for-sent",
        title: "kallelsen till fullmäktige når ledamöter och ersättare minst en vecka före sammanträdet",
        level: Level::Varning,
        basis: Lagrum::fullmaktige("5 kap. 15 §"),
        excusable: false,
        check: kallelse_for_sent,
    },
];

fn tillkannagivet_for_sent(context: &Context<'_>) -> Vec<Finding> {
    let (day, meeting) = match (&context.meeting, context.kallelse()) {
        (Some(meeting), _) => (meeting.sammantrade.tillkannagivet, meeting.sammantrade.datum),
        (None, Some(kallelse)) => (kallelse.tillkannagivet, kallelse.datum),
        (None, None) => return Vec::new(),
    };
    late(context, "tillkannagivet", day, meeting, "sammanträdet tillkännagavs")
}

fn kallelse_for_sent(context: &Context<'_>) -> Vec<Finding> {
    match (&context.meeting, context.kallelse()) {
        (Some(meeting), _) => {
            let case = meeting.sammantrade;
            late(context, "kallelse", case.kallelse, case.datum, "kallelsen skickades")
        }
        // One that is sent after the meeting breaks a rule of its own.
        (None, Some(kallelse)) => {
            let sent = kallelse.utsand.filter(|sent| *sent <= kallelse.datum);
            late(context, "utsand", sent, kallelse.datum, "kallelsen skickas")
        }
        (None, None) => Vec::new(),
    }
}

/// A matter that could not wait may be announced the vardag before (5 kap. 14 §): then the warning says what it is.
fn late(context: &Context<'_>, key: &str, day: Option<Datum>, meeting: Datum, what: &str) -> Vec<Finding> {
    let pointer = format!("/{key}");
    if !context.organ_typ().is_some_and(is_fullmaktige) || context.is_damaged(&[&pointer, "/datum"]) {
        return Vec::new();
    }
    let Some(days) = day.map(|day| (meeting.0 - day.0).get_days()).filter(|days| *days < 7) else { return Vec::new() };
    let message = match usize::try_from(days) {
        Ok(days) => format!("{what} {} före sammanträdet, minst 7 krävs", words::count(days, "dag", "dagar")),
        Err(_) => format!("{what} efter sammanträdet"),
    };
    let hint = "kontrollera dagen; bara ett brådskande ärende får komma senare, vardagen före (5 kap. 14 §)";
    vec![context.finding(&pointer, "", message).also(context.label("/datum", "sammanträdet")).hint(hint)]
}
