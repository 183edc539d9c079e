//! What a rule is given, and what it gives back: a finding is a place and a sentence, weighed by its rule.

use crate::case::kallelse::Kallelse;
use crate::case::myndighet::OrganTyp;
use crate::case::pointer::Pointer;
use crate::case::sammantrade::Paragraf;
use crate::case::tjansteskrivelse::Tjansteskrivelse;
use crate::case::{Case, Content, Workspace};
use crate::diag::{Diagnostic, Label, Level};

use super::Rule;
use super::naming::{Misspelt, misspelt};
use super::tjanstgoring::Meeting;
use crate::case::index::Index;

/// One case in its workspace, as the rules see it.
pub(super) struct Context<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) case: &'a Case,
    pub(super) index: &'a Index,
    /// The meeting, when the case is one.
    pub(super) meeting: Option<Meeting<'a>>,
    /// Names of the närvaro that every other place in the file spells otherwise.
    pub(super) misspelt: Vec<Misspelt>,
}

impl<'a> Context<'a> {
    pub(super) fn of(workspace: &'a Workspace, case: &'a Case) -> Self {
        let meeting = match &case.value {
            Content::Sammantrade(sammantrade) => Some(Meeting::of(workspace, sammantrade)),
            Content::Tjansteskrivelse(_) | Content::Kallelse(_) => None,
        };
        let misspelt = meeting.as_ref().map(misspelt).unwrap_or_default();
        let meant = misspelt.iter().map(|one| (one.written.clone(), one.person)).collect();
        let meeting = meeting.map(|meeting| meeting.understood(meant));
        Self { workspace, case, index: Index::of(workspace), meeting, misspelt }
    }

    pub(super) fn kallelse(&self) -> Option<&'a Kallelse> {
        match &self.case.value {
            Content::Kallelse(kallelse) => Some(kallelse),
            Content::Sammantrade(_) | Content::Tjansteskrivelse(_) => None,
        }
    }

    pub(super) fn skrivelse(&self) -> Option<&'a Tjansteskrivelse> {
        match &self.case.value {
            Content::Tjansteskrivelse(skrivelse) => Some(skrivelse),
            Content::Sammantrade(_) | Content::Kallelse(_) => None,
        }
    }

    /// The kind of the organ that the case belongs to.
    pub(super) fn organ_typ(&self) -> Option<OrganTyp> {
        let id = match &self.case.value {
            Content::Sammantrade(one) => &one.organ,
            Content::Kallelse(one) => &one.organ,
            Content::Tjansteskrivelse(one) => &one.till,
        };
        self.workspace.myndighet.value.organ.iter().find(|organ| &organ.id == id).map(|organ| organ.typ)
    }

    /// True when any of the values was faulty: a rule that needs them stays silent.
    pub(super) fn is_damaged(&self, pointers: &[&str]) -> bool {
        !self.case.places.damaged.is_empty()
            && pointers.iter().any(|pointer| self.case.places.is_damaged(&Pointer::parse(pointer)))
    }

    /// The meeting, when there is one and its närvaro is whole and can be read.
    pub(super) fn meeting_with_narvaro(&self) -> Option<&Meeting<'a>> {
        self.meeting.as_ref().filter(|meeting| meeting.is_readable() && !self.is_damaged(&["/narvaro"]))
    }

    /// The §§ with their pointers, without those where one of the keys was faulty.
    pub(super) fn paragrafer(&self, keys: &[&str]) -> Vec<(String, &'a Paragraf)> {
        let Some(meeting) = &self.meeting else { return Vec::new() };
        let all = meeting.sammantrade.paragraf.iter().enumerate();
        let with_pointer = all.map(|(at, paragraf)| (format!("/paragraf/{at}"), paragraf));
        with_pointer
            .filter(|(at, _)| !keys.iter().any(|key| self.is_damaged(&[&format!("{at}/{key}")])))
            .filter(|(at, _)| !self.is_damaged(&[&format!("{at}/nummer")]))
            .collect()
    }

    /// A place in the case, with a note under it.
    pub(super) fn label(&self, pointer: &str, note: impl Into<String>) -> Label {
        self.case.places.label(&Pointer::parse(pointer), note)
    }

    /// A finding at a place; the note under the mark may be empty.
    pub(super) fn finding(&self, pointer: &str, note: impl Into<String>, message: impl Into<String>) -> Finding {
        Finding::at(self.label(pointer, note), message)
    }
}

/// One finding of a rule.
pub(super) struct Finding {
    message: String,
    place: Label,
    also: Vec<Label>,
    hints: Vec<String>,
    level: Option<Level>,
    /// The §§ it concerns; empty for the whole meeting.
    pub(super) paragrafer: Vec<u32>,
}

impl Finding {
    pub(super) fn at(place: Label, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { message, place, also: Vec::new(), hints: Vec::new(), level: None, paragrafer: Vec::new() }
    }

    pub(super) fn also(mut self, label: Label) -> Self {
        self.also.push(label);
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds the hint that there is, if there is one.
    pub(super) fn hint_if(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }

    /// Of less or more weight than its rule usually has.
    pub(super) fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    pub(super) fn paragraf(mut self, nummer: u32) -> Self {
        self.paragrafer.push(nummer);
        self
    }

    pub(super) fn weight(&self, rule: &Rule) -> Level {
        self.level.unwrap_or(rule.level)
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn into_diagnostic(self, rule: &Rule, organ: Option<OrganTyp>) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.weight(rule), rule.code, self.message).at(self.place);
        diagnostic.basis = rule.basis.citation(organ);
        diagnostic.also = self.also;
        diagnostic.hints = self.hints;
        diagnostic
    }
}
