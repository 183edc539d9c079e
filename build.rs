//! Puts the shipped workspace (`data/`) into the binary: a list of path and bytes for `commands::shipped`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("data");
    println!("cargo::rerun-if-changed=data");
    let mut list = String::from("&[\n");
    for file in files(&root)? {
        let within = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name: Vec<String> = within.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let (name, file) = (name.join("/"), file.to_string_lossy());
        writeln!(list, "    ({name:?}, include_bytes!({file:?})),").map_err(io::Error::other)?;
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    #[expect(clippy::disallowed_methods, reason = "cargo's own folder; the library is not built yet")]
    fs::write(out.join("shipped.rs"), list)
}

/// Every file under a folder, in path order, but for hidden ones and what was made (`out`).
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name == "out" {
            continue;
        }
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}
