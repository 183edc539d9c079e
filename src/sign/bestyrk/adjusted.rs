//! What signed minutes say of their justering: by whom, which day, about which words; and minutes that an outside service
//! signed, of which the case says the day. Refuses what is not adjusted, or is about other words.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Order;
use crate::diag::{Diagnostic, words};
use crate::evidence::bevis::Relation;
use crate::sign::justera;
use crate::sign::person::{fits, signer, without_party};
use crate::sign::record::Record;
use crate::sign::relation::relation;
use crate::sign::state::{Field, State, is_signed_in_ours, state};
use crate::sign::update::Update;

/// What the signed minutes say of their justering: read once, it serves every extract of them.
pub struct Justering {
    pub(super) state: Option<State>,
    pub(super) relation: Relation,
    pub(super) day: Date,
    pub(super) prov: bool,
}

/// Reads what the order's minutes say of their justering.
///
/// # Errors
/// When they are not adjusted, by those who should, or about other words than the order's.
pub fn justering(order: &Order<'_>) -> Result<Justering, Diagnostic> {
    let state = match state(order.protokoll.0) {
        Ok(state) => state,
        Err(fault) => return outside(order, relation(order.protokoll.0, order.original), fault),
    };
    // `state` has held the file against its own record.
    let relation = order.original.map_or(Relation::Prefix, |made| relation(order.protokoll.0, Some(made)));
    let waiting: Vec<&Field> = state.fields.iter().filter(|field| field.signature.is_none()).collect();
    if !waiting.is_empty() {
        let elsewhere = waiting.len() == state.fields.len() && is_signed(order.protokoll.0);
        let fault = not_adjusted(&waiting);
        return match (elsewhere, order.original) {
            (true, Some(_)) => outside(order, relation, fault),
            (true, None) => Err(fault.hint(
                "är det undertecknat i en annan tjänst: ange protokollet som utdrag skapa gjorde det, med --original",
            )),
            (false, _) => Err(fault),
        };
    }
    let root = order.minutes.root();
    let about = |field: &Field| field.signature.as_ref().is_some_and(|one| one.root.as_deref() == Some(&root));
    if let Some(field) = state.fields.iter().find(|field| !about(field)) {
        let message = format!("underskriften av {} gäller andra ord än dem i identitetsfilen", field.person);
        return Err(Diagnostic::error("rot-skiljer", message)
            .hint("använd den identitetsfil som skapades tillsammans med just detta protokoll"));
    }
    for field in &state.fields {
        let signature = field
            .signature
            .as_ref()
            .ok_or_else(|| Diagnostic::error("inte-justerat", "protokollet är inte justerat"))?;
        fits(&signer(&signature.cms)?, without_party(&field.person), order.signing.certificates)?;
    }
    let day = last_day(&state).ok_or_else(|| Diagnostic::error("tid-saknas", "underskrifterna saknar tid"))?;
    Ok(Justering { relation, day, prov: state.record.purpose.prov, state: Some(state) })
}

fn not_adjusted(waiting: &[&Field]) -> Diagnostic {
    let names = words::listed(&waiting.iter().map(|field| field.person.clone()).collect::<Vec<_>>(), "och");
    let message = format!("protokollet är inte justerat: {names} har inte skrivit under");
    Diagnostic::error("inte-justerat", message).hint("låt dem justera protokollet först")
}

/// Minutes that an outside service signed: nothing in them is about our root. Only with the file that was made for
/// signing at hand, whose root is that of the objects; a file of our own that has been altered is never taken for one.
fn outside(order: &Order<'_>, relation: Relation, fault: Diagnostic) -> Result<Justering, Diagnostic> {
    let Some(original) = order.original else { return Err(fault) };
    let made = record(original)?.ok_or_else(|| {
        Diagnostic::error("original-okant", "filen efter --original är inte ett protokoll som skapats för underskrift")
            .hint("ange protokollet som utdrag skapa gjorde det, före underskrifterna")
    })?;
    if made.purpose.root.as_deref() != Some(&order.minutes.root()) {
        return Err(Diagnostic::error(
            "rot-skiljer",
            "filen efter --original gäller andra ord än dem i identitetsfilen",
        ));
    }
    // A service may write our file anew with its record and empty fields; once one of them is signed it is ours, and altered.
    if relation != Relation::Prefix && is_signed_in_ours(order.protokoll.0) {
        return Err(fault);
    }
    if !is_signed(order.protokoll.0) {
        return Err(Diagnostic::error("inte-justerat", "protokollet har ingen underskrift")
            .hint("ange den undertecknade filen, som den kom från underskriftstjänsten"));
    }
    let day = order.adjusted.ok_or_else(|| {
        Diagnostic::error(
            "justeringsdag-saknas",
            "protokollet är undertecknat i en annan tjänst, och fallet säger inte vilken dag det justerades",
        )
        .hint("skriv dagen i fallet: [justering] datum = ÅÅÅÅ-MM-DD")
        .hint("eller ange den; en omedelbart justerad paragraf har en egen: --justerad ÅÅÅÅ-MM-DD")
    })?;
    Ok(Justering { state: None, relation, day, prov: made.purpose.prov })
}

fn record(pdf: &[u8]) -> Result<Option<Record>, Diagnostic> {
    Record::read(&Update::of(pdf)?)
}

/// True when some signature stands in the file; whether it is genuine is for `verify`.
fn is_signed(pdf: &[u8]) -> bool {
    pdf.windows(10).any(|window| window == b"/ByteRange")
}

/// The last day that a signature claims: the day of the justering, once all have signed.
#[must_use]
pub fn last_day(state: &State) -> Option<Date> {
    let times = state.fields.iter().filter_map(|field| field.signature.as_ref());
    let moments = times.filter_map(|signature| DateTime::strptime("D:%Y%m%d%H%M%SZ", &signature.time).ok());
    moments
        .filter_map(|moment| moment.to_zoned(TimeZone::UTC).ok())
        .map(|moment| justera::date(moment.timestamp()))
        .max()
}
