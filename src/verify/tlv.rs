//! DER from outside, measured before it is parsed: definite lengths, bounded depth, bounded sets. The decoder behind
//! sorts sets by insertion, which a set of 40,000 attributes would turn into minutes.

use super::budget::{Budget, Fault};

const DEPTH: usize = 32;
const LARGEST_SET: usize = 200;

/// Length of the one DER element that `bytes` begins with.
pub(crate) fn element(bytes: &[u8], budget: &Budget) -> Result<usize, Fault> {
    let (_, head, length) = header(bytes).ok_or(Fault::Malformed("felaktig DER-kodning", 0))?;
    let total = head + length;
    let content = bytes.get(head..total).ok_or(Fault::Malformed("avkortad DER-kodning", 0))?;
    budget.steps(content.len())?;
    if bytes.first().is_some_and(|tag| tag & 0x20 != 0) {
        children(content, bytes.first().copied().unwrap_or(0), DEPTH, budget)?;
    }
    Ok(total)
}

fn children(mut content: &[u8], parent: u8, depth: usize, budget: &Budget) -> Result<(), Fault> {
    let Some(deeper) = depth.checked_sub(1) else { return Err(Fault::Exhausted("för djupt kapslad DER-kodning")) };
    let mut count = 0;
    while !content.is_empty() {
        budget.steps(4)?;
        let (tag, head, length) = header(content).ok_or(Fault::Malformed("felaktig DER-kodning", 0))?;
        let inner = content.get(head..head + length).ok_or(Fault::Malformed("avkortad DER-kodning", 0))?;
        if tag & 0x20 != 0 {
            children(inner, tag, deeper, budget)?;
        }
        content = content.get(head + length..).unwrap_or(&[]);
        count += 1;
        if count > LARGEST_SET && parent != 0x30 {
            return Err(Fault::Exhausted("för stor mängd i DER-kodning"));
        }
    }
    Ok(())
}

/// Tag, length of the header, length of the content.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let tag = *bytes.first()?;
    if tag & 0x1F == 0x1F {
        return None;
    }
    let first = usize::from(*bytes.get(1)?);
    if first < 0x80 {
        return Some((tag, 2, first));
    }
    let count = first & 0x7F;
    if !(1..=4).contains(&count) {
        return None;
    }
    let length = bytes.get(2..2 + count)?.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    Some((tag, 2 + count, length))
}
