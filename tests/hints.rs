//! What messages and pages tell people to type: every `utdrag KOMMANDO` and every `--flagga` in a text of the program or of
//! the handbook exists, and an option named with its command is one of that command.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Command;

#[test]
fn every_option_that_a_message_names_exists() {
    let known = options(&utdrag::args::command());
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (place, text) in texts() {
        for option in options_in(&text) {
            seen += 1;
            if !known.contains(&option) {
                wrong.push(format!("{place}: --{option} finns inte: {text}"));
            }
        }
    }
    assert!(seen > 100, "only {seen} options were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_that_a_message_names_exists_and_has_the_options_named_with_it() {
    let program = utdrag::args::command();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (place, text) in texts() {
        // "--utdrag" is an option.
        for line in text.replace("--utdrag ", "").split("utdrag ").skip(1).map(command_line) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let Some(first) = words.first().filter(|word| word.chars().all(|one| one.is_lowercase() || one == '-'))
            else {
                continue;
            };
            // "utdrag" is also the Swedish word for an extract; a command is told from it by being one, or by an option.
            let Some(command) = named(&program, first) else {
                if line.contains("--") && !line.starts_with("--") {
                    wrong.push(format!("{place}: utdrag {first} finns inte: {text}"));
                }
                continue;
            };
            let own = words.get(1).and_then(|word| named(command, word)).unwrap_or(command);
            let known = &options(own) | &own_options(command);
            for option in options_in(line) {
                seen += 1;
                if !known.contains(&option) {
                    wrong.push(format!("{place}: {} har ingen --{option}: {text}", own.get_name()));
                }
            }
        }
    }
    assert!(seen > 40, "only {seen} options were found with their commands");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What follows "utdrag " up to the end of the command: a sentence goes on after a sign or a word of its own.
fn command_line(rest: &str) -> &str {
    let ends = [
        ". ",
        ", ",
        "; ",
        ": ",
        " (",
        "`",
        "\n",
        " tar bort",
        " gör det",
        " lägger",
        ". Finns",
        " och ",
        " för att",
        " skrev",
    ];
    let end = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len());
    rest.get(..end).unwrap_or(rest)
}

fn named<'c>(of: &'c Command, name: &str) -> Option<&'c Command> {
    of.get_subcommands().find(|one| one.get_name() == name || one.get_all_aliases().any(|alias| alias == name))
}

/// Every long option of a command and of those below it.
fn options(of: &Command) -> BTreeSet<String> {
    let mut all = own_options(of);
    all.extend(of.get_subcommands().flat_map(options));
    all
}

/// Every long option of a command, in every spelling.
fn own_options(of: &Command) -> BTreeSet<String> {
    let own = of.get_arguments().flat_map(|one| {
        one.get_long()
            .into_iter()
            .chain(one.get_all_aliases().unwrap_or_default())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let mut all: BTreeSet<String> = own.collect();
    all.extend(["hjälp", "version"].map(str::to_owned));
    all
}

/// `--rätta` → `rätta`; a line of dashes and what is no word are left out.
fn options_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("--") {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let rest = text.get(at + 2..).unwrap_or_default();
        let name: String = rest.chars().take_while(|one| one.is_lowercase() || *one == '-').collect();
        let name = name.trim_end_matches('-');
        let starts = before.is_none_or(|one| !(one.is_alphanumeric() || one == '-'));
        if starts && name.chars().count() > 1 {
            found.push(name.to_owned());
        }
    }
    found
}

/// Each text that people read, with its file: string literals of the program (tests left out), and the handbook's commands.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for file in files(&root.join("src")) {
        let name = file.strip_prefix(root).unwrap_or(&file).display().to_string();
        let source = fs::read_to_string(&file).expect("sources are text");
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        all.extend(literals(code).into_iter().map(|text| (name.clone(), text)));
    }
    let handbook = fs::read_to_string(root.join("docs/handbok.md")).expect("the handbook is there");
    let commands = handbook.lines().map(|line| line.split(" #").next().unwrap_or_default());
    all.extend(commands.map(|line| ("docs/handbok.md".to_owned(), line.to_owned())));
    all
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// String literals of Rust code, comments left out; escapes stay as they are but for quotes.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = lines.join("\n");
    let mut signs = code.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            // A character, not a text: '"'.
            '\'' if signs.peek() == Some(&'"') => {
                signs.next();
            }
            '"' => {
                let mut text = String::new();
                while let Some(sign) = signs.next() {
                    match sign {
                        '\\' => text.extend(signs.next()),
                        '"' => break,
                        other => text.push(other),
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}
