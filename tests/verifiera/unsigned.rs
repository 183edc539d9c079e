//! Files that nobody has signed, or that were cut off: each is told what it is and what to check instead.

use std::fs;
use std::path::Path;

use super::{EXTRACT, MINUTES, answer, folder, keep, program, verifiera};

/// A file of that ending below the folder.
fn below(folder: &Path, ending: &str) -> Option<std::path::PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.iter().find_map(|path| {
        if path.is_dir() { below(path, ending) } else { path.to_str()?.ends_with(ending).then(|| path.clone()) }
    })
}

#[test]
fn each_kind_of_unsigned_document_is_told_what_it_is_and_what_to_check() {
    let folder = folder("unsigned", &[]);
    let mut demo = program();
    demo.env_remove("UTDRAG_TID").arg("demo").arg("--ut").arg(&folder);
    assert_eq!(answer(demo).code, Some(0));
    for (ending, what, act) in [
        ("kallelse.pdf", "filen är en kallelse", "Jämför med kallelsen på myndighetens webbplats"),
        ("anslag.pdf", "filen är ett anslag", "Jämför med anslagstavlan"),
        ("missiv.pdf", "filen är ett missiv", "Kontrollera utdraget som följde med"),
    ] {
        let file = below(&folder, ending).unwrap();
        let said = verifiera(&folder, &[file.to_str().unwrap()]);
        assert_eq!(said.code, Some(3), "{ending}: {}", said.out);
        assert!(said.out.contains(what) && said.out.contains(act), "{ending}: {}", said.out);
        assert!(!said.out.contains("undertecknat exemplar"), "{ending}: {}", said.out);
    }
}

#[test]
fn a_file_that_was_cut_off_says_where_and_who_is_missing() {
    let folder = folder("cut", &[EXTRACT, MINUTES]);
    let ends = |name: &str| -> (Vec<u8>, Vec<usize>) {
        let bytes = fs::read(folder.join(name)).unwrap();
        let ends =
            bytes.windows(6).enumerate().filter(|(_, window)| *window == b"%%EOF\n").map(|(at, _)| at + 6).collect();
        (bytes, ends)
    };
    let (minutes, of_minutes) = ends(MINUTES);
    let (extract, of_extract) = ends(EXTRACT);
    let ask = |bytes: &[u8]| {
        keep(&folder.join("avkortad.pdf"), bytes);
        let said = verifiera(&folder, &["avkortad.pdf"]);
        assert!(said.code != Some(0), "{}", said.out);
        said.out
    };
    let said = ask(&minutes[..of_minutes[0] - 30]);
    assert!(said.contains("filen slutar mitt i"), "{said}");
    let said = ask(&minutes[..of_minutes[1]]);
    for person in ["Ellen Sköldmark, sekreterare", "Cecilia Öståker (KD), ordförande", "Desirée Blomvik (S), justerare"]
    {
        assert!(said.contains(&format!("{person}, har inte undertecknat")), "{person}: {said}");
    }
    let said = ask(&minutes[..of_minutes[2] + 9_999]);
    assert!(said.contains("saknar sitt slut") && said.contains("Cecilia Öståker (KD), ordförande, har inte"), "{said}");
    let said = ask(&extract[..of_extract[1] + 9_999]);
    assert!(said.contains("saknar sitt slut") && said.contains("har inte stämplat utdraget"), "{said}");
    assert!(said.contains("Hämta filen igen"), "{said}");
    let said = ask(&extract[..of_extract[0]]);
    assert!(said.contains("utdrag utan sin stämpel") && said.contains("bevis.json"), "{said}");
}
