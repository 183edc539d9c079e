//! Layer E, who signed: the root that the justering signatures carry, and, in an extract, the signatures taken along
//! from the minutes, held against those whom leaf 0 says were to sign.

use serde_json::Value;

use super::bevis::{Evidence, broken, hash};
use super::budget::Fault;
use super::cms::{DATA, Signed};
use super::cryptography::{self, Setting};
use super::days;
use super::field::Role;
use super::merkle::Hash;
use super::person;
use super::print;
use super::protokoll::{self, MinutesSignature};
use super::seal::hex;
use super::trust::{Purpose, Store};
use super::verdict::{Brist, Lagersvar, Underindikation};
use super::{Inspected, PROTOKOLLROT_FORMAT};

/// What each person signed the words by, in order: a protokollrot, or the innehållsidentitet of a tjänsteskrivelse.
fn signed_roots(inspected: &Inspected<'_>) -> Vec<(Role, Option<Hash>)> {
    let pairs = inspected.signatures.iter().zip(&inspected.judged);
    let persons = pairs.filter(|(one, _)| matches!(one.role, Role::Justering | Role::Undertecknare));
    persons.map(|(one, judged)| (one.role, judged.root.as_deref().and_then(root))).collect()
}

/// The one hash that all persons signed the words by.
pub(crate) fn signed_root(inspected: &Inspected<'_>) -> Option<Hash> {
    let signed = signed_roots(inspected);
    let (_, first) = signed.first()?;
    first.filter(|_| signed.iter().all(|(_, one)| one == first))
}

/// In minutes and letters: all signatures carry one hash, and it is the one printed.
pub(crate) fn printed_root(inspected: &Inspected<'_>, page: Option<&str>, answer: &mut Lagersvar) {
    let signed = signed_roots(inspected);
    let Some((role, first)) = signed.first() else { return };
    let what = if *role == Role::Undertecknare { "innehållsidentiteten" } else { "protokollroten" };
    if signed.iter().any(|(_, one)| one != first) {
        answer.add(broken(
            "olika-rotter",
            format!("de som har undertecknat har inte undertecknat samma ord: {what} är olika"),
        ));
    }
    match (first, page) {
        (None, _) if *role == Role::Undertecknare => {
            answer.note("underskrifterna bär ingen innehållsidentitet: de gäller filen som den är");
        }
        (None, _) => {
            answer.note("underskrifterna bär ingen protokollrot: utdrag ur protokollet kan inte bindas till dem");
        }
        (Some(root), Some(page)) => print::printed(root, page, what, answer),
        (Some(_), None) => {}
    }
}

/// In an extract: the signatures in `bevis.json`.
pub(crate) fn judge(
    inspected: &Inspected<'_>,
    (evidence, minutes): (&Evidence, Option<&[MinutesSignature]>),
    (setting, store): (&Setting<'_>, &mut Store),
    answer: &mut Lagersvar,
) -> Result<(), Fault> {
    if !evidence.root_is_signed {
        protokoll::rootless(minutes.unwrap_or_default(), evidence, answer);
        answer.note("protokollet är undertecknat i en annan tjänst, utan protokollrot: svaret vilar på stämpeln ensam");
        return Ok(());
    }
    let mut signers = Vec::new();
    for one in evidence.justeringar.iter().take(32) {
        let name = one.get("namn").and_then(Value::as_str).unwrap_or("").to_owned();
        let bytes = one.get("cms").and_then(Value::as_str).and_then(base64);
        let Some(bytes) = bytes else {
            answer.add(broken("felaktigt-bevis", format!("underskriften av {name} i bevisen går inte att läsa")));
            continue;
        };
        let whose = (name.as_str(), evidence, minutes);
        let signed = if one.get("utelamnad").is_some() {
            without_certificate(inspected, &bytes, whose, setting, answer)?
        } else {
            signature(inspected, &bytes, whose, (setting, &mut *store), answer)?
        };
        if signed {
            signers.push(name);
        }
    }
    everybody(&signers, evidence, answer);
    Ok(())
}

/// All who were to adjust these §§ have, and somebody was to.
fn everybody(signers: &[String], evidence: &Evidence, answer: &mut Lagersvar) {
    let Some(elected) = elected(&evidence.head, &evidence.numbers) else {
        return answer.add(broken("felaktigt-bevis", "huvud.json säger inte vilka som skulle justera".to_owned()));
    };
    if elected.is_empty() {
        return answer.add(Brist::unclear(
            "justering-saknas",
            Underindikation::SigConstraintsFailure,
            "enligt bevisen skulle ingen justera de här paragraferna: ett protokoll justeras alltid av någon",
        ));
    }
    for elected in elected {
        if !signers.contains(&elected) {
            answer.add(Brist::unclear(
                "justering-saknas",
                Underindikation::SigConstraintsFailure,
                format!("{elected} skulle justera protokollet, men den underskriften finns inte bland bevisen"),
            ));
        }
    }
    answer.checked("att de som justerade protokollet är de som skulle");
}

/// A signature taken along; `None` when it cannot be read, which is said.
fn opened(
    inspected: &Inspected<'_>,
    bytes: &[u8],
    name: &str,
    answer: &mut Lagersvar,
) -> Result<Option<Signed>, Fault> {
    match Signed::open(bytes, inspected.pdf.budget) {
        Ok(signed) => Ok(Some(signed)),
        Err(Fault::Exhausted(what)) => Err(Fault::Exhausted(what)),
        Err(fault) => {
            answer.add(broken("felaktigt-bevis", format!("underskriften av {name}: {}", fault.sentence())));
            Ok(None)
        }
    }
}

/// True when its signed attribute carries the root of the evidence; else it is said.
fn is_of_root(
    signed: &Signed,
    (name, evidence): (&str, &Evidence),
    setting: &Setting<'_>,
    answer: &mut Lagersvar,
) -> bool {
    let same = cryptography::root(signed, setting).as_deref().and_then(root) == Some(evidence.root);
    if !same {
        answer.add(broken("annat-mote", format!("{name} har inte undertecknat det här protokollet utan något annat")));
    }
    same
}

/// A signature whose certificate carries a personnummer and was left out: that it speaks of this root can be seen, that it
/// is genuine only by those who have the minutes.
fn without_certificate(
    inspected: &Inspected<'_>,
    bytes: &[u8],
    (name, evidence, minutes): (&str, &Evidence, Option<&[MinutesSignature]>),
    setting: &Setting<'_>,
    answer: &mut Lagersvar,
) -> Result<bool, Fault> {
    let Some(signed) = opened(inspected, bytes, name, answer)? else { return Ok(false) };
    if !is_of_root(&signed, (name, evidence), setting, answer) {
        return Ok(false);
    }
    match minutes.map(|minutes| protokoll::belongs(minutes, &signed, name)) {
        Some(Ok(())) => answer.checked(format!("underskriften av {name} mot protokollet")),
        Some(Err(brist)) => {
            answer.add(brist);
            return Ok(false);
        }
        None => answer.note(format!(
            "certifikatet för {name} är utelämnat, eftersom det bär ett personnummer: om den underskriften är äkta visar bara protokollet"
        )),
    }
    Ok(true)
}

/// True when the signature is of this root by the person named.
fn signature(
    inspected: &Inspected<'_>,
    bytes: &[u8],
    (name, evidence, minutes): (&str, &Evidence, Option<&[MinutesSignature]>),
    (setting, store): (&Setting<'_>, &mut Store),
    answer: &mut Lagersvar,
) -> Result<bool, Fault> {
    let budget = inspected.pdf.budget;
    let Some(signed) = opened(inspected, bytes, name, answer)? else { return Ok(false) };
    signed.certificates.iter().for_each(|cert| store.add(cert));
    let Some(cert) = signed.signer_certificate(&store.pool) else {
        answer.add(broken("felaktigt-bevis", format!("certifikatet för {name} finns inte bland bevisen")));
        return Ok(false);
    };
    let brister = signed.check(&cert, DATA, &|_| None, budget)?;
    let sound = brister.is_empty();
    for brist in brister {
        answer.add(brist);
    }
    let proved = inspected.judged.iter().filter_map(|one| one.proved).min();
    let moment = proved.map_or((setting.now, false), |time| (time, true));
    let moment = cryptography::token_time(inspected.pdf, &signed, store, (moment, setting), answer)?;
    days::proved(&evidence.head, name, moment.1.then_some(moment.0), answer);
    let standing = store.standing(&cert, Purpose::Signing, moment, budget)?;
    standing.brister.into_iter().for_each(|brist| answer.add(brist));
    standing.unpublished.iter().for_each(|name| answer.unpublished(name));
    standing.notes.iter().for_each(|note| answer.note(note));
    if !is_of_root(&signed, (name, evidence), setting, answer) {
        return Ok(false);
    }
    if let Some(brist) = person::belongs(&cert, name, setting, answer) {
        answer.add(brist);
    }
    if let Some(Err(brist)) = minutes.map(|minutes| protokoll::belongs(minutes, &signed, name)) {
        answer.add(brist);
        return Ok(false);
    }
    Ok(sound)
}

/// Names, without party, of those who were to adjust any of these §§, by leaf 0; `None` when it is not written as it should.
pub(crate) fn elected(head: &Value, numbers: &[u64]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for key in ["ordforande", "justerare"] {
        for one in head.get(key)?.as_array()? {
            let (name, span) = (one.get("namn")?.as_str()?, one.get("paragrafer")?.as_str()?);
            if span.is_empty() || numbers.iter().any(|number| covers(span, *number)) {
                names.push(person::without_party(name).to_owned());
            }
        }
    }
    Some(names)
}

/// True when "§§ 31–33, 35" covers the number; also when it cannot be read, so that nobody is left out by a slip.
fn covers(span: &str, number: u64) -> bool {
    let plain: String = span.chars().filter(|one| one.is_ascii_digit() || matches!(one, '–' | '-' | ',')).collect();
    plain.split(',').any(|part| {
        let (from, to) = part.split_once(['–', '-']).unwrap_or((part, part));
        match (from.parse::<u64>(), to.parse::<u64>()) {
            (Ok(from), Ok(to)) => (from..=to).contains(&number),
            _ => true,
        }
    })
}

/// `utdrag-protokollrot/1 <64 hex>`.
pub(crate) fn root(octets: &[u8]) -> Option<Hash> {
    let text = std::str::from_utf8(octets).ok()?;
    let digits = text.strip_prefix(PROTOKOLLROT_FORMAT)?.strip_prefix(' ')?;
    hash(Some(&Value::String(digits.to_owned()))).filter(|root| hex(root) == digits)
}

/// Standard alphabet, padded, nothing else.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'a'..=b'z' => Some(u32::from(byte - b'a') + 26),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let body = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - body.len() > 2 {
        return None;
    }
    for group in body.as_bytes().chunks(4) {
        let bits = group.iter().try_fold(0_u32, |sum, byte| Some(sum << 6 | value(*byte)?))?;
        let bits = bits << (6 * (4 - group.len()));
        let [_, first, second, third] = bits.to_be_bytes();
        bytes.extend([first, second, third].into_iter().take(group.len().checked_sub(1).filter(|count| *count > 0)?));
        let unused = [0, 0xFFFF, 0xFF, 0].get(group.len().checked_sub(1)?).copied()?;
        if bits & unused != 0 {
            return None;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(head: &str, numbers: &[u64]) -> Evidence {
        Evidence {
            root: [7; 32],
            head: serde_json::from_str(head).unwrap(),
            numbers: numbers.to_vec(),
            justeringar: Vec::new(),
            bilagor: Vec::new(),
            root_is_signed: true,
        }
    }

    fn codes(head: &str, signers: &[&str]) -> Vec<&'static str> {
        let mut answer = Lagersvar::unchecked();
        let signers: Vec<String> = signers.iter().map(|one| (*one).to_owned()).collect();
        everybody(&signers, &evidence(head, &[3]), &mut answer);
        answer.brister.iter().map(|one| one.kod).collect()
    }

    #[test]
    fn somebody_was_to_adjust_and_all_who_were_have() {
        let head = r#"{"ordforande":[{"namn":"A (S)","paragrafer":""}],"justerare":[{"namn":"B (M)","paragrafer":"§§ 1–2"},{"namn":"C","paragrafer":"§ 3"}]}"#;
        assert_eq!(codes(head, &["A", "C"]), Vec::<&str>::new());
        assert_eq!(codes(head, &["A", "B"]), ["justering-saknas"]);
        assert_eq!(codes(r#"{"ordforande":[],"justerare":[]}"#, &["A"]), ["justering-saknas"]);
        assert_eq!(
            codes(r#"{"ordforande":[{"namn":"A","paragrafer":"§ 1"}],"justerare":[]}"#, &["A"]),
            ["justering-saknas"]
        );
        for malformed in [
            "{}",
            r#"{"ordforande":"A","justerare":[]}"#,
            r#"{"ordforande":[{"namn":"A","paragrafer":""}]}"#,
            r#"{"ordforande":[{"namn":1,"paragrafer":""}],"justerare":[]}"#,
            r#"{"ordforande":[{"namn":"A"}],"justerare":[]}"#,
        ] {
            assert_eq!(codes(malformed, &["A"]), ["felaktigt-bevis"], "{malformed}");
        }
    }
}
