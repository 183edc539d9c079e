//! The authority of `tests/dispatch/kommun` in a folder of its own, and the mail server beside it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

const AUTHORITY: &str = "Lillsjö kommun";
const SIGNERS: [&str; 2] = ["Margareta Höglind", "Tore Vikander"];
/// The §§ that are certified.
const PARAGRAFER: [&str; 6] = ["2", "3", "4", "5", "6", "7"];

/// What a run answered.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| Value::String(format!("{self:?}")))
    }

    /// What became of each recipient: "ekonomi skickat".
    pub(crate) fn outcomes(&self) -> Vec<String> {
        let json = self.json();
        let rows = json.as_array().into_iter().flatten().filter_map(|one| one.get("mottagare")?.as_array()).flatten();
        let word = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        rows.map(|row| format!("{} {}", word(row, "mottagare"), word(row, "utfall"))).collect()
    }
}

/// A workspace with certified extracts.
pub(crate) struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// A copy of one that was made once.
    pub(crate) fn new() -> Self {
        static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
        let made = MADE.get_or_init(make);
        let office = Self { folder: tempfile::tempdir().unwrap() };
        copy(made.path(), office.folder.path());
        office
    }

    /// Writes `[smtp]` for a port.
    pub(crate) fn reach(&self, port: u16) {
        self.reach_by(port, "");
    }

    /// As [`reach`](Self::reach), with a line more.
    pub(crate) fn reach_by(&self, port: u16, more: &str) {
        let path = self.path("myndighet.toml");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("\n[smtp]").next().unwrap().to_owned();
        let smtp = format!(
            "\n[smtp]\nserver = \"localhost\"\nport = {port}\navsandare = \"protokoll@lillsjo.example\"\nanvandare = \"protokoll\"\nlosenord-fil = \"losenord.txt\"\ncertifikat = \"smtp.pem\"\n{more}\n"
        );
        keep(&path, (text + &smtp).as_bytes());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} does not say {from}");
        keep(&self.path(name), text.replacen(from, to, 1).as_bytes());
    }

    pub(crate) fn extract(paragraf: u32) -> String {
        format!("bestyrkta/bn-2026-03-02-p{paragraf}-utdrag.pdf")
    }

    /// Where what is made of the extract of a § lies: under its number, which is one less than that of the §.
    pub(crate) fn folder(paragraf: u32) -> String {
        let year = utdrag::clock::now().in_tz("Europe/Stockholm").unwrap().year();
        format!("utskick/bn-2026-03-02-p{paragraf}-utdrag-nr-{year}-{}", paragraf - 1)
    }

    /// `expediera` of a § with more arguments, answering in JSON.
    pub(crate) fn send(&self, paragraf: u32, more: &[&str]) -> Done {
        let file = Self::extract(paragraf);
        let args = ["expediera", &file, "--som", "Ylva Sandmark", "--json"];
        self.utdrag(&[&args, more].concat())
    }

    pub(crate) fn utdrag(&self, args: &[&str]) -> Done {
        done(self.command(args).output().unwrap())
    }

    /// What `--saknas` says of those who have got nothing, without what is made and not known to be sent.
    pub(crate) fn missing(&self) -> String {
        let done = self.utdrag(&["expediera", "--saknas"]);
        assert!(done.status == 0 || done.status == 1, "{done:?}");
        done.stdout.split("Framtaget, men").next().unwrap_or_default().to_owned()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        command(self.folder.path(), args)
    }

    /// Every file below a folder, by its path from the workspace, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.path(folder), &mut found);
        let own = |path: &PathBuf| path.strip_prefix(self.folder.path()).unwrap().display().to_string();
        let mut names: Vec<String> = found.iter().map(own).filter(|name| !name.contains("/.utdrag/")).collect();
        names.sort();
        names
    }
}

pub(crate) fn done(output: Output) -> Done {
    Done {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_utdrag"));
    command.current_dir(folder).args(args).stdin(Stdio::null()).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C.UTF-8");
    command
}

/// From the case to certified extracts, in earnest: what is marked PROV is never mailed.
fn make() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dispatch/kommun"), folder.path());
    run(command(folder.path(), &["skapa"]));
    for name in SIGNERS.into_iter().chain([AUTHORITY]) {
        key(folder.path(), name);
    }
    let minutes = "out/bn-2026-03-02-protokoll.pdf";
    for name in SIGNERS {
        run(command(folder.path(), &["justera", minutes, "--som", name, "--nyckel", &format!("{name}.p12")]));
    }
    for paragraf in PARAGRAFER {
        let seal = format!("{AUTHORITY}.p12");
        let who = ["--som", "Ylva Sandmark", "--nyckel", &seal, "--ut", "bestyrkta"];
        run(command(folder.path(), &[&["bestyrk", minutes, "--paragraf", paragraf], who.as_slice()].concat()));
    }
    certificate(folder.path());
    keep(&folder.path().join("losenord.txt"), "lösen ord\n".as_bytes());
    // The copies that the tests work in are moved, as far as they know, not copied.
    let register = rusqlite::Connection::open(folder.path().join("register.db")).unwrap();
    assert_eq!(register.execute("DELETE FROM huvud WHERE nyckel = 'plats'", []).unwrap(), 1);
    drop(register);
    folder
}

fn key(folder: &Path, name: &str) {
    let subject = format!("/CN={name}");
    let new =
        ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-utf8", "-days", "30"];
    openssl(folder, &[&new, ["-subj", &subject, "-keyout", "k.key", "-out", "k.pem"].as_slice()].concat());
    let file = format!("{name}.p12");
    openssl(folder, &["pkcs12", "-export", "-inkey", "k.key", "-in", "k.pem", "-passout", "pass:", "-out", &file]);
}

/// The mail server's, by an issuer of the authority's own: `smtp.pem` of the issuer, `server.pem` and its key.
pub(crate) fn certificate(folder: &Path) {
    let new = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"];
    let issuer = ["-subj", "/CN=Lillsjö kommun rot", "-utf8", "-keyout", "rot.key", "-out", "smtp.pem"];
    openssl(folder, &[new.as_slice(), &issuer].concat());
    let by = ["-CA", "smtp.pem", "-CAkey", "rot.key", "-addext", "basicConstraints=critical,CA:FALSE"];
    let server = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    let files = ["-keyout", "server.key", "-out", "server.pem"];
    openssl(folder, &[new.as_slice(), &by, &server, &files].concat());
}

pub(crate) fn openssl(folder: &Path, args: &[&str]) {
    run({
        let mut command = Command::new("openssl");
        command.current_dir(folder).args(args);
        command
    });
}

pub(crate) fn run(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        if entry.path().is_dir() { collect(&entry.path(), found) } else { found.push(entry.path()) }
    }
}

#[expect(clippy::disallowed_methods, reason = "what a test writes is not kept")]
pub(crate) fn keep(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).unwrap();
}

/// A program of the judges, which `tests/run` fetches.
pub(crate) fn python() -> Command {
    let judges = std::env::var_os("UTDRAG_JUDGES").map(PathBuf::from);
    let judges = judges.filter(|folder| folder.is_dir()).expect("UTDRAG_JUDGES is set by tests/run");
    Command::new(judges.join("venv/bin/python"))
}

/// A mail server, ended when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    /// With the office's certificate, and trouble for some addresses: "teknik=refuse".
    pub(crate) fn start(office: &Office, trouble: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let addresses = trouble.iter().map(|one| one.replacen('=', "@lillsjo.example=", 1));
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges/smtp.py");
        let mut command = python();
        command.arg(script).arg(folder.path()).arg(office.path("server.pem")).arg(office.path("server.key"));
        let mut child = command.args(addresses).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, port: line.trim().parse().unwrap(), folder }
    }

    /// Local parts of the recipients of the messages taken, in order.
    pub(crate) fn taken(&self) -> Vec<String> {
        let names = self.messages();
        names
            .iter()
            .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
            .map(|name| name[3..].split('@').next().unwrap().to_owned())
            .collect()
    }

    /// The messages taken, in order.
    pub(crate) fn messages(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut found: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        found.sort();
        found
    }

    /// What the envelopes said.
    pub(crate) fn envelopes(&self) -> Vec<String> {
        self.messages().iter().map(|path| fs::read_to_string(path.with_extension("eml.kuvert")).unwrap()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
