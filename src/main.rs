//! The binary: everything it does is in the library.

use std::process::ExitCode;

/// Many small allocations on many threads: with the system's allocator a batch takes a quarter longer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    utdrag::commands::run(std::env::args_os()).into()
}
