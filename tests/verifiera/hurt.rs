//! Files made to hurt, each judged in a process that has half a gigabyte and is given five seconds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{answer, keep};

/// Kilobytes of data that the process may have.
const MEMORY: &str = "524288";

fn file(bodies: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut rows = "0000000000 65535 f \n".to_owned();
    for (index, body) in bodies.iter().enumerate() {
        writeln!(rows, "{:010} 00000 n ", out.len()).unwrap();
        out.extend_from_slice(format!("{} 0 obj\n{body}\nendobj\n", index + 1).as_bytes());
    }
    let (table, count) = (out.len(), bodies.len() + 1);
    let tail = format!("xref\n0 {count}\n{rows}trailer\n<< /Root 1 0 R /Size {count} >>\nstartxref\n{table}\n%%EOF\n");
    [out.as_slice(), tail.as_bytes()].concat()
}

fn with_form(rest: Vec<String>) -> Vec<u8> {
    file(&[vec!["<< /Type /Catalog /Pages 3 0 R /AcroForm 2 0 R >>".to_owned()], rest].concat())
}

/// A stream of `count` equal bytes, deflated, in a file whose page draws it many times.
fn drawn_bomb(count: usize) -> Vec<u8> {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(&b"(A) Tj ".repeat(count / 7), 9);
    let parts = "5 0 R ".repeat(200);
    let mut bytes = with_form(vec![
        "<< /Fields [ 4 0 R ] >>".to_owned(),
        "<< /Type /Pages /Kids [ 6 0 R ] /Count 1 >>".to_owned(),
        "<< /FT /Sig /T (Stampel) >>".to_owned(),
        format!("<< /Filter /FlateDecode /Length {} >>\nstream\n{}\nendstream", packed.len(), "@".repeat(packed.len())),
        format!("<< /Type /Page /Parent 3 0 R /Contents [ {parts} ] >>"),
    ]);
    let at = bytes.windows(8).position(|window| window == b"@@@@@@@@").unwrap();
    bytes.get_mut(at..at + packed.len()).unwrap().copy_from_slice(&packed);
    bytes
}

fn stream(entries: &str, data: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{data}\nendstream", data.len())
}

/// A page with a seal's field, drawn by `content` with `resources`; object 7 on are `more`.
fn page(resources: &str, content: &str, more: Vec<String>) -> Vec<u8> {
    let bodies = vec![
        "<< /Fields [ 4 0 R ] >>".to_owned(),
        "<< /Type /Pages /Kids [ 6 0 R ] /Count 1 >>".to_owned(),
        "<< /FT /Sig /T (Stampel) >>".to_owned(),
        stream("", content),
        format!("<< /Type /Page /Parent 3 0 R /MediaBox [ 0 0 9 9 ] /Contents 5 0 R /Resources << {resources} >> >>"),
    ];
    with_form([bodies, more].concat())
}

/// Sixty thousand things by name.
fn named(kind: &str) -> String {
    let names: String = (0..60_000).map(|one| format!("/N{one} 4 0 R")).collect();
    format!("/{kind} << {names} >>")
}

/// Fonts whose codes mean this, each used.
fn fonts(kind: &str, map: &str) -> Vec<u8> {
    let resources: String = (0..5).map(|one| format!("/F{one} {} 0 R", 8 + one)).collect();
    let content: String = (0..5).map(|one| format!("/F{one} 1 Tf ({}) Tj ", "A".repeat(520))).collect();
    let font = format!("<< /Type /Font /Subtype /{kind} /ToUnicode 7 0 R >>");
    let more = [vec![stream("", map)], vec![font; 5]].concat();
    page(&format!("/Font << {resources} >>"), &content, more)
}

/// One large file under twenty names.
fn many_names() -> Vec<u8> {
    let names: String = (0..20).map(|one| format!("(f{one}) << /F (f{one}) /EF << /F 2 0 R >> >>")).collect();
    let catalog = format!("<< /Type /Catalog /Names << /EmbeddedFiles << /Names [ {names} ] >> >> >>");
    file(&[catalog, stream("", &"A".repeat(60_000_000))])
}

#[test]
fn a_file_made_to_hurt_is_answered_in_five_seconds_and_half_a_gigabyte() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifiera/hurt");
    fs::create_dir_all(&folder).unwrap();
    let keys = (0..400_000).fold("<<".to_owned(), |text, key| text + "/k" + &key.to_string() + " 0");
    let fields: String = (0..100_000).map(|one| format!("{} 0 R ", one + 4)).collect();
    let hundred_thousand = |body: &dyn Fn(usize) -> String| -> Vec<String> {
        [format!("<< /Fields [ {fields} ] >>"), "<< /Type /Pages /Kids [] /Count 0 >>".to_owned()]
            .into_iter()
            .chain((0..100_000).map(body))
            .collect()
    };
    for (name, bytes) in [
        ("tecken", vec![b'%'; 30_000_000]),
        ("djupt", with_form(vec!["[".repeat(3_000_000)])),
        ("brett", with_form(vec![format!("[{}]", "0 ".repeat(8_000_000))])),
        ("nycklar", with_form(vec![keys + ">>"])),
        ("namn", with_form(vec![format!("/{}", "a".repeat(20_000_000))])),
        ("falt", with_form(hundred_thousand(&|one| format!("<< /FT /Sig /T (f{one}) >>")))),
        ("underskrifter", with_form(hundred_thousand(&|one| format!("<< /FT /Sig /T (Justering.{one}) /V 2 0 R >>")))),
        ("bomb", drawn_bomb(30 << 20)),
        ("avkortad", file(&["(".repeat(4_000_000)])),
        ("bilder", page(&named("XObject"), &"/X Do ".repeat(300_000), Vec::new())),
        ("typsnitt", page(&named("Font"), &"/X 1 Tf ".repeat(150_000), Vec::new())),
        ("betydelser", fonts("Type0", &format!("1 beginbfrange <0000> <FFFF> <{}> endbfrange", "0041".repeat(12_000)))),
        ("ligaturer", fonts("Type1", &format!("1 beginbfchar <41> <{}> endbfchar", "FDFA".repeat(10_000)))),
        ("bilagor", many_names()),
    ] {
        let path = folder.join(format!("{name}.pdf"));
        keep(&path, &bytes);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -d {MEMORY} && exec \"$0\" verifiera \"$1\"")]);
        command.arg(env!("CARGO_BIN_EXE_utdrag")).arg(&path);
        let begun = Instant::now();
        let said = answer(command);
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        assert!(matches!(said.code, Some(1 | 3)), "{name}: {:?}\n{}{}", said.code, said.out, said.err);
        assert!(said.out.contains("KAN INTE AVGÖRAS") || said.out.contains("OGILTIG"), "{name}: {}", said.out);
        fs::remove_file(&path).unwrap();
    }
}
