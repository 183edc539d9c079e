//! Signing with what is not ours: an authority with timestamps and OCSP, judges, a card, a signature service.
//! `tests/run` installs what is needed and starts the authority (`tests/pki/prov.sh`, for tests only); without it
//! `cargo test` lists these as ignored and passes nothing in their name.

#[path = "outside/answers.rs"]
mod answers;
#[path = "outside/authority.rs"]
mod authority;
#[path = "outside/fetch.rs"]
mod fetch;
#[path = "outside/files.rs"]
mod files;
#[path = "outside/foreign.rs"]
mod foreign;
#[path = "outside/keys.rs"]
mod keys;
#[path = "outside/killed.rs"]
mod killed;
#[path = "outside/ladder.rs"]
mod ladder;
#[path = "outside/made.rs"]
mod made;
#[path = "outside/persons.rs"]
mod persons;
#[path = "outside/service.rs"]
mod service;
#[path = "outside/token.rs"]
mod token;
#[path = "outside/waiting.rs"]
mod waiting;
