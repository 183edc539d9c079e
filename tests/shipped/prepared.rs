//! A meeting of the shipped workspace, set and prepared for signing: where tests and measurements of signing begin.

use std::path::Path;
use std::sync::Arc;

use utdrag::case::sammantrade::Sammantrade;
use utdrag::case::{Content, Workspace};
use utdrag::document::{self, Choice, Handling};
use utdrag::evidence::minutes::Minutes;
use utdrag::pdf;
use utdrag::rules::{self, Checked};
use utdrag::sign::prepare::prepared;

/// What was made.
#[allow(dead_code, reason = "not everybody who begins here looks at all of it")]
pub(crate) struct Prepared {
    pub(crate) workspace: Arc<Workspace>,
    pub(crate) checked: Checked,
    pub(crate) meeting: Sammantrade,
    /// The canonical lines, and what they say.
    pub(crate) words: Vec<String>,
    pub(crate) minutes: Minutes,
    /// The file.
    pub(crate) bytes: Vec<u8>,
}

/// The organ's first meeting, as minutes or as those of its § adjusted at once; marked PROV or not.
pub(crate) fn shipped(organ: &str, handling: Handling, prov: bool) -> Prepared {
    let (workspace, _) = Workspace::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"));
    let workspace = Arc::new(workspace.expect("the shipped workspace opens"));
    let meetings = workspace.cases.iter().filter_map(|case| match &case.value {
        Content::Sammantrade(meeting) => Some((case, meeting)),
        Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
    });
    let (case, meeting) =
        meetings.filter(|(_, one)| one.organ == organ).min_by_key(|(_, one)| one.datum.0).expect("it has met");
    let (checked, findings) = rules::check(&workspace, case);
    let checked = checked.unwrap_or_else(|| unreachable!("a shipped case keeps the rules: {findings:?}"));
    let choice = Choice { handling: Some(handling), prov, ..Choice::default() };
    let document = document::documents(&checked, &choice).expect("documents").remove(0);
    let set = pdf::render(&document).expect("a PDF");
    let bytes = prepared(&document, set).expect("fields").bytes;
    let minutes = Minutes::read(&document.identitet.join("\n"), "").expect("canonical lines");
    Prepared {
        meeting: meeting.clone(),
        checked,
        words: document.identitet,
        minutes,
        bytes,
        workspace: Arc::clone(&workspace),
    }
}
