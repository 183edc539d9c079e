//! Extracts that wait for a signature service to seal them: which one it is, where the command line does not say.

use std::path::{Path, PathBuf};

use super::{Stop, reservation};
use crate::diag::{Diagnostic, words};
use crate::document::spans::paragraphs;
use crate::register::{Register as _, Sqlite};

/// An extract that waits for its seal.
pub(super) struct Waiting {
    /// Where it is to be.
    pub(super) file: PathBuf,
    pub(super) paragrafer: Vec<u32>,
}

/// The extract of `minutes` that waits: the one in that folder, of those §§, as far as either is said.
pub(super) fn waiting(
    register: Option<&Sqlite>,
    minutes: (&Path, &[u8]),
    (paragrafer, folder): (Option<&[u32]>, Option<&Path>),
) -> Result<Waiting, Stop> {
    let mut found = Vec::new();
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for (_, file) in register.map(Sqlite::kept).transpose()?.unwrap_or_default() {
        // One that cannot be read is for who names its folder: it cannot be said of what it is.
        let Ok(Some(reservation)) = reservation::find(&file) else { continue };
        let Some(made) = reservation.utdrag.filter(|made| made.is_of(minutes.1)) else { continue };
        let there = folder.is_none_or(|folder| file.parent().is_some_and(|own| absolute(own) == absolute(folder)));
        let those = paragrafer.is_none_or(|asked| asked == made.paragrafer);
        if there && those && !made.paragrafer.is_empty() {
            found.push(Waiting { file, paragrafer: made.paragrafer });
        }
    }
    let name = words::path(minutes.0);
    match found.len() {
        0 => {
            let message = format!("inget utdrag ur {name} väntar på en underskriftstjänst");
            Err(Stop::from(
                Diagnostic::error("inte-reserverad", message)
                    .hint("börja med --förbered UT")
                    .hint("har protokollet, mappen eller registret flyttats: ange --paragraf, --ut och --register"),
            ))
        }
        1 => found.pop().ok_or_else(|| Stop::from(Diagnostic::error("inte-reserverad", "utdraget försvann"))),
        many => {
            let each =
                |one: &Waiting| format!("{} i {}", paragraphs(&one.paragrafer), words::path(folder_of(&one.file)));
            let list = words::listed(&found.iter().map(each).collect::<Vec<_>>(), "och");
            let message = format!("{many} utdrag ur {name} väntar på en underskriftstjänst: {list}");
            Err(Stop::from(Diagnostic::error("flera-vantar", message).hint("ange vilket med --paragraf och --ut")))
        }
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
