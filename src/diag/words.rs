//! Swedish for what counts and for what the operating system says: "2 fel", "1 varning", "disken är full".

use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// "1 fel", "2 varningar": a number and its noun.
#[must_use]
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// "12 480": digits in groups of three, as Swedish writes them.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// "420 ms", "1,4 s", "2 min 5 s".
#[must_use]
pub fn duration(elapsed: std::time::Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0 => format!("{} ms", elapsed.as_millis()),
        1..10 => format!("{:.1} s", elapsed.as_secs_f64()).replace('.', ","),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// "a, b och c".
#[must_use]
pub fn listed(items: &[String], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

/// Lines of at most so many characters, broken between words.
#[must_use]
pub fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What the operating system said, in Swedish; its own words only where there are none of ours.
#[must_use]
pub fn io_error(error: &io::Error) -> String {
    let known = match error.kind() {
        ErrorKind::NotFound => "finns inte",
        ErrorKind::PermissionDenied => "du har inte rätt till det",
        ErrorKind::StorageFull => "disken är full",
        ErrorKind::QuotaExceeded => "din del av disken är full",
        ErrorKind::FileTooLarge => "filen blir större än vad som får plats",
        ErrorKind::ReadOnlyFilesystem => "disken är skrivskyddad",
        ErrorKind::IsADirectory => "det är en mapp",
        ErrorKind::NotADirectory => "en del av sökvägen är ingen mapp",
        ErrorKind::InvalidFilename => "namnet går inte att använda",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "filen är öppen i ett annat program",
        ErrorKind::BrokenPipe => "mottagaren tog inte emot allt",
        ErrorKind::TimedOut | ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => "nätverket svarar inte",
        ErrorKind::StaleNetworkFileHandle => "nätverksmappen är inte längre ansluten",
        _ => match error.raw_os_error() {
            // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, as Windows says of a PDF that Acrobat shows.
            Some(32 | 33) if cfg!(windows) => "filen är öppen i ett annat program",
            Some(number) => return format!("systemfel {number}"),
            None => return error.to_string(),
        },
    };
    known.to_owned()
}

/// A path as the reader would type it here: relative to the working folder when it is near.
#[must_use]
pub fn path(path: &Path) -> String {
    let shown = std::env::current_dir().ok().and_then(|here| seen_from(&here, path));
    shown.as_deref().unwrap_or(path).display().to_string()
}

/// `path` as seen from `here`: at most two folders up, else `None`.
fn seen_from(here: &Path, path: &Path) -> Option<PathBuf> {
    if !path.is_absolute() {
        let near: PathBuf = path.components().filter(|part| *part != Component::CurDir).collect();
        return Some(if near.as_os_str().is_empty() { PathBuf::from(".") } else { near });
    }
    let common = here.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = here.components().count() - common;
    let rest: PathBuf = path.components().skip(common).collect();
    let shown: PathBuf =
        std::iter::repeat_n(Component::ParentDir.as_os_str(), up).map(PathBuf::from).chain([rest]).collect();
    match (up, shown.as_os_str().is_empty()) {
        (3.., _) => None,
        (_, true) => Some(PathBuf::from(".")),
        _ => Some(shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_seen_from_the_working_folder() {
        let here = Path::new("/hem/anna/nämnden");
        let seen = |path: &str| seen_from(here, Path::new(path)).map(|path| path.display().to_string());
        assert_eq!(seen("/hem/anna/nämnden/möten/rs.toml").as_deref(), Some("möten/rs.toml"));
        assert_eq!(seen("/hem/anna/nämnden").as_deref(), Some("."));
        assert_eq!(seen("/hem/anna/rs.toml").as_deref(), Some("../rs.toml"));
        assert_eq!(seen("/annat/håll/rs.toml"), None);
        assert_eq!(seen("./rs.toml").as_deref(), Some("rs.toml"));
        assert_eq!(seen(".").as_deref(), Some("."));
    }

    #[test]
    fn numbers_and_nouns_agree() {
        assert_eq!(count(1, "varning", "varningar"), "1 varning");
        assert_eq!(count(0, "varning", "varningar"), "0 varningar");
        assert_eq!(grouped(9999), "9999");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn a_list_ends_with_its_conjunction() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&items, "eller"), "a, b eller c");
    }
}
