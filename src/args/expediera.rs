//! Options of `expediera`: certified extracts to those who must have them.

use std::path::PathBuf;

use clap::Args as Arguments;

/// `expediera`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Expediera {
    /// Bestyrkta utdrag
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}
