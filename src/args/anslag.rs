//! Options of `anslag`: the notice of adjusted minutes, and its days.

use std::path::PathBuf;

use clap::Args as Arguments;

/// `anslag`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Anslag {
    /// Protokollet som ska anslås
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}
