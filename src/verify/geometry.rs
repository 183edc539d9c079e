//! Points, matrices and rectangles of what is drawn (ISO 32000-1 8.3).
#![expect(clippy::many_single_char_names, reason = "a matrix is a to f, and a corner x and y (ISO 32000-1 8.3.4)")]

use super::object::Object;

pub(crate) type Matrix = [f64; 6];
pub(crate) type Point = (f64, f64);
/// Left, bottom, right, top.
pub(crate) type Edges = [f64; 4];

pub(crate) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `one`, and then `other`.
pub(crate) fn multiplied(one: Matrix, other: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = one;
    let [g, h, i, j, k, l] = other;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// Where a point is drawn.
pub(crate) fn moved(matrix: Matrix, (x, y): Point) -> Point {
    let [a, b, c, d, e, f] = matrix;
    (a * x + c * y + e, b * x + d * y + f)
}

/// The edges of an upright rectangle that goes once around.
pub(crate) fn edges(path: &[Point]) -> Option<Edges> {
    let corners = match path {
        [a, b, c, d] => [*a, *b, *c, *d],
        [a, b, c, d, e] if same(a.0, e.0) && same(a.1, e.1) => [*a, *b, *c, *d],
        _ => return None,
    };
    let [a, b, c, d] = corners;
    let flat = |one: Point, other: Point| same(one.1, other.1);
    let steep = |one: Point, other: Point| same(one.0, other.0);
    let around = flat(a, b) && steep(b, c) && flat(c, d) && steep(d, a)
        || steep(a, b) && flat(b, c) && steep(c, d) && flat(d, a);
    around.then(|| [a.0.min(c.0), a.1.min(c.1), a.0.max(c.0), a.1.max(c.1)])
}

/// The smallest upright rectangle around some points.
pub(crate) fn around(points: &[Point]) -> Option<Edges> {
    let one = |point: &Point| [point.0, point.1, point.0, point.1];
    points.iter().map(one).reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// What two rectangles have in common; with left beyond right when that is nothing.
pub(crate) fn common(one: Edges, other: Edges) -> Edges {
    [one[0].max(other[0]), one[1].max(other[1]), one[2].min(other[2]), one[3].min(other[3])]
}

pub(crate) fn inside([left, bottom, right, top]: Edges, (x, y): Point) -> bool {
    left <= x && x <= right && bottom <= y && y <= top
}

/// How far a point is from the line between two.
pub(crate) fn distance(point: Point, (from, to): (Point, Point)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { ((point.0 - from.0) * dx + (point.1 - from.1) * dy) / length } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    (point.0 - from.0 - along * dx).hypot(point.1 - from.1 - along * dy)
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-3
}

pub(crate) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => i32::try_from(*value).ok().map(f64::from),
        Object::Real(raw) => std::str::from_utf8(raw).ok()?.parse().ok(),
        _ => None,
    }
}

/// A rectangle as PDF writes it, by two opposite corners.
pub(crate) fn rectangle(object: Option<&Object>) -> Option<Edges> {
    let sides: Vec<f64> = object?.as_array()?.iter().map(number).collect::<Option<_>>()?;
    let [a, b, c, d] = <[f64; 4]>::try_from(sides).ok()?;
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}
