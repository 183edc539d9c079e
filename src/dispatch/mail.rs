//! One message to one recipient: an `.eml` that any mail program opens, the same bytes for the same dispatch.
//! What comes from a case or from `myndighet.toml` stands in it as characters, never as a header of its own.

use jiff::Timestamp;
use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, Date, Header};
use lettre::message::{Attachment, Body, Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest, Sha256};

use crate::case::epost;
use crate::diag::Diagnostic;
use crate::evidence::hex;

use super::extract::one_line;
use super::subject::PREFIX;

/// First words of what a Message-ID is made of.
const FORMAT: &str = "utdrag-utskick/1";

/// A file in a message.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Its name, ASCII.
    pub namn: String,
    /// MIME type.
    pub mime: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Sender: name and address.
    pub from: (String, Address),
    /// Where answers go, when not to the sender.
    pub reply_to: Option<Address>,
    /// Recipient: name and address.
    pub to: (String, Address),
    /// Subject.
    pub subject: String,
    /// Text, lines of at most 76 characters where words allow.
    pub body: String,
    /// When it is sent.
    pub date: Timestamp,
    /// Message-ID with its brackets.
    pub message_id: String,
    /// The files.
    pub attached: Vec<Attached>,
}

/// The Message-ID of the sending number `times` (from 0) of an extract to a recipient.
#[must_use]
pub fn message_id(sha256: &str, recipient: &str, times: usize, domain: &str) -> String {
    let digest = hex(&Sha256::digest(format!("{FORMAT}\n{sha256}\n{recipient}\n{times}\n")));
    format!("{PREFIX}{}@{}>", digest.get(..40).unwrap_or(&digest), domain.to_ascii_lowercase())
}

/// A message that somebody is to open and send by hand: without this header a mail program shows it as one that has come.
#[must_use]
pub fn unsent(message: &[u8]) -> Vec<u8> {
    [b"X-Unsent: 1\r\n", message].concat()
}

/// An address as mail carries it.
///
/// # Errors
/// Why it is none, as a clause.
pub fn address(text: &str) -> Result<Address, String> {
    if let Some(fault) = epost::fault(text) {
        return Err(format!("den {}; {}", fault.what, fault.hint));
    }
    text.parse().map_err(|_| "den ska skrivas som namn@doman.se".to_owned())
}

impl Mail {
    /// The bytes of the message.
    ///
    /// # Errors
    /// When the message cannot be made; the parts that could be wrong have been looked at before.
    pub fn bytes(&self) -> Result<Vec<u8>, Diagnostic> {
        let mailbox = |(name, address): &(String, Address)| Mailbox::new(Some(one_line(name)), address.clone());
        let date = self.date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let date = Date::parse(&date).map_err(|error| unmade(&error))?;
        let mut builder = Message::builder()
            .from(mailbox(&self.from))
            .to(mailbox(&self.to))
            .subject(one_line(&self.subject))
            .header(date)
            .message_id(Some(self.message_id.clone()));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(Mailbox::new(None, reply_to.clone()));
        }
        let boundary = hex(&Sha256::digest(format!("{FORMAT} boundary\n{}", self.message_id)));
        let boundary = format!("utdrag-{}", boundary.get(..32).unwrap_or(&boundary));
        let mut parts = MultiPart::builder()
            .kind(MultiPartKind::Mixed)
            .boundary(boundary)
            .singlepart(SinglePart::plain(crlf(&self.body)));
        for file in &self.attached {
            let kind = ContentType::parse(file.mime).map_err(|error| unmade(&error))?;
            // Base64, also of text: line ends that are changed on the way would break what is signed.
            let body = Body::new_with_encoding(file.bytes.clone(), ContentTransferEncoding::Base64)
                .map_err(|_| unmade(&file.namn))?;
            parts = parts.singlepart(Attachment::new(file.namn.clone()).body(body, kind));
        }
        let message = builder.multipart(parts).map_err(|error| unmade(&error))?;
        Ok(message.formatted())
    }
}

/// Line ends as mail has them.
fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', " ").replace('\n', "\r\n")
}

fn unmade(error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("e-brev-gors-inte", format!("e-brevet kunde inte göras ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(name: &str, subject: &str) -> Mail {
        Mail {
            from: ("Region Fjällmarken".to_owned(), address("protokoll@region.example").unwrap()),
            reply_to: None,
            to: (name.to_owned(), address("hsd@region.example").unwrap()),
            subject: subject.to_owned(),
            body: "Hej,\n\nhär är § 36.\n".to_owned(),
            date: "2026-03-19T09:12:00Z".parse().unwrap(),
            message_id: message_id("ab", "hsd", 0, "region.example"),
            attached: vec![Attached {
                namn: "rs-p36-utdrag.pdf".to_owned(),
                mime: "application/pdf",
                bytes: b"%PDF-1.7 \x00\xff".to_vec(),
            }],
        }
    }

    #[test]
    fn the_same_dispatch_gives_the_same_bytes() {
        let bytes = mail("Direktören", "Protokollsutdrag").bytes().unwrap();
        assert_eq!(bytes, mail("Direktören", "Protokollsutdrag").bytes().unwrap());
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("Date: Thu, 19 Mar 2026 09:12:00 +0000\r\n"), "{text}");
        assert!(text.is_ascii());
    }

    #[test]
    fn a_name_or_subject_makes_no_header() {
        let hostile = "A\r\nBcc: alla@region.example\r\n\r\nHej \u{202e}bakvänd";
        let text = String::from_utf8(mail(hostile, hostile).bytes().unwrap()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        let headers: Vec<&str> = head
            .lines()
            .filter(|line| !line.starts_with([' ', '\t']))
            .filter_map(|line| line.split(':').next())
            .collect();
        assert_eq!(headers, ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"], "{head}");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for wrong in ["", "a", "a@", "@b.se", "å@b.se", "a b@c.se", "a@b.se\r\nBcc: c@d.se", "a@b.se, c@d.se"] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_page_of_the_format_has_the_ids_that_are_made() {
        let page = include_str!("../../docs/formats/utdrag-utskick-1.md");
        for times in [0, 1] {
            let id = message_id(&"ab".repeat(32), "ekonomi", times, "region.example");
            assert!(page.contains(&format!("\n{id}\n")), "{id} is not on the page");
        }
    }

    #[test]
    fn each_sending_has_a_message_id_of_its_own() {
        let ids: std::collections::BTreeSet<String> = [("a", "x", 0), ("a", "x", 1), ("a", "y", 0), ("b", "x", 0)]
            .map(|(hash, recipient, times)| message_id(hash, recipient, times, "Region.Example"))
            .into();
        assert_eq!(ids.len(), 4);
        assert!(ids.iter().all(|id| id.ends_with("@region.example>")));
    }
}
