//! Signing: `Pdf` -> `SignedPdf`. Fields are prepared before the first signature; each signature is one
//! incremental update. Refuses a key that does not fit the role and a file changed since it was prepared.

pub mod answer;
mod appearance;
pub mod bestyrk;
mod bevis;
pub mod chain;
mod cms;
pub mod compare;
pub mod detached;
pub mod fields;
pub mod hash;
pub mod justera;
pub mod key;
pub mod ltv;
mod network;
pub mod number;
pub mod person;
pub mod record;
pub mod renewal;
pub mod prepare;
mod relation;
pub mod reservation;
mod revocation;
mod seal;
pub mod signature;
pub mod state;
mod structure;
pub mod throwaway;
mod timestamp;
mod update;
mod value;
