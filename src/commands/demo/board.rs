//! The notices of what was signed in `demo`: each on the day after its justering, in `anslag` beside the documents.

use std::path::Path;
use std::sync::Arc;

use jiff::ToSpan;

use super::super::Stop;
use super::super::anslag::{minutes, post, write_feed};
use crate::anslag::posted;
use crate::case::Workspace;
use crate::diag::Diagnostic;
use crate::durable;
use crate::register::{self, Search, Settings};

/// Posts a notice of each signed minutes; minutes of one § first, as the law has them. Answers with how many.
pub(super) fn announce(workspace: &Arc<Workspace>, out: &Path, minutes: &[&Path]) -> Result<usize, Stop> {
    let folder = out.join("anslag");
    durable::folder(&folder)?;
    let _held = durable::hold(&folder)?;
    let register = register::beside(out);
    let mut register = register::open_with(&register, &Settings::beside(&register))?;
    let mut ordered = minutes.to_vec();
    ordered.sort_by_key(|file| !file.to_string_lossy().ends_with("-omedelbar.pdf"));
    // An earlier demonstration in the same folder has posted them.
    let up = posted::all(&register, &Search::default())?;
    let mut count = 0;
    for file in ordered {
        let known = minutes::of_pdf(Arc::clone(workspace), file)?;
        // Those that the case says were signed on paper are announced by hand, and a samverkansorgan has no notice.
        let by_hand = known.meeting.justering.as_ref().is_some_and(|justering| justering.datum.is_some());
        let earlier = up.iter().any(|one| {
            one.organ == known.meeting.organ
                && one.sammantrade == known.meeting.datum.to_string()
                && one.omedelbar == known.facts.omedelbar
        });
        if earlier {
            count += 1;
            continue;
        }
        if by_hand || crate::anslag::organ_of(workspace, &known.meeting).is_err() {
            continue;
        }
        let day = known.facts.justerat.checked_add(1.day());
        let day = day.map_err(|_| Stop::from(Diagnostic::error("dag-olaslig", "dagen finns inte i kalendern")))?;
        let who = known.meeting.sekreterare.clone().unwrap_or_default();
        let nar = super::signing::moment(&day.to_string(), 0)?;
        let posting = post::Posting { folder: &folder, day, who: &who, tavlor: &[], igen: None, nar };
        let ready = post::prepare(known, &posting, &register)?;
        post::enter(ready, &posting, &mut register)?;
        count += 1;
    }
    write_feed(&folder, workspace, &register)?;
    Ok(count)
}
