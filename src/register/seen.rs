//! What the watch remembers of a register: its newest checkpoint, and in lines after it the last number of each series and
//! where the register was kept, so that what is lost can be told, and a copy from what it was copied from.

use std::path::{Path, PathBuf};

use super::Lopnummer;
use super::checkpoint::Checkpoint;

/// Begins a line with the last number of a series: number, year, organ.
const NUMMER: &str = "nummer ";
/// Begins the line with the register's place.
const PLATS: &str = "plats ";

/// What was last seen of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How far it had come.
    pub checkpoint: Checkpoint,
    /// The last number of each series, by organ; only of the last year in which the organ has any.
    pub nummer: Vec<Lopnummer>,
    /// Where it was kept: the file, from the root of the disk. `None` where the watch lies beside it, and is copied with it.
    pub plats: Option<PathBuf>,
}

impl Seen {
    /// A checkpoint with extension lines (C2SP tlog-checkpoint), unsigned.
    pub(super) fn text(&self) -> String {
        let numbers = self.nummer.iter().map(|one| format!("{NUMMER}{} {} {}\n", one.nummer, one.ar, one.organ));
        let place = self.plats.as_deref().and_then(Path::to_str).filter(|place| !place.contains(char::is_control));
        let place = place.map(|place| format!("{PLATS}{place}\n"));
        self.checkpoint.text() + &numbers.chain(place).collect::<String>()
    }

    /// Reads what [`text`](Self::text) wrote, signed or not; what an older version wrote has no lines after the third.
    pub(super) fn read(text: &str) -> Option<Self> {
        let checkpoint = Checkpoint::read(text)?;
        let more = || text.split('\n').skip(3).take_while(|line| !line.is_empty());
        let number = |line: &str| {
            let mut parts = line.strip_prefix(NUMMER)?.splitn(3, ' ');
            let (nummer, ar) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some(Lopnummer { organ: parts.next()?.to_owned(), ar, nummer })
        };
        let plats = more().find_map(|line| line.strip_prefix(PLATS)).map(PathBuf::from);
        Some(Self { checkpoint, nummer: more().filter_map(number).collect(), plats })
    }
}

/// Where a register is, whatever it is called from; `None` when that cannot be told.
pub(super) fn place(register: &Path) -> Option<PathBuf> {
    register.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_read_as_it_was_written_and_older_watches_too() {
        let checkpoint = Checkpoint { origin: "utdrag-register/0a".to_owned(), size: 38, root: [7; 32] };
        let nummer = |organ: &str, nummer| Lopnummer { organ: organ.to_owned(), ar: 2026, nummer };
        let seen = Seen {
            checkpoint: checkpoint.clone(),
            nummer: vec![nummer("ks", 10), nummer("ks au", 2)],
            plats: Some("/hem/anna/kommunstyrelsen 2026/register.db".into()),
        };
        assert_eq!(Seen::read(&seen.text()).unwrap(), seen);
        assert_eq!(Seen::read(&format!("{}\n— utdrag-register/0a AAAA\n", seen.text())).unwrap(), seen);
        let older = Seen { checkpoint: checkpoint.clone(), nummer: Vec::new(), plats: None };
        assert_eq!(Seen::read(&checkpoint.text()).unwrap(), older);
        let odd = Seen { plats: Some("/hem/a\nnummer 99 2026 ks".into()), ..older.clone() };
        assert_eq!(Seen::read(&odd.text()).unwrap(), older, "a place makes no line of its own");
    }
}
