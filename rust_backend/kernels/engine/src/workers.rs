//! Threads that work on one table together.

use std::sync::{Mutex, PoisonError};

/// Threads that can run the same work at once.
pub trait Workers: Sync {
    /// How many threads there are, the caller's own among them.
    fn count(&self) -> usize;

    /// Runs the work on the caller's thread, and on as many others as are free; returns when all have done it.
    fn run(&self, work: &(dyn Fn() + Sync));
}

/// The caller's thread alone.
pub struct Sequential;

impl Workers for Sequential {
    fn count(&self) -> usize {
        1
    }

    fn run(&self, work: &(dyn Fn() + Sync)) {
        work();
    }
}

/// Takes the items one after the other, each on whichever thread is free.
pub fn each<I: Iterator + Send>(items: I, workers: &dyn Workers, work: impl Fn(I::Item) + Sync) {
    let left = Mutex::new(items);
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    workers.run(&|| {
        while let Some(item) = next() {
            work(item);
        }
    });
}
