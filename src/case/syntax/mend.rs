//! Mends what can be meant in one way only (a bracket left open, typographic quotes), so that one slip of the
//! hand does not hide or invent faults further down. Every mend is reported as an error; the file is never changed.

use std::ops::Range;
use std::sync::Arc;

use super::scan;
use crate::diag::{Diagnostic, Label, Source};

/// One fault that the scan could name, and the edits that make the rest readable.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The place to mend, and what stands under it.
    pub(super) span: Range<usize>,
    pub(super) label: &'static str,
    /// Another place, with what stands under it.
    pub(super) also: Option<(Range<usize>, &'static str)>,
    pub(super) hint: String,
    pub(super) edits: Vec<Edit>,
}

/// Bytes `range` of the source read as `text`.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: &'static str,
}

/// The text as it was probably meant, with the way back to the source's bytes.
pub(super) struct Mended {
    text: String,
    steps: Vec<Step>,
    findings: Vec<Finding>,
}

/// An edit as it stands in both texts.
struct Step {
    mended: Range<usize>,
    source: Range<usize>,
}

/// Scans the source for faults with one certain meaning.
pub(super) fn mend(source: &Source) -> Mended {
    let mut findings = scan::scan(&source.text);
    let mut edits: Vec<Edit> = findings.iter_mut().flat_map(|finding| std::mem::take(&mut finding.edits)).collect();
    edits.sort_by_key(|edit| edit.range.start);
    let mut text = String::with_capacity(source.text.len() + 16);
    let mut steps: Vec<Step> = Vec::with_capacity(edits.len());
    let mut done = 0;
    for edit in edits {
        if edit.range.start >= done {
            text.push_str(source.text.get(done..edit.range.start).unwrap_or(""));
            let start = text.len();
            text.push_str(edit.text);
            done = edit.range.end;
            steps.push(Step { mended: start..text.len(), source: edit.range });
        }
    }
    text.push_str(source.text.get(done..).unwrap_or(""));
    Mended { text, steps, findings }
}

impl Mended {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the source that byte `at` of the mended text stands for.
    pub(super) fn to_source(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|step| step.mended.start < at);
        let Some(step) = after.checked_sub(1).and_then(|last| self.steps.get(last)) else { return at };
        if at < step.mended.end { step.source.start } else { step.source.end + (at - step.mended.end) }
    }

    pub(super) fn diagnostics(&self, source: &Arc<Source>) -> Vec<Diagnostic> {
        let label = |span: &Range<usize>, text: &str| Label {
            source: Arc::clone(source),
            span: span.clone(),
            text: text.to_owned(),
        };
        let told = self.findings.iter().filter(|finding| !finding.message.is_empty());
        told.map(|finding| {
            let fault =
                Diagnostic::error(finding.code, finding.message.clone()).at(label(&finding.span, finding.label));
            let fault = finding.also.iter().fold(fault, |fault, (span, text)| fault.also(label(span, text)));
            if finding.hint.is_empty() { fault } else { fault.hint(finding.hint.clone()) }
        })
        .collect()
    }
}
