//! Dispatch, as a secretariat meets it: a small authority with a recipient for every channel, its extracts certified by
//! keys made for the run, a mail server on loopback that fails where it is told to, and Python's mail parser as judge.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "in a test what is missing is a failure with its own words"
)]

#[path = "dispatch/again.rs"]
mod again;
#[path = "dispatch/bilagor.rs"]
mod bilagor;
#[path = "dispatch/judge.rs"]
mod judge;
#[path = "dispatch/office.rs"]
mod office;
#[path = "dispatch/property.rs"]
mod property;
#[path = "dispatch/receipts.rs"]
mod receipts;
#[path = "dispatch/sending.rs"]
mod sending;
#[path = "dispatch/server.rs"]
mod server;
#[path = "dispatch/shared.rs"]
mod shared;
