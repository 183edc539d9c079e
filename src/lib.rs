//! Utdrag: official minutes of Swedish regions and municipalities, from TOML to PDF that lasts.
//!
//! ```text
//! case ──> rules ──> document ──> pdf ──> sign ──> register ──> dispatch
//! TOML     statute   template     typst   PAdES    append-only  receipts
//!                                   │                │
//!                                   └──> verify <────┘      (shares no code with the makers)
//! ```
//!
//! One stage, one type, one function; a stage that was skipped cannot be expressed. Doors: time enters
//! through `clock`, files leave through `durable`, people are spoken to in `terminal`, faults are data in `diag`.

pub mod diag;
pub mod clock;
pub mod durable;
pub mod calendar;
pub mod case;
pub mod rules;
pub mod evidence;
pub mod document;
pub mod pdf;
pub mod sign;
pub mod register;
pub mod anslag;
pub mod dispatch;
pub mod verify;
pub mod terminal;
pub mod args;
pub mod commands;
