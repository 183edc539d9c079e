//! The workspace that comes with the program: every file of `data/`, put into the binary when it is built.

use std::path::Path;

use crate::diag::Diagnostic;
use crate::durable;

/// Path in the workspace and bytes, in path order.
pub(super) const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// Writes the workspace to a folder.
pub(super) fn unpack(folder: &Path) -> Result<(), Diagnostic> {
    for (name, bytes) in FILES {
        let path = folder.join(name);
        durable::folder(path.parent().unwrap_or(folder))?;
        durable::place(&path, bytes)?;
    }
    Ok(())
}
