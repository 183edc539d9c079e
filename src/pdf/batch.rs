//! Many documents on many cores. Each worker is one thread with a rayon pool of its own: in a shared pool a thread that
//! waits for a part of its document takes another document on top of it, and the stack overflows.
//! The cache of typst is swept after each document, so that memory does not grow with the batch.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError, mpsc};

use rayon::ThreadPoolBuilder;

use crate::diag::Diagnostic;
use crate::document::Document;

use super::{Pdf, compose};

/// Bytes. Deeply nested text needs more than the two megabytes a thread has by default.
const STACK: usize = 16 << 20;

/// Threads with such a stack are known by it.
const NAME: &str = "utdrag-sats";

/// Results of the cache are dropped when so many documents have passed without asking for them.
const CACHE_AGE: usize = 5;

/// Sets all documents on `workers` threads, and calls `done` on this thread with each as it is ready, in any order,
/// with its place in the queue. Documents are taken from the iterator only as they are needed.
pub fn batch<Documents, Done>(documents: Documents, workers: NonZeroUsize, mut done: Done)
where
    Documents: Iterator<Item = Document> + Send,
    Done: FnMut(usize, Document, Result<Pdf, Vec<Diagnostic>>),
{
    let queue = Mutex::new(documents.enumerate());
    let (sender, receiver) = mpsc::sync_channel(2 * workers.get());
    std::thread::scope(|scope| {
        for _ in 0..workers.get() {
            let (queue, sender) = (&queue, sender.clone());
            scope.spawn(move || work(queue, &sender));
        }
        drop(sender);
        for (index, document, result) in receiver {
            done(index, document, result);
        }
    });
}

type Ready = (usize, Document, Result<Pdf, Vec<Diagnostic>>);

/// One worker: until the queue is empty, or nobody listens.
fn work(queue: &Mutex<impl Iterator<Item = (usize, Document)> + Send>, sender: &mpsc::SyncSender<Ready>) {
    on_own_stack(|| {
        while let Some((index, document)) = next(queue) {
            let result = compose(&document);
            sweep();
            if sender.send((index, document, result)).is_err() {
                return;
            }
        }
    });
}

/// Drops what the cache of typst has not been asked for lately.
pub(super) fn sweep() {
    typst::comemo::evict(CACHE_AGE);
}

fn next<T>(queue: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// Runs `job` in a pool of one thread made for it; within such a job, at once.
///
/// # Panics
/// When the system gives the process no more threads.
pub fn on_own_stack<T: Send>(job: impl FnOnce() -> T + Send) -> T {
    if std::thread::current().name() == Some(NAME) {
        return job();
    }
    ThreadPoolBuilder::new()
        .num_threads(1)
        .thread_name(|_| NAME.to_owned())
        .stack_size(STACK)
        .build()
        .expect("the system gives a process its threads")
        .install(job)
}
