//! The verifier alone.

pub mod verify;
