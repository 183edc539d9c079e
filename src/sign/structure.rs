//! The structure tree of a PDF that fields are added to: finds the element of a box's caption and puts
//! the Form element right after it, so that a screen reader meets the field where the eye does.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::fields::{Place, text};
use super::update::{Update, unreadable};
use crate::diag::Diagnostic;

/// Adds a Form element for `widget` and returns its key in the parent tree (`/StructParent`).
///
/// `/K` is one direct OBJR dictionary: an array makes validators reject earlier signatures.
///
/// # Errors
/// When the file is not tagged.
pub(super) fn add_form(
    update: &mut Update,
    page: ObjectId,
    place: &Place,
    widget: ObjectId,
) -> Result<i64, Diagnostic> {
    let catalog = update.catalog()?;
    let root = reference(update.dictionary(catalog)?, b"StructTreeRoot")?;
    let caption = caption(update, page, place)?;
    let parent = match caption {
        Some(element) => reference(update.dictionary(element)?, b"P")?,
        None => first_kid(update, root)?,
    };
    let form = update.add(dictionary! {
        "Type" => "StructElem",
        "S" => "Form",
        "P" => parent,
        "Alt" => text(&place.label()),
        "K" => dictionary! { "Type" => "OBJR", "Obj" => widget, "Pg" => page },
    });
    insert_after(update, parent, caption, form)?;
    register(update, root, form)
}

/// Puts `form` among the kids of `parent`, after `sibling`, or last.
fn insert_after(
    update: &mut Update,
    parent: ObjectId,
    sibling: Option<ObjectId>,
    form: ObjectId,
) -> Result<(), Diagnostic> {
    let mut dictionary = update.dictionary(parent)?.clone();
    let mut kids = match dictionary.get(b"K") {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(one) => vec![one.clone()],
        Err(_) => Vec::new(),
    };
    let at = kids
        .iter()
        .position(|kid| sibling.is_some_and(|id| *kid == Object::Reference(id)))
        .map_or(kids.len(), |index| index + 1);
    kids.insert(at, Object::Reference(form));
    dictionary.set("K", kids);
    update.set(parent, dictionary);
    Ok(())
}

/// Adds `form` to the parent tree as a leaf of its own and returns its key.
fn register(update: &mut Update, root: ObjectId, form: ObjectId) -> Result<i64, Diagnostic> {
    let mut tree_root = update.dictionary(root)?.clone();
    let key = match tree_root.get(b"ParentTreeNextKey").and_then(Object::as_i64) {
        Ok(next) => next,
        Err(_) => highest_key(update, tree_root.get(b"ParentTree").map_err(|error| unreadable(&error))?)? + 1,
    };
    tree_root.set("ParentTreeNextKey", key + 1);
    let tree = tree_root.get(b"ParentTree").map_err(|error| unreadable(&error))?.clone();
    let mut top = update.resolved(&tree)?.as_dict().map_err(|error| unreadable(&error))?.clone();
    let pair = [Object::Integer(key), Object::Reference(form)];
    if top.has(b"Nums") {
        let mut numbers = top.get(b"Nums").and_then(Object::as_array).map_err(|error| unreadable(&error))?.clone();
        numbers.extend(pair);
        top.set("Nums", numbers);
    } else {
        let leaf = update.add(dictionary! {
            "Nums" => pair.to_vec(),
            "Limits" => vec![Object::Integer(key), Object::Integer(key)],
        });
        let mut kids = top.get(b"Kids").and_then(Object::as_array).map_err(|error| unreadable(&error))?.clone();
        kids.push(Object::Reference(leaf));
        top.set("Kids", kids);
    }
    match tree {
        Object::Reference(id) => update.set(id, top),
        _ => tree_root.set("ParentTree", top),
    }
    update.set(root, tree_root);
    Ok(key)
}

fn highest_key(update: &Update, tree: &Object) -> Result<i64, Diagnostic> {
    let node = update.resolved(tree)?.as_dict().map_err(|error| unreadable(&error))?;
    if let Ok(numbers) = node.get(b"Nums").and_then(Object::as_array) {
        return Ok(numbers.iter().step_by(2).filter_map(|key| key.as_i64().ok()).max().unwrap_or(-1));
    }
    let mut highest = -1;
    for kid in node.get(b"Kids").and_then(Object::as_array).map_err(|error| unreadable(&error))? {
        highest = highest.max(highest_key(update, kid)?);
    }
    Ok(highest)
}

/// The structure element whose marked content starts nearest above the top left corner of the box.
fn caption(update: &Update, page: ObjectId, place: &Place) -> Result<Option<ObjectId>, Diagnostic> {
    let content = Content::decode(&update.page_content(page)).map_err(|error| unreadable(&error))?;
    let [left, _, _, top] = place.rect;
    let near = marked_positions(&content.operations)
        .into_iter()
        .filter(|one| one.y >= top - 1.0 && one.y <= top + 40.0 && (one.x - left).abs() <= 40.0)
        .min_by(|one, other| (one.y - top).abs().total_cmp(&(other.y - top).abs()));
    let Some(mark) = near else { return Ok(None) };
    let catalog = update.catalog()?;
    let root = reference(update.dictionary(catalog)?, b"StructTreeRoot")?;
    let tree = update.dictionary(root)?.get(b"ParentTree").map_err(|error| unreadable(&error))?;
    let key =
        update.dictionary(page)?.get(b"StructParents").and_then(Object::as_i64).map_err(|error| unreadable(&error))?;
    let Some(Object::Array(elements)) = lookup(update, tree, key)? else { return Ok(None) };
    Ok(elements.get(mark.id).and_then(|element| element.as_reference().ok()))
}

fn lookup<'a>(update: &'a Update, tree: &'a Object, key: i64) -> Result<Option<&'a Object>, Diagnostic> {
    let node = update.resolved(tree)?.as_dict().map_err(|error| unreadable(&error))?;
    if let Ok(numbers) = node.get(b"Nums").and_then(Object::as_array) {
        let mut pairs = numbers.chunks_exact(2);
        let found = pairs.find(|pair| pair.first().and_then(|one| one.as_i64().ok()) == Some(key));
        return found.and_then(|pair| pair.get(1)).map(|value| update.resolved(value)).transpose();
    }
    let Ok(kids) = node.get(b"Kids").and_then(Object::as_array) else { return Ok(None) };
    for kid in kids {
        if let Some(found) = lookup(update, kid, key)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Where a marked-content sequence begins to show text.
struct Mark {
    id: usize,
    x: f32,
    y: f32,
}

fn marked_positions(operations: &[Operation]) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut stack = vec![IDENTITY];
    let mut text_matrix = IDENTITY;
    let mut open: Vec<Option<usize>> = Vec::new();
    for operation in operations {
        let top = stack.last().copied().unwrap_or(IDENTITY);
        match operation.operator.as_str() {
            "q" => stack.push(top),
            "Q" if stack.len() > 1 => drop(stack.pop()),
            "cm" => {
                if let Some(last) = stack.last_mut() {
                    *last = product(matrix(&operation.operands), top);
                }
            }
            "BT" => text_matrix = IDENTITY,
            "Tm" => text_matrix = matrix(&operation.operands),
            "BDC" | "BMC" => open.push(marked_id(&operation.operands)),
            "EMC" => drop(open.pop()),
            "Tj" | "TJ" => {
                if let Some(id) = open.iter_mut().rev().find_map(Option::take) {
                    let [_, _, _, _, x, y] = product(text_matrix, top);
                    marks.push(Mark { id, x, y });
                }
            }
            _ => {}
        }
    }
    marks
}

fn marked_id(operands: &[Object]) -> Option<usize> {
    let properties = operands.get(1)?.as_dict().ok()?;
    usize::try_from(properties.get(b"MCID").and_then(Object::as_i64).ok()?).ok()
}

type Matrix = [f32; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn matrix(operands: &[Object]) -> Matrix {
    let mut numbers = operands.iter().map(|one| one.as_float().unwrap_or(0.0));
    std::array::from_fn(|_| numbers.next().unwrap_or(0.0))
}

/// `first` applied, then `second`.
fn product(first: Matrix, second: Matrix) -> Matrix {
    let [right_x, right_y, up_x, up_y, left, bottom] = second;
    let turned = |x: f32, y: f32| [x * right_x + y * up_x, x * right_y + y * up_y];
    let [first_right_x, first_right_y, first_up_x, first_up_y, first_left, first_bottom] = first;
    let [new_right_x, new_right_y] = turned(first_right_x, first_right_y);
    let [new_up_x, new_up_y] = turned(first_up_x, first_up_y);
    let [new_left, new_bottom] = turned(first_left, first_bottom);
    [new_right_x, new_right_y, new_up_x, new_up_y, new_left + left, new_bottom + bottom]
}

fn reference(dictionary: &Dictionary, key: &[u8]) -> Result<ObjectId, Diagnostic> {
    dictionary.get(key).and_then(Object::as_reference).map_err(|error| unreadable(&error))
}

fn first_kid(update: &Update, root: ObjectId) -> Result<ObjectId, Diagnostic> {
    match update.dictionary(root)?.get(b"K") {
        Ok(Object::Reference(id)) => Ok(*id),
        Ok(Object::Array(kids)) => kids
            .first()
            .and_then(|kid| kid.as_reference().ok())
            .ok_or_else(|| unreadable(&lopdf::Error::DictKey("K".into()))),
        _ => Err(unreadable(&lopdf::Error::DictKey("K".into()))),
    }
}
