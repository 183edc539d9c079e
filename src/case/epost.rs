//! E-mail addresses as people write them, and what is wrong with one: too little, too much, or in another form than mail has.
//! What is called right here can be sent to; that somebody reads it, no program knows.

use super::structure::plain;

/// Why a text is no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as a clause: "saknar domänändelse".
    pub what: String,
    /// What to write instead.
    pub hint: String,
}

fn faulty(what: impl Into<String>, hint: impl Into<String>) -> Fault {
    Fault { what: what.into(), hint: hint.into() }
}

/// What is wrong with an address; `None` where it is one.
#[must_use]
pub fn fault(text: &str) -> Option<Fault> {
    form(text).or_else(|| {
        let (name, domain) = text.split_once('@')?;
        letters(text, name, domain).or_else(|| of_name(name)).or_else(|| of_domain(name, domain))
    })
}

/// What stands around the address, or that there is none.
fn form(text: &str) -> Option<Fault> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Some(faulty("är tom", "skriv adressen, eller ta bort raden"));
    }
    if let Some(rest) = strip_mailto(trimmed) {
        return Some(faulty("börjar med mailto:", written(rest)));
    }
    match trimmed.matches('@').count() {
        0 => return Some(faulty("saknar @", "skriv den som namn@doman.se")),
        1 => {}
        _ => {
            let hint = "skriv en adress; ska flera ha det får var och en sin [[mottagare]], eller en gemensam brevlåda";
            return Some(faulty("är flera adresser", hint));
        }
    }
    if let Some(inside) = trimmed.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside) {
        return Some(faulty("har ett namn framför sig", written(inside)));
    }
    if trimmed != text {
        return Some(faulty("har mellanslag före eller efter sig", written(trimmed)));
    }
    if trimmed.chars().any(char::is_whitespace) {
        return Some(faulty("har ett mellanslag i sig", "ta bort mellanslaget"));
    }
    let ended = trimmed.trim_end_matches(['.', ',', ';', ':']);
    (ended != trimmed).then(|| faulty("slutar med ett skiljetecken", written(ended)))
}

fn strip_mailto(text: &str) -> Option<&str> {
    let head = text.get(.."mailto:".len()).filter(|head| head.eq_ignore_ascii_case("mailto:"))?;
    text.strip_prefix(head)
}

fn written(address: &str) -> String {
    format!("skriv \"{}\"", address.trim())
}

/// Letters that mail does not carry.
fn letters(text: &str, name: &str, domain: &str) -> Option<Fault> {
    let folded: String = text.chars().map(plain).collect();
    let meant = if folded.is_ascii() { format!("menade du \"{folded}\"?") } else { "skriv den med a–z".to_owned() };
    if let Some(letter) = domain.chars().find(|one| !one.is_ascii()) {
        let hint = format!("{meant} heter domänen så skrivs den i sin xn--form, som e-postservern kan");
        return Some(faulty(format!("har {letter} i domänen"), hint));
    }
    let letter = name.chars().find(|one| !one.is_ascii())?;
    Some(faulty(format!("har {letter} före @"), meant))
}

fn of_name(name: &str) -> Option<Fault> {
    if name.is_empty() {
        return Some(faulty("har inget före @", "skriv den som namn@doman.se"));
    }
    let allowed = |one: char| one.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(one);
    if let Some(sign) = name.chars().find(|one| !allowed(*one)) {
        return Some(faulty(format!("har tecknet {sign} före @"), "ta bort tecknet"));
    }
    let dots = name.starts_with('.') || name.ends_with('.') || name.contains("..");
    dots.then(|| faulty("har en punkt för mycket före @", "ta bort punkten"))
}

fn of_domain(name: &str, domain: &str) -> Option<Fault> {
    if domain.is_empty() {
        return Some(faulty("har inget efter @", "skriv den som namn@doman.se"));
    }
    if let Some(sign) = domain.chars().find(|one| !one.is_ascii_alphanumeric() && !matches!(one, '-' | '.')) {
        return Some(faulty(
            format!("har tecknet {sign} efter @"),
            "skriv bara a–z, 0–9, bindestreck och punkt efter @",
        ));
    }
    let Some((_, ending)) = domain.rsplit_once('.') else {
        return Some(faulty("saknar domänändelse", format!("skriv hela adressen, till exempel {name}@{domain}.se")));
    };
    let part = |part: &str| !part.is_empty() && part.len() <= 63 && !part.starts_with('-') && !part.ends_with('-');
    if !domain.split('.').all(part) {
        return Some(faulty(format!("har en domän som inte är hel: {domain}"), "rätta det som står efter @"));
    }
    let real = ending.len() >= 2 && ending.chars().any(|one| one.is_ascii_alphabetic());
    (!real).then(|| faulty(format!("har en domänändelse som inte finns: .{ending}"), "rätta det sista efter @"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        fault(text).map(|one| format!("{} – {}", one.what, one.hint)).unwrap_or_default()
    }

    #[test]
    fn addresses_that_can_be_sent_to_are_right() {
        for text in [
            "a@b.se",
            "åsa.renvide@kommun.se".replace('å', "a").as_str(),
            "hsd+utdrag@region.example",
            "x@a-b.c.museum",
            "x@xn--malm-8qa.se",
        ] {
            assert_eq!(said(text), "", "{text}");
        }
    }

    #[test]
    fn each_thing_that_is_wrong_has_its_own_answer() {
        for (text, answer) in [
            ("", "är tom – skriv adressen, eller ta bort raden"),
            ("kommun", "saknar @ – skriv den som namn@doman.se"),
            ("a@b", "saknar domänändelse – skriv hela adressen, till exempel a@b.se"),
            ("mailto:a@b.se", "börjar med mailto: – skriv \"a@b.se\""),
            ("MAILTO: a@b.se", "börjar med mailto: – skriv \"a@b.se\""),
            ("Anna Berg <a@b.se>", "har ett namn framför sig – skriv \"a@b.se\""),
            (" a@b.se", "har mellanslag före eller efter sig – skriv \"a@b.se\""),
            ("a @b.se", "har ett mellanslag i sig – ta bort mellanslaget"),
            ("a@b.se.", "slutar med ett skiljetecken – skriv \"a@b.se\""),
            ("a@.se", "har en domän som inte är hel: .se – rätta det som står efter @"),
            ("a@b.s", "har en domänändelse som inte finns: .s – rätta det sista efter @"),
            ("a@10.0.0.1", "har en domänändelse som inte finns: .1 – rätta det sista efter @"),
            ("@b.se", "har inget före @ – skriv den som namn@doman.se"),
            ("a@", "har inget efter @ – skriv den som namn@doman.se"),
            ("a..b@c.se", "har en punkt för mycket före @ – ta bort punkten"),
            ("a(b)@c.se", "har tecknet ( före @ – ta bort tecknet"),
            ("åsa@b.se", "har å före @ – menade du \"asa@b.se\"?"),
        ] {
            assert_eq!(said(text), answer, "{text}");
        }
        for text in ["a@b.se, c@d.se", "a@b.se; c@d.se", "a@b.se c@d.se", "a@b.se och c@d.se", "a@b@c.se"] {
            assert!(said(text).starts_with("är flera adresser – "), "{text}: {}", said(text));
        }
        let swedish = said("kommun@lillsjö.se");
        assert!(swedish.starts_with("har ö i domänen – menade du \"kommun@lillsjo.se\"?"), "{swedish}");
    }
}
