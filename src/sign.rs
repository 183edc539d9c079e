//! Signing: `Pdf` -> `SignedPdf`. Fields are prepared before the first signature; each signature is one
//! incremental update. Refuses a key that does not fit the role and a file changed since it was prepared.

pub mod appearance;
pub mod cms;
pub mod fields;
pub mod justera;
pub mod key;
pub mod ltv;
pub mod person;
pub mod record;
pub mod signature;
pub mod state;
pub mod structure;
pub mod timestamp;
pub mod update;
