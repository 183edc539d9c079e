//! Options of `register`: what is asked of the register.

use std::path::PathBuf;

use clap::Args as Arguments;

/// `register`.
#[derive(Debug, Arguments)]
#[command(next_help_heading = "Flaggor")]
pub struct Register {
    /// Registret
    #[arg(value_name = "FIL", help_heading = "Argument")]
    pub paths: Vec<PathBuf>,
    /// Svara med JSON
    #[arg(long)]
    pub json: bool,
}
