//! The answer to a message that was sent: which Message-IDs its headers name. Only the headers are read, and of them
//! only those that point back; nothing else in a letter from outside is believed.

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
    /// A machine answered: nobody has read anything.
    Machine,
}

/// What a message is, as an answer.
#[must_use]
pub fn answer(message: &[u8]) -> Answer {
    let head = head(message);
    let has = |name: &str, word: &str| values(&head, name).any(|value| value.to_ascii_lowercase().contains(word));
    if has("content-type", "multipart/report") && has("content-type", "delivery-status") {
        return match action(message) {
            Some("failed") => Answer::Bounced(named(message)),
            _ => Answer::Delayed,
        };
    }
    let report = has("content-type", "multipart/report");
    let by_machine = has("auto-submitted", "auto-") || has("x-autoreply", "yes") || has("precedence", "auto_reply");
    if by_machine && !report { Answer::Machine } else { Answer::Person(answered(message)) }
}

/// What a delivery status notification says was done (RFC 3464 2.3.3): the worst of several.
fn action(message: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(message);
    let said: Vec<String> = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("action"))
        .map(|(_, value)| value.trim().to_ascii_lowercase())
        .collect();
    ["failed", "delayed", "delivered", "relayed", "expanded"]
        .into_iter()
        .find(|word| said.iter().any(|one| one == word))
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

/// The headers, folded lines joined (RFC 5322 2.2.3).
fn head(message: &[u8]) -> Vec<String> {
    let start = message.get(..message.len().min(LONGEST_HEAD)).unwrap_or_default();
    let text = String::from_utf8_lossy(start).replace("\r\n", "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
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
    use super::{Answer, answer, answered};

    const BOUNCE: &str = "From: mailer-daemon@b.example\r\nContent-Type: multipart/report;\r\n report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <utdrag.1@r.example>\r\n";

    #[test]
    fn mail_that_bounced_names_what_did_not_arrive() {
        assert_eq!(answer(BOUNCE.as_bytes()), Answer::Bounced(vec!["<utdrag.1@r.example>".to_owned()]));
        let late = BOUNCE.replace("Action: failed", "Action: delayed");
        assert_eq!(answer(late.as_bytes()), Answer::Delayed);
    }

    #[test]
    fn an_answer_by_a_machine_is_none_by_a_person() {
        let machine = b"In-Reply-To: <utdrag.1@r.example>\r\nAuto-Submitted: auto-replied\r\n\r\n";
        assert_eq!(answer(machine), Answer::Machine);
        let person = b"In-Reply-To: <utdrag.1@r.example>\r\nAuto-Submitted: no\r\n\r\n";
        assert_eq!(answer(person), Answer::Person(vec!["<utdrag.1@r.example>".to_owned()]));
    }

    #[test]
    fn a_receipt_of_reading_is_an_answer() {
        let opened = b"References: <utdrag.1@r.example>\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=disposition-notification\r\n\r\n";
        assert_eq!(answer(opened), Answer::Person(vec!["<utdrag.1@r.example>".to_owned()]));
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
