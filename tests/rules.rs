//! Every rule against a case that breaks it and one that just keeps it, the excuses, damaged files and whole scenarios.
//! A fixture says in its first comment lines what it gives: `# ger: fel rost-summa 31:13`; without one it gives nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use utdrag::case::{self, Case, Workspace, source};
use utdrag::diag::{Diagnostic, Level, Source};
use utdrag::rules::{self, Checked};

const FOLDERS_WITHOUT_RULE: [&str; 2] = ["scenarier", "skadade"];

#[test]
fn every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() {
    for rule in rules::rules() {
        let says = |name: &str| expected(&text(&fixture(rule.code, name)));
        let names_it = |line: &&String| line.split(' ').nth(1) == Some(rule.code);
        assert!(says("bryter").iter().all(|line| names_it(&line)) && !says("bryter").is_empty(), "{}", rule.code);
        assert!(!says("haller").iter().any(|line| names_it(&line)), "{}", rule.code);
    }
}

#[test]
fn every_folder_belongs_to_a_rule() {
    for folder in folders() {
        let name = folder.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let is_known = rules::rules().any(|rule| rule.code == name) || FOLDERS_WITHOUT_RULE.contains(&name.as_str());
        assert!(is_known, "tests/rules/{name} hör till ingen regel");
    }
}

#[test]
fn every_fixture_gives_exactly_what_it_says() {
    let mut wrong = Vec::new();
    let fixtures: Vec<PathBuf> = folders().into_iter().flat_map(|folder| cases_of(&folder)).collect();
    assert!(fixtures.len() > 150, "bara {} fall hittades", fixtures.len());
    for fixture in fixtures {
        let found: Vec<String> = findings(&fixture).1.iter().map(line).collect();
        let expected = expected(&text(&fixture));
        if found != expected {
            wrong.push(format!("{}\n  ger:      {found:#?}\n  ska ge:   {expected:#?}", fixture.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_excused_error_is_a_noted_warning_and_stops_nothing() {
    let mut seen = 0;
    for rule in rules::rules().filter(|rule| rule.excusable) {
        let fixture = fixture(rule.code, "ursaktad");
        let (checked, found) = findings(&fixture);
        let checked = checked.unwrap_or_else(|| panic_with(&fixture, &found));
        let [noted] = checked.noted() else { panic_with(&fixture, &found) };
        assert_eq!(noted.regel, rule.code);
        assert_eq!(noted.i_protokollet, matches!(rule.id, "V02" | "V10" | "V15"), "{}", rule.code);
        assert!(!noted.skal.is_empty() && !noted.meddelande.is_empty());
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn the_lines_that_are_offered_excuse_what_they_are_offered_for() {
    for rule in rules::rules().filter(|rule| rule.excusable) {
        let fixture = fixture(rule.code, "bryter");
        let found = findings(&fixture).1;
        let offered = found.iter().filter(|one| one.code == rule.code).flat_map(|one| &one.hints);
        let offers: Vec<&String> = offered.filter(|hint| hint.contains("[[avvikelse]]")).collect();
        let [offer] = offers.as_slice() else { panic_with(&fixture, &found) };
        let lines =
            offer.split_once('\n').map(|(_, lines)| lines.replace("\"..\"", "\"Bilen stannade.\"")).unwrap_or_default();
        let written = Source { name: fixture.display().to_string(), text: format!("{}\n{lines}\n", text(&fixture)) };
        let case = Arc::new(case::parse(&fixture, Arc::new(written)).0.unwrap_or_else(|| panic_with(&fixture, &[])));
        let found = rules::check(&workspace_of(&fixture).0, &case).1;
        let first = found.iter().find(|one| one.code == rule.code).unwrap_or_else(|| panic_with(&fixture, &found));
        assert_eq!(first.level, Level::Varning, "{}: {lines}", rule.code);
        assert!(!found.iter().any(|one| one.code.starts_with("avvikelse")), "{}: {found:?}", rule.code);
    }
}

#[test]
fn an_error_stops_and_a_warning_does_not() {
    let at = |code: &str| findings(&fixture(code, "bryter"));
    assert!(at("rost-summa").0.is_none());
    let (checked, found) = at("underlag-utan-datum");
    assert!(checked.is_some() && found.iter().all(|one| one.level == Level::Varning));
}

#[test]
fn a_late_justering_is_said_as_the_design_shows_it() {
    let (_, found) = findings(&fixture("justering-for-sen", "bryter"));
    let [late] = found.as_slice() else { panic_with(&root(), &found) };
    assert_eq!(late.message, "protokollet justerades 15 dagar efter sammanträdet, högst 14 är tillåtet");
    assert_eq!(late.basis.as_deref(), Some("6 kap. 35 § och 5 kap. 69 § kommunallagen (2017:725)"));
    let excuse = "var det så det gick till, skriv sist i filen, med skälet:\n[[avvikelse]]\nregel = \"justering-for-sen\"\nskal = \"..\"";
    assert_eq!(late.hints, ["kontrollera datumet mot det undertecknade protokollet", excuse]);
    let notes: Vec<&str> = late.place.iter().chain(&late.also).map(|label| label.text.as_str()).collect();
    assert_eq!(notes, ["justeringsdagen", "sammanträdet"]);
}

#[test]
fn a_misspelt_voter_and_recipient_are_guessed() {
    let hints = |code: &str| findings(&fixture(code, "bryter")).1.remove(0).hints;
    assert_eq!(hints("namn-okant").first().map(String::as_str), Some("menade du \"Zoë Lindvede\"?"));
    assert_eq!(hints("mottagare-okand").first().map(String::as_str), Some("menade du \"ekonomi\"?"));
    assert_eq!(hints("organ-okant").first().map(String::as_str), Some("menade du \"vn\"?"));
}

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/regler.md");
    if std::env::var_os("UTDRAG_SKRIV").is_some() {
        utdrag::durable::write(&path, rules::markdown().as_bytes()).expect("docs/regler.md can be written");
    }
    assert_eq!(text(&path), rules::markdown(), "skriv om sidan: UTDRAG_SKRIV=1 cargo test --release --test rules");
}

#[test]
fn two_thousand_cases_are_compared_with_each_other() {
    let (workspace, case) = workspace_of(&fixture("rost-summa", "haller"));
    let copies = |count: usize| {
        let cases = (0..count).map(|i| {
            let mut copy = Case::clone(&case);
            copy.path = PathBuf::from(format!("{i}.toml"));
            if let case::Content::Sammantrade(meeting) = &mut copy.value {
                meeting.justering = None;
                meeting.organ = format!("vn{}", i % 50);
                let step = i64::try_from(i / 50).expect("few cases");
                meeting.datum.0 = meeting.datum.0.saturating_add(jiff::SignedDuration::from_hours(24 * step));
                meeting.paragraf.iter_mut().for_each(|one| one.nummer += u32::try_from(i / 50).expect("few cases"));
            }
            Arc::new(copy)
        });
        Arc::new(Workspace { cases: cases.collect(), index: Arc::default(), ..Workspace::clone(&workspace) })
    };
    let found = |count| {
        let workspace = copies(count);
        workspace.cases.iter().map(|case| rules::check(&workspace, case).1.len()).sum::<usize>()
    };
    assert_eq!(found(2_000), 20 * found(100));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// The fixture of a rule whose name begins so.
fn fixture(code: &str, name: &str) -> PathBuf {
    let all = cases_of(&root().join(code));
    let found =
        all.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with(name)));
    found.unwrap_or_else(|| panic_with(&root().join(code).join(name), &[]))
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| format!("{}: {error}", path.display()))
}

fn folders() -> Vec<PathBuf> {
    sorted(&root()).into_iter().filter(|path| path.is_dir()).collect()
}

/// Cases of a folder; `granne*.toml` are what they are compared with.
fn cases_of(folder: &Path) -> Vec<PathBuf> {
    let is_neighbour =
        |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("granne"));
    sorted(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "toml") && !is_neighbour(path))
        .collect()
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of fixtures can be read");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    paths.sort();
    paths
}

/// What the fixture says it gives: its first comment lines.
fn expected(text: &str) -> Vec<String> {
    let head = text.lines().take_while(|line| line.starts_with('#'));
    head.filter_map(|line| line.strip_prefix("# ger: ").map(|rest| format!(" {rest}").trim_start().to_owned()))
        .collect()
}

/// `fel rost-summa 31:13`
fn line(finding: &Diagnostic) -> String {
    let (line, column) = finding.place.as_ref().map_or((0, 0), utdrag::diag::Label::line_column);
    format!("{} {} {line}:{column}", finding.level.word(), finding.code)
}

/// Everything that a fixture gives, structure and rules, and the case when no error stops it.
fn findings(fixture: &Path) -> (Option<Checked>, Vec<Diagnostic>) {
    if text(fixture).contains("slag = \"myndighet\"") {
        let source = source::read(fixture).expect("a fixture can be read");
        let (myndighet, mut found) = case::parse_myndighet(fixture, source);
        let myndighet = myndighet.expect("a myndighet.toml of a test parses");
        let workspace = Workspace { root: root(), myndighet, cases: Vec::new(), index: Arc::default() };
        found.extend(rules::check_workspace(&workspace));
        return (None, found);
    }
    let source = source::read(fixture).expect("a fixture can be read");
    let mut found = case::parse(fixture, source).1;
    let (workspace, case) = workspace_of(fixture);
    let (checked, more) = rules::check(&workspace, &case);
    found.extend(more);
    // Fixtures are short: a salt is their subject, or left out.
    if !fixture.starts_with(root().join("salt-saknas")) {
        found.retain(|one| one.code != "salt-saknas");
    }
    (checked, found)
}

/// The fixture and its neighbours, under the myndighet.toml that all share.
fn workspace_of(fixture: &Path) -> (Arc<Workspace>, Arc<Case>) {
    let parse = |path: &Path| {
        let source = source::read(path).expect("a fixture can be read");
        Arc::new(case::parse(path, source).0.unwrap_or_else(|| panic_with(path, &[])))
    };
    let folder = fixture.parent().expect("a fixture lies in a folder");
    let other = folder.join("granne-myndighet.toml");
    let own = if other.exists() { other } else { root().join("myndighet.toml") };
    let myndighet = case::parse_myndighet(&own, source::read(&own).expect("myndighet.toml can be read")).0;
    let is_case = |path: &PathBuf| path.to_string_lossy().contains("/granne") && *path != own;
    let neighbours = sorted(folder).into_iter().filter(is_case);
    let case = parse(fixture);
    let cases = neighbours.map(|path| parse(&path)).chain([Arc::clone(&case)]).collect();
    let myndighet = myndighet.expect("the myndighet.toml of the tests parses");
    (Arc::new(Workspace { root: root(), myndighet, cases, index: Arc::default() }), case)
}

#[expect(clippy::panic, reason = "a test that cannot go on says which fixture stopped it")]
fn panic_with(path: &Path, found: &[Diagnostic]) -> ! {
    panic!("{}: {:?}", path.display(), found.iter().map(line).collect::<Vec<_>>())
}
