//! Which cases may be given a salt: those of which nothing is signed. What was signed was signed with one, and another
//! passes nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Stop, make, registers, selection};
use crate::case::workspace::MYNDIGHET;
use crate::case::{self, Content, Workspace, source};
use crate::diag::{Diagnostic, words};
use crate::document::case_stem;
use crate::register::{self, Handelse, Register as _, Search};

/// Where it is seen that the words of a case have been signed.
pub(super) enum Trail {
    /// A signed file.
    File(PathBuf),
    /// The register.
    Register,
}

/// Where a case without a salt is seen to be signed; `None` where it has a salt, needs none, or nothing is signed.
pub(super) fn signed_without(root: &Path, file: &Path) -> Result<Option<Trail>, Stop> {
    if file.file_name().is_some_and(|name| name == MYNDIGHET) {
        return Ok(None);
    }
    let Ok(source) = source::read(file) else { return Ok(None) };
    let Some(case) = case::parse(file, Arc::clone(&source)).0 else { return Ok(None) };
    let salt = match &case.value {
        Content::Sammantrade(meeting) => &meeting.salt,
        Content::Tjansteskrivelse(skrivelse) => &skrivelse.salt,
        Content::Kallelse(_) => return Ok(None),
    };
    if salt.is_some() {
        return Ok(None);
    }
    let stem = case_stem(&case);
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let rest = name.strip_prefix(&stem).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default().to_owned();
        ["protokoll.pdf", "omedelbar.pdf", "tjansteskrivelse.pdf"].iter().any(|end| rest.ends_with(end))
    };
    let made = selection::files_in(&root.join("out")).into_iter().chain(selection::files_in(root));
    let is_signed = |path: &PathBuf| std::fs::read(path).is_ok_and(|pdf| make::is_signed(&pdf));
    if let Some(file) = made.filter(is_ours).find(is_signed) {
        return Ok(Some(Trail::File(file)));
    }
    Ok(in_register(root, &stem)?.then_some(Trail::Register))
}

fn in_register(root: &Path, stem: &str) -> Result<bool, Stop> {
    let path = register::beside(root);
    let Some(workspace) = Workspace::open(root).0.filter(|_| path.exists()) else { return Ok(false) };
    let register = register::existing(&path, &registers::settings_of(&path, Some(&workspace)))?;
    let search = Search { handelser: vec![Handelse::Undertecknad], ..Search::default() };
    let of_case = |handling: &str| handling.strip_prefix(stem).is_some_and(|rest| rest.starts_with('-'));
    Ok(register.entries(&search)?.iter().any(|entry| of_case(&entry.post.handling)))
}

/// Why no salt is added.
pub(super) fn refused(file: &Path, trail: &Trail) -> Diagnostic {
    let how = match trail {
        Trail::File(signed) => format!("{} är undertecknad", words::path(signed)),
        Trail::Register => "handlingen är undertecknad enligt registret".to_owned(),
    };
    let message = format!("{} har inget salt, men {how}: inget nytt läggs till", words::path(file));
    Diagnostic::error("salt-borta", message)
        .hint("lägg tillbaka raden salt = \"…\" som den stod i fallet när det undertecknades, ur en säkerhetskopia: ett annat salt passar inte")
}
