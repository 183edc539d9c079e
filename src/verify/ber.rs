//! BER of others: lengths left open, strings in pieces, a certificate taken along twice, as the library behind Firefox and
//! `LibreOffice` writes CMS, put into the one form that is read. What is already so comes out byte for byte.

use super::budget::{Budget, Fault};

const DEPTH: usize = 32;
/// Certificates of one signature that are compared.
const MOST: usize = 32;
const CONSTRUCTED: u8 = 0x20;
/// `OCTET STRING`, in pieces.
const PIECES: u8 = 0x24;
/// Where `certificates [0]` of a `SignedData` stands.
const CERTIFICATES: (u8, usize) = (0xA0, DEPTH - 3);

/// The element that `bytes` begins with, in definite lengths, and what stands after it as it is.
pub(crate) fn definite(bytes: &[u8], budget: &Budget) -> Result<Vec<u8>, Fault> {
    budget.steps(bytes.len())?;
    let mut rest = bytes;
    let mut out = Vec::with_capacity(bytes.len());
    element(&mut rest, &mut out, (DEPTH, budget))?;
    out.extend_from_slice(rest);
    Ok(out)
}

/// Moves one element from `rest` to `out`.
fn element(rest: &mut &[u8], out: &mut Vec<u8>, (depth, budget): (usize, &Budget)) -> Result<(), Fault> {
    let Some(deeper) = depth.checked_sub(1) else { return Err(Fault::Exhausted("för djupt kapslad BER-kodning")) };
    budget.steps(4)?;
    let (tag, length) = header(rest).ok_or(Fault::Malformed("felaktig BER-kodning", 0))?;
    let mut content = Vec::new();
    match length {
        None => {
            while !rest.starts_with(&[0, 0]) {
                element(rest, &mut content, (deeper, budget))?;
            }
            *rest = rest.get(2..).unwrap_or(&[]);
        }
        Some(length) => {
            let (mut inner, after) =
                rest.split_at_checked(length).ok_or(Fault::Malformed("avkortad BER-kodning", 0))?;
            *rest = after;
            if tag & CONSTRUCTED == 0 {
                content.extend_from_slice(inner);
            }
            let mut seen: Vec<Vec<u8>> = Vec::new();
            while tag & CONSTRUCTED != 0 && !inner.is_empty() {
                let from = content.len();
                element(&mut inner, &mut content, (deeper, budget))?;
                if (tag, depth) == CERTIFICATES && seen.len() < MOST {
                    let one = content.split_off(from);
                    if !seen.contains(&one) {
                        content.extend_from_slice(&one);
                        seen.push(one);
                    }
                }
            }
        }
    }
    budget.steps(content.len() / 8)?;
    if tag == PIECES {
        write(tag & !CONSTRUCTED, &joined(&content)?, out);
    } else {
        write(tag, &content, out);
    }
    Ok(())
}

/// The contents of a row of definite primitive strings.
fn joined(mut pieces: &[u8]) -> Result<Vec<u8>, Fault> {
    let mut whole = Vec::with_capacity(pieces.len());
    while !pieces.is_empty() {
        let header = header(&mut pieces).filter(|(tag, _)| *tag == PIECES & !CONSTRUCTED);
        let piece = header.and_then(|(_, length)| pieces.split_at_checked(length?));
        let (piece, after) = piece.ok_or(Fault::Malformed("felaktig BER-kodning", 0))?;
        whole.extend_from_slice(piece);
        pieces = after;
    }
    Ok(whole)
}

/// Tag and length; no length where it is left open. Moves past them.
fn header(rest: &mut &[u8]) -> Option<(u8, Option<usize>)> {
    let tag = *rest.first().filter(|tag| **tag & 0x1F != 0x1F)?;
    let first = *rest.get(1)?;
    let count = usize::from(first & 0x7F);
    let (length, head) = match first {
        0..0x80 => (Some(usize::from(first)), 2),
        0x80 => (None, 2),
        _ => {
            let digits = rest.get(2..2 + count).filter(|_| count <= 4)?;
            (Some(digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte))), 2 + count)
        }
    };
    *rest = rest.get(head..)?;
    (length.is_some() || tag & CONSTRUCTED != 0).then_some((tag, length))
}

fn write(tag: u8, content: &[u8], out: &mut Vec<u8>) {
    out.push(tag);
    let length = content.len().to_be_bytes();
    let digits = length.iter().position(|byte| *byte != 0).and_then(|at| length.get(at..)).unwrap_or(&[0]);
    if let [short @ 0..0x80] = digits {
        out.push(*short);
    } else {
        out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
        out.extend_from_slice(digits);
    }
    out.extend_from_slice(content);
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::definite;

    #[test]
    fn open_lengths_close_and_pieces_join() {
        let budget = Budget::new(100);
        let open = [0x30, 0x80, 0x24, 0x80, 4, 1, 7, 4, 2, 8, 9, 0, 0, 2, 1, 5, 0, 0, 0, 0];
        let closed = [0x30, 8, 4, 3, 7, 8, 9, 2, 1, 5, 0, 0];
        assert_eq!(definite(&open, &budget), Ok(closed.to_vec()));
        assert_eq!(definite(&closed, &budget), Ok(closed.to_vec()));
        for cut in 1..open.len() - 2 {
            assert!(definite(open.get(..cut).unwrap_or(&[]), &budget).is_err(), "cut to {cut}");
        }
    }
}
