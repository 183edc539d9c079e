//! Mail to the authority's own server: TLS always, one connection for all, one recipient a message, so that it is known
//! of each whether the server took it. Refuses a server without TLS, and to say a password to it.

use std::io::{self, ErrorKind};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

use crate::diag::Diagnostic;
use crate::diag::words::io_error;

use super::extract::one_line;

/// Longest wait for an answer to a command.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longest wait for the answer to a whole message (RFC 5321 4.5.3.2.6 says ten minutes).
const PATIENCE_WITH_MESSAGE: Duration = Duration::from_mins(10);
/// Where TLS begins at once (RFC 8314 3.3); elsewhere STARTTLS is required, unless it is said otherwise.
const IMPLICIT_TLS: u16 = 465;
/// The port of submission (RFC 6409 3.1).
const SUBMISSION: u16 = 587;

/// How the server is reached.
pub struct Settings {
    /// Its name, which its certificate must have.
    pub server: String,
    /// Its port.
    pub port: Option<u16>,
    /// True where TLS begins at once, false where it begins after STARTTLS; `None`: as the port says.
    pub at_once: Option<bool>,
    /// Sender in the envelope.
    pub sender: Address,
    /// User name and password.
    pub credentials: Option<(String, String)>,
    /// The only certificates to hold the server's against, PEM; `None`: the public ones.
    pub certificate: Option<Vec<u8>>,
}

/// What became of one message.
#[derive(Debug)]
pub enum Outcome {
    /// The server has taken it; what it answered.
    Taken(String),
    /// The server has certainly not taken it; others can be tried on the same connection.
    Refused(Diagnostic),
    /// The server has certainly not taken it, and the connection is gone.
    Broken(Diagnostic),
    /// The connection was lost after the message: nobody knows.
    Unsure(Diagnostic),
}

/// A connection, encrypted and logged in.
pub struct Session {
    connection: SmtpConnection,
    sender: Address,
    server: String,
}

impl Session {
    /// Connects. Nothing is sent before the connection is encrypted.
    ///
    /// # Errors
    /// When the server cannot be reached, has no TLS, has another's certificate, or does not accept user and password.
    pub fn open(settings: &Settings) -> Result<Self, Diagnostic> {
        let server = settings.server.clone();
        let fault = |error: &Error, what: &str| refused(&server, error, what);
        let tls = tls(settings)?;
        let port = settings.port.unwrap_or(SUBMISSION);
        let hello = ClientId::default();
        let at_once = settings.at_once.unwrap_or(port == IMPLICIT_TLS).then_some(&tls);
        let connection = SmtpConnection::connect((server.as_str(), port), Some(PATIENCE), &hello, at_once, None);
        let mut connection = connection.map_err(|error| fault(&error, "kunde inte nås"))?;
        if !connection.is_encrypted() {
            if !connection.can_starttls() {
                connection.abort();
                let message =
                    format!("e-postservern {server} erbjuder ingen kryptering (STARTTLS), och inget skickades");
                return Err(Diagnostic::error("smtp-utan-tls", message)
                    .hint("be den som förvaltar servern slå på STARTTLS, eller ange port = 465 under [smtp]"));
            }
            connection.starttls(&tls, &hello).map_err(|error| fault(&error, "kunde inte krypteras"))?;
        }
        if let Some((user, password)) = &settings.credentials {
            let credentials = Credentials::new(user.clone(), password.clone());
            let answer = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            if let Err(error) = answer {
                connection.abort();
                return Err(refused(&server, &error, "tog inte emot användarnamn och lösenord")
                    .hint("se anvandare och losenord-fil under [smtp] i myndighet.toml"));
            }
        }
        Ok(Self { connection, sender: settings.sender.clone(), server })
    }

    /// Hands over one message to one recipient, who is called `namn` in what is said.
    pub fn send(&mut self, (to, namn): (&Address, &str), message: &[u8]) -> Outcome {
        let opening = self
            .connection
            .command(Mail::new(Some(self.sender.clone()), Vec::new()))
            .and_then(|_| self.connection.command(Rcpt::new(to.clone(), Vec::new())))
            .and_then(|_| self.connection.command(Data));
        if let Err(error) = opening {
            return self.not_taken(&error, namn);
        }
        if self.connection.set_timeout(Some(PATIENCE_WITH_MESSAGE)).is_err() {
            return Outcome::Broken(self.lost());
        }
        match self.connection.message(message) {
            Ok(answer) if self.connection.set_timeout(Some(PATIENCE)).is_ok() => Outcome::Taken(words(&answer)),
            Ok(answer) => Outcome::Taken(words(&answer)),
            Err(error) if error.status().is_some() => self.not_taken(&error, namn),
            Err(error) => Outcome::Unsure(
                refused(&self.server, &error, &format!("svarade inte sedan brevet till {namn} lämnats"))
                    .hint("fråga mottagaren eller den som förvaltar servern om brevet kom fram"),
            ),
        }
    }

    /// Says goodbye; what the server answers to that changes nothing.
    pub fn close(mut self) {
        let _ = self.connection.quit();
    }

    /// A refusal in words leaves the connection as it was; anything else has ended it.
    fn not_taken(&mut self, error: &Error, namn: &str) -> Outcome {
        let fault = refused(&self.server, error, &format!("tog inte emot brevet till {namn}"));
        let goes_on = error.status().is_some_and(|code| code.to_string() != "421");
        if goes_on && self.connection.command(Rset).is_ok() { Outcome::Refused(fault) } else { Outcome::Broken(fault) }
    }

    fn lost(&self) -> Diagnostic {
        Diagnostic::error("smtp-avbrott", format!("förbindelsen med e-postservern {} bröts", self.server))
    }
}

fn tls(settings: &Settings) -> Result<TlsParameters, Diagnostic> {
    let mut builder = TlsParameters::builder(settings.server.clone());
    if let Some(pem) = &settings.certificate {
        let certificate = Certificate::from_pem(pem).map_err(|_| {
            Diagnostic::error(
                "smtp-certifikat",
                "filen efter certifikat under [smtp] innehåller inget certifikat i PEM",
            )
        })?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build().map_err(|error| refused(&settings.server, &error, "kunde inte krypteras"))
}

/// What the server answered, on one line.
fn words(answer: &Response) -> String {
    let text: Vec<&str> = answer.message().collect();
    one_line(&format!("{} {}", answer.code(), text.join(" "))).chars().take(200).collect()
}

/// What stood in the way, in Swedish. A server's own words are quoted, as they come from outside.
fn refused(server: &str, error: &Error, what: &str) -> Diagnostic {
    let said = std::error::Error::source(error).map(|said| one_line(&said.to_string()));
    let said: String = said.unwrap_or_default().chars().take(200).collect();
    let (code, why) = match error.status() {
        Some(code) if error.is_transient() => ("smtp-avvisade", format!(" (svar {code}, tillfälligt)")),
        Some(code) => ("smtp-avvisade", format!(" (svar {code})")),
        None if error.is_timeout() => ("smtp-svarar-inte", ": den svarar inte".to_owned()),
        None if is_about_certificate(error) => ("smtp-tls", ": dess certifikat går inte att lita på".to_owned()),
        None => ("smtp-avbrott", format!(": {}", cause(error))),
    };
    let fault = Diagnostic::error(code, format!("e-postservern {server} {what}{why}"));
    match code {
        "smtp-avvisade" if error.is_transient() => fault
            .hint(format!("servern svarade: ”{said}”"))
            .hint("servern vill att man försöker igen senare: kör samma kommando om en stund"),
        "smtp-avvisade" if !said.is_empty() => fault.hint(format!("servern svarade: ”{said}”")),
        "smtp-tls" => fault.hint(
            "är servern myndighetens egen: ange rotcertifikatet som har utfärdat dess certifikat, certifikat = \"..\" under [smtp]",
        ),
        _ => fault,
    }
}

/// TLS refuses a certificate as data that is not as it should be.
fn is_about_certificate(error: &Error) -> bool {
    error.is_tls() || network(error).is_some_and(|found| found.kind() == ErrorKind::InvalidData)
}

/// What the network said.
fn network(error: &Error) -> Option<&io::Error> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(found) = cause.downcast_ref::<io::Error>() {
            return Some(found);
        }
        source = cause.source();
    }
    None
}

fn cause(error: &Error) -> String {
    let Some(found) = network(error) else { return "förbindelsen bröts".to_owned() };
    match found.kind() {
        ErrorKind::ConnectionRefused => "ingen svarar på den porten".to_owned(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => "den svarar inte".to_owned(),
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof
        | ErrorKind::NotConnected => "förbindelsen bröts".to_owned(),
        _ if found.raw_os_error().is_none() => "namnet finns inte, eller nätet är nere".to_owned(),
        _ => io_error(found),
    }
}
