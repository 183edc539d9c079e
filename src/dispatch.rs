//! Dispatch: a certified extract -> `Expediering` to every recipient of its §§, and what the register says of them.
//! Refuses a recipient without an address for the channel, an unadjusted §, and what is secret in e-mail.

pub mod bilaga;
pub mod extract;
pub mod ledger;
pub mod mail;
pub mod plan;
mod privacy;
pub mod recipient;
pub mod reply;
pub mod smtp;
pub mod subject;
mod words;

pub use bilaga::Bifogad;
pub use extract::{Extract, one_line};
pub use ledger::{Lage, Ledger, Standing, Told};
pub use plan::{Expediering, File, Order, expediering};
pub use privacy::{personal_numbers, protected_names};
pub use recipient::{Recipient, kanal_word, recipients};
