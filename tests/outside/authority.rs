//! The authority that `tests/run` made and started: certificates, keys, lists, and where it gives timestamps and OCSP.

use std::path::PathBuf;
use std::process::Command;

use crate::files::{done, read, work};

pub(crate) struct Authority {
    folder: PathBuf,
}

impl Authority {
    pub(crate) fn started() -> Self {
        let folder = std::env::var_os("UTDRAG_PKI").map(PathBuf::from);
        let folder = folder.filter(|folder| folder.join("adresser").is_file());
        Self { folder: folder.expect("UTDRAG_PKI is set by tests/run, which starts the authority") }
    }

    /// The other one, whose certificates say where to ask whether they are revoked.
    pub(crate) fn with_addresses() -> Self {
        Self { folder: Self::started().folder.join("adress") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// `--nyckel` and `--losenord-fil` of somebody.
    pub(crate) fn key(&self, name: &str) -> Vec<String> {
        let text = |path: PathBuf| path.display().to_string();
        vec![
            "--nyckel".to_owned(),
            text(self.path(&format!("{name}.p12"))),
            "--losenord-fil".to_owned(),
            text(self.path("losenord.txt")),
        ]
    }

    /// Address of a service, `tsa` or `ocsp`.
    pub(crate) fn address(&self, service: &str) -> String {
        let text = String::from_utf8(read(&self.path("adresser"))).expect("addresses are text");
        let line = text.lines().find_map(|line| line.strip_prefix(service)).map(str::trim);
        line.expect("the service has an address").to_owned()
    }

    pub(crate) fn timestamped(&self) -> [String; 2] {
        ["--tidsstampel".to_owned(), self.address("tsa")]
    }

    /// Revocation lists, and what OCSP says of the persons now.
    pub(crate) fn revocation(&self) -> Vec<String> {
        let mut files = vec![self.path("crl/utfardare.crl"), self.path("crl/rot.crl")];
        files.extend(["ellen", "cecilia", "desiree", "stampel"].map(|name| self.ocsp(name)));
        files.into_iter().flat_map(|file| ["--sparr".to_owned(), file.display().to_string()]).collect()
    }

    /// What the OCSP responder answers about somebody.
    pub(crate) fn ocsp(&self, name: &str) -> PathBuf {
        let file = work(&format!("ocsp-{name}")).join("svar.ocsp");
        let mut command = Command::new("openssl");
        command.args(["ocsp", "-no_nonce", "-url", &self.address("ocsp"), "-issuer"]).arg(self.path("utfardare.pem"));
        command.arg("-cert").arg(self.path(&format!("{name}.pem"))).arg("-CAfile").arg(self.path("rot.pem"));
        let said = done(command.arg("-respout").arg(&file));
        assert!(said.contains("Response verify OK"), "{said}");
        file
    }
}
