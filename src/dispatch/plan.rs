//! An extract and its recipients -> one `Expediering` each, or why there is none. Nothing is sent and nothing written here.
//! Refuses a recipient without an address for its channel, and what is secret or protected in mail; see also `privacy`.

use jiff::Timestamp;
use jiff::civil::Date;
use lettre::Address;

use crate::case::Workspace;
use crate::case::myndighet::{Kanal, Mottagare};
use crate::case::pointer::Pointer;
use crate::diag::{Diagnostic, Label};
use crate::document::{Letter, Receipt, missiv};
use crate::pdf;

use super::bilaga::{Bifogad, mime};
use super::extract::{Extract, one_line};
use super::mail::{self, Attached, Mail};
use super::recipient::Recipient;
use super::words;

/// More than this in a message is warned of, in bytes (V74).
const LARGEST: usize = 20_000_000;
/// Lines of an address that the window of a C5 envelope shows.
const MOST_LINES: usize = 5;

/// What is to be dispatched, by whom, when.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The extract.
    pub extract: &'a Extract,
    /// The authority and its recipients.
    pub workspace: &'a Workspace,
    /// The moment of sending.
    pub now: Timestamp,
    /// The day of sending, in Sweden.
    pub today: Date,
    /// Who sends, by name; `None`: the authority alone. An account of a computer is no name.
    pub som: Option<&'a str>,
    /// How the decisions are appealed, where whoever gets them must be told: name and PDF of each.
    pub hanvisningar: &'a [(String, Vec<u8>)],
    /// The bilagor that go with it.
    pub bilagor: &'a [Bifogad],
}

/// A file to be written, with its path below the folder of the extract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// "ekonomi-epost.eml", "vittjarvs-kommun-digital-post/1-missiv.pdf".
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// One dispatch: to whom, by which channel, with what.
#[derive(Clone, Debug)]
pub struct Expediering {
    /// To whom.
    pub recipient: Recipient,
    /// How.
    pub kanal: Kanal,
    /// Address and Message-ID of its mail.
    pub mail: Option<(Address, String)>,
    /// What is written for it; the first is what is sent or goes before the rest.
    pub files: Vec<File>,
    /// True when the extract itself must lie beside, to be printed or handed over.
    pub needs_extract: bool,
    /// What somebody has to do now, a sentence.
    pub act: String,
    /// Warnings about it.
    pub warnings: Vec<Diagnostic>,
}

/// The dispatch to one recipient; `times` is how many mails of this extract it has been sent before.
///
/// # Errors
/// Why the recipient cannot be reached by its channel, with the place in `myndighet.toml`.
pub fn expediering(order: &Order<'_>, recipient: &Recipient, times: usize) -> Result<Expediering, Vec<Diagnostic>> {
    let row = recipient.mottagare(order.workspace);
    let (Some(row), Some(kanal)) = (row, recipient.kanal(order.workspace)) else {
        return Err(vec![no_channel(order.workspace, recipient)]);
    };
    let desk = Desk { order, recipient, row };
    match kanal {
        Kanal::EPost => desk.mail(times),
        Kanal::Brev => desk.letter(kanal, None, "missiv", "skriv ut missivet och utdraget, och lägg dem i ett fönsterkuvert"),
        Kanal::Delgivning => desk.letter(
            kanal,
            Some(desk.receipt("Mottagningsbevis", false)),
            "delgivning",
            "skriv ut missivet med mottagningsbevis och utdraget, skicka dem, och för in beviset med utdrag expediera kvitto",
        ),
        Kanal::Overlamnas => desk.letter(
            kanal,
            Some(desk.receipt("Kvittens", true)),
            "overlamning",
            "skriv ut brevet och utdraget, lämna dem personligen och låt mottagaren skriva under kvittensen",
        ),
        Kanal::DigitalPost => desk.digital(),
        Kanal::Internt => Ok(desk.note()),
    }
}

fn no_channel(workspace: &Workspace, recipient: &Recipient) -> Diagnostic {
    let message = format!("mottagaren {} saknar kanal", recipient.namn);
    let fault = Diagnostic::error("mottagare-utan-kanal", message)
        .hint("skriv kanal = \"e-post\", \"brev\", \"internt\" eller en annan under [[mottagare]]");
    placed(fault, recipient.label(workspace, "id"))
}

fn placed(fault: Diagnostic, place: Option<Label>) -> Diagnostic {
    match place {
        Some(place) => fault.at(place),
        None => fault,
    }
}

struct Desk<'a> {
    order: &'a Order<'a>,
    recipient: &'a Recipient,
    row: &'a Mottagare,
}

impl Desk<'_> {
    fn fault(&self, key: &str, code: &'static str, message: String) -> Diagnostic {
        placed(Diagnostic::error(code, message), self.recipient.label(self.order.workspace, key))
    }

    /// The id, in file names.
    fn id(&self) -> String {
        let safe = |one: char| if one.is_ascii_alphanumeric() { one.to_ascii_lowercase() } else { '-' };
        self.row.id.chars().map(safe).collect()
    }

    fn mail(&self, times: usize) -> Result<Expediering, Vec<Diagnostic>> {
        let order = self.order;
        let mut faults = Vec::new();
        let name = &self.recipient.namn;
        if self.row.skyddad {
            faults.push(
                self.fault("kanal", "skyddad-epost", format!("{name} har skyddade uppgifter och får inget med e-post"))
                    .hint("skriv kanal = \"brev\" eller \"överlämnas\""),
            );
        }
        if order.extract.is_secret() {
            let message =
                format!("{} är sekretessbelagd och skickas inte med e-post till {name}", order.extract.span());
            faults.push(
                self.fault("kanal", "sekretess-epost", message)
                    .hint("lämna utdraget för hand, eller skriv en annan kanal för mottagaren"),
            );
        }
        let to = match self.row.epost.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => mail::address(text).map_err(|why| {
                let message = format!("e-postadressen till {name} går inte att använda: {why}");
                self.fault("epost", "epost-felaktig", message).hint("rätta epost i myndighet.toml")
            }),
            None => Err(self
                .fault("id", "epost-saknas", format!("{name} ska få e-post, men saknar adress"))
                .hint("skriv epost = \"..\" under [[mottagare]], eller en annan kanal")),
        };
        let from = sender(order.workspace);
        match (to, from) {
            (Ok(to), Ok(from)) if faults.is_empty() => self.message(to, from, times).map_err(|fault| vec![fault]),
            (to, from) => {
                faults.extend(to.err());
                faults.extend(from.err());
                Err(faults)
            }
        }
    }

    fn message(&self, to: Address, from: Address, times: usize) -> Result<Expediering, Diagnostic> {
        let (order, extract) = (self.order, self.order.extract);
        let attached = self.attachments();
        let named: Vec<(String, String)> =
            attached.iter().map(|(file, what)| (file.namn.clone(), what.clone())).collect();
        let message_id = mail::message_id(&extract.sha256, &self.recipient.key, times, from.domain());
        let answers = order.workspace.myndighet.value.epost.as_deref().and_then(|text| mail::address(text).ok());
        let mail = Mail {
            reply_to: answers.filter(|address| *address != from),
            from: (order.workspace.myndighet.value.namn.clone(), from),
            to: (self.recipient.namn.clone(), to.clone()),
            subject: words::subject(extract, &message_id),
            body: words::body(order, &named),
            date: order.now,
            message_id: message_id.clone(),
            attached: attached.into_iter().map(|(file, _)| file).collect(),
        };
        let bytes = mail.bytes()?;
        let mut warnings = Vec::new();
        if bytes.len() > LARGEST {
            let message = format!(
                "e-brevet till {} är {} MB; många servrar tar inte emot mer än 20 MB",
                self.recipient.namn,
                bytes.len() / 1_000_000
            );
            warnings.push(Diagnostic::warning("utskick-stort", message).hint("välj en annan kanal om brevet studsar"));
        }
        Ok(Expediering {
            recipient: self.recipient.clone(),
            kanal: Kanal::EPost,
            mail: Some((to, message_id)),
            files: vec![File { path: format!("{}-epost.eml", self.id()), bytes }],
            needs_extract: false,
            act: "öppna filen i e-postprogrammet och skicka den".to_owned(),
            warnings,
        })
    }

    /// The files of a message, and what each is.
    fn attachments(&self) -> Vec<(Attached, String)> {
        let extract = self.order.extract;
        let file = |namn: String, mime, bytes: &[u8]| Attached { namn, mime, bytes: bytes.to_vec() };
        let pdf = "application/pdf";
        let mut all =
            vec![(file(format!("{}.pdf", extract.stem), pdf, &extract.bytes), "det bestyrkta utdraget".to_owned())];
        if let Some(proof) = &extract.proof {
            let name = format!("{}.tlog-proof", extract.stem);
            all.push((
                file(name, "text/plain; charset=utf-8", proof),
                "kvitto: utdraget står i vårt register".to_owned(),
            ));
        }
        let appeals = self.order.hanvisningar.iter();
        all.extend(
            appeals.map(|(name, bytes)| (file(name.clone(), pdf, bytes), "så överklagar du beslutet".to_owned())),
        );
        let with = self.order.bilagor.iter();
        all.extend(
            with.map(|one| (file(one.namn.clone(), mime(&one.namn), &one.bytes), one.what().replacen('B', "b", 1))),
        );
        all
    }

    /// What lies in an envelope, in words.
    fn enclosed(&self) -> Vec<String> {
        let mut all = vec![self.order.extract.title()];
        all.extend(self.order.hanvisningar.iter().map(|_| "Så överklagar du beslutet".to_owned()));
        all.extend(self.order.bilagor.iter().map(Bifogad::what));
        all
    }

    fn receipt(&self, rubrik: &'static str, handed_over: bool) -> Receipt {
        let myndighet = &self.order.workspace.myndighet.value;
        let address = myndighet.postadress.as_deref().unwrap_or(&myndighet.namn);
        let mut ater: Vec<String> = address.split(',').map(one_line).collect();
        // What comes back from whoever is protected has their name on it.
        let epost = myndighet.epost.as_deref().filter(|_| !self.row.skyddad);
        ater.extend(epost.map(|mail| format!("eller som bild eller PDF till {}", one_line(mail))));
        Receipt {
            rubrik,
            text: words::receipt(self.order, handed_over),
            ater: if handed_over { Vec::new() } else { ater },
        }
    }

    fn letter(
        &self,
        kanal: Kanal,
        kvittens: Option<Receipt>,
        kind: &str,
        act: &str,
    ) -> Result<Expediering, Vec<Diagnostic>> {
        let (adress, by_hand) = self.address(kanal).map_err(|fault| vec![fault])?;
        let file = File { path: format!("{}-{kind}.pdf", self.id()), bytes: self.missiv(adress, kvittens)? };
        let act = if self.order.bilagor.is_empty() { act.to_owned() } else { format!("{act}; lägg bilagorna med") };
        let act = if by_hand { format!("{act}; adressen är skyddad och skrivs för hand") } else { act };
        Ok(self.made(kanal, vec![file], act))
    }

    fn missiv(&self, adress: Vec<String>, kvittens: Option<Receipt>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let order = self.order;
        let extract = order.extract;
        let numbers = extract.diarienummer();
        let mut fakta = vec![("Datum".to_owned(), order.today.to_string())];
        if !numbers.is_empty() {
            fakta.push(("Diarienummer".to_owned(), numbers.join(", ")));
        }
        let document = missiv(&Letter {
            workspace: order.workspace,
            stem: &extract.stem,
            organ: &extract.huvud.organ,
            datum: &order.today.to_string(),
            adress,
            fakta,
            rubrik: extract.title(),
            text: words::letter(order),
            bilagor: self.enclosed(),
            avsandare: words::signature(order),
            kvittens,
            prov: extract.prov,
        })?;
        Ok(pdf::render(&document)?.bytes)
    }

    /// The lines of the window, and whether the address has to be written by hand.
    fn address(&self, kanal: Kanal) -> Result<(Vec<String>, bool), Diagnostic> {
        let name = one_line(&self.recipient.namn);
        if kanal == Kanal::Overlamnas {
            return Ok((vec![name], false));
        }
        let lines = self.row.adress.as_deref().unwrap_or_default().lines().map(one_line);
        let mut lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            // A protected address stands in no file.
            return if self.row.skyddad { Ok((vec![name], true)) } else { Err(self.no_address(kanal)) };
        }
        if lines.len() < 3 && lines.first() != Some(&name) {
            lines.insert(0, name);
        }
        if lines.len() > MOST_LINES {
            let message = format!(
                "adressen till {} har {} rader, högst {MOST_LINES} syns i kuvertets fönster",
                self.recipient.namn,
                lines.len()
            );
            return Err(self.fault("adress", "adress-for-lang", message).hint("korta adressen i myndighet.toml"));
        }
        Ok((lines, false))
    }

    fn no_address(&self, kanal: Kanal) -> Diagnostic {
        let message = format!(
            "{} ska få {}, men saknar postadress",
            self.recipient.namn,
            match kanal {
                Kanal::Delgivning => "en delgivning",
                _ => "brev",
            }
        );
        self.fault("id", "adress-saknas", message)
            .hint("skriv adress under [[mottagare]], med namnet på första raden, eller en annan kanal")
    }

    /// Everything a service for digital mail is to be given, numbered in the order it is read.
    fn digital(&self) -> Result<Expediering, Vec<Diagnostic>> {
        let extract = self.order.extract;
        let folder = format!("{}-digital-post", self.id());
        let mut parts = vec![
            ("missiv.pdf".to_owned(), self.missiv(vec![one_line(&self.recipient.namn)], None)?),
            (format!("{}.pdf", extract.stem), extract.bytes.clone()),
        ];
        parts.extend(self.order.hanvisningar.iter().cloned());
        parts.extend(self.order.bilagor.iter().map(|one| (one.namn.clone(), one.bytes.clone())));
        let numbered = parts.into_iter().zip(1..);
        let files = numbered.map(|((name, bytes), at)| File { path: format!("{folder}/{at}-{name}"), bytes });
        let act = "lägg in filerna i tjänsten för digital post, i nummerordning".to_owned();
        let made = self.made(Kanal::DigitalPost, files.collect(), act);
        Ok(Expediering { needs_extract: false, ..made })
    }

    fn note(&self) -> Expediering {
        let text = words::note(self.order, &self.recipient.namn);
        let file = File { path: format!("{}-internt.txt", self.id()), bytes: text.into_bytes() };
        self.made(Kanal::Internt, vec![file], "lämna noteringen och utdraget i det interna systemet".to_owned())
    }

    fn made(&self, kanal: Kanal, files: Vec<File>, act: String) -> Expediering {
        let recipient = self.recipient.clone();
        Expediering { recipient, kanal, mail: None, files, needs_extract: true, act, warnings: Vec::new() }
    }
}

/// Who mail comes from: `[smtp] avsandare`, else the authority's address.
///
/// # Errors
/// When there is none, or it is no address.
pub fn sender(workspace: &Workspace) -> Result<Address, Diagnostic> {
    let myndighet = &workspace.myndighet.value;
    let label = |key: &str| {
        let pointer = key.split('/').fold(Pointer::root(), |pointer, part| pointer.key(part));
        workspace.myndighet.places.label(&pointer, "")
    };
    let (text, key) = match (&myndighet.smtp, &myndighet.epost) {
        (Some(smtp), _) => (smtp.avsandare.as_str(), "smtp/avsandare"),
        (None, Some(epost)) => (epost.as_str(), "epost"),
        (None, None) => {
            return Err(Diagnostic::error("avsandare-saknas", "myndigheten har ingen e-postadress att skicka från")
                .at(label("epost"))
                .hint("skriv epost = \"..\" i myndighet.toml"));
        }
    };
    mail::address(text).map_err(|why| {
        Diagnostic::error("avsandare-felaktig", format!("avsändarens e-postadress går inte att använda: {why}"))
            .at(label(key))
            .hint("rätta adressen i myndighet.toml")
    })
}
