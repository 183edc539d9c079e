//! Dispatch: an `Entry` of a certified extract -> `Expediering` to every recipient of its §§.
//! Refuses a recipient without an address for the channel, an unadjusted §, and what is secret in e-mail.
