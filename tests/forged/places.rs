//! Where things stand: cross-references that two readers could follow differently, and the place of the seal's own value.

use super::scene::*;
use super::{NO, UNCLEAR, hold};
use utdrag::verify::Utslag;

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn cross_references_that_say_two_things() {
    let extract = &SCENE.extract;
    let (page, _) = object_with(extract, "/MediaBox");
    let own = startxref(extract);
    let add = |objects: &[(u32, String)]| append(extract, objects, "");
    let loops = [
        extract.as_slice(),
        format!(
            "xref\n0 0\ntrailer\n<</Root 340 0 R/Size 9/Prev {}>>\nstartxref\n{}\n%%EOF\n",
            extract.len(),
            extract.len()
        )
        .as_bytes(),
    ]
    .concat();
    let packed = {
        // A cross-reference stream and an object stream that has the page: rows of kind, place, index.
        let objects = format!("{page} 0 <</Type/Page>>");
        let first = format!("{page} 0 ").len();
        let container =
            format!("1901 0 obj\n{}\nendobj\n", stream(&format!("/Type/ObjStm/N 1/First {first}"), &objects));
        let table = extract.len() + container.len();
        let row = |kind: u8, middle: usize, last: u8| {
            [vec![kind], u32::try_from(middle).unwrap().to_be_bytes().to_vec(), vec![last]].concat()
        };
        let rows = [row(2, 1901, 0), row(1, extract.len(), 0), row(1, table, 0)].concat();
        let (root, _) = catalog(extract);
        let head = format!(
            "1902 0 obj\n<</Type/XRef/W[1 4 1]/Index[{page} 1 1901 2]/Size 1903/Root {root} 0 R/Prev {own}/Length {}>>\nstream\n",
            rows.len()
        );
        let tail = format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF\n");
        [extract.as_slice(), container.as_bytes(), head.as_bytes(), &rows, tail.as_bytes()].concat()
    };
    let hybrid = append(extract, &[], &format!("/XRefStm {own}"));
    let both = {
        // A table that says where the page is, and a stream beside it that says otherwise.
        let other = format!("{page} 0 obj\n<</Type/Page>>\nendobj\n");
        let (at, rows) = (
            extract.len() + other.len(),
            [vec![1], u32::try_from(extract.len()).unwrap().to_be_bytes().to_vec()].concat(),
        );
        let table = format!("/Type/XRef/W[1 4 0]/Index[{page} 1]/Size 1903/Length {}", rows.len());
        let head = format!("1902 0 obj\n<<{table}>>\nstream\n");
        let out = [extract.as_slice(), other.as_bytes(), head.as_bytes(), &rows, b"\nendstream\nendobj\n"].concat();
        let place = find(extract, format!("\n{page} 0 obj").as_bytes()) + 1;
        finish(&out, &format!("{page} 1\n{place:010} 00000 n \n"), extract, &format!("/XRefStm {at}"))
    };
    let commented = {
        let (root, body) = catalog(extract);
        add(&[(root, format!("% samma\n{body} % igen"))])
    };
    let backwards = finish(extract, "", &extract[..ends(extract)[1]], "");
    hold(vec![
        ("a section before itself", loops, UNCLEAR, "olaslig-fil"),
        ("objects packed anew", packed, NO, "andrad-sida"),
        ("two kinds at once", hybrid, UNCLEAR, "olaslig-fil"),
        ("two kinds that say different things", both, UNCLEAR, "olaslig-fil"),
        ("a revision of nothing", add(&[]), NO, "tomt-tillagg"),
        ("a revision of the same with comments", commented, NO, "tomt-tillagg"),
        ("an object nobody needs", add(&[(1901, "(dold)".into())]), NO, "nytt-objekt"),
        ("the seal's revision passed over", backwards, UNCLEAR, "osignerad"),
        (
            "comments between objects",
            finish(&[extract.as_slice(), b"% dold text\n"].concat(), "", extract, ""),
            NO,
            "losa-byte",
        ),
    ]);
}

#[test]
fn the_place_of_the_seal_forged() {
    let extract = &SCENE.extract;
    let place = digits(extract, 0);
    let filled = |change: &dyn Fn(&mut [u8])| {
        let mut out = extract.clone();
        change(&mut out[place.clone()]);
        out
    };
    let other = &SCENE.minutes;
    let theirs = other[digits(other, 2)].to_vec();
    let range = find_last(extract, b"/ByteRange[");
    let end = range + find(&extract[range..], b"]");
    let ranged = |text: &str| {
        let mut written = text.to_owned();
        while written.len() < end - range - 11 {
            written.push(' ');
        }
        [&extract[..range + 11], written.as_bytes(), &extract[end..]].concat()
    };
    let renamed = |old: &str, new: &str| replace_last(extract, old, new);
    hold(vec![
        ("universal forgery: zeros", filled(&|digits| digits.fill(b'0')), NO, "olaslig-underskrift"),
        ("universal forgery: no contents", renamed("/Contents<", "/Kontents<"), NO, "omfang-saknas"),
        ("universal forgery: no byte range", renamed("/ByteRange[", "/ByteRangf["), NO, "omfang-saknas"),
        ("universal forgery: ranges of nothing", ranged("0 0 0 0"), NO, "fel-lucka"),
        ("universal forgery: negative", ranged("0 -1 9 9"), NO, "omfang-saknas"),
        ("universal forgery: three numbers", ranged("0 9 9"), NO, "omfang-saknas"),
        ("a name escaped", renamed("/Contents<", "/#43onten<"), NO, "omfang-saknas"),
        ("of another kind", renamed("/ETSI.CAdES.detached", "/adbe.pkcs7.detached"), NO, "andrat-innehall"),
        ("of no known kind", renamed("/ETSI.CAdES.detached", "/ETSI.CAdES.detacheD"), NO, "okand-sort"),
        ("padding that is not empty", filled(&|digits| *digits.last_mut().unwrap() = b'7'), NO, "olaslig-underskrift"),
        ("letters of both kinds", filled(&|digits| digits[..999].make_ascii_uppercase()), NO, "fel-form"),
        ("white space within", filled(&|digits| digits[9] = b' '), NO, "fel-form"),
        (
            "white space in the padding",
            filled(&|digits| digits.iter_mut().rev().take(8).for_each(|one| *one = 0)),
            NO,
            "fel-form",
        ),
        ("indefinite length", filled(&|digits| digits[2..4].copy_from_slice(b"80")), NO, "olaslig-underskrift"),
        (
            "a justerare's signature in the seal",
            filled(&|digits| digits.copy_from_slice(&theirs)),
            NO,
            "andrat-innehall",
        ),
    ]);
    // A service may write capitals: they mean the same, and the recipient is told.
    let capitals = SCENE.judge(&filled(&|digits| digits.make_ascii_uppercase()));
    assert_eq!(capitals.utslag(), Utslag::Giltig, "{:?}", capitals.brister());
    assert!(capitals.omfang.upplysningar.iter().any(|one| one.contains("underskriftstjänster")));
    let mut swapped = other.clone();
    let (one, two) = (digits(other, 0), digits(other, 1));
    let kept = other[one.clone()].to_vec();
    swapped[one].copy_from_slice(&other[two.clone()]);
    swapped[two].copy_from_slice(&kept);
    assert_eq!(SCENE.judge(&swapped).utslag(), Utslag::Ogiltig);
}
