//! What is asked of others over http: timestamps, and revocation data when they are asked for. Every answer has a longest
//! wait and a largest size, and what went wrong is said in Swedish.

use std::io::Read;
use std::time::Duration;

/// From one address to another at most.
const REDIRECTS: u32 = 3;

/// How long an answer may take and how large it may be, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) patience: Duration,
    pub(super) largest: u64,
}

/// What the service at `address` answers to a request of a kind.
///
/// # Errors
/// Why it did not.
pub(super) fn post(address: &str, (kind, request): (&str, &[u8]), limits: Limits) -> Result<Vec<u8>, &'static str> {
    let answer = agent(limits).post(address).header("Content-Type", kind).send(request);
    body(answer.map_err(|error| why(&error))?, limits)
}

/// What lies at `address`.
///
/// # Errors
/// Why it could not be had.
pub(super) fn get(address: &str, limits: Limits) -> Result<Vec<u8>, &'static str> {
    body(agent(limits).get(address).call().map_err(|error| why(&error))?, limits)
}

fn agent(limits: Limits) -> ureq::Agent {
    let config = ureq::config::Config::builder().timeout_global(Some(limits.patience)).max_redirects(REDIRECTS);
    ureq::Agent::new_with_config(config.build())
}

fn body(answer: ureq::http::Response<ureq::Body>, limits: Limits) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    let mut reader = answer.into_body().into_reader().take(limits.largest + 1);
    reader.read_to_end(&mut bytes).map_err(|_| "förbindelsen bröts, eller svaret kom inte i tid")?;
    if bytes.len() as u64 > limits.largest { Err("svaret är större än vad som tas emot") } else { Ok(bytes) }
}

/// In Swedish, without the words of the network library.
fn why(error: &ureq::Error) -> &'static str {
    match error {
        ureq::Error::StatusCode(_) => "den svarade med ett fel",
        ureq::Error::HostNotFound => "namnet finns inte",
        ureq::Error::Timeout(_) => "den svarade inte i tid",
        ureq::Error::ConnectionFailed | ureq::Error::Io(_) => "ingen förbindelse",
        ureq::Error::BadUri(_) => "adressen är felskriven",
        ureq::Error::TooManyRedirects => "den hänvisar bara vidare",
        _ => "förbindelsen bröts",
    }
}
