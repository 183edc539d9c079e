//! A folder of its own for each run, the binary, and what it printed with everything taken out that differs
//! from run to run: times, hashes, the folder's name, process numbers.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// What a run printed and answered.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) status: i32,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// A folder, gone when it is dropped.
#[derive(Debug)]
pub(super) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With the workspace that `ny` makes in `min nämnd`.
    pub(super) fn with_workspace() -> Self {
        let desk = Self::new();
        assert_eq!(desk.utdrag(&["ny", "min nämnd"]).status, 0);
        desk
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = File::options().create(true).truncate(true).write(true).open(path).unwrap();
        file.write_all(bytes).unwrap();
    }

    pub(super) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} does not say {from}");
        self.write(name, text.replacen(from, to, 1).as_bytes());
    }

    /// Every name in a folder, hidden ones too, sorted.
    pub(super) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into()).collect();
        names.sort();
        names
    }

    pub(super) fn utdrag(&self, args: &[impl AsRef<OsStr>]) -> Done {
        self.run_in("", args, &[])
    }

    pub(super) fn run_in(&self, folder: &str, args: &[impl AsRef<OsStr>], env: &[(String, String)]) -> Done {
        let output = self.command(folder).args(args).envs(env.iter().cloned()).output().unwrap();
        self.done(&output)
    }

    /// The binary, in a folder, with nothing of the tester's own settings.
    pub(super) fn command(&self, folder: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_utdrag"));
        command.current_dir(self.path(folder)).stdin(Stdio::null()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C.UTF-8");
        // Where the watch of a register is, by the custom of the system: in the test's own folder.
        command.env("XDG_STATE_HOME", self.path(".tillstand"));
        command
    }

    pub(super) fn done(&self, output: &Output) -> Done {
        Done {
            status: output.status.code().unwrap_or(-1),
            stdout: self.settled(&String::from_utf8(output.stdout.clone()).unwrap()),
            stderr: self.settled(&String::from_utf8(output.stderr.clone()).unwrap()),
        }
    }

    fn settled(&self, printed: &str) -> String {
        let folder = fs::canonicalize(self.folder.path()).unwrap();
        let printed = printed.replace(folder.to_str().unwrap(), "[MAPP]");
        printed.split_inclusive('\n').map(|line| without_hash(&without_time(line))).collect()
    }
}

/// "på 42 ms" and "på 1,4 s" become "på [TID]".
fn without_time(line: &str) -> String {
    let Some((before, after)) = line.rsplit_once(" på ") else { return line.to_owned() };
    let number = after.trim_start_matches(|one: char| one.is_ascii_digit() || one == ',');
    match number.strip_prefix(" ms").or_else(|| number.strip_prefix(" s")) {
        Some(rest) if number.len() < after.len() => format!("{before} på [TID]{rest}"),
        _ => line.to_owned(),
    }
}

/// 64 hex in quotes become "[SHA256]".
fn without_hash(line: &str) -> String {
    let hash = line.split('"').find(|part| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    hash.map_or_else(|| line.to_owned(), |hash| line.replace(hash, "[SHA256]"))
}
