//! What is left of a file's places for archive timestamps, and how long the last one holds: a place is used once, and there is
//! no more of them when a file has been signed.

use jiff::civil::Date;

use super::update::Update;
use super::{ltv, person, signature};
use crate::diag::Diagnostic;

/// How a file stands with its archive timestamps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Places that are not used.
    pub free: usize,
    /// The last day of the last archive timestamp; `None` where the file has none.
    pub until: Option<Date>,
}

impl Renewal {
    /// Reads it off a file.
    ///
    /// # Errors
    /// When the file, or its last timestamp, cannot be read.
    pub fn of(pdf: &[u8]) -> Result<Self, Diagnostic> {
        let update = Update::of(pdf)?;
        let fields = (1..).map_while(|number| signature::find(&update, &format!("Tid.{number}")).ok());
        let mut free = 0;
        for field in fields {
            free += usize::from(!update.dictionary(field)?.has(b"V"));
        }
        let last = ltv::last_timestamp(pdf)?.map(|token| person::signer(&token)).transpose()?;
        Ok(Self { free, until: last.as_ref().map(ltv::expires) })
    }

    /// True when the last archive timestamp holds for more than a year after `today`: one more would use up a place to no avail.
    #[must_use]
    pub fn is_early(&self, today: Date) -> bool {
        self.until.is_some_and(|until| today.checked_add(jiff::Span::new().years(1)).is_ok_and(|year| until > year))
    }
}

#[cfg(test)]
mod tests {
    use super::Renewal;

    #[test]
    fn a_timestamp_is_renewed_in_its_last_year() {
        let early = |until: Option<&str>| {
            let until = until.map(|day| day.parse().unwrap());
            Renewal { free: 4, until }.is_early("2026-11-26".parse().unwrap())
        };
        assert!(early(Some("2028-03-01")) && early(Some("2027-11-27")));
        assert!(!early(Some("2027-11-26")) && !early(Some("2026-11-25")) && !early(None));
    }
}
