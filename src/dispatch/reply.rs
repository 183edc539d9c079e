//! The answer to a message that was sent: which Message-IDs its headers name. Only the headers are read, and of them
//! only those that point back, and what a report says was done; nothing else in a letter from outside is believed.

use super::subject;

/// Longest head that is read, in bytes.
const LONGEST_HEAD: usize = 256 * 1024;

/// What a message is, as an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Somebody answered, or let their program say that they have opened it: the Message-IDs it points back at.
    Person(Vec<String>),
    /// A mail server says that a message did not arrive: the Message-IDs it names.
    Bounced(Vec<String>),
    /// A mail server says that it goes on trying.
    Delayed,
    /// A mail server says that it put the message in the mailbox, or passed it on: nobody has read anything.
    Delivered,
    /// A machine answered: nobody has read anything.
    Machine,
}

/// What a message is, as an answer.
#[must_use]
pub fn answer(message: &[u8]) -> Answer {
    let head = head(message);
    let has = |name: &str, word: &str| values(&head, name).any(|value| value.to_ascii_lowercase().contains(word));
    if has("content-type", "multipart/report") {
        return report(message);
    }
    let by_machine = has("auto-submitted", "auto-") || has("x-autoreply", "yes") || has("precedence", "auto_reply");
    if by_machine { Answer::Machine } else { Answer::Person(answered(message)) }
}

/// What a report says (RFC 6522). Only that a message was shown to somebody (RFC 8098 3.2.6) is a person's answer: one that
/// was deleted unread, or handled by a program, is not.
fn report(message: &[u8]) -> Answer {
    let actions = said(message, "message/delivery-status", "action");
    let any = |words: &[&str]| actions.iter().any(|said| words.contains(&said.as_str()));
    // Of several recipients, the worst (RFC 3464 2.3.3).
    if any(&["failed"]) {
        return Answer::Bounced(named(message));
    }
    if any(&["delayed"]) {
        return Answer::Delayed;
    }
    if any(&["delivered", "relayed", "expanded"]) {
        return Answer::Delivered;
    }
    let shown = said(message, "message/disposition-notification", "disposition");
    let shown = shown.iter().any(|said| said.rsplit(';').next().is_some_and(|done| done.trim() == "displayed"));
    if shown { Answer::Person(answered(message)) } else { Answer::Machine }
}

/// What a field says in the parts of one type, in small letters. What stands in other parts, such as the message that a report
/// sends back, is not read.
fn said(message: &[u8], part: &str, field: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in unfolded(&String::from_utf8_lossy(message)) {
        if line.starts_with("--") {
            inside = false;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        if name.trim().eq_ignore_ascii_case("content-type") {
            inside = value.split(';').next().is_some_and(|kind| kind.trim() == part);
        } else if inside && name.trim().eq_ignore_ascii_case(field) {
            found.push(value);
        }
    }
    found
}

/// The address that an answer says it is from, in small letters: the last address of its `From` (RFC 5322 3.6.2). Anybody
/// can write it.
#[must_use]
pub fn sender(message: &[u8]) -> Option<String> {
    let head = head(message);
    let from = values(&head, "from").next()?;
    let bare = match from.rsplit_once('<') {
        Some((_, rest)) => rest.split_once('>').map(|(address, _)| address)?,
        None => from.as_str(),
    };
    let bare = bare.trim().to_ascii_lowercase();
    let whole = bare.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty());
    (whole && !bare.contains(char::is_whitespace)).then_some(bare)
}

/// How the address of an answer stands to that of the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Avsandare {
    /// It is the recipient's.
    Samma,
    /// It is another of the same organisation: somebody there has answered.
    SammaDoman,
    /// It is another's altogether.
    Annan,
}

/// Compares two addresses; a part of a domain (`skola.kommun.example` of `kommun.example`) is of it.
#[must_use]
pub fn compared(sender: &str, recipient: &str) -> Avsandare {
    let (sender, recipient) = (sender.trim().to_ascii_lowercase(), recipient.trim().to_ascii_lowercase());
    if sender == recipient {
        return Avsandare::Samma;
    }
    let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| format!(".{domain}"));
    match (domain(&sender), domain(&recipient)) {
        // A domain alone at the top ("se") is nobody's.
        (Some(one), Some(other)) if one.matches('.').count() > 1 && other.matches('.').count() > 1 => {
            if one.ends_with(&other) || other.ends_with(&one) { Avsandare::SammaDoman } else { Avsandare::Annan }
        }
        _ => Avsandare::Annan,
    }
}

/// Every Message-ID of ours that a report from a mail server names, in its headers or in what it sends back.
fn named(message: &[u8]) -> Vec<String> {
    let mut found = answered(message);
    let text = String::from_utf8_lossy(message);
    let back = text.lines().filter(|line| line.to_ascii_lowercase().trim_start().starts_with("message-id:"));
    let folded = text.lines().filter(|line| line.trim_start().starts_with("<utdrag."));
    for id in back.chain(folded).flat_map(ids) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

/// The Message-IDs that an answer points back at (RFC 5322 3.6.4), with their brackets, the nearest first.
#[must_use]
pub fn answered(message: &[u8]) -> Vec<String> {
    let head = head(message);
    let mut found: Vec<String> = Vec::new();
    for (name, nearest_last) in [("in-reply-to", false), ("references", true), ("original-message-id", false)] {
        let mut ids: Vec<String> = values(&head, name).flat_map(|value| ids(&value)).collect();
        if nearest_last {
            ids.reverse();
        }
        for id in ids {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    found
}

/// The references that the subject carries, for answers that point back at no Message-ID of ours.
#[must_use]
pub fn referred(message: &[u8]) -> Vec<String> {
    values(&head(message), "subject").flat_map(|value| subject::references(&value)).collect()
}

/// The headers, folded lines joined (RFC 5322 2.2.3).
fn head(message: &[u8]) -> Vec<String> {
    let start = message.get(..message.len().min(LONGEST_HEAD)).unwrap_or_default();
    let lines = unfolded(&String::from_utf8_lossy(start));
    lines.into_iter().take_while(|line| !line.is_empty()).collect()
}

/// Lines, each with those that go on from it.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if !last.is_empty() && line.starts_with([' ', '\t']) => last.push_str(line),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn values<'a>(head: &'a [String], name: &'a str) -> impl Iterator<Item = String> + 'a {
    head.iter().filter_map(move |line| {
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn ids(value: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((id, next)) = after.split_once('>') else { break };
        let id: String = id.chars().filter(|one| !one.is_whitespace()).collect();
        if id.contains('@') && id.len() < 500 {
            found.push(format!("<{id}>"));
        }
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Answer, Avsandare, answer, answered, compared, sender};

    #[test]
    fn the_sender_of_an_answer_is_told_from_the_recipient() {
        let from =
            |from: &str| sender(format!("From: {from}\r\nTo: a@b.example\r\n\r\nFrom: x@y.example\r\n").as_bytes());
        assert_eq!(from("Teknik <Teknik@Lillsjo.example>").as_deref(), Some("teknik@lillsjo.example"));
        assert_eq!(from("teknik@lillsjo.example").as_deref(), Some("teknik@lillsjo.example"));
        assert_eq!(from("\"a@b.example <c@d.example>\" <e@f.example>").as_deref(), Some("e@f.example"));
        for none in ["", "Teknik", "<>", "a b@c.example", "<a@b.example"] {
            assert_eq!(from(none), None, "{none}");
        }
        let teknik = "teknik@lillsjo.example";
        assert_eq!(compared("Teknik@lillsjo.example", teknik), Avsandare::Samma);
        assert_eq!(compared("anna.berg@lillsjo.example", teknik), Avsandare::SammaDoman);
        assert_eq!(compared("anna.berg@skola.lillsjo.example", teknik), Avsandare::SammaDoman);
        for other in ["anna@konsult.example", "teknik@inte-lillsjo.example", "anna@example", "teknik"] {
            assert_eq!(compared(other, teknik), Avsandare::Annan, "{other}");
        }
    }

    const BOUNCE: &str = "From: mailer-daemon@b.example\r\nContent-Type: multipart/report;\r\n report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <utdrag.1@r.example>\r\n";

    #[test]
    fn mail_that_bounced_names_what_did_not_arrive() {
        assert_eq!(answer(BOUNCE.as_bytes()), Answer::Bounced(vec!["<utdrag.1@r.example>".to_owned()]));
        let late = BOUNCE.replace("Action: failed", "Action: delayed");
        assert_eq!(answer(late.as_bytes()), Answer::Delayed);
        for done in ["delivered", "relayed", "expanded"] {
            let arrived = BOUNCE.replace("Action: failed", &format!("Action: {done}"));
            assert_eq!(answer(arrived.as_bytes()), Answer::Delivered, "{done}");
        }
        let one_of_two = BOUNCE.replace("Action: failed", "Action: delivered\r\n\r\nAction: failed");
        assert!(matches!(answer(one_of_two.as_bytes()), Answer::Bounced(_)), "the worst of several");
        // The message that is sent back says what it likes.
        let quoted = BOUNCE.replace("Action: failed", "Action: delivered") + "Action: failed\r\n";
        assert_eq!(answer(quoted.as_bytes()), Answer::Delivered);
        assert_eq!(answer(BOUNCE.replace("Action: failed", "").as_bytes()), Answer::Machine, "it says nothing");
    }

    #[test]
    fn an_answer_by_a_machine_is_none_by_a_person() {
        let machine = b"In-Reply-To: <utdrag.1@r.example>\r\nAuto-Submitted: auto-replied\r\n\r\n";
        assert_eq!(answer(machine), Answer::Machine);
        let person = b"In-Reply-To: <utdrag.1@r.example>\r\nAuto-Submitted: no\r\n\r\n";
        assert_eq!(answer(person), Answer::Person(vec!["<utdrag.1@r.example>".to_owned()]));
    }

    #[test]
    fn a_receipt_of_reading_is_an_answer_only_when_somebody_was_shown_the_message() {
        let told = |disposition: &str| {
            let message = format!(
                "References: <utdrag.1@r.example>\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nDisposition: x; displayed\r\n--x\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;a@b.example\r\n{disposition}\r\n--x--\r\n"
            );
            answer(message.as_bytes())
        };
        let person = Answer::Person(vec!["<utdrag.1@r.example>".to_owned()]);
        assert_eq!(told("Disposition: manual-action/MDN-sent-manually; displayed"), person);
        assert_eq!(told("disposition: automatic-action/MDN-sent-automatically;\r\n Displayed"), person);
        for not in ["deleted", "processed", "dispatched", "displayed/error", "denied"] {
            let disposition = format!("Disposition: manual-action/MDN-sent-automatically; {not}");
            assert_eq!(told(&disposition), Answer::Machine, "{not}");
        }
        assert_eq!(told("Error: none"), Answer::Machine);
    }

    #[test]
    fn an_answer_points_back_at_what_it_answers() {
        let reply = b"From: a@b.example\r\nIn-Reply-To: <utdrag.1@r.example>\r\nReferences: <x@y.example>\r\n\t<utdrag.1@r.example>\r\n\r\nIn-Reply-To: <annat@r.example>\r\n";
        assert_eq!(answered(reply), ["<utdrag.1@r.example>", "<x@y.example>"]);
    }

    #[test]
    fn references_alone_are_enough_and_the_nearest_comes_first() {
        assert_eq!(answered(b"references:\n <a@b.example> <c@d.example>\n\n"), ["<c@d.example>", "<a@b.example>"]);
    }

    #[test]
    fn what_is_no_answer_points_at_nothing() {
        for message in
            [&b""[..], b"\xff\xfe", b"Subject: <a@b.example>\n\n", b"In-Reply-To: <a@b", b"In-Reply-To: <>\n\n"]
        {
            assert_eq!(answered(message), Vec::<String>::new());
        }
    }
}
