//! The answer to a message that was sent: which Message-IDs its headers name. Only the headers are read, and of them
//! only those that point back; nothing else in a letter from outside is believed.

/// Longest head that is read, in bytes.
const LONGEST_HEAD: usize = 256 * 1024;

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
    use super::answered;

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
