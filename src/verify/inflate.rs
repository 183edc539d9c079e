//! Stream filters the verifier reads: `FlateDecode` with PNG predictors, bounded. Anything else is left alone: a filter that
//! is not a name here is not a filter left out, and data kept in another file are not the bytes that stand here.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::budget::{Budget, Fault};
use super::object::{Dictionary, Object};

/// Most bytes out of one stream.
const LARGEST: usize = 32 << 20;

/// Names of the filters, in order; `None` where something else than a name stands, or the data are in another file.
fn filters(dictionary: &Dictionary) -> Option<Vec<&[u8]>> {
    const ELSEWHERE: [&[u8]; 3] = [b"F", b"FFilter", b"FDecodeParms"];
    if ELSEWHERE.iter().any(|key| dictionary.has(key)) {
        return None;
    }
    match dictionary.get(b"Filter") {
        None | Some(Object::Null) => Some(Vec::new()),
        Some(Object::Array(items)) => items.iter().map(Object::as_name).collect(),
        Some(other) => Some(vec![other.as_name()?]),
    }
}

/// What `/DecodeParms` says of the only filter.
enum Parameters<'a> {
    Usual,
    These(&'a Dictionary),
    /// Of several filters, or in a way that is not read.
    Unknown,
}

fn parameters(dictionary: &Dictionary) -> Parameters<'_> {
    let value = match dictionary.get(b"DecodeParms").or_else(|| dictionary.get(b"DP")) {
        Some(Object::Array(items)) if items.len() == 1 => items.first(),
        Some(Object::Array(_)) => return Parameters::Unknown,
        other => other,
    };
    match value {
        None | Some(Object::Null) => Parameters::Usual,
        Some(Object::Dictionary(found)) if found.0.iter().all(|(_, value)| value.as_reference().is_none()) => {
            Parameters::These(found)
        }
        Some(_) => Parameters::Unknown,
    }
}

/// The decoded bytes of a stream, or `None` when a filter is not one of ours.
pub(crate) fn decode(dictionary: &Dictionary, raw: &[u8], budget: &Budget) -> Result<Option<Vec<u8>>, Fault> {
    budget.steps(raw.len())?;
    let parameters = match parameters(dictionary) {
        Parameters::Usual => None,
        Parameters::These(found) => Some(found),
        Parameters::Unknown => return Ok(None),
    };
    let Some(filters) = filters(dictionary) else { return Ok(None) };
    match filters.as_slice() {
        [] => {
            budget.inflated(raw.len())?;
            Ok(Some(raw.to_vec()))
        }
        [b"FlateDecode" | b"Fl"] => {
            let limit = LARGEST.min(budget.inflatable());
            let plain = decompress_to_vec_zlib_with_limit(raw, limit).map_err(|fault| {
                if fault.status == miniz_oxide::inflate::TINFLStatus::HasMoreOutput {
                    Fault::Exhausted("för mycket komprimerat innehåll")
                } else {
                    Fault::Malformed("en komprimerad ström är trasig", 0)
                }
            })?;
            budget.inflated(plain.len())?;
            unpredict(plain, parameters).map(Some)
        }
        _ => Ok(None),
    }
}

fn unpredict(plain: Vec<u8>, parameters: Option<&Dictionary>) -> Result<Vec<u8>, Fault> {
    let number = |key: &[u8], default: i64| parameters.and_then(|one| one.integer(key)).unwrap_or(default);
    match number(b"Predictor", 1) {
        1 => return Ok(plain),
        10..=15 => {}
        _ => return Err(Fault::Malformed("en ström har en okänd prediktor", 0)),
    }
    let bits = number(b"Columns", 1)
        .checked_mul(number(b"Colors", 1))
        .and_then(|n| n.checked_mul(number(b"BitsPerComponent", 8)));
    let Some(row) =
        bits.and_then(|bits| usize::try_from(bits.checked_add(7)? / 8).ok()).filter(|row| (1..=1 << 20).contains(row))
    else {
        return Err(Fault::Malformed("en ström har orimliga prediktorvärden", 0));
    };
    let pixel = usize::try_from((number(b"Colors", 1) * number(b"BitsPerComponent", 8) + 7) / 8).unwrap_or(1).max(1);
    let mut out = Vec::with_capacity(plain.len());
    let mut above = vec![0_u8; row];
    for line in plain.chunks(row + 1) {
        let Some((kind, encoded)) = line.split_first() else { break };
        let mut current = Vec::with_capacity(row);
        for (at, byte) in encoded.iter().enumerate() {
            let left = at.checked_sub(pixel).and_then(|at| current.get(at)).copied().unwrap_or(0);
            let up = above.get(at).copied().unwrap_or(0);
            let corner = at.checked_sub(pixel).and_then(|at| above.get(at)).copied().unwrap_or(0);
            current.push(byte.wrapping_add(prediction(*kind, left, up, corner)?));
        }
        out.extend_from_slice(&current);
        current.resize(row, 0);
        above = current;
    }
    Ok(out)
}

fn prediction(kind: u8, left: u8, up: u8, corner: u8) -> Result<u8, Fault> {
    Ok(match kind {
        0 => 0,
        1 => left,
        2 => up,
        3 => u8::midpoint(left, up),
        4 => {
            let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
            let distance = |one: u8| (estimate - i16::from(one)).abs();
            if distance(left) <= distance(up) && distance(left) <= distance(corner) {
                left
            } else if distance(up) <= distance(corner) {
                up
            } else {
                corner
            }
        }
        _ => return Err(Fault::Malformed("en ström har en okänd prediktor", 0)),
    })
}
