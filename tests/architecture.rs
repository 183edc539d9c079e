//! What keeps the code readable, held by a test: stage order, doors, names, length of files, heads of modules.
//! Reads the source as text; what the compiler and clippy already hold is not repeated here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What each module of the crate may name of the others. A stage knows only those before it.
const MAY_USE: [(&str, &[&str]); 19] = [
    ("diag", &[]),
    ("clock", &["diag"]),
    ("durable", &["diag"]),
    ("calendar", &["diag"]),
    ("case", &["diag"]),
    ("rules", &["diag", "calendar", "case"]),
    ("evidence", &["diag"]),
    ("document", &["diag", "calendar", "case", "rules", "evidence"]),
    ("pdf", &["diag", "evidence", "document"]),
    ("sign", &["diag", "calendar", "case", "evidence", "document", "pdf"]),
    ("register", &["diag", "clock", "durable", "calendar", "evidence"]),
    ("anslag", &["diag", "calendar", "case", "rules", "evidence", "document", "pdf", "register"]),
    ("dispatch", &["diag", "calendar", "case", "evidence", "document", "pdf", "register", "anslag"]),
    ("verify", &["diag", "clock", "durable"]),
    ("terminal", &["diag"]),
    ("args", &["diag", "document", "terminal"]),
    (
        "commands",
        &[
            "diag", "clock", "durable", "calendar", "case", "rules", "evidence", "document", "pdf", "sign", "register",
            "anslag", "dispatch", "terminal", "args", "verify",
        ],
    ),
    ("main", &["diag", "terminal", "args", "commands"]),
    ("lib", &[]),
];

/// Words that only one module may write, and why.
const DOORS: [(&str, &[&str], &str); 4] = [
    ("typst", &["pdf"], "rules, documents and evidence are whole without a typesetter"),
    ("std::time::SystemTime", &["clock"], "time enters through `clock`"),
    ("OpenOptions", &["durable"], "files leave through `durable`, whole or not at all"),
    ("stdout()", &["terminal"], "people are spoken to in `terminal`"),
];

const LONGEST_FILE: usize = 400;
const LONGEST_HEAD: usize = 5;

/// English words that type names are made of. Any other word is Swedish and has its row in GLOSSARY.md.
const ENGLISH: &str = "\
    act adapter answer answered answers area args arguments around array ask asked atom attached attachments \
    attested audit auditor authority batch bits block book bound box budget builder by bytes call canonical canvas \
    case cell cert certificate certificates certified chain change changes char check checked checkpoint choice \
    chooser chosen circumstances closing code colour column command completed condition connection content count \
    date day days decoded delivery demo derived desk diagnostic dictionary digest directory document door drawing \
    drawn edge edges encoding end ends entered entry error ess event events evidence examined excerpt exit exits \
    expected extent extract faces facts failed fault field fields file files finding finger flag flags flow fold \
    folder font fonts form format found frame gap given glyph glyphs group guess handle hash head header height held \
    hint hold holder id identity index ink inline input inspected interval issuer item job judged kept key keyring \
    keys kind label late layout leaf lease ledger left length letter level limit limits line lines list literal lock \
    locked look lost made mail mailbox make maker margin mark marks match matrix matter meaning measure meeting \
    memory merged merkle message minutes missing mode name near node nodes note noted number object objects ocsp \
    oddity one open opened option options order other out outcome output owner page pages painter paragraph \
    parameters parse parsed part parts patch path pdf people permissions person picture piece pin place placed \
    places plan point pointer pool position posted prepared printed private problem progress proposal provable \
    proving public published purpose question queue quiet range reached reader readers ready receipt recipient \
    record reference refused relation rendered renewal repair reply report request response result revision \
    revocations role root row rule run said salt save scanner schema scope seal sealed sealer search seat seconds \
    section seen serial session set setting settings settled sha shape shared sheet shown side sign signature signed \
    signers signing size slot smtp snapshot sort sorted source span spot sqlite stage standing start state status \
    stem step stop stopwatch store stream style summary symbol syntax table tag take task text tidied tidy time \
    token told tool trail tree trust type unit unpacked unsealed unseen unsigned uri v2 value verdict virtual vote \
    waiting walk warning watch watcher width word wording work worker workspace world writer writing written";

#[test]
fn a_stage_knows_only_those_before_it() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.into_iter().collect();
    let mut faults = Vec::new();
    for file in source_files("src", "rs") {
        let module = module_of(&file);
        let Some(may_use) = allowed.get(module.as_str()) else {
            faults.push(format!("{}: `{module}` has no place in the order of stages", file.display()));
            continue;
        };
        for used in crate_modules_named(&code(&file)) {
            if used != module && allowed.contains_key(used.as_str()) && !may_use.contains(&used.as_str()) {
                faults.push(format!("{}: `{module}` may not use `{used}`", file.display()));
            }
        }
    }
    assert_no(&faults);
}

#[test]
fn each_door_is_in_one_module() {
    let mut faults = Vec::new();
    for file in source_files("src", "rs") {
        let (module, code) = (module_of(&file), code(&file));
        for (word, owners, reason) in DOORS {
            if !owners.contains(&module.as_str()) && names(&code, word) {
                faults.push(format!("{}: `{word}`: {reason}", file.display()));
            }
        }
    }
    assert_no(&faults);
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    let mut lengths: Vec<(usize, PathBuf)> = ["src", "templates", "tests"]
        .into_iter()
        .flat_map(|folder| source_files(folder, "rs").into_iter().chain(source_files(folder, "typ")))
        .map(|file| (read(&file).lines().count(), file))
        .collect();
    lengths.sort();
    let middle = lengths.get(lengths.len() / 2).map_or(0, |(length, _)| *length);
    say(&format!("{} files of Rust and typst, median {middle} lines\n", lengths.len()));
    let long: Vec<String> = lengths
        .iter()
        .filter(|(length, _)| *length > LONGEST_FILE)
        .map(|(length, file)| format!("{}: {length} lines", file.display()))
        .collect();
    assert_no(&long);
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let mut faults = Vec::new();
    for file in source_files("src", "rs").into_iter().chain(source_files("tests", "rs")) {
        // `lib.rs` draws the flow, and may take the lines it needs.
        if file.ends_with("src/lib.rs") {
            continue;
        }
        let head = read(&file).lines().take_while(|line| line.starts_with("//!")).count();
        if head == 0 || head > LONGEST_HEAD {
            faults.push(format!("{}: {head} lines of `//!`, 1 to {LONGEST_HEAD} are asked for", file.display()));
        }
    }
    assert_no(&faults);
}

#[test]
fn every_swedish_type_has_a_row_in_the_glossary() {
    let glossary: BTreeSet<String> = read(&root().join("GLOSSARY.md"))
        .lines()
        .filter_map(|line| line.strip_prefix('|')?.split('|').next())
        .flat_map(|cell| {
            ascii(cell).split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let english: BTreeSet<&str> = ENGLISH.split_whitespace().collect();
    let mut faults = Vec::new();
    for file in source_files("src", "rs") {
        for name in type_names(&code(&file)) {
            for word in camel_words(&name) {
                if !english.contains(word.as_str()) && !explained(&word, &glossary) {
                    faults.push(format!("{}: `{word}` in `{name}` has no row in GLOSSARY.md", file.display()));
                }
            }
        }
    }
    assert_no(&faults);
}

/// `anteckningstyp` is explained by the rows of `anteckning` and `typ`.
fn explained(word: &str, glossary: &BTreeSet<String>) -> bool {
    let joined =
        |rest: &str| explained(rest, glossary) || rest.strip_prefix('s').is_some_and(|rest| explained(rest, glossary));
    let parts = word.char_indices().skip(3).map(|(at, _)| word.split_at(at));
    glossary.contains(word) || parts.into_iter().any(|(first, rest)| glossary.contains(first) && joined(rest))
}

fn assert_no(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn say(text: &str) {
    // Past the test runner's capture: a figure to read, not a verdict.
    std::io::stderr().write_all(text.as_bytes()).expect("stderr is open in a test");
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` with the extension, in path order.
fn source_files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("files of the project are UTF-8")
}

/// The code of a file without comments, documentation and the unit tests at its end.
fn code(file: &Path) -> String {
    let text = read(file);
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).fold(String::new(), |all, line| all + line + "\n")
}

/// `src/case/text.rs` belongs to `case`.
fn module_of(file: &Path) -> String {
    let below = file.strip_prefix(root().join("src")).expect("every source file is below src");
    let first = below.components().next().expect("a file has a name");
    Path::new(first.as_os_str()).file_stem().expect("a file has a stem").to_string_lossy().into_owned()
}

/// Modules named as `crate::x` or, from the binary, `utdrag::x`, also in braces.
fn crate_modules_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for prefix in ["crate::", "utdrag::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = code.get(at + prefix.len()..).unwrap_or_default();
            if let Some(braced) = rest.strip_prefix('{') {
                let inside = braced.split(';').next().unwrap_or_default();
                named.extend(inside.split(['{', '}', ',']).map(|part| first_word(part.trim())));
            } else {
                named.insert(first_word(rest));
            }
        }
    }
    named
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// True when `word` stands in the code as a word of its own.
fn names(code: &str, word: &str) -> bool {
    let part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '"';
    code.match_indices(word).any(|(at, _)| {
        let before = code.get(..at).and_then(|text| text.chars().next_back());
        let after = code.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

fn type_names(code: &str) -> Vec<String> {
    let keywords = ["struct ", "enum ", "trait ", "type "];
    let declared = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) ")).unwrap_or(line);
        keywords.iter().find_map(|keyword| line.strip_prefix(keyword)).map(first_word)
    };
    code.lines().filter_map(declared).collect()
}

/// `SlagSammantrade` is `slag`, `sammantrade`.
fn camel_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for letter in name.chars() {
        if letter.is_uppercase() || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

fn ascii(text: &str) -> String {
    text.to_lowercase().replace(['å', 'ä'], "a").replace('ö', "o").replace('é', "e")
}
